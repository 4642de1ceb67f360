/** Each tour is walked to its end through the engine: every stop is found, one after the other. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../../engine/api/kernel-versions.ts';
import { LANGUAGES, pageMessages } from '../../engine/api/messages/index.ts';
import { checkTour, type Scenario, type Tour, type TourText } from '../../engine/index.ts';
import { bundledIn, PRESETS } from '../../permalink/presets.ts';
import { EngineHost } from '../../worker/host.ts';
import { findPlace } from './tour-places.ts';
import { textIn, TOURS } from './tours.ts';
import { sampleOf } from '../../../scripts/sample.ts';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

function tourOf(text: string): Tour {
  const checked = checkTour(JSON.parse(text));
  if (!checked.ok) throw new Error(`${checked.error.message} ${checked.error.hint ?? ''}`);
  return checked.value;
}

/** The step of each stop, undefined for one that the run does not have. */
async function walk({ bundled, scenario, stops }: Tour, kernel: string): Promise<(number | undefined)[]> {
  const preset: Scenario | undefined = PRESETS.find(({ name }) => name === bundled)?.scenario;
  const name = bundledIn(scenario ?? preset);
  const board = name === undefined ? '' : `dts/${name}.dts`;
  const files = new Map(board === '' ? [] : [[board, new TextEncoder().encode(read(`public/${board}`))] as const]);
  const host = new EngineHost('en', () => Promise.reject(new Error('no table is needed')));
  const opened = await host.open(scenario ?? { ...preset, kernel }, files, () => {});
  if (!opened.ok) throw new Error(opened.error.message);
  const steps: (number | undefined)[] = [];
  for (const { at } of stops) {
    const after = steps.findLast((step) => step !== undefined) ?? -1;
    steps.push((await findPlace(host, opened.value.info, at, after))?.step);
  }
  return steps;
}

const on = (tour: Tour): readonly string[] =>
  tour.kernel === undefined ? KERNEL_VERSIONS.map(({ version }) => version) : [tour.kernel];

function expectAll(steps: readonly (number | undefined)[]): void {
  expect(steps).not.toContain(undefined);
  expect(steps).toEqual([...new Set(steps)].toSorted((a = 0, b = 0) => a - b));
}

/** All texts of a tour. */
function textsOf({ title, stops }: Tour): TourText[] {
  return [
    title,
    ...stops.flatMap(({ title: name, text, ask }) => [
      name,
      text,
      ...(ask === undefined ? [] : [ask.question, ...ask.answers, ask.because]),
    ]),
  ];
}

it('each bundled tour is a file, and each file is one', () => {
  expect(readdirSync(new URL('public/tours', ROOT)).toSorted()).toEqual(TOURS.map((name) => `${name}.json`).toSorted());
});

describe.each(TOURS.map((name) => ({ name, tour: tourOf(read(`public/tours/${name}.json`)) })))(
  'the tour $name',
  ({ name, tour }) => {
    it.each(sampleOf(on(tour), 1))('has all its stops on %s, each after the one before', async (kernel) => {
      expectAll(await walk(tour, kernel));
    });

    it('has its title in the menu, and words in each language', () => {
      expect(textIn(tour.title, 'en')).toBe(pageMessages('en').tours[name]);
      // What has no translation is a number or a name.
      const alone = textsOf(tour).filter((text) => typeof text === 'string');
      expect(alone.filter((text) => !/^(\d+|LPI|virq|EventID|DeviceID)$/.test(text))).toEqual([]);
      const all = textsOf(tour).filter((text) => typeof text !== 'string');
      for (const text of all) for (const language of LANGUAGES) expect(text[language]).toMatch(/./);
    });

    it('asks at least three times what comes next, before its last stop', () => {
      expect(tour.stops.slice(0, -1).filter(({ ask }) => ask !== undefined).length).toBeGreaterThanOrEqual(3);
      expect(tour.stops.at(-1)?.ask).toBeUndefined();
    });
  },
);

describe('docs/tours.md', () => {
  const examples = [...read('docs/tours.md').matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => text);

  it('has tours that play to their end', async () => {
    expect(examples.length).toBeGreaterThan(0);
    for (const text of examples) {
      const tour = tourOf(text);
      for (const kernel of on(tour)) expectAll(await walk(tour, kernel));
    }
  });
});
