import { describe, expect, it } from 'vitest';
import { below, parseFloor, writeFloor } from './floor.ts';

describe('a cell of lines', () => {
  it('stands at or above its floor', () => {
    expect(below([10, 2], [10, 2])).toBeUndefined();
    expect(below([11, 0], [10, 2])).toBeUndefined();
  });

  it('falls below with fewer lines or more too many', () => {
    expect(below([9, 2], [10, 2])).toBe('9 matched, floor 10');
    expect(below([12, 3], [10, 2])).toBe('3 too many, floor 2');
    expect(below([9, 3], [10, 2])).toBe('9 matched, floor 10; 3 too many, floor 2');
  });
});

describe('a function trace', () => {
  it('may have more calls too many only with more functions', () => {
    expect(below([10, 5, 4], [10, 2, 3])).toBeUndefined();
    expect(below([10, 5, 3], [10, 2, 3])).toBe('5 too many, floor 2');
    expect(below([9, 0, 4], [10, 2, 3])).toBe('9 matched, floor 10');
    expect(below([10, 2, 2], [10, 2, 3])).toBe('2 functions known, floor 3');
  });
});

describe('floor.json', () => {
  it('reads what it wrote', () => {
    const floor = new Map([
      ['6.12/b/boot/calls', [3, 2, 1] as const],
      ['6.1/a/boot/irqs', [10, 0] as const],
    ]);
    expect(writeFloor(floor).split('\n')[1]).toBe('  "6.1/a/boot/irqs": [10, 0],');
    const back = parseFloor(writeFloor(floor));
    expect(back.ok && new Map(back.value)).toEqual(floor);
  });

  it('refuses what is no mark', () => {
    expect(parseFloor('{"a": [1]}').ok).toBe(false);
    expect(parseFloor('{').ok).toBe(false);
  });
});
