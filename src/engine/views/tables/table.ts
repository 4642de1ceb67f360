/** How a table is made: its rows, the text of its cells, and where in it a thing is. All that is asked of it follows from that. */
import type { Selection } from '../../api/selection.ts';
import type { TableAsk, TableOrder, TableWindow } from '../../api/tables.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { type Changes, NO_CHANGES } from '../changes/changes.ts';
import type { TextGroup } from './text.ts';
import { arrange, type Group, type TableSpec, windowOf } from './window.ts';

/** Which rows are meant, and in which order. */
export type Choice = TableOrder & Pick<TableAsk, 'bdf'>;

export type TableMessages = EngineMessages['tables'];

export interface TableDef<Item, Row> {
  /** Where the words of the filter are looked for. */
  readonly words: (item: Item, m: TableMessages) => string;
  /** What a column sorts by. */
  readonly value: (item: Item, column: string, m: TableMessages) => number | string;
  /** Name of the group that an item is in. */
  readonly group?: (item: Item, column: string, m: TableMessages) => string;
  /** The items in the table's own order. There may be very many: only those that are shown become rows. */
  readonly items: (snapshot: Snapshot, choice: Choice, changes: Changes) => readonly Item[];
  readonly row: (item: Item, snapshot: Snapshot, changes: Changes) => Row;
  /** A cell as text, where that is not just the value that its column is sorted by. */
  readonly text?: (item: Item, column: string, m: TableMessages) => string;
  /** Whether an item is one of these things. */
  readonly isOf: (item: Item, of: readonly Selection[]) => boolean;
}

/** What can be asked of any table. `View` is what the page gets of it. */
export interface Table<View> {
  view(snapshot: Snapshot, ask: TableAsk, changes: Changes): View;
  /** All rows as text, with these columns. */
  texts(snapshot: Snapshot, choice: Choice, columns: readonly string[]): TextGroup[];
  /** The line of the first row that is one of these things, heads of groups counted; undefined where there is none. */
  line(snapshot: Snapshot, choice: Choice, of: readonly Selection[]): number | undefined;
}

export function table<Item, Row>(def: TableDef<Item, Row>): Table<TableWindow<Row>> {
  const { items, row, isOf, value } = def;
  const text = def.text ?? ((item, column, m) => String(value(item, column, m)));
  const arranged = (snapshot: Snapshot, choice: Choice, changes: Changes): Group<Item>[] =>
    arrange(items(snapshot, choice, changes), choice, specOf(def, snapshot.messages.tables));
  return {
    view: (snapshot, ask, changes) =>
      windowOf(arranged(snapshot, ask, changes), ask, (item) => row(item, snapshot, changes)),
    texts: (snapshot, choice, columns) =>
      arranged(snapshot, choice, NO_CHANGES).map(({ name, items: own }) => ({
        name,
        rows: own.map((item) => columns.map((column) => text(item, column, snapshot.messages.tables))),
      })),
    line: (snapshot, choice, of) =>
      lineIn(arranged(snapshot, choice, NO_CHANGES), choice.folded ?? [], (item) => isOf(item, of)),
  };
}

/** How its items are filtered, sorted and grouped in a language. */
function specOf<Item, Row>({ words, value, group }: TableDef<Item, Row>, m: TableMessages): TableSpec<Item> {
  return {
    words: (item) => words(item, m),
    value: (item, column) => value(item, column, m),
    ...(group === undefined ? {} : { group: (item, column) => group(item, column, m) }),
  };
}

/** A table that has more to show beside its rows. */
export function withFacts<View, Facts>(
  own: Table<View>,
  facts: (snapshot: Snapshot, ask: TableAsk) => Facts,
): Table<View & Facts> {
  return {
    ...own,
    view: (snapshot, ask, changes) => ({ ...own.view(snapshot, ask, changes), ...facts(snapshot, ask) }),
  };
}

/** That of its group's head where the group is folded. */
function lineIn<Item>(
  groups: readonly Group<Item>[],
  folded: readonly string[],
  is: (item: Item) => boolean,
): number | undefined {
  let line = 0;
  for (const { name, items } of groups) {
    const at = items.findIndex(is);
    const isFolded = name !== undefined && folded.includes(name);
    if (name !== undefined) line++;
    if (at >= 0) return isFolded ? line - 1 : line + at;
    if (!isFolded) line += items.length;
  }
  return undefined;
}

/** Whether an interrupt is one of these things. */
export function isIrqOf(virq: number | undefined, of: readonly Selection[]): boolean {
  return virq !== undefined && of.some((one) => one.kind === 'irq' && one.virq === virq);
}
