import { type ReactNode, useCallback } from 'react';
import type { Command, MsixRow } from '../../engine/index.ts';
import { type AppModel, useApp, useRun, useScreen } from '../store/app-model.ts';
import { useLit } from '../topology/highlight.ts';
import { useStopped } from '../topology/stopped.ts';
import { cx } from '../widgets/cx.ts';
import { Empty } from '../widgets/empty.tsx';
import { MsixHead } from './msix-head.tsx';
import { OFFERED } from './offered.ts';
import { type Column, VirtualTable } from './virtual-table.tsx';
import styles from './table.module.css';

const COLUMNS: readonly Column<MsixRow>[] = [
  { id: 'vector', title: 'vec', end: true, cell: ({ vector }) => vector },
  { id: 'address', title: 'address', cell: ({ address }) => <Faint>{address}</Faint> },
  { id: 'data', title: 'data', end: true, cell: ({ data }) => data },
  { id: 'state', title: 'state', mono: false, cell: (row) => <State row={row} /> },
  { id: 'lpi', title: 'LPI', end: true, cell: ({ lpi }) => lpi },
  { id: 'virq', title: 'irq', end: true, cell: ({ virq }) => virq ?? '–' },
  { id: 'cpu', title: 'CPU', end: true, cell: ({ cpu }) => cpu },
  { id: 'count', title: 'count', end: true, cell: ({ count }) => count },
];

/** The rest of a vector's way, right of the buttons: a narrow pane scrolls to it. */
const WAY: readonly Column<MsixRow>[] = [
  { id: 'deviceId', title: 'DeviceID', end: true, cell: ({ deviceId }) => deviceId },
  { id: 'eventId', title: 'EventID', end: true, cell: ({ eventId }) => eventId },
  { id: 'handler', title: 'handler', cell: ({ handler }) => <span title={handler}>{handler}</span> },
];

function Faint({ children }: { readonly children: string }): ReactNode {
  return <span className={styles.muted}>{children === '' ? '–' : children}</span>;
}

/** A cross where the last move's message of this vector stopped. */
function State({ row: { vector, masked, pending } }: { readonly row: MsixRow }): ReactNode {
  const bdf = useScreen((screen) => screen.msix?.bdf);
  const step = useScreen((screen) => screen.step) ?? 0;
  const ran = useRun(({ info }) => info?.commands.findLast(({ from, to }) => step > from && step <= to)?.command);
  const stopped = useStopped()?.stopped;
  const isHere = ran?.do === 'msix.fire' && ran.bdf === bdf && ran.vector === vector && stopped !== undefined;
  const word = pending ? 'pending' : masked ? 'masked' : 'open';
  return (
    <span
      className={cx(styles.state, pending ? styles.pending : !masked && styles.open, isHere && styles.stopped)}
      title={isHere ? `stopped: ${stopped}` : pending && masked ? 'pending, masked' : undefined}
    >
      {word}
      {isHere ? <span className={styles.hidden}>, stopped: {stopped}</span> : null}
    </span>
  );
}

/** The eventfd takes the place of the address, which is that of one doorbell for all. */
const VFIO_COLUMNS: readonly Column<MsixRow>[] = [
  ...COLUMNS.filter(({ id }) => id !== 'address'),
  { id: 'eventfd', title: 'eventfd', end: true, cell: ({ eventfd }) => eventfd ?? '–' },
];

/** Buttons for what the engine can do to a vector; without any the column is not there. */
function actions(app: AppModel, bdf: string, vfio: boolean): readonly Column<MsixRow>[] {
  if (!OFFERED.has('msix.fire')) return [];
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
      end: true,
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

export function MsixTable(): ReactNode {
  const app = useApp();
  const view = useScreen((screen) => screen.msix);
  const lit = useLit();
  const onWindow = useCallback((first: number, count: number) => app.view({ msix: { first, count } }), [app]);
  const bdf = view?.bdf;
  const vfio = view?.vfio !== undefined;
  if (view !== undefined && !view.enabled && view.rows.total === 0) {
    return (
      <>
        <MsixHead />
        <Empty title="This function has no MSI-X table here yet">
          <p>Step on until its driver asks for vectors: “next: irq requested”.</p>
        </Empty>
      </>
    );
  }
  return (
    <>
      <MsixHead />
      <VirtualTable
        label={`MSI-X vectors of ${bdf ?? 'no function'}`}
        columns={[...(vfio ? VFIO_COLUMNS : COLUMNS), ...(bdf === undefined ? [] : actions(app, bdf, vfio)), ...WAY]}
        template={cx(styles.msix, vfio && styles.vfio)}
        data={view?.rows}
        changedOf={(row) => row.changed}
        isSelected={({ vector, virq }) => lit.has(`vector:${bdf}:${vector}`) || lit.has(`irq:${virq}`)}
        onSelect={({ vector, virq }) => {
          // The interrupt behind a vector has the whole chain.
          if (virq !== undefined) app.select({ kind: 'irq', virq });
          else if (bdf !== undefined) app.select({ kind: 'vector', bdf, vector });
        }}
        onWindow={onWindow}
      />
    </>
  );
}
