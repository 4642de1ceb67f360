import { createColumnHelper, type ReactTable, type SortingState, useTable } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import type { TableAsk, TableWindow } from '../../engine/index.ts';
import { useActions, useRun, useView } from '../store/hooks.ts';
import { useNarrow } from '../widgets/measure.ts';
import { textWidth } from '../widgets/text-width.ts';
import { NO_CHOICE } from '../store/stores.ts';
import { type Column, FEATURES, isShown, NARROWEST, WIDEST, withoutYielded, yielded } from './columns.ts';

export interface TableModel<T> {
  /** Under this name the choice of columns is remembered. */
  readonly name: string;
  /** Must be the same array from one drawing to the next. */
  readonly columns: readonly Column<T>[];
  readonly data: TableWindow<T> | undefined;
  readonly sort?: TableAsk['sort'];
  readonly onSort?: (sort: TableAsk['sort']) => void;
}

export type DataTableModel<T extends object> = ReactTable<typeof FEATURES, T>;

function definitions<T extends object>(columns: readonly Column<T>[], sortable: boolean) {
  const helper = createColumnHelper<typeof FEATURES, T>();
  return columns.map(({ id, title, cell, width, grow = 0, end = false, mono = true }) =>
    helper.accessor((row): unknown => row, {
      id,
      header: title,
      cell: ({ row }) => cell(row.original),
      size: width,
      minSize: NARROWEST,
      maxSize: WIDEST,
      enableSorting: sortable && title !== '',
      sortDescFirst: false,
      meta: { grow, end, mono },
    }),
  );
}

/** The model of a table: which columns are shown, how wide, where. Its rows are those of the window that has come. */
export function useDataTable<T extends object>(model: TableModel<T>): DataTableModel<T> {
  const { name, columns, data, sort, onSort } = model;
  const actions = useActions();
  const narrow = useNarrow();
  const choice = useView((view) => view.columns[name]) ?? NO_CHOICE;
  const sortable = onSort !== undefined;
  const defined = useMemo(() => definitions(columns, sortable), [columns, sortable]);
  const columnVisibility = useMemo(
    () => Object.fromEntries(columns.map((column) => [column.id, isShown(column, choice, narrow)])),
    [columns, choice, narrow],
  );
  const columnPinning = useMemo(() => pinned(columns), [columns]);
  const sorting = useMemo(() => (sort === undefined ? [] : [{ id: sort.column, desc: sort.descending }]), [sort]);
  return useTable({
    features: FEATURES,
    columns: defined,
    data: data?.rows ?? NONE,
    manualSorting: true,
    enableMultiSort: false,
    state: { columnVisibility, columnPinning, sorting, columnSizing: choice.widths },
    onColumnSizingChange: (update) => {
      actions.chooseColumns(name, ({ widths }) => ({ widths: typeof update === 'function' ? update(widths) : update }));
    },
    onSortingChange: (update) => {
      const [next]: SortingState = typeof update === 'function' ? update(sorting) : update;
      onSort?.(next === undefined ? undefined : { column: next.id, descending: next.desc });
    },
  });
}

/** One empty array for all, or each drawing would look like new rows. */
const NONE: readonly never[] = [];

function pinned<T>(columns: readonly Column<T>[]): { readonly start: string[]; readonly end: string[] } {
  const at = (where: Column<T>['pin']): string[] => columns.filter(({ pin }) => pin === where).map(({ id }) => id);
  return { start: at('start'), end: at('end') };
}

/**
 * Widths of the shown columns as a grid: a column that was dragged keeps its width, the others share what is left, by what
 * their texts need where that is known. One that needs less than it is given at first leaves the rest to others.
 */
export function templateOf<T extends object>(table: DataTableModel<T>, needs: Needs): string {
  const { columnSizing } = table.state;
  return shownColumns(table)
    .map((column) => {
      const grow = column.columnDef.meta?.grow ?? 0;
      const size = column.getSize();
      if (grow === 0 || columnSizing[column.id] !== undefined) return `${size}px`;
      const need = needs.get(column.id);
      const least = `${need === undefined ? size : Math.min(size, need)}px`;
      return `minmax(${least}, ${need ?? grow}fr)`;
    })
    .join(' ');
}

/** Widths in pixels that the texts of columns need, by id. */
export type Needs = ReadonlyMap<string, number>;
/** At both sides of a text, with what an edge and a round-off take. */
const PADDING = 16;

/**
 * What the texts of the columns that share the room need, so far: it only grows while one run is open, or columns would move
 * back and forth while one steps or scrolls.
 */
export function useNeeds<T>(columns: readonly Column<T>[], rows: readonly T[] | undefined): Needs {
  const run = useRun(({ id }) => id);
  const [known, setKnown] = useState<{ readonly run: string; readonly needs: Needs }>({ run, needs: NO_NEEDS });
  const before = known.run === run ? known.needs : NO_NEEDS;
  const needs = useMemo(() => wider(before, columns, rows ?? NONE), [before, columns, rows]);
  if (needs !== before || known.run !== run) setKnown({ run, needs });
  return needs;
}

const NO_NEEDS: Needs = new Map();

function wider<T>(needs: Needs, columns: readonly Column<T>[], rows: readonly T[]): Needs {
  const next = new Map(needs);
  for (const { id, title, text } of columns) {
    if (text === undefined || rows.length === 0) continue;
    const least = needs.get(id) ?? textWidth(title, 'title') + PADDING;
    next.set(id, Math.ceil(rows.reduce((most, row) => Math.max(most, textWidth(text(row), 'name') + PADDING), least)));
  }
  return [...next].every(([id, need]) => needs.get(id) === need) ? needs : next;
}

/** Visible columns from left to right. */
export function shownColumns<T extends object>(table: DataTableModel<T>) {
  return [
    ...table.getStartVisibleLeafColumns(),
    ...table.getCenterVisibleLeafColumns(),
    ...table.getEndVisibleLeafColumns(),
  ];
}

interface Fitted<T> {
  readonly columns: readonly Column<T>[];
  /** Is told how wide the table is. */
  readonly onRoom: (room: number) => void;
}

/** The columns of a table of this name, without those that there is no room for. */
export function useFitted<T>(table: string, columns: readonly Column<T>[]): Fitted<T> {
  const [room, setRoom] = useState(Number.POSITIVE_INFINITY);
  const narrow = useNarrow();
  const choice = useView((view) => view.columns[table]) ?? NO_CHOICE;
  const given = yielded(columns, choice, narrow, room);
  return {
    columns: useMemo(() => withoutYielded(columns, given), [columns, given]),
    onRoom: setRoom,
  };
}
