import { describe, expect, it } from 'vitest';
import { hexnum, map, type Recorded, type RecordedMap, Recorder, struct } from '../../recorder/index.ts';
import { bitmap_empty, bitmap_find_free_region, bitmap_release_region } from './bitmap.ts';

interface Holder extends Recorded {
  bits: RecordedMap<number>;
}
const holder = struct<Holder>('holder', { bits: map(hexnum()) });

function fresh(): RecordedMap<number> {
  return holder.create(new Recorder()).bits;
}

describe('bitmap regions', () => {
  it('come in order, aligned to their size, until there are none', () => {
    const bits = fresh();
    expect(bitmap_find_free_region(bits, 16, 0)).toBe(0);
    expect(bitmap_find_free_region(bits, 16, 2)).toBe(4);
    expect(bitmap_find_free_region(bits, 16, 0)).toBe(1);
    expect(bitmap_find_free_region(bits, 16, 3)).toBe(8);
    expect(bitmap_find_free_region(bits, 16, 2)).toBe(-1);
    expect(bitmap_find_free_region(bits, 16, 1)).toBe(2);
    expect(bitmap_find_free_region(bits, 16, 0)).toBe(-1);
  });

  it('fill words and go on in the next', () => {
    const bits = fresh();
    for (let bit = 0; bit < 70; bit++) expect(bitmap_find_free_region(bits, 128, 0)).toBe(bit);
    expect(bitmap_find_free_region(bits, 128, 5)).toBe(96);
    expect(bits.get(0)).toBe(0xffffffff);
  });

  it('are empty when all is released', () => {
    const bits = fresh();
    expect(bitmap_empty(bits)).toBe(true);
    const wide = bitmap_find_free_region(bits, 64, 6);
    expect(bitmap_empty(bits)).toBe(false);
    bitmap_release_region(bits, wide, 6);
    expect(bitmap_empty(bits)).toBe(true);
  });
});
