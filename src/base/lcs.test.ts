import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonSubsequence } from './lcs.ts';

/** The textbook table. */
function lengthOf(a: readonly string[], b: readonly string[]): number {
  let above = new Array<number>(b.length + 1).fill(0);
  for (const item of a) {
    const row = [0];
    for (const [j, other] of b.entries()) {
      row.push(item === other ? (above[j] ?? 0) + 1 : Math.max(above[j + 1] ?? 0, row[j] ?? 0));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}

const sequence = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 90 });

describe('commonSubsequence', () => {
  it('is as long as the table says, ascends, and pairs equal items', () => {
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        const pairs = commonSubsequence(a, b);
        expect(pairs.length).toBe(lengthOf(a, b));
        for (const [index, [i, j]] of pairs.entries()) {
          const [lastI, lastJ] = pairs[index - 1] ?? [-1, -1];
          expect(a[i]).toBe(b[j]);
          expect(i).toBeGreaterThan(lastI);
          expect(j).toBeGreaterThan(lastJ);
        }
      }),
    );
  });

  it('takes whole words of columns across their borders', () => {
    const many = Array.from({ length: 100 }, (_, index) => String(index));
    const shuffled = [...many.slice(50), ...many.slice(0, 50)];
    expect(commonSubsequence(many, shuffled).length).toBe(50);
  });

  it('is quick with thousands of items', () => {
    const item = (index: number, salt: number): string => String((index * index * salt) % 301);
    const a = Array.from({ length: 4000 }, (_, index) => item(index, 7));
    const b = Array.from({ length: 4000 }, (_, index) => item(index, 11));
    const start = performance.now();
    commonSubsequence(a, b);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
