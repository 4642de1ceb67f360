/** Each tour is walked to its end through the engine: every stop is found, one after the other. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../../engine/api/kernel-versions.ts';
import { pageMessages } from '../../engine/api/messages/index.ts';
import { EngineHost } from '../../worker/host.ts';
import { findPlace } from './guide.ts';
import { PRESETS } from '../../permalink/presets.ts';
import { type Tour, TOURS } from './tours.ts';

/** The step of each stop, undefined for one that the run does not have. */
async function walk({ preset, stops }: Tour, kernel: string): Promise<(number | undefined)[]> {
  const scenario = PRESETS.find(({ name }) => name === preset)?.scenario;
  const board = scenario !== undefined && 'bundled' in scenario.board ? `dts/${scenario.board.bundled}.dts` : '';
  const files = new Map([[board, readFileSync(new URL(`../../../public/${board}`, import.meta.url))]]);
  const host = new EngineHost('en', () => Promise.reject(new Error('no table is needed')));
  const opened = await host.open({ ...scenario, kernel }, files, () => {});
  if (!opened.ok) throw new Error(opened.error.message);
  const steps: (number | undefined)[] = [];
  for (const { place } of stops) {
    const after = steps.findLast((step) => step !== undefined) ?? 0;
    steps.push((await findPlace(host, opened.value.info, place, after))?.step);
  }
  return steps;
}

const on = (tour: Tour): readonly string[] =>
  tour.kernel === undefined ? KERNEL_VERSIONS.map(({ version }) => version) : [tour.kernel];

describe.each(TOURS)('the tour $id', (tour) => {
  it.each(on(tour))('has all its stops on %s, each after the one before', async (kernel) => {
    const steps = await walk(tour, kernel);
    expect(steps).not.toContain(undefined);
    expect(steps).toEqual([...new Set(steps)].toSorted((a = 0, b = 0) => a - b));
  });

  it('asks with an answer that is among those it gives', () => {
    const messages = pageMessages('en');
    for (const { words, rightAnswer } of tour.stops) {
      const { ask } = words(messages);
      expect(ask === undefined).toBe(rightAnswer === undefined);
      if (ask !== undefined) expect(ask.answers[rightAnswer ?? -1]).toBeDefined();
    }
  });
});
