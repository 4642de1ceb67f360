import { type ReactNode, useMemo } from 'react';
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
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';

/** The irq_desc table. */
export function IrqTable(): ReactNode {
  const actions = useActions();
  const { tables } = useMessages();
  const { irqs: say } = tables;
  const groups = [
    { value: '', name: say.groups.none },
    { value: 'domain', name: say.groups.domain },
    { value: 'cpu', name: say.groups.cpu },
  ];
  const data = useScreen((screen) => screen.irqs);
  const all = useScreen((screen) => screen.counts.irqs) ?? 0;
  const cpus = useRun(({ info }) => info?.cpus) ?? 0;
  const steps = useRun(({ info }) => info?.steps);
  const isEnd = useScreen((screen) => screen.step === steps) === true;
  const { ask, onFilter: _onFilter, onGroup, ...order } = useOrder('irqs');
  const revealed = useReveal('irqs');
  const lit = useLit();
  const possible = useMemo(() => irqColumns(cpus, tables), [cpus, tables]);
  const { columns, onRoom } = useFitted('irqs', possible);
  const isFiltered = (ask.filter ?? '').trim() !== '';
  const rows = data?.groups?.rows ?? data?.total;
  return (
    <>
      <TableBar table="irqs" columns={columns} count={rows === undefined ? '' : tables.countOf({ count: rows, all })}>
        <Select label={say.group} quiet value={ask.group ?? ''} options={groups} onChange={onGroup} />
      </TableBar>
      {data?.total === 0 ? (
        <Empty title={isFiltered ? tables.all.irqs.noneFits : isEnd ? say.none : say.noneYet}>
          {isFiltered ? <p>{tables.clearFilter}</p> : isEnd ? <p>{say.noneAbout}</p> : <ToFirst />}
        </Empty>
      ) : (
        <DataTable
          name="irqs"
          label={tables.all.irqs.label}
          irqs
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
  const { irqs: say } = useMessages().tables;
  return (
    <>
      <p>{say.noneYetAbout}</p>
      <p>
        <button type="button" className={buttons.button} onClick={() => commandOf('next-descriptor').run(actions)}>
          {say.goToFirst}
        </button>
      </p>
    </>
  );
}
