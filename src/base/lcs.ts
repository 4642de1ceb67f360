/**
 * The longest common subsequence of two sequences, bit-parallel (Hyyrö 2004): a row of the usual table is a bit vector in
 * which a zero at column j means that the length grows there, and a whole row follows from the one above by an add
 * and three logic operations on each 32 columns. All rows are kept, so that the way back through the table can be
 * walked: 4,000 by 4,000 items are half a million words.
 */

/** Indices of an item in the first sequence and of its partner in the second, ascending. */
export type Pair = readonly [number, number];

/** The items of a longest common subsequence, as pairs of indices. */
export function commonSubsequence(a: readonly string[], b: readonly string[]): Pair[] {
  const [left, right] = intern(a, b);
  const head: Pair[] = [];
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) {
    head.push([start, start]);
    start++;
  }
  const tail: Pair[] = [];
  let [endA, endB] = [left.length, right.length];
  while (endA > start && endB > start && left[endA - 1] === right[endB - 1]) tail.push([--endA, --endB]);
  const middle = walkBack(left.subarray(start, endA), right.subarray(start, endB));
  return [...head, ...middle.map(([i, j]): Pair => [i + start, j + start]), ...tail.reverse()];
}

function intern(a: readonly string[], b: readonly string[]): [Int32Array, Int32Array] {
  const ids = new Map<string, number>();
  const number = (item: string): number => {
    const id = ids.get(item) ?? ids.size;
    ids.set(item, id);
    return id;
  };
  return [Int32Array.from(a, number), Int32Array.from(b, number)];
}

/** Bits of the columns at which each item of `b` stands. */
function positions(b: Int32Array, words: number): Map<number, Uint32Array> {
  const found = new Map<number, Uint32Array>();
  for (const [column, item] of b.entries()) {
    const bits = found.get(item) ?? new Uint32Array(words);
    found.set(item, bits);
    bits[column >>> 5] = (bits[column >>> 5] ?? 0) | (1 << (column & 31));
  }
  return found;
}

/** Every row of the table, one after the other. */
function tableOf(a: Int32Array, b: Int32Array, words: number): Uint32Array {
  const found = positions(b, words);
  const none = new Uint32Array(words);
  const rows = new Uint32Array(words * a.length);
  let above: Uint32Array = new Uint32Array(words).fill(0xffffffff);
  for (const [index, item] of a.entries()) {
    const row = rows.subarray(index * words, (index + 1) * words);
    const match = found.get(item) ?? none;
    let carry = 0;
    for (let word = 0; word < words; word++) {
      const bits = above[word] ?? 0;
      const hits = (bits & (match[word] ?? 0)) >>> 0;
      const sum = bits + hits + carry;
      carry = sum > 0xffffffff ? 1 : 0;
      row[word] = sum | (bits & ~hits);
    }
    above = row;
  }
  return rows;
}

function walkBack(a: Int32Array, b: Int32Array): Pair[] {
  const words = (b.length + 31) >>> 5;
  const rows = tableOf(a, b, words);
  const grows = (row: number, column: number): boolean =>
    row >= 0 && (((rows[row * words + (column >>> 5)] ?? 0) >>> (column & 31)) & 1) === 0;
  const pairs: Pair[] = [];
  let row = a.length - 1;
  let column = b.length - 1;
  while (row >= 0 && column >= 0) {
    if (!grows(row, column)) column--;
    else if (grows(row - 1, column)) row--;
    else pairs.push([row--, column--]);
  }
  return pairs.reverse();
}
