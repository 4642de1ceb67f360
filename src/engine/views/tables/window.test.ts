import { describe, expect, it } from 'vitest';
import { arrange, type TableSpec, windowOf } from './window.ts';

interface Item {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
}

const SPEC: TableSpec<Item> = {
  words: ({ id, name, kind }) => `${id} ${name} ${kind}`,
  value: (item, column) => (column === 'id' ? item.id : item.name),
  group: ({ kind }) => kind,
};

const ITEMS: readonly Item[] = [
  { id: 1, name: 'irq10', kind: 'b' },
  { id: 2, name: 'irq9', kind: 'a' },
  { id: 3, name: 'irq10', kind: 'a' },
  { id: 4, name: 'Irq1', kind: 'b' },
];

const ids = (groups: ReturnType<typeof arrange<Item>>): number[] =>
  groups.flatMap(({ items }) => items.map(({ id }) => id));

const cut = (order: Parameters<typeof arrange<Item>>[1], first: number, count: number) =>
  windowOf(arrange(ITEMS, order, SPEC), { ...order, first, count }, ({ id }) => id);

describe('arrange', () => {
  it('keeps the order until it is told another', () => expect(ids(arrange(ITEMS, {}, SPEC))).toEqual([1, 2, 3, 4]));

  it('wants every word of the filter, in any case', () => {
    expect(ids(arrange(ITEMS, { filter: ' IRQ  b ' }, SPEC))).toEqual([1, 4]);
    expect(ids(arrange(ITEMS, { filter: 'irq9 b' }, SPEC))).toEqual([]);
  });

  it('sorts numbers in names as numbers, and keeps equal rows in their order both ways', () => {
    expect(ids(arrange(ITEMS, { sort: { column: 'name', descending: false } }, SPEC))).toEqual([4, 2, 1, 3]);
    expect(ids(arrange(ITEMS, { sort: { column: 'name', descending: true } }, SPEC))).toEqual([1, 3, 2, 4]);
  });

  it('sorts within groups, which stay where they are', () => {
    const groups = arrange(ITEMS, { group: 'kind', sort: { column: 'id', descending: true } }, SPEC);
    expect(groups.map(({ name, items }) => [name, items.map(({ id }) => id)])).toEqual([
      ['b', [4, 1]],
      ['a', [3, 2]],
    ]);
  });
});

describe('windowOf', () => {
  it('cuts out rows', () => expect(cut({}, 1, 2)).toEqual({ total: 4, first: 1, rows: [2, 3] }));

  it('counts heads as lines', () => {
    expect(cut({ group: 'kind' }, 0, 10)).toEqual({
      total: 6,
      first: 0,
      rows: [1, 4, 2, 3],
      groups: {
        heads: [
          { line: 0, name: 'b', size: 2, folded: false },
          { line: 3, name: 'a', size: 2, folded: false },
        ],
        rows: 4,
      },
    });
    expect(cut({ group: 'kind' }, 2, 3)).toMatchObject({ rows: [4, 2], groups: { heads: [{ line: 3 }] } });
  });

  it('leaves out the rows of a folded group', () => {
    expect(cut({ group: 'kind', folded: ['b'] }, 0, 10)).toMatchObject({
      total: 4,
      rows: [2, 3],
      groups: {
        heads: [
          { line: 0, folded: true },
          { line: 1, folded: false },
        ],
        rows: 4,
      },
    });
  });

  it('is grouped even when nothing fits', () => {
    expect(cut({ group: 'kind', filter: 'nothing' }, 0, 10)).toEqual({
      total: 0,
      first: 0,
      rows: [],
      groups: { heads: [], rows: 0 },
    });
  });

  it('makes rows of no more than it shows, of a hundred thousand', () => {
    const many = Array.from({ length: 100_000 }, (_, id) => ({ id, name: `n${id % 7}`, kind: `k${id % 50}` }));
    const order = { group: 'kind', sort: { column: 'name', descending: true } } as const;
    let made = 0;
    const window = windowOf(arrange(many, order, SPEC), { ...order, first: 70_000, count: 90 }, (item) => {
      made++;
      return item;
    });
    expect(window.total).toBe(100_050);
    expect(made + (window.groups?.heads.length ?? 0)).toBe(90);
  });
});
