import { type ReactNode, useCallback } from 'react';
import type { ItsCommandRow } from '../../engine/index.ts';
import { useActions, useScreen } from '../store/hooks.ts';
import { Empty } from '../widgets/empty.tsx';
import type { Column } from './columns.ts';
import { DataTable } from './data-table.tsx';

const COLUMNS: readonly Column<ItsCommandRow>[] = [
  { id: 'index', title: '#', width: 52, end: true, cell: ({ index }) => index },
  { id: 'name', title: 'command', width: 80, cell: ({ name }) => name },
  {
    id: 'operands',
    title: 'operands',
    width: 200,
    grow: 1,
    cell: ({ operands }) => <span title={operands}>{operands}</span>,
  },
];

/** Each ITS has a queue of its own: which one a command is of is said where there are several. */
const OF_SEVERAL: typeof COLUMNS = [{ id: 'its', title: 'ITS', width: 92, cell: ({ its }) => its }, ...COLUMNS];

/** Whether there are several ITSs: each has collections as soon as the first CPU is up. */
export function useSeveral(): boolean {
  return useScreen(({ itsTables }) => new Set(itsTables?.collections.map(({ its }) => its)).size > 1) === true;
}

/** The commands that the driver wrote into the ITS's queue, the newest first. */
export function ItsCommandTable(): ReactNode {
  const actions = useActions();
  const data = useScreen((screen) => screen.its);
  const columns = useSeveral() ? OF_SEVERAL : COLUMNS;
  const onWindow = useCallback((first: number, count: number) => actions.showIts(first, count), [actions]);
  if (data?.total === 0) {
    return (
      <Empty title="The ITS has been given no command yet">
        <p>Step on: the first are written when the CPUs come up.</p>
      </Empty>
    );
  }
  return <DataTable name="its" label="ITS commands" columns={columns} data={data} onWindow={onWindow} />;
}
