/** Models lib/bitmap.c on a recorded map of 32-bit words: bit n is bit n % 32 of word n / 32; an absent word is 0. */
import type { RecordedMap } from '../../recorder/index.ts';

const WORD = 32;
const FULL = 0xffffffff;

function testBit(map: RecordedMap<number>, bit: number): boolean {
  return (((map.get(bit >>> 5) ?? 0) >>> (bit & 31)) & 1) === 1;
}

/** Sets or clears `count` bits from `start`, a word at a time. */
function change(map: RecordedMap<number>, start: number, count: number, set: boolean): void {
  for (let bit = start; bit < start + count;) {
    const inWord = Math.min(WORD - (bit & 31), start + count - bit);
    const mask = inWord === WORD ? FULL : (((1 << inWord) - 1) << (bit & 31)) >>> 0;
    const word = map.get(bit >>> 5) ?? 0;
    map.set(bit >>> 5, (set ? word | mask : word & ~mask) >>> 0);
    bit += inWord;
  }
}

/** Finds 2^order free bits that start at a multiple of 2^order, and takes them. Returns the first, or -1. */
export function bitmap_find_free_region(map: RecordedMap<number>, bits: number, order: number): number {
  const count = 2 ** order;
  for (let pos = 0; pos + count <= bits;) {
    if ((map.get(pos >>> 5) ?? 0) === FULL) {
      pos += Math.max(count, WORD - (pos & 31));
      continue;
    }
    let free = 0;
    while (free < count && !testBit(map, pos + free)) free++;
    if (free === count) {
      change(map, pos, count, true);
      return pos;
    }
    pos += count;
  }
  return -1;
}

export function bitmap_release_region(map: RecordedMap<number>, pos: number, order: number): void {
  change(map, pos, 2 ** order, false);
}

export function bitmap_empty(map: RecordedMap<number>): boolean {
  return map.keys().every((word) => map.get(word) === 0);
}
