import { type ReactNode, useCallback, useMemo } from 'react';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { ItsCommandRow } from '../../engine/index.ts';
import { useActions, useScreen } from '../store/hooks.ts';
import { Empty } from '../widgets/empty.tsx';
import type { Column } from './columns.ts';
import { DataTable } from './data-table.tsx';
import { useMessages } from '../widgets/messages.ts';

const columnsIn = ({ its: say }: PageMessages['tables']): readonly Column<ItsCommandRow>[] => [
  { id: 'index', title: say.index, width: 52, end: true, cell: ({ index }) => index },
  { id: 'name', title: say.command, width: 80, cell: ({ name }) => name },
  {
    id: 'operands',
    title: say.operands,
    width: 200,
    grow: 1,
    cell: ({ operands }) => <span title={operands}>{operands}</span>,
  },
];

/** Each ITS has a queue of its own: which one a command is of is said where there are several. */
const ofSeveral = (say: PageMessages['tables']): readonly Column<ItsCommandRow>[] => [
  { id: 'its', title: say.its.its, width: 92, cell: ({ its }) => its },
  ...columnsIn(say),
];

/** Whether there are several ITSs: each has collections as soon as the first CPU is up. */
export function useSeveral(): boolean {
  return useScreen(({ itsTables }) => new Set(itsTables?.collections.map(({ its }) => its)).size > 1) === true;
}

/** The commands that the driver wrote into the ITS's queue, the newest first. */
export function ItsCommandTable(): ReactNode {
  const actions = useActions();
  const { tables: say } = useMessages();
  const data = useScreen((screen) => screen.its);
  const isOneOfSeveral = useSeveral();
  const columns = useMemo(() => (isOneOfSeveral ? ofSeveral(say) : columnsIn(say)), [isOneOfSeveral, say]);
  const onWindow = useCallback((first: number, count: number) => actions.showIts(first, count), [actions]);
  if (data?.total === 0) {
    return (
      <Empty title={say.its.noCommand}>
        <p>{say.its.noCommandAbout}</p>
      </Empty>
    );
  }
  return <DataTable name="its" label={say.its.commands} columns={columns} data={data} onWindow={onWindow} />;
}
