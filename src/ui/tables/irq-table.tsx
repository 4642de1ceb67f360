import { type ReactNode, useCallback } from 'react';
import type { IrqRow } from '../../engine/index.ts';
import { useApp, useScreen, useView } from '../store/app-model.ts';
import { useLit } from '../topology/highlight.ts';
import { Empty } from '../widgets/empty.tsx';
import { type Column, VirtualTable } from './virtual-table.tsx';
import styles from './table.module.css';

const COLUMNS: readonly Column<IrqRow>[] = [
  { id: 'virq', title: 'irq', end: true, cell: ({ virq }) => virq },
  { id: 'hwirq', title: 'hwirq', end: true, cell: ({ hwirq }) => hwirq },
  { id: 'domain', title: 'domain', cell: ({ domain }) => <span title={domain}>{domain}</span> },
  {
    id: 'actions',
    title: 'action',
    cell: ({ actions, device }) => (actions === '' ? <Nothing>{device}</Nothing> : actions),
  },
  { id: 'type', title: 'type', cell: ({ type }) => <span title={type}>{type.split(/[ -]/)[0]}</span> },
  {
    id: 'effective',
    title: 'CPU',
    end: true,
    cell: ({ effective, affinity }) => (
      <span title={`affinity ${affinity}`}>{effective === '' ? affinity : effective}</span>
    ),
  },
  { id: 'state', title: 'state', cell: ({ state }) => <span title={state}>{shortState(state)}</span> },
  {
    id: 'count',
    title: 'count',
    end: true,
    cell: ({ count, counts }) => <span title={counts.map((one, cpu) => `CPU ${cpu}: ${one}`).join(', ')}>{count}</span>,
  },
];

/** Only what the table is read for; the whole is in the title and the inspector. */
const TELLING = ['MASKED', 'DISABLED', 'INPROGRESS', 'PENDING', 'STARTED', 'ACTIVATED'];

function shortState(state: string): string {
  const words = new Set(state.split(' ').map((word) => word.replace(/^(IRQD_)?(IRQ_)?/, '')));
  const found = TELLING.filter((word) => words.has(word));
  return (found.find((word) => word !== 'ACTIVATED') ?? found[0] ?? '–').toLowerCase();
}

function Nothing({ children }: { readonly children: string }): ReactNode {
  return <span className={styles.muted}>{children === '' ? '–' : children}</span>;
}

export function IrqTable(): ReactNode {
  const app = useApp();
  const data = useScreen((screen) => screen.irqs);
  const ask = useView((view) => view.irqs);
  const lit = useLit();
  const onWindow = useCallback(
    (first: number, count: number) => app.view({ irqs: { ...app.stores.view.getState().irqs, first, count } }),
    [app],
  );
  const { sort: _sort, ...unsorted } = ask;
  return (
    <>
      <div className={styles.bar}>
        <input
          className={styles.filter}
          type="search"
          aria-label="Filter interrupts"
          placeholder="Filter by number, domain, action or device"
          value={ask.filter ?? ''}
          onChange={(event) => app.view({ irqs: { ...ask, first: 0, filter: event.target.value } })}
        />
        <span>
          {data === undefined ? '' : `${data.total} of ${app.stores.screen.getState().screen?.counts.irqs ?? 0}`}
        </span>
      </div>
      {data?.total === 0 ? (
        <Empty title={(ask.filter ?? '') === '' ? 'No interrupt has a descriptor yet' : 'No interrupt fits the filter'}>
          {(ask.filter ?? '') === '' ? (
            <p>Choose “next: descriptor allocated” below, or press the right arrow.</p>
          ) : (
            <p>Clear it to see them all.</p>
          )}
        </Empty>
      ) : (
        <VirtualTable
          label="Interrupts"
          columns={COLUMNS}
          template={styles.irqs}
          data={data}
          changedOf={(row) => row.changed}
          isSelected={({ virq }) => lit.has(`irq:${virq}`)}
          onSelect={({ virq }) => app.select({ kind: 'irq', virq })}
          onWindow={onWindow}
          sort={ask.sort}
          onSort={(sort) => app.view({ irqs: sort === undefined ? unsorted : { ...ask, sort } })}
        />
      )}
    </>
  );
}
