/** What repeats itself, while a recorder folds: what a round changes, and many rounds at once. */
import { LiveMap } from './containers.ts';
import type { Recorder } from './recorder.ts';
import { RecordedObject } from './types.ts';

/** By how much a round raises each number; a slot stands for a field or an entry. */
export type Growth = ReadonlyMap<number, number>;

/**
 * What two rounds in a row raise alike, when they change nothing but numbers and make no object: then every further round raises
 * the same, unless one of the numbers is compared with a limit, which the caller knows. Runs both rounds.
 */
export function growthOf(rec: Recorder, round: () => void): Growth | undefined {
  const objects = rec.objects.length;
  const [first, second] = [grownBy(rec, round), grownBy(rec, round)];
  if (first === undefined || second === undefined || rec.objects.length !== objects) return undefined;
  if (first.size !== second.size) return undefined;
  return [...first].every(([slot, by]) => second.get(slot) === by) ? first : undefined;
}

/** undefined where something else than a number is another after the round. */
function grownBy(rec: Recorder, round: () => void): Growth | undefined {
  const grown = new Map<number, number>();
  for (const [slot, { before, after }] of rec.changesIn(round)) {
    if (Object.is(before, after)) continue;
    const by = after - before;
    // An entry that was not there is NaN.
    if (Number.isNaN(by) || !isNumber(rec, slot)) return undefined;
    grown.set(slot, by);
  }
  return grown;
}

function isNumber(rec: Recorder, slot: number): boolean {
  const { object, start, key } = rec.ownerOf(slot);
  const live = rec.objects[object];
  const spec = live instanceof LiveMap ? live.item : key === -1 ? rec.types[object]?.specs[slot - start] : undefined;
  return spec?.kind === 'num';
}

/** Raises the numbers as `times` further rounds would. */
export function grow(rec: Recorder, growth: Growth, times: number): void {
  for (const [slot, by] of growth) {
    const { object, start, key } = rec.ownerOf(slot);
    const live = rec.objects[object];
    if (live instanceof LiveMap) live.set(key, Number(live.get(key)) + by * times);
    else if (live instanceof RecordedObject) {
      const field = rec.types[object]?.fields[slot - start] ?? '';
      Reflect.set(live, field, Number(live.$at(slot - start)) + by * times);
    }
  }
}
