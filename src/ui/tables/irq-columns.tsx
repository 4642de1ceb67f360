/** Columns of the irq_desc table. */
import type { ReactNode } from 'react';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { IrqRow } from '../../engine/index.ts';
import { type Column, words } from './columns.ts';
import { cpuColumns, Faint, Tail } from './cells.tsx';
import { useMessages } from '../widgets/messages.ts';
import styles from './table.module.css';

const columnsIn = (say: PageMessages['tables']): readonly Column<IrqRow>[] => [
  { ...words(say, 'irqs', 'virq'), width: 40, end: true, cell: ({ virq }) => virq },
  {
    ...words(say, 'irqs', 'hwirq'),
    width: 54,
    yields: 4,
    end: true,
    cell: ({ hwirq }) => <span title={`0x${hwirq.toString(16)}`}>{hwirq}</span>,
  },
  {
    ...words(say, 'irqs', 'domain'),
    width: 104,
    yields: 3,
    grow: 13,
    text: ({ domainLabel }) => domainLabel,
    cell: ({ domain, domainLabel }) => <Tail title={domain}>{domainLabel}</Tail>,
  },
  { ...words(say, 'irqs', 'chip'), width: 104, hidden: 'always', cell: ({ chip }) => <span title={chip}>{chip}</span> },
  {
    ...words(say, 'irqs', 'actions'),
    width: 96,
    grow: 10,
    text: ({ actions, device }) => (actions === '' ? device : actions),
    cell: ({ actions, device, driver }) => <Action actions={actions} device={device} driver={driver} />,
  },
  {
    ...words(say, 'irqs', 'device'),
    width: 112,
    hidden: 'always',
    cell: ({ device }) => <Faint>{device}</Faint>,
  },
  {
    ...words(say, 'irqs', 'driver'),
    width: 78,
    hidden: 'always',
    cell: ({ driver }) => <Faint>{driver}</Faint>,
  },
  {
    ...words(say, 'irqs', 'type'),
    width: 46,
    yields: 1,
    hidden: 'narrow',
    cell: ({ type }) => <span title={type}>{type.split(/[ -]/)[0]}</span>,
  },
  {
    ...words(say, 'irqs', 'handler'),
    width: 150,
    hidden: 'always',
    cell: ({ handler }) => <Faint>{handler}</Faint>,
  },
  {
    ...words(say, 'irqs', 'effective'),
    width: 40,
    end: true,
    cell: ({ effective, affinity }) => (
      <span title={say.irqs.affinityIs({ cpus: affinity })}>{effective === '' ? affinity : effective}</span>
    ),
  },
  {
    ...words(say, 'irqs', 'affinity'),
    width: 66,
    end: true,
    hidden: 'always',
    cell: ({ affinity }) => affinity,
  },
  {
    ...words(say, 'irqs', 'state'),
    width: 90,
    yields: 2,
    grow: 6,
    hidden: 'narrow',
    text: ({ state, enabledOn }) =>
      enabledOn === undefined ? shortState(state, say) : say.irqs.perCpu({ cpus: enabledOn }),
    cell: ({ state, enabledOn }) =>
      enabledOn === undefined ? (
        <span title={state}>{shortState(state, say)}</span>
      ) : (
        // Its descriptor reads masked whatever the CPUs do.
        <span title={`${say.irqs.perCpuIs({ cpus: enabledOn })} · ${state}`}>
          {say.irqs.perCpu({ cpus: enabledOn })}
        </span>
      ),
  },
  { ...words(say, 'irqs', 'depth'), width: 54, end: true, hidden: 'always', cell: ({ depth }) => depth },
  {
    ...words(say, 'irqs', 'count'),
    width: 50,
    end: true,
    cell: ({ count, counts }) => (
      <span title={counts.map((one, cpu) => say.irqs.countOn({ cpu, count: one })).join(', ')}>{count}</span>
    ),
  },
];

/** What a stand-in asked for is set apart, and says so where it is pointed at. */
function Action({ actions, device, driver }: Pick<IrqRow, 'actions' | 'device' | 'driver'>): ReactNode {
  const { tables: say } = useMessages();
  if (actions === '') return <Faint>{device}</Faint>;
  const isModelled = driver === '' || driver === 'modelled';
  return (
    <span
      className={isModelled ? undefined : styles.standIn}
      title={isModelled ? actions : say.irqs.by({ actions, driver })}
    >
      {actions}
    </span>
  );
}

export function irqColumns(cpus: number, say: PageMessages['tables']): readonly Column<IrqRow>[] {
  return [...columnsIn(say), ...cpuColumns<IrqRow>(cpus, say)];
}

/** Only what the table is read for; the whole is in the title and the inspector. */
const TELLING = ['MASKED', 'DISABLED', 'INPROGRESS', 'PENDING', 'STARTED', 'ACTIVATED'] as const;

function shortState(state: string, say: PageMessages['tables']): string {
  const words = new Set(state.split(' ').map((word) => word.replace(/^(IRQD_)?(IRQ_)?/, '')));
  const found = TELLING.filter((word) => words.has(word));
  const told = found.find((word) => word !== 'ACTIVATED') ?? found[0];
  return told === undefined ? '–' : say.irqs.states[told];
}
