/**
 * The active priorities of a CPU interface (IHI 0069, 4.8.6; IHI 0048, 4.4.14): one bit for each group priority that has
 * been taken and not dropped. Group priorities come from a priority and the binary point.
 */
import { lowestBit } from '../../../base/bits.ts';
import type { RecordedMap } from '../../recorder/index.ts';
import { setWord, word } from './bits.ts';

/** The running priority of a CPU that handles nothing. */
export const IDLE = 0xff;

/** Words of active priorities for this many preemption bits. */
function aprWords(preemptionBits: number): number {
  return 2 ** Math.max(0, preemptionBits - 5);
}

/** The highest (numerically lowest) priority that is active, or IDLE. */
export function highestActive(apr: RecordedMap<number>, preemptionBits: number): number {
  for (let index = 0; index < aprWords(preemptionBits); index++) {
    const bits = word(apr, index);
    if (bits !== 0) return ((index << 5) + lowestBit(bits)) << (8 - preemptionBits);
  }
  return IDLE;
}

export function activate(apr: RecordedMap<number>, preemptionBits: number, groupPriority: number): void {
  const place = groupPriority >>> (8 - preemptionBits);
  setWord(apr, place >>> 5, word(apr, place >>> 5) | (1 << (place & 31)));
}

/** Priority drop: the highest active priority is no longer. */
export function drop(apr: RecordedMap<number>, preemptionBits: number): void {
  for (let index = 0; index < aprWords(preemptionBits); index++) {
    const bits = word(apr, index);
    if (bits !== 0) return setWord(apr, index, bits & (bits - 1));
  }
}
