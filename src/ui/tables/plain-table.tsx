import { type ReactNode, useMemo } from 'react';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import { type ColumnForm, TABLES } from '../../engine/api/tables.ts';
import type { Selection, TableRows, TableWindow, TwinId } from '../../engine/index.ts';
import { selectionText } from '../../permalink/selection-text.ts';
import { useLit } from '../store/highlight.ts';
import { useActions, useScreen } from '../store/hooks.ts';
import { Empty } from '../widgets/empty.tsx';
import { Faint } from './cells.tsx';
import { called, type Column } from './columns.ts';
import { DataTable } from './data-table.tsx';
import { TableBar } from './table-bar.tsx';
import { TwinSwitch } from './twin-switch.tsx';
import { useOrder } from './use-order.ts';
import { useReveal } from './use-reveal.ts';
import { useMessages } from '../widgets/messages.ts';

interface PlainRow {
  readonly selection: Selection;
  readonly changed: readonly string[];
}

/** Tables in place of the picture each of whose rows is a thing that can be selected. */
export type PlainId = { [Id in TwinId]: TableRows[Id] extends PlainRow ? Id : never }[TwinId];

interface Props<Row> {
  readonly table: PlainId;
  /** Must be the same array from one drawing to the next. */
  readonly columns: readonly Column<Row>[];
  readonly data: TableWindow<Row> | undefined;
}

/** A table in place of the picture, with its bar. */
export function PlainFrame<Row extends PlainRow>({ table, columns, data }: Props<Row>): ReactNode {
  const actions = useActions();
  const { ask, onFilter: _onFilter, onGroup: _onGroup, onFold: _onFold, ...order } = useOrder(table);
  const revealed = useReveal(table);
  const lit = useLit();
  const isFiltered = (ask.filter ?? '').trim() !== '';
  const { tables: say } = useMessages();
  const { label, total, noneFits, none } = say.all[table];
  return (
    <>
      <TableBar
        table={table}
        columns={columns}
        count={data === undefined ? '' : total({ count: data.total })}
        lead={<TwinSwitch />}
      />
      {data?.total === 0 ? (
        <Empty title={isFiltered || none === undefined ? noneFits : none.title}>
          <p>{isFiltered || none === undefined ? say.clearFilter : none.text}</p>
        </Empty>
      ) : (
        <DataTable
          name={table}
          label={label}
          columns={columns}
          data={data}
          revealed={revealed}
          changedOf={(row) => row.changed}
          isSelected={({ selection }) => lit.has(selectionText(selection))}
          onSelect={({ selection }) => actions.select(selection)}
          {...(ask.sort === undefined ? {} : { sort: ask.sort })}
          {...order}
        />
      )}
    </>
  );
}

/** A table of which the page knows no more than what its columns are called. */
export function PlainTable({ table }: { readonly table: PlainId }): ReactNode {
  const data = useScreen((screen) => screen[table]);
  const { tables: say } = useMessages();
  const columns = useMemo(() => plainColumns(table, say), [table, say]);
  return <PlainFrame table={table} columns={columns} data={data} />;
}

const WIDE = 130;
const NARROW = 64;

function plainColumns(table: PlainId, say: PageMessages['tables']): readonly Column<PlainRow>[] {
  const forms: Readonly<Record<string, ColumnForm>> = TABLES[table].columns;
  return Object.entries(forms).map(([id, { kind }]) => ({
    ...called(say, table, id),
    ...(kind === 'number' ? { width: NARROW, end: true } : { width: WIDE, grow: 1 }),
    cell: (row) => (
      <Cell value={Reflect.get(row, id)} short={Reflect.get(row, `${id}Label`)} aside={kind === 'aside'} />
    ),
  }));
}

interface CellProps {
  readonly value: unknown;
  /** What stands for a long value, which is then in the title. */
  readonly short: unknown;
  readonly aside: boolean;
}

function Cell({ value, short, aside }: CellProps): ReactNode {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const text = typeof short === 'string' ? short : value;
  return aside ? <Faint title={value}>{text}</Faint> : <span title={value}>{text}</span>;
}
