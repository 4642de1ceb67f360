/** Columns of the irq_desc table. */
import type { IrqRow } from '../../engine/index.ts';
import type { Column } from './columns.ts';
import { cpuColumns, Faint } from './cells.tsx';

const COLUMNS: readonly Column<IrqRow>[] = [
  { id: 'virq', title: 'irq', about: 'virq', width: 42, end: true, cell: ({ virq }) => virq },
  {
    id: 'hwirq',
    title: 'hwirq',
    width: 54,
    yields: 4,
    end: true,
    cell: ({ hwirq }) => <span title={`0x${hwirq.toString(16)}`}>{hwirq}</span>,
  },
  {
    id: 'domain',
    title: 'domain',
    width: 104,
    yields: 3,
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
    yields: 1,
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
    yields: 2,
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

export function irqColumns(cpus: number): readonly Column<IrqRow>[] {
  return [...COLUMNS, ...cpuColumns<IrqRow>(cpus, 'always')];
}

/** Only what the table is read for; the whole is in the title and the inspector. */
const TELLING = ['MASKED', 'DISABLED', 'INPROGRESS', 'PENDING', 'STARTED', 'ACTIVATED'];

function shortState(state: string): string {
  const words = new Set(state.split(' ').map((word) => word.replace(/^(IRQD_)?(IRQ_)?/, '')));
  const found = TELLING.filter((word) => words.has(word));
  return (found.find((word) => word !== 'ACTIVATED') ?? found[0] ?? '–').toLowerCase();
}
