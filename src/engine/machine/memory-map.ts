/** The physical address space: which region answers at an address. */
import { must } from '../../base/assert.ts';
import { BusFault, type Width } from './bus.ts';
import { Ram } from './ram.ts';
import type { Memory, MmioRegion } from './region.ts';

/** Who wins where regions overlap: a model of the thing itself, then memory, then what only stands for a node. */
export type Rank = 'model' | 'ram' | 'generic';
const RANKS: readonly Rank[] = ['generic', 'ram', 'model'];

interface Span {
  readonly start: number;
  readonly end: number;
  readonly region: MmioRegion;
}

export class MemoryMap implements Memory {
  readonly ram: Ram[] = [];
  private readonly regions: { readonly region: MmioRegion; readonly rank: Rank }[] = [];
  /** The regions cut into pieces that do not overlap, by rising address; made when first asked for. */
  private spans: Span[] | undefined;
  private last: Span | undefined;

  attach(region: MmioRegion, rank: Rank): void {
    if (region.size <= 0) return;
    this.regions.push({ region, rank });
    if (region instanceof Ram) this.ram.push(region);
    this.spans = undefined;
    this.last = undefined;
  }

  /** Who answers at this address. */
  find(address: number): MmioRegion | undefined {
    if (this.last !== undefined && address >= this.last.start && address < this.last.end) return this.last.region;
    const spans = (this.spans ??= cut(this.regions));
    let low = 0;
    let high = spans.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const span = must(spans[middle], 'a span of the memory map');
      if (address < span.start) high = middle - 1;
      else if (address >= span.end) low = middle + 1;
      else {
        this.last = span;
        return span.region;
      }
    }
    return undefined;
  }

  at(address: number): MmioRegion {
    const region = this.find(address);
    if (region === undefined) throw new BusFault(address);
    return region;
  }

  read(address: number, width: Width, cpu: number): number {
    const region = this.at(address);
    return region.read(address - region.base, width, cpu);
  }

  write(address: number, width: Width, value: number, cpu: number): void {
    const region = this.at(address);
    region.write(address - region.base, width, value >>> 0, cpu);
  }

  read64(address: number, cpu: number): bigint {
    const region = this.at(address);
    const offset = address - region.base;
    if (region.read64 !== undefined) return region.read64(offset, cpu);
    const low = region.read(offset, 4, cpu);
    return (BigInt(region.read(offset + 4, 4, cpu)) << 32n) | BigInt(low);
  }

  write64(address: number, value: bigint, cpu: number): void {
    const region = this.at(address);
    const offset = address - region.base;
    if (region.write64 !== undefined) return region.write64(offset, value, cpu);
    region.write(offset, 4, Number(value & 0xffffffffn), cpu);
    region.write(offset + 4, 4, Number((value >> 32n) & 0xffffffffn), cpu);
  }

  fill(address: number, bytes: number, value: number): void {
    for (let at = address, left = bytes; left > 0;) {
      const region = this.find(at);
      if (!(region instanceof Ram)) throw new BusFault(at);
      const part = Math.min(left, region.base + region.size - at);
      region.fill(at - region.base, part, value & 0xff);
      at += part;
      left -= part;
    }
  }

  read32(address: number): number | undefined {
    const region = this.find(address);
    return region instanceof Ram ? region.word(address - region.base) : undefined;
  }

  write32(address: number, value: number): boolean {
    const region = this.find(address);
    if (!(region instanceof Ram)) return false;
    region.setWord(address - region.base, value >>> 0);
    return true;
  }
}

/** Place of the first span that ends behind an address, among spans that do not overlap, by rising address. */
function firstBehind(spans: readonly Span[], address: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? Infinity) <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Cuts overlapping regions into spans with one owner each: higher rank first, then the smaller, then the later. */
function cut(regions: readonly { readonly region: MmioRegion; readonly rank: Rank }[]): Span[] {
  const order = regions
    .map((entry, index) => ({ ...entry, index }))
    .sort(
      (a, b) => RANKS.indexOf(b.rank) - RANKS.indexOf(a.rank) || a.region.size - b.region.size || b.index - a.index,
    );
  const spans: Span[] = [];
  // Each takes what those before it left.
  for (const { region } of order) {
    const end = region.base + region.size;
    let start = region.base;
    let place = firstBehind(spans, start);
    while (start < end) {
      const next = spans[place];
      const free = Math.min(end, next?.start ?? end);
      if (start < free) spans.splice(place++, 0, { start, end: free, region });
      start = Math.max(start, next?.end ?? end);
      place++;
    }
  }
  return spans;
}
