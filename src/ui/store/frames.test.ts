import { describe, expect, it } from 'vitest';
import { ok } from '../../base/result.ts';
import type { EngineApi } from '../../worker/contract.ts';
import { FakeEngine } from '../testing/fake-engine.ts';
import { MOST_FRAMES, stepsWorth } from './frames.ts';

/** An engine in whose run something happens at each step that is divisible by a number. */
function happening(every: number): Pick<EngineApi, 'move'> {
  const fake = new FakeEngine();
  return {
    async move(move, ask, from = 0) {
      const screen = await fake.move({ to: 'step', step: from }, ask);
      if (!screen.ok || move.to !== 'run') throw new Error('a run up to where something happens');
      const next = (Math.floor(from / every) + 1) * every;
      return ok({ ...screen.value, step: Math.min(from + move.count, next) });
    },
  };
}

describe('the steps that are worth a frame', () => {
  it('are all of a short span, and its ends', async () => {
    expect(await stepsWorth(happening(7), { from: 10, to: 14 })).toEqual([10, 11, 12, 13, 14]);
    expect(await stepsWorth(happening(7), { from: 10, to: 10 })).toEqual([10]);
  });

  it('are those at which something happens of a long one, and its ends', async () => {
    expect(await stepsWorth(happening(100), { from: 250, to: 610 })).toEqual([250, 300, 400, 500, 600, 610]);
  });

  it('are thinned out evenly where there are too many', async () => {
    const steps = await stepsWorth(happening(2), { from: 0, to: 1000 });
    expect(steps).toHaveLength(MOST_FRAMES);
    expect([steps[0], steps.at(-1)]).toEqual([0, 1000]);
    expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b));
  });
});
