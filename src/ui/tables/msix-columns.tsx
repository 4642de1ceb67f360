/** Columns of the MSI-X table. */
import type { MsixRow } from '../../engine/index.ts';
import type { Actions } from '../store/actions.ts';
import { type Column, words } from './columns.ts';
import { Faint } from './cells.tsx';
import { msixButtons } from './msix-buttons.tsx';
import type { ReactNode } from 'react';
import { useRun, useScreen } from '../store/hooks.ts';
import { useStopped } from '../store/highlight.ts';
import { cx } from '../widgets/cx.ts';
import styles from './table.module.css';

type Columns = readonly Column<MsixRow>[];

const ADDRESS: Column<MsixRow> = {
  ...words('msix', 'address'),
  width: 82,
  yields: 1,
  hidden: 'narrow',
  cell: ({ address }) => <Faint>{address}</Faint>,
};

const VECTOR: Columns = [{ ...words('msix', 'vector'), width: 36, end: true, cell: ({ vector }) => vector }];

const ENTRY: Columns = [
  { ...words('msix', 'data'), width: 36, yields: 2, end: true, hidden: 'narrow', cell: ({ data }) => data },
  {
    ...words('msix', 'state'),
    width: 74,
    grow: 1,
    mono: false,
    cell: (row) => <MsixState row={row} />,
  },
  {
    ...words('msix', 'intid'),
    width: 48,
    yields: 3,
    end: true,
    hidden: 'narrow',
    cell: ({ intid }) => intid,
  },
  { ...words('msix', 'virq'), width: 40, yields: 7, end: true, cell: ({ virq }) => virq ?? '–' },
];

const CPU: Column<MsixRow> = { ...words('msix', 'cpu'), width: 38, yields: 4, end: true, cell: ({ cpu }) => cpu };
const COUNT: Column<MsixRow> = {
  ...words('msix', 'count'),
  width: 48,
  yields: 5,
  end: true,
  cell: ({ count, virq }) => (virq === undefined ? <Faint>{String(count)}</Faint> : count),
};

/** The rest of a vector's way, for those who choose it. */
const WAY: Columns = [
  { ...words('msix', 'deviceId'), width: 68, end: true, hidden: 'always', cell: ({ deviceId }) => deviceId },
  { ...words('msix', 'eventId'), width: 62, end: true, hidden: 'always', cell: ({ eventId }) => eventId },
  {
    ...words('msix', 'handler'),
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
    ...words('msix', 'eventfd'),
    width: 58,
    yields: 6,
    end: true,
    cell: ({ eventfd }) => eventfd ?? '–',
  },
  { ...ADDRESS, hidden: 'always' },
  ...WAY,
];

export function msixColumns(actions: Actions, bdf: string | undefined, vfio: boolean): Columns {
  return [...(vfio ? VFIO : PLAIN), ...(bdf === undefined ? [] : [msixButtons(actions, bdf, vfio)])];
}

/** Open, masked or pending, and a cross where the last move's message of this vector stopped. */
function MsixState({ row: { vector, masked, pending } }: { readonly row: MsixRow }): ReactNode {
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
