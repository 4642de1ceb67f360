import { type ReactNode, useMemo } from 'react';
import type { ColumnWords, Selection, TableRows, TableWindow, TwinId } from '../../engine/index.ts';
import { TABLES } from '../../engine/api/tables.ts';
import { selectionText } from '../../permalink/selection-text.ts';
import { useLit } from '../store/highlight.ts';
import { useActions, useScreen } from '../store/hooks.ts';
import { Empty } from '../widgets/empty.tsx';
import { Faint } from './cells.tsx';
import type { Column } from './columns.ts';
import { DataTable } from './data-table.tsx';
import { TableBar } from './table-bar.tsx';
import { TwinSwitch } from './twin-switch.tsx';
import { useOrder } from './use-order.ts';
import { useReveal } from './use-reveal.ts';

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
  const { label, noun, empty } = TABLES[table];
  const [one, more] = noun;
  return (
    <>
      <TableBar
        table={table}
        columns={columns}
        count={data === undefined ? '' : `${data.total} ${data.total === 1 ? one : more}`}
        lead={<TwinSwitch />}
      />
      {data?.total === 0 ? (
        <Empty title={isFiltered ? `No ${one} fits the filter` : empty.title}>
          <p>{isFiltered ? 'Clear it to see them all.' : empty.text}</p>
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
  const columns = useMemo(() => plainColumns(TABLES[table].columns), [table]);
  return <PlainFrame table={table} columns={columns} data={data} />;
}

const WIDE = 130;
const NARROW = 64;

function plainColumns(columns: Readonly<Record<string, ColumnWords>>): readonly Column<PlainRow>[] {
  return Object.entries(columns).map(([id, { title, about, kind }]) => ({
    id,
    title,
    ...(about === undefined ? {} : { about }),
    ...(kind === 'number' ? { width: NARROW, end: true } : { width: WIDE, grow: 1 }),
    cell: (row) => <Cell value={Reflect.get(row, id)} aside={kind === 'aside'} />,
  }));
}

function Cell({ value, aside }: { readonly value: unknown; readonly aside: boolean }): ReactNode {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  return aside ? <Faint>{value}</Faint> : <span title={value}>{value}</span>;
}
