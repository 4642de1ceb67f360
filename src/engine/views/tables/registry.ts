/** All tables by id, and what is asked of them: windows for a screen, copies, lines of things. */
import {
  TABLE_IDS,
  type TableAsks,
  type TableCopy,
  type TableCopyAsk,
  type TableId,
  type TableLineAsk,
  type TableRows,
  type TableView,
  type TableViews,
} from '../../api/tables.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { type Changes, NO_CHANGES } from '../changes/changes.ts';
import { controllers } from './controllers.ts';
import { perCpu } from './counts.ts';
import { devices } from './devices.ts';
import { domains } from './domains.ts';
import { irqs } from './irqs.ts';
import { msix } from './msix.ts';
import type { Table } from './table.ts';
import { alignedText, csv, markdown, type TextTable } from './text.ts';

type Registry = { readonly [Id in TableId]: Table<TableView<Id>> };
const REGISTRY: Registry = { irqs, msix, domains, devices, perCpu, controllers };

/** What a screen shows of the tables that it asks for. */
export function tableViews(snapshot: Snapshot, asks: TableAsks, changes: Changes): TableViews {
  const views: TableViews = {};
  for (const id of TABLE_IDS) {
    const ask = asks[id];
    if (ask !== undefined) Object.assign(views, { [id]: REGISTRY[id].view(snapshot, ask, changes) });
  }
  return views;
}

/** All rows of a table, in its own order. */
export function rowsOf<Id extends TableId>(snapshot: Snapshot, id: Id): readonly TableRows[Id][] {
  return REGISTRY[id].view(snapshot, { first: 0, count: Number.MAX_SAFE_INTEGER }, NO_CHANGES).rows;
}

const FORMATS: Readonly<Record<TableCopyAsk['format'], (all: TextTable) => string>> = {
  text: alignedText,
  csv,
  md: markdown,
};

/** A whole table as text, with the columns and in the order that the screen has. */
export function copyTable(snapshot: Snapshot, { table, bdf, order, columns, format }: TableCopyAsk): TableCopy {
  const groups = REGISTRY[table].texts(
    snapshot,
    { ...order, bdf },
    columns.map(({ id }) => id),
  );
  const all = { titles: columns.map(({ title }) => title), groups };
  return {
    text: FORMATS[format](all),
    rows: groups.reduce((sum, { rows }) => sum + rows.length, 0),
  };
}

/** Where in a table something is, in the order that the screen has; undefined where it is not there. */
export function lineOf(snapshot: Snapshot, { table, bdf, order, of }: TableLineAsk): number | undefined {
  return REGISTRY[table].line(snapshot, { ...order, bdf }, of);
}
