/** Words of 32 bits. */

/** The number of the lowest bit that is set; -1 where none is. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** The numbers of the bits that are set, ascending. */
export function bitsOf(value: number): number[] {
  const found: number[] = [];
  for (let rest = value >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) {
    found.push(lowestBit(rest));
  }
  return found;
}

/** A word with one of its bits set or cleared. */
export function withBit(word: number, bit: number, on: boolean): number {
  return (on ? word | (1 << bit) : word & ~(1 << bit)) >>> 0;
}
