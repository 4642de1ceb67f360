/** Filters, groups and sorts the rows of a table, and cuts out the lines that a screen shows. */
import type { GroupHead, TableOrder, TableWindow } from '../../api/tables.ts';

/** What is to be known of a table's items; each is read only when it is needed, for there may be very many items. */
export interface TableSpec<Item> {
  /** Where the words of the filter are looked for. */
  readonly words: (item: Item) => string;
  /** What a column sorts by. */
  readonly value: (item: Item, column: string) => number | string;
  /** Name of the group that an item is in. */
  readonly group?: (item: Item, column: string) => string;
}

export interface Group<Item> {
  /** Undefined when the table is not grouped. */
  readonly name: string | undefined;
  readonly items: readonly Item[];
}

const COLLATOR = new Intl.Collator('en', { numeric: true });

/** All items that fit, in order. Groups come in the order in which their first items do, and sorting leaves that alone. */
export function arrange<Item>(items: readonly Item[], order: TableOrder, spec: TableSpec<Item>): Group<Item>[] {
  const words = (order.filter ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const found =
    words.length === 0
      ? items
      : items.filter((item) => {
          const text = spec.words(item).toLowerCase();
          return words.every((word) => text.includes(word));
        });
  return grouped(found, order.group, spec).map(({ name, items: all }) => ({ name, items: sorted(all, order, spec) }));
}

function grouped<Item>(items: readonly Item[], column: string | undefined, spec: TableSpec<Item>): Group<Item>[] {
  const { group } = spec;
  if (column === undefined || group === undefined) return [{ name: undefined, items }];
  const byName = new Map<string, Item[]>();
  for (const item of items) {
    const name = group(item, column);
    const list = byName.get(name);
    if (list === undefined) byName.set(name, [item]);
    else list.push(item);
  }
  return [...byName].map(([name, list]) => ({ name, items: list }));
}

/** Items that are equal keep their order, upwards and downwards. */
function sorted<Item>(items: readonly Item[], { sort }: TableOrder, spec: TableSpec<Item>): readonly Item[] {
  if (sort === undefined) return items;
  const sign = sort.descending ? -1 : 1;
  return items
    .map((item) => ({ item, value: spec.value(item, sort.column) }))
    .sort(({ value: a }, { value: b }) =>
      typeof a === 'number' && typeof b === 'number' ? sign * (a - b) : sign * COLLATOR.compare(String(a), String(b)),
    )
    .map(({ item }) => item);
}

/** The lines from `first` on. Only what is shown is made into rows. */
export function windowOf<Item, Row>(
  groups: readonly Group<Item>[],
  { first, count, folded = [] }: { readonly first: number; readonly count: number } & TableOrder,
  row: (item: Item) => Row,
): TableWindow<Row> {
  const heads: GroupHead[] = [];
  const rows: Row[] = [];
  const last = first + count;
  let line = 0;
  for (const { name, items } of groups) {
    const isFolded = name !== undefined && folded.includes(name);
    if (name !== undefined) {
      if (line >= first && line < last) heads.push({ line, name, size: items.length, folded: isFolded });
      line++;
    }
    if (isFolded) continue;
    for (const item of items.slice(Math.max(0, first - line), Math.max(0, last - line))) rows.push(row(item));
    line += items.length;
  }
  const window = { total: line, first, rows };
  if (groups.every(({ name }) => name === undefined) && groups.length > 0) return window;
  return { ...window, groups: { heads, rows: groups.reduce((sum, { items }) => sum + items.length, 0) } };
}
