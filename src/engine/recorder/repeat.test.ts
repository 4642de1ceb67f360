import { describe, expect, it } from 'vitest';
import {
  grow,
  growthOf,
  hashLive,
  list,
  map,
  num,
  Recorder,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  str,
  struct,
} from './index.ts';

interface pin extends Recorded {
  count: number;
  level: number;
  name: string | undefined;
  counts: RecordedMap<number>;
  queue: RecordedList<number>;
}
const pin = struct<pin>('pin', { count: num(), level: num(), name: str(), counts: map(num()), queue: list(num()) });

function board(): { readonly rec: Recorder; readonly one: pin } {
  const rec = new Recorder();
  const one = pin.create(rec, {});
  one.counts.set(3, 7);
  return { rec, one };
}
/** As an interrupt is taken: what is counted grows, what is set is set back. */
function round(one: pin): void {
  one.level = 1;
  one.count += 2;
  one.counts.set(3, (one.counts.get(3) ?? 0) + 1);
  one.level = 0;
}

describe('rounds that are alike', () => {
  it('are done at once, with the same end and the same record', () => {
    const [slow, fast] = [board(), board()];
    slow.rec.fold(() => {
      for (let i = 0; i < 1000; i++) round(slow.one);
    });
    fast.rec.fold(() => {
      const growth = growthOf(fast.rec, () => round(fast.one));
      expect(growth?.size).toBe(2);
      if (growth !== undefined) grow(fast.rec, growth, 998);
    });
    expect(fast.one.counts.get(3)).toBe(1007);
    expect(hashLive(fast.rec)).toBe(hashLive(slow.rec));
    expect(fast.rec.trace.length).toBe(slow.rec.trace.length);
  });

  it.each<[string, (one: pin, rec: Recorder) => void]>([
    ['grows by more each time', (one) => (one.count = one.count * 2 + 1)],
    ['changes a text', (one) => (one.name = `${one.name ?? ''}x`)],
    ['adds an entry', (one) => one.queue.addTail(1)],
    ['makes an object', (_, rec) => pin.create(rec, {})],
  ])('are not those of which one %s', (_, change) => {
    const { rec, one } = board();
    rec.fold(() => expect(growthOf(rec, () => change(one, rec))).toBeUndefined());
  });
});
