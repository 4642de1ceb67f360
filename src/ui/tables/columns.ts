/** Columns of a table, and which of them a person has chosen. */
import {
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  metaHelper,
  rowSortingFeature,
  tableFeatures,
} from '@tanstack/react-table';
import type { ReactNode } from 'react';
import { must } from '../../base/assert.ts';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import { type ColumnForm, type ColumnId, type TableId, TABLES } from '../../engine/api/tables.ts';
import type { ColumnChoice } from '../../permalink/view-text.ts';

export interface Column<T> {
  readonly id: string;
  /** Its head; "" for a column of buttons, which can be neither hidden nor sorted by nor copied. */
  readonly title: string;
  /** What it holds, for the chooser, where the title does not say enough. */
  readonly about?: string;
  readonly cell: (row: T) => ReactNode;
  /** What its cell shows, where the room that is left over goes to the columns whose texts need it. */
  readonly text?: (row: T) => string;
  /** In pixels, padding included. */
  readonly width: number;
  /** Share of the room that is left over. */
  readonly grow?: number;
  /** Not shown until it is chosen: ever, or on a phone. */
  readonly hidden?: 'always' | 'narrow';
  /** Gives its room away when the table has too little of it: 1 first. Unless a person has chosen it. */
  readonly yields?: number;
  /** Stays in sight when the table scrolls sideways. */
  readonly pin?: 'start' | 'end';
  /** Numbers stand at the right. */
  readonly end?: boolean;
  readonly mono?: boolean;
}

/** What a column of a table is called. */
export function called(
  say: PageMessages['tables'],
  table: TableId,
  id: string,
): Pick<Column<unknown>, 'id' | 'title' | 'about'> {
  const columns: Readonly<Record<string, Pick<Column<unknown>, 'title' | 'about'>>> = say.all[table].columns;
  return { id, ...must(columns[id], `what column ${id} of ${table} is called`) };
}

/** What a column of a table is called, and on which side its cells stand. */
export function words<Id extends TableId>(
  say: PageMessages['tables'],
  table: Id,
  id: ColumnId<Id>,
): Pick<Column<unknown>, 'id' | 'title' | 'about' | 'end'> {
  const forms: Readonly<Record<string, ColumnForm>> = TABLES[table].columns;
  return { ...called(say, table, id), ...(forms[id]?.kind === 'number' ? { end: true } : {}) };
}

interface Meta {
  readonly grow: number;
  readonly end: boolean;
  readonly mono: boolean;
}

/** What of the table library is used. Rows come filtered, grouped and sorted from the worker. */
export const FEATURES = tableFeatures({
  columnVisibilityFeature,
  columnSizingFeature,
  columnPinningFeature,
  rowSortingFeature,
  columnMeta: metaHelper<Meta>(),
});

export const NARROWEST = 28;
export const WIDEST = 900;

export function isShown<T>({ id, hidden }: Column<T>, { shown }: ColumnChoice, narrow: boolean): boolean {
  return shown[id] ?? (hidden === undefined || (hidden === 'narrow' && !narrow));
}

/**
 * Up to which rank columns must give their room away, so that the rest is seen whole; 0 for none. What a person has chosen
 * takes no other column's room: the table is scrolled for it.
 */
export function yielded<T>(columns: readonly Column<T>[], choice: ColumnChoice, narrow: boolean, room: number): number {
  const own = columns.filter((column) => choice.shown[column.id] === undefined && isShown(column, choice, narrow));
  const ranks = own.flatMap(({ yields }) => yields ?? []).toSorted((a, b) => a - b);
  const needed = (given: number): number =>
    own.reduce(
      (sum, { id, width, yields = Number.POSITIVE_INFINITY }) =>
        sum + (yields <= given ? 0 : (choice.widths[id] ?? width)),
      0,
    );
  return [0, ...ranks].find((given) => needed(given) <= room) ?? ranks.at(-1) ?? 0;
}

/** Columns, those of them hidden that give their room away up to this rank. */
export function withoutYielded<T>(columns: readonly Column<T>[], given: number): readonly Column<T>[] {
  if (given === 0) return columns;
  return columns.map((column) =>
    (column.yields ?? Number.POSITIVE_INFINITY) <= given ? { ...column, hidden: 'always' } : column,
  );
}

/** Columns in the order they stand in, for a copy. */
export function copied<T>(columns: readonly Column<T>[], choice: ColumnChoice, narrow: boolean) {
  return columns
    .filter((column) => column.title !== '' && isShown(column, choice, narrow))
    .map(({ id, title }) => ({ id, title }));
}
