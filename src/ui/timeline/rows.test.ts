import { describe, expect, it } from 'vitest';
import { depthAt, follow, ROW, rowAt } from './rows.ts';

const HEIGHT = 10 * ROW;

describe('the rows in sight', () => {
  it('begin with the first as long as the stack fits', () => {
    expect(follow(5 * ROW, 3, HEIGHT)).toBe(0);
    expect(follow(5 * ROW, 10, HEIGHT)).toBe(0);
  });

  it('follow a deeper stack no further than it takes', () => {
    expect(follow(0, 14, HEIGHT)).toBe(5 * ROW);
    expect(follow(6 * ROW, 14, HEIGHT)).toBe(6 * ROW);
    expect(follow(9 * ROW, 12, HEIGHT)).toBe(9 * ROW);
    // There the rows that are pinned would hide it.
    expect(follow(11 * ROW, 12, HEIGHT)).toBe(3 * ROW);
  });

  it('show callers, too, of a stack that ends above them', () => {
    expect(follow(17 * ROW, 13, HEIGHT)).toBe(4 * ROW);
  });

  it('stay where they are when a frame of the stack was clicked', () => {
    expect(follow(0, 20, HEIGHT, 2)).toBe(0);
    expect(follow(8 * ROW, 20, HEIGHT, 9)).toBe(8 * ROW);
  });

  it('follow when the click was below the stack', () => {
    expect(follow(20 * ROW, 14, HEIGHT, 25)).toBe(5 * ROW);
  });

  it('begin with the first also after a click, when all fit', () => {
    expect(follow(2 * ROW, 6, HEIGHT, 4)).toBe(0);
  });
});

describe('the outermost frames', () => {
  const strip = { cpus: 0, row: 0, height: 0 };
  const at = (depth: number, top: number, height = HEIGHT) => rowAt({ top, height, strip }, depth);

  it('stay in sight however far the rows are scrolled, and no row is drawn over them', () => {
    for (const top of [0, 3 * ROW, 40 * ROW]) expect([at(0, top), at(1, top)]).toEqual([0, ROW]);
    expect(at(2, 3 * ROW)).toBeUndefined();
    expect(at(4, 3 * ROW)).toBeUndefined();
    expect(at(5, 3 * ROW)).toBe(2 * ROW);
  });

  it('are what a press on them meets', () => {
    expect(depthAt(ROW / 2, 40 * ROW, HEIGHT)).toBe(0);
    expect(depthAt(ROW * 1.5, 40 * ROW, HEIGHT)).toBe(1);
    expect(depthAt(ROW * 2.5, 40 * ROW, HEIGHT)).toBe(42);
  });

  it('give way where there is hardly any height', () => {
    expect(at(0, 3 * ROW, 4 * ROW)).toBeUndefined();
  });
});
