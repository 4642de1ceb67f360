/** Columns of the MSI-X table. */
import type { ReactNode } from 'react';
import type { Command, MsixRow } from '../../engine/index.ts';
import { type AppModel, useRun, useScreen } from '../store/app-model.ts';
import { useStopped } from '../topology/stopped.ts';
import { cx } from '../widgets/cx.ts';
import type { Column } from './columns.ts';
import { Faint } from './faint.tsx';
import styles from './table.module.css';

type Columns = readonly Column<MsixRow>[];

const ADDRESS: Column<MsixRow> = {
  id: 'address',
  title: 'address',
  about: 'of the doorbell',
  width: 82,
  hidden: 'narrow',
  cell: ({ address }) => <Faint>{address}</Faint>,
};

const VECTOR: Columns = [
  { id: 'vector', title: 'vec', about: 'vector', width: 36, end: true, cell: ({ vector }) => vector },
];

const ENTRY: Columns = [
  { id: 'data', title: 'data', width: 38, end: true, hidden: 'narrow', cell: ({ data }) => data },
  {
    id: 'state',
    title: 'state',
    about: 'open, masked or pending',
    width: 78,
    grow: 1,
    mono: false,
    cell: (row) => <State row={row} />,
  },
  {
    id: 'intid',
    title: 'INTID',
    about: 'LPI behind an ITS, else SPI',
    width: 48,
    end: true,
    hidden: 'narrow',
    cell: ({ intid }) => intid,
  },
  { id: 'virq', title: 'irq', about: 'virq', width: 40, end: true, cell: ({ virq }) => virq ?? '–' },
];

const CPU: Column<MsixRow> = { id: 'cpu', title: 'CPU', width: 38, end: true, cell: ({ cpu }) => cpu };
const COUNT: Column<MsixRow> = {
  id: 'count',
  title: 'count',
  width: 48,
  end: true,
  cell: ({ count }) => count,
};

/** The rest of a vector's way, for those who choose it. */
const WAY: Columns = [
  { id: 'deviceId', title: 'DeviceID', width: 68, end: true, hidden: 'always', cell: ({ deviceId }) => deviceId },
  { id: 'eventId', title: 'EventID', width: 62, end: true, hidden: 'always', cell: ({ eventId }) => eventId },
  {
    id: 'handler',
    title: 'handler',
    about: 'name of the action',
    width: 120,
    hidden: 'always',
    cell: ({ handler }) => <Faint>{handler}</Faint>,
  },
];

const PLAIN: Columns = [...VECTOR, ADDRESS, ...ENTRY, CPU, COUNT, ...WAY];
/** The eventfd takes the place of the address, which is that of one doorbell for all. */
const VFIO: Columns = [
  ...VECTOR,
  ...ENTRY,
  { ...CPU, hidden: 'narrow' },
  { ...COUNT, hidden: 'narrow' },
  {
    id: 'eventfd',
    title: 'eventfd',
    about: 'how often signalled',
    width: 58,
    end: true,
    cell: ({ eventfd }) => eventfd ?? '–',
  },
  { ...ADDRESS, hidden: 'always' },
  ...WAY,
];

export function msixColumns(app: AppModel, bdf: string | undefined, vfio: boolean): Columns {
  return [...(vfio ? VFIO : PLAIN), ...(bdf === undefined ? [] : actions(app, bdf, vfio))];
}

/** A cross where the last move's message of this vector stopped. */
function State({ row: { vector, masked, pending } }: { readonly row: MsixRow }): ReactNode {
  const bdf = useScreen((screen) => screen.msix?.bdf);
  const held = useScreen((screen) => screen.msix?.maskall === true) === true && !masked;
  const step = useScreen((screen) => screen.step) ?? 0;
  const ran = useRun(({ info }) => info?.commands.findLast(({ from, to }) => step > from && step <= to)?.command);
  const stopped = useStopped()?.stopped;
  const isHere = ran?.do === 'msix.fire' && ran.bdf === bdf && ran.vector === vector && stopped !== undefined;
  const word = pending ? 'pending' : masked ? 'masked' : 'open';
  const looks = pending ? styles.pending : held ? styles.held : !masked && styles.open;
  const more = pending && masked ? 'pending, masked' : held ? `${word}, but the whole function is masked` : undefined;
  return (
    <span className={cx(styles.state, looks, isHere && styles.stopped)} title={isHere ? `stopped: ${stopped}` : more}>
      {word}
      {held ? <span className={styles.hidden}>, but the whole function is masked</span> : null}
      {isHere ? <span className={styles.hidden}>, stopped: {stopped}</span> : null}
    </span>
  );
}

/** Buttons for what the engine can do to a vector; without any the column is not there. */
function actions(app: AppModel, bdf: string, vfio: boolean): Columns {
  const button = (command: Command, name: string, vector: number): ReactNode => (
    <button
      type="button"
      tabIndex={-1}
      className={cx(styles.action, command.do === 'msix.fire' && styles.fire)}
      aria-label={`${name} vector ${vector}`}
      onClick={(event) => {
        event.stopPropagation();
        void app.command(command);
      }}
    >
      {name}
    </button>
  );
  return [
    {
      id: 'do',
      title: '',
      width: vfio ? 152 : 116,
      end: true,
      pin: 'end',
      cell: ({ vector, masked, virq, eventfd }) =>
        virq === undefined ? null : (
          <span className={styles.actions}>
            {button({ do: 'msix.fire', bdf, vector }, 'fire', vector)}{' '}
            {masked
              ? button({ do: 'msix.unmask', bdf, vector }, 'unmask', vector)
              : button({ do: 'msix.mask', bdf, vector }, 'mask', vector)}
            {vfio && eventfd !== undefined ? button(loopback(bdf, vector), 'loop', vector) : null}
          </span>
        ),
    },
  ];
}

/** The program asks the kernel to signal the eventfd as if the vector had fired. */
function loopback(bdf: string, vector: number): Command {
  return { do: 'vfio.setIrqs', bdf, index: 'msix', action: 'trigger', start: vector, count: 1, data: 'bool' };
}
