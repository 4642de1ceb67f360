import { type ReactNode, useMemo } from 'react';
import { TABLES } from '../../engine/api/tables.ts';
import { useActions, useRun, useScreen } from '../store/hooks.ts';
import { commandOf } from '../timeline/command-button.tsx';
import { useLit } from '../store/highlight.ts';
import { Empty } from '../widgets/empty.tsx';
import { Select } from '../widgets/select.tsx';
import { DataTable } from './data-table.tsx';
import { irqColumns } from './irq-columns.tsx';
import { TableBar } from './table-bar.tsx';
import { useFitted } from './use-data-table.ts';
import { useOrder } from './use-order.ts';
import { useReveal } from './use-reveal.ts';
import buttons from '../widgets/button.module.css';

const GROUPS = [
  { value: '', name: 'no groups' },
  { value: 'domain', name: 'by domain' },
  { value: 'cpu', name: 'by CPU' },
];

/** The irq_desc table. */
export function IrqTable(): ReactNode {
  const actions = useActions();
  const data = useScreen((screen) => screen.irqs);
  const all = useScreen((screen) => screen.counts.irqs) ?? 0;
  const cpus = useRun(({ info }) => info?.cpus) ?? 0;
  const steps = useRun(({ info }) => info?.steps);
  const isEnd = useScreen((screen) => screen.step === steps) === true;
  const { ask, onFilter: _onFilter, onGroup, ...order } = useOrder('irqs');
  const revealed = useReveal('irqs');
  const lit = useLit();
  const possible = useMemo(() => irqColumns(cpus), [cpus]);
  const { columns, onRoom } = useFitted('irqs', possible);
  const isFiltered = (ask.filter ?? '').trim() !== '';
  const rows = data?.groups?.rows ?? data?.total;
  return (
    <>
      <TableBar table="irqs" columns={columns} count={rows === undefined ? '' : `${rows} of ${all}`}>
        <Select label="Group interrupts" quiet value={ask.group ?? ''} options={GROUPS} onChange={onGroup} />
      </TableBar>
      {data?.total === 0 ? (
        <Empty
          title={isFiltered ? 'No interrupt fits the filter' : `No interrupt has a descriptor${isEnd ? '' : ' yet'}`}
        >
          {isFiltered ? (
            <p>Clear it to see them all.</p>
          ) : isEnd ? (
            <p>Not one at the end of the run. The dmesg tab has what the kernel said; Edit changes the board.</p>
          ) : (
            <ToFirst />
          )}
        </Empty>
      ) : (
        <DataTable
          name="irqs"
          label={TABLES.irqs.label}
          noun="irq"
          columns={columns}
          data={data}
          revealed={revealed}
          changedOf={(row) => row.changed}
          isSelected={({ virq }) => lit.has(`irq:${virq}`)}
          onSelect={({ virq }) => actions.select({ kind: 'irq', virq })}
          {...(ask.sort === undefined ? {} : { sort: ask.sort })}
          onRoom={onRoom}
          {...order}
        />
      )}
    </>
  );
}

/** To where the first row comes, as “next: descriptor allocated” of the transport bar goes there. */
function ToFirst(): ReactNode {
  const actions = useActions();
  return (
    <>
      <p>Linux allocates one for each interrupt that somebody asks for.</p>
      <p>
        <button type="button" className={buttons.button} onClick={() => commandOf('next-descriptor').run(actions)}>
          Go to the first descriptor
        </button>
      </p>
    </>
  );
}
