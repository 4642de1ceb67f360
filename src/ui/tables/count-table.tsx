import { type ReactNode, useMemo } from 'react';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { CountRow } from '../../engine/index.ts';
import { useActions, useScreen } from '../store/hooks.ts';
import { useLit } from '../store/highlight.ts';
import { Empty } from '../widgets/empty.tsx';
import { type Column, words } from './columns.ts';
import { cpuColumn, Faint } from './cells.tsx';
import { DataTable } from './data-table.tsx';
import { TableBar } from './table-bar.tsx';
import { TwinSwitch } from './twin-switch.tsx';
import { useNarrow } from '../widgets/measure.ts';
import { useOrder } from './use-order.ts';
import { useReveal } from './use-reveal.ts';
import { useMessages } from '../widgets/messages.ts';

const firstColumns = (narrow: boolean, say: PageMessages['tables']): readonly Column<CountRow>[] => [
  { ...words(say, 'perCpu', 'irq'), width: 50, end: true, pin: 'start', cell: ({ irq }) => irq },
  {
    ...words(say, 'perCpu', 'name'),
    width: narrow ? 124 : 178,
    pin: 'start',
    cell: ({ name }) => <span title={name}>{name}</span>,
  },
  { ...words(say, 'perCpu', 'total'), width: 58, end: true, cell: ({ total }) => total },
];

/** With more CPUs than these, what stands to the right of the counts is for those who choose it. */
const FEW = 6;

const lastColumns = (say: PageMessages['tables']): readonly Column<CountRow>[] => [
  { ...words(say, 'perCpu', 'chip'), width: 130, grow: 1, cell: ({ chip }) => <Faint>{chip}</Faint> },
  { ...words(say, 'perCpu', 'hwirq'), width: 62, end: true, cell: ({ hwirq }) => <Faint>{hwirq}</Faint> },
  { ...words(say, 'perCpu', 'trigger'), width: 62, cell: ({ trigger }) => <Faint>{trigger}</Faint> },
];

/** /proc/interrupts as a table that can be sorted, filtered and scrolled sideways. */
export function CountTable(): ReactNode {
  const actions = useActions();
  const { tables: say } = useMessages();
  const called = say.all.perCpu;
  const data = useScreen((screen) => screen.perCpu);
  const cpus = useCpus(say);
  const { ask, onFilter: _onFilter, onGroup: _onGroup, onFold: _onFold, ...order } = useOrder('perCpu');
  const revealed = useReveal('perCpu');
  const lit = useLit();
  const narrow = useNarrow();
  const columns = useMemo(() => {
    const hidden = cpus.length > FEW ? 'always' : 'narrow';
    return [
      ...firstColumns(narrow, say),
      ...cpus,
      ...lastColumns(say).map((column) => ({ ...column, hidden }) as const),
    ];
  }, [cpus, narrow, say]);
  return (
    <>
      <TableBar
        table="perCpu"
        columns={columns}
        count={data === undefined ? '' : called.total({ count: data.total })}
        lead={<TwinSwitch />}
      />
      {data?.total === 0 ? (
        <Empty title={called.noneFits}>
          <p>{say.clearFilter}</p>
        </Empty>
      ) : (
        <DataTable
          name="perCpu"
          label={called.label}
          columns={columns}
          data={data}
          revealed={revealed}
          changedOf={(row) => row.changed}
          isSelected={({ virq }) => virq !== undefined && lit.has(`irq:${virq}`)}
          onSelect={({ virq }) => {
            if (virq !== undefined) actions.select({ kind: 'irq', virq });
          }}
          {...(ask.sort === undefined ? {} : { sort: ask.sort })}
          {...order}
        />
      )}
    </>
  );
}

/** A column a CPU. They stay the same array until a CPU comes or goes. */
function useCpus(say: PageMessages['tables']): readonly Column<CountRow>[] {
  const text = useScreen(({ perCpu }) => perCpu?.cpus.map(({ cpu, online }) => `${cpu}${online ? '' : '-'}`).join(' '));
  return useMemo(
    () =>
      (text ?? '')
        .split(' ')
        .filter(Boolean)
        .map((cpu) =>
          cpu.endsWith('-')
            ? cpuColumn<CountRow>(Number.parseInt(cpu, 10), {
                title: say.cpuOff({ cpu: Number.parseInt(cpu, 10) }),
                about: say.cpuOffAbout,
              })
            : cpuColumn<CountRow>(Number(cpu), { title: say.cpuNumber({ cpu: Number(cpu) }) }),
        ),
    [text, say],
  );
}
