/**
 * Memory that software has written. Only what was written is kept: words of 32 bits, and pages of 4 KB that were filled
 * with one byte. A word that nobody wrote is 0, as memory that Linux's allocators have zeroed.
 */
import type { Width } from './bus.ts';
import { hexnum, map, type Recorded, type RecordedMap, type Recorder, struct } from '../recorder/index.ts';
import { type MmioRegion, narrow, widen } from './region.ts';

const PAGE = 4096;
const PAGE_WORDS = PAGE / 4;

export interface ram extends Recorded {
  readonly base: number;
  readonly size: number;
  /** Offset / 4096 to the byte that the page was filled with. */
  readonly filled: RecordedMap<number>;
  /** Offset / 4 to a word, on top of what its page was filled with. */
  readonly words: RecordedMap<number>;
}
export const ram = struct<ram>(
  'ram',
  { base: hexnum(), size: hexnum(), filled: map(hexnum()), words: map(hexnum()) },
  { side: 'hardware', label: (object) => `RAM at 0x${object.base.toString(16)}` },
);

function pattern(byte: number): number {
  return Math.imul(byte, 0x01010101) >>> 0;
}

/** A function that reads words of memory by address, for reports: it works on views and costs one pass over them. */
export function memoryReader(regions: readonly ram[]): (address: number) => number | undefined {
  const prepared = regions.map((region) => ({
    base: region.base,
    size: region.size,
    filled: new Map(region.filled.entries()),
    words: new Map(region.words.entries()),
  }));
  return (address) => {
    const region = prepared.find(({ base, size }) => address >= base && address < base + size);
    if (region === undefined) return undefined;
    const offset = address - region.base;
    return region.words.get(Math.floor(offset / 4)) ?? pattern(region.filled.get(Math.floor(offset / PAGE)) ?? 0);
  };
}

export class Ram implements MmioRegion {
  readonly state: ram;
  readonly name = 'RAM';

  constructor(rec: Recorder, base: number, size: number) {
    this.state = ram.create(rec, { base, size });
  }

  get base(): number {
    return this.state.base;
  }

  get size(): number {
    return this.state.size;
  }

  word(offset: number): number {
    const { words, filled } = this.state;
    return words.get(Math.floor(offset / 4)) ?? pattern(filled.get(Math.floor(offset / PAGE)) ?? 0);
  }

  setWord(offset: number, value: number): void {
    if (this.word(offset) !== value) this.state.words.set(Math.floor(offset / 4), value);
  }

  read(offset: number, width: Width): number {
    return narrow(this.word(offset), offset, width);
  }

  write(offset: number, width: Width, value: number): void {
    this.setWord(offset, widen(this.word(offset), offset, width, value));
  }

  fill(offset: number, bytes: number, byte: number): void {
    const end = offset + bytes;
    for (let at = offset; at < end;) {
      if (at % PAGE === 0 && at + PAGE <= end) {
        this.fillPage(at / PAGE, byte);
        at += PAGE;
      } else if (at % 4 === 0 && at + 4 <= end) {
        this.setWord(at, pattern(byte));
        at += 4;
      } else this.write(at++, 1, byte);
    }
  }

  /** The page's words that were written, by rising address. */
  private wordsIn(page: number): number[] {
    const { words } = this.state;
    const first = page * PAGE_WORDS;
    // Memory that is cleared has few words or none, and there are thousands of pages.
    if (words.size < PAGE_WORDS) return words.keys().filter((word) => word >= first && word < first + PAGE_WORDS);
    return Array.from({ length: PAGE_WORDS }, (_, i) => first + i).filter((word) => words.has(word));
  }

  private fillPage(page: number, byte: number): void {
    const { words, filled } = this.state;
    for (const word of this.wordsIn(page)) words.delete(word);
    if (filled.has(page) || byte !== 0) filled.set(page, byte);
  }
}
