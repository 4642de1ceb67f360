import { type ReactNode, useMemo } from 'react';
import type { IrqRow } from '../../engine/index.ts';
import { useApp, useRun, useScreen } from '../store/app-model.ts';
import { useLit } from '../topology/highlight.ts';
import { Empty } from '../widgets/empty.tsx';
import { Select } from '../widgets/select.tsx';
import type { Column } from './columns.ts';
import { cpuColumns } from './cpu-columns.tsx';
import { DataTable } from './data-table.tsx';
import { Faint } from './faint.tsx';
import { TableBar } from './table-bar.tsx';
import { useOrder } from './use-order.ts';
import { useReveal } from './use-reveal.ts';

const COLUMNS: readonly Column<IrqRow>[] = [
  { id: 'virq', title: 'irq', about: 'virq', width: 42, end: true, cell: ({ virq }) => virq },
  {
    id: 'hwirq',
    title: 'hwirq',
    width: 54,
    end: true,
    cell: ({ hwirq }) => <span title={`0x${hwirq.toString(16)}`}>{hwirq}</span>,
  },
  {
    id: 'domain',
    title: 'domain',
    width: 104,
    grow: 13,
    cell: ({ domain }) => <span title={domain}>{domain}</span>,
  },
  { id: 'chip', title: 'chip', width: 104, hidden: 'always', cell: ({ chip }) => <span title={chip}>{chip}</span> },
  {
    id: 'actions',
    title: 'action',
    about: 'or its device',
    width: 96,
    grow: 10,
    cell: ({ actions, device }) => (actions === '' ? <Faint>{device}</Faint> : <span title={actions}>{actions}</span>),
  },
  {
    id: 'device',
    title: 'device',
    width: 112,
    hidden: 'always',
    cell: ({ device }) => <Faint>{device}</Faint>,
  },
  {
    id: 'type',
    title: 'type',
    width: 46,
    hidden: 'narrow',
    cell: ({ type }) => <span title={type}>{type.split(/[ -]/)[0]}</span>,
  },
  {
    id: 'handler',
    title: 'flow handler',
    width: 150,
    hidden: 'always',
    cell: ({ handler }) => <Faint>{handler}</Faint>,
  },
  {
    id: 'effective',
    title: 'CPU',
    about: 'effective affinity',
    width: 40,
    end: true,
    cell: ({ effective, affinity }) => (
      <span title={`affinity ${affinity}`}>{effective === '' ? affinity : effective}</span>
    ),
  },
  {
    id: 'affinity',
    title: 'affinity',
    about: 'as asked for',
    width: 66,
    end: true,
    hidden: 'always',
    cell: ({ affinity }) => affinity,
  },
  {
    id: 'state',
    title: 'state',
    width: 66,
    grow: 6,
    hidden: 'narrow',
    cell: ({ state }) => <span title={state}>{shortState(state)}</span>,
  },
  { id: 'depth', title: 'depth', width: 54, end: true, hidden: 'always', cell: ({ depth }) => depth },
  {
    id: 'count',
    title: 'count',
    about: 'of all CPUs',
    width: 52,
    end: true,
    cell: ({ count, counts }) => <span title={counts.map((one, cpu) => `CPU ${cpu}: ${one}`).join(', ')}>{count}</span>,
  },
];

const GROUPS = [
  { value: '', name: 'no groups' },
  { value: 'domain', name: 'by domain' },
  { value: 'cpu', name: 'by CPU' },
];

/** Only what the table is read for; the whole is in the title and the inspector. */
const TELLING = ['MASKED', 'DISABLED', 'INPROGRESS', 'PENDING', 'STARTED', 'ACTIVATED'];

function shortState(state: string): string {
  const words = new Set(state.split(' ').map((word) => word.replace(/^(IRQD_)?(IRQ_)?/, '')));
  const found = TELLING.filter((word) => words.has(word));
  return (found.find((word) => word !== 'ACTIVATED') ?? found[0] ?? '–').toLowerCase();
}

/** The irq_desc table. */
export function IrqTable(): ReactNode {
  const app = useApp();
  const data = useScreen((screen) => screen.irqs);
  const all = useScreen((screen) => screen.counts.irqs) ?? 0;
  const cpus = useRun(({ info }) => info?.cpus) ?? 0;
  const steps = useRun(({ info }) => info?.steps);
  const isEnd = useScreen((screen) => screen.step === steps) === true;
  const { ask, onFilter: _onFilter, onGroup, ...order } = useOrder('irqs');
  const revealed = useReveal('irqs');
  const lit = useLit();
  const columns = useMemo(() => [...COLUMNS, ...cpuColumns<IrqRow>(cpus, 'always')], [cpus]);
  const isFiltered = (ask.filter ?? '').trim() !== '';
  const rows = data?.groups?.rows ?? data?.total;
  return (
    <>
      <TableBar
        table="irqs"
        columns={columns}
        filter="Filter interrupts"
        placeholder="number, name, domain"
        count={rows === undefined ? '' : `${rows} of ${all}`}
      >
        <Select label="Group interrupts" quiet value={ask.group ?? ''} options={GROUPS} onChange={onGroup} />
      </TableBar>
      {data?.total === 0 ? (
        <Empty
          title={isFiltered ? 'No interrupt fits the filter' : `No interrupt has a descriptor${isEnd ? '' : ' yet'}`}
        >
          <p>
            {isFiltered
              ? 'Clear it to see them all.'
              : isEnd
                ? 'Not one at the end of the run. The dmesg tab has what the kernel said; Edit changes the board.'
                : 'Choose “next: descriptor allocated” below, or press the right arrow.'}
          </p>
        </Empty>
      ) : (
        <DataTable
          name="irqs"
          label="Interrupts"
          noun="irq"
          columns={columns}
          data={data}
          revealed={revealed}
          changedOf={(row) => row.changed}
          isSelected={({ virq }) => lit.has(`irq:${virq}`)}
          onSelect={({ virq }) => app.select({ kind: 'irq', virq })}
          {...(ask.sort === undefined ? {} : { sort: ask.sort })}
          {...order}
        />
      )}
    </>
  );
}
