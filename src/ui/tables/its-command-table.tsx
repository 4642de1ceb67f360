import { type ReactNode, useCallback } from 'react';
import type { ItsCommandRow } from '../../engine/index.ts';
import { useApp, useScreen } from '../store/app-model.ts';
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

/** The commands that the driver wrote into the ITS's queue, the newest first. */
export function ItsCommandTable(): ReactNode {
  const app = useApp();
  const data = useScreen((screen) => screen.its);
  const onWindow = useCallback((first: number, count: number) => app.view({ its: { first, count } }), [app]);
  if (data?.total === 0) {
    return (
      <Empty title="The ITS has been given no command yet">
        <p>Step on: the first are written when the CPUs come up.</p>
      </Empty>
    );
  }
  return <DataTable name="its" label="ITS commands" columns={COLUMNS} data={data} onWindow={onWindow} />;
}
