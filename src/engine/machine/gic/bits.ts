/** One bit for each INTID, in recorded maps of 32-bit words keyed by INTID / 32. A missing word is 0. */
import type { RecordedMap } from '../../recorder/index.ts';

export function word(map: RecordedMap<number>, index: number): number {
  return map.get(index) ?? 0;
}

export function setWord(map: RecordedMap<number>, index: number, value: number): void {
  if (word(map, index) !== value >>> 0) map.set(index, value >>> 0);
}

/** Like setWord, for sets that are nearly always empty: an empty word is no entry. */
export function setSparseWord(map: RecordedMap<number>, index: number, value: number): void {
  if (value === 0) map.delete(index);
  else map.set(index, value >>> 0);
}

export function bit(map: RecordedMap<number>, intid: number): boolean {
  return ((word(map, intid >>> 5) >>> (intid & 31)) & 1) === 1;
}

export function setBit(map: RecordedMap<number>, intid: number, on: boolean): void {
  const mask = (1 << (intid & 31)) >>> 0;
  const before = word(map, intid >>> 5);
  setWord(map, intid >>> 5, on ? before | mask : before & ~mask);
}
