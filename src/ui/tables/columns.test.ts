import { describe, expect, it } from 'vitest';
import { NO_CHOICE } from '../store/stores.ts';
import { type Column, isShown, withoutYielded, yielded } from './columns.ts';

const cell = (): string => '';
const COLUMNS: readonly Column<object>[] = [
  { id: 'number', title: 'number', width: 40, cell },
  { id: 'address', title: 'address', width: 80, yields: 1, cell },
  { id: 'data', title: 'data', width: 40, yields: 2, cell },
  { id: 'handler', title: 'handler', width: 120, yields: 3, hidden: 'always', cell },
  { id: 'do', title: '', width: 100, pin: 'end', cell },
];

/** Ids of the columns that a table of this width shows. */
function shownIn(room: number, choice = NO_CHOICE): string[] {
  const given = yielded(COLUMNS, choice, false, room);
  return withoutYielded(COLUMNS, given)
    .filter((column) => isShown(column, choice, false))
    .map(({ id }) => id);
}

describe('columns without room', () => {
  it('give it away in their order, and no more than must', () => {
    expect(shownIn(260)).toEqual(['number', 'address', 'data', 'do']);
    expect(shownIn(259)).toEqual(['number', 'data', 'do']);
    expect(shownIn(179)).toEqual(['number', 'do']);
    expect(shownIn(10)).toEqual(['number', 'do']);
  });

  it('stay when a person has chosen them, and take no room from others', () => {
    expect(shownIn(230, { shown: { address: true }, widths: {} })).toEqual(['number', 'address', 'data', 'do']);
    expect(shownIn(260, { shown: { handler: true }, widths: {} })).toEqual([
      'number',
      'address',
      'data',
      'handler',
      'do',
    ]);
    expect(shownIn(200, { shown: { handler: true }, widths: {} })).toEqual(['number', 'data', 'handler', 'do']);
  });

  it('are as wide as a person has made them', () => {
    expect(shownIn(260, { shown: {}, widths: { number: 60 } })).toEqual(['number', 'data', 'do']);
    expect(shownIn(240, { shown: {}, widths: { address: 60 } })).toEqual(['number', 'address', 'data', 'do']);
  });

  it('are the same array while all have room', () => {
    expect(withoutYielded(COLUMNS, yielded(COLUMNS, NO_CHOICE, false, 1000))).toBe(COLUMNS);
  });
});
