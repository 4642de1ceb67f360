/** docs/scenario.schema.json, and the page that explains it, say what the schema says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { catalog, checkScenario, checkTour } from '../src/engine/index.ts';
import { driverNames } from '../src/engine/linux/drivers/base/init.ts';
import { controllerDrivers } from '../src/engine/linux/stand-ins/second-level.ts';
import { PRESETS } from '../src/permalink/presets.ts';
import { MESSAGES } from '../src/engine/api/messages/testing.ts';
import { filesBelow, isTest } from './floors.ts';
import { SCHEMA_FILE, scenarioSchemaText, TOUR_SCHEMA_FILE, tourSchemaText } from './scenario-schema.ts';
import { ROOT } from './stale.mjs';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const json = (text: string): Record<string, unknown> => JSON.parse(text);

const schema = json(read(SCHEMA_FILE));
const accepts = new Ajv({ allErrors: true }).compile(schema);

const scenarios = [
  ...PRESETS.map(({ name, scenario }) => [name, scenario] as const),
  ...filesBelow(ROOT, 'conformance/golden')
    .filter((file) => /\/\d[\d.]*\/[^/]+\/scenario\.json$/.test(file))
    .map((file) => [file, json(read(file))] as const),
];

describe(SCHEMA_FILE, () => {
  it('is what `npm run schema` writes', () => {
    expect(read(SCHEMA_FILE)).toBe(scenarioSchemaText());
  });

  it('is a JSON Schema', () => {
    const ajv = new Ajv();
    expect([ajv.validateSchema(schema), ajv.errors]).toEqual([true, null]);
  });

  it('knows the goldens', () => {
    expect(scenarios.length).toBeGreaterThan(PRESETS.length + 20);
  });

  it.each(scenarios)('accepts %s, as irqscope does', (_, scenario) => {
    accepts(scenario);
    expect(accepts.errors).toBeNull();
    expect(checkScenario(scenario).ok).toBe(true);
  });

  const small = { irqscope: 1, board: { bundled: 'a' }, kernel: '6.12' };
  const bdf = '0000:00:02.0';
  it.each([
    { ...small, bord: 1 },
    { ...small, kernel: '5.4' },
    { ...small, el2: true },
    { ...small, cpus: 0 },
    { ...small, board: { bundled: 'a', file: 'b' } },
    { ...small, hardware: { gicd: { typer: '0x100000000' } } },
    { ...small, hardware: { timer: { cntfrq: 1.5 } } },
    { ...small, pci: [{ bdf: '0000:00:20.0' }] },
    { ...small, pci: [{ bdf, msi: { vectors: 3 } }] },
    { ...small, script: [{ do: 'msix.fire', bdf }] },
    { ...small, script: [{ do: 'sgi.send', from: 0, to: '1-', id: 2 }] },
    { ...small, script: [{ do: 'explode' }] },
  ])('refuses %j, as irqscope does', (scenario) => {
    expect(accepts(scenario)).toBe(false);
    expect(checkScenario(scenario).ok).toBe(false);
  });

  it('says of every key what it means', () => {
    const silent = objectsIn(schema).flatMap((object) =>
      Object.entries(object).flatMap(([key, value]) => (isExplained(value) ? [] : [key])),
    );
    // These are what their names say.
    expect([...new Set(silent)].toSorted()).toEqual(['action', 'hwirq', 'name', 'vector']);
  });
});

describe('docs/scenario.md', () => {
  const page = read('docs/scenario.md');
  // "gicd.typer" names gicd and typer too.
  const words = new Set((page.match(/[$\w.-]+/g) ?? []).flatMap((word) => [word, ...word.split('.')]));

  it('names every key and every command', () => {
    const keys = new Set(objectsIn(schema).flatMap((object) => Object.keys(object)));
    const commands = objectsIn(schema).flatMap(({ do: name }) => (isObject(name) ? [String(name['const'])] : []));
    expect(keys.size).toBeGreaterThan(60);
    expect(commands.length).toBeGreaterThan(20);
    expect([...keys, ...commands].filter((word) => !words.has(word))).toEqual([]);
  });

  it('names all there is to choose from', () => {
    const { models, mmioModels, kernels, driverFlags } = catalog(4);
    // The many controllers are in a list that the document names.
    const listed = new Set(controllerDrivers().map(({ name }) => name));
    const own = driverNames().filter((name) => !listed.has(name));
    const names = [...models.map(({ name }) => name), ...mmioModels, ...own, ...kernels, ...driverFlags];
    expect(names.filter((name) => !words.has(name))).toEqual([]);
  });

  it('names every error', () => {
    const rooms = ['scenario', 'run'].flatMap((room) => filesBelow(ROOT, `src/engine/${room}`));
    const codes = rooms
      .filter((file) => file.endsWith('.ts') && !isTest(file))
      // What a signal says has a code too: of one word, or in camel case.
      .flatMap((file) => [...read(file).matchAll(/\bfail\(\s*'([a-z0-9-]+)'|code: '([a-z]+-[a-z-]+)'/g)])
      .map(([, called = '', literal = '']) => called + literal)
      .concat(Object.keys(MESSAGES.machine));
    expect(codes.length).toBeGreaterThan(30);
    // Those of tours are in their own page.
    expect(codes.filter((code) => !code.startsWith('tour-') && !words.has(code))).toEqual([]);
  });

  it('shows scenarios that are accepted', () => {
    const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => json(text));
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(checkScenario(example)).toMatchObject({ ok: true });
  });
});

describe(TOUR_SCHEMA_FILE, () => {
  const tours = json(read(TOUR_SCHEMA_FILE));
  const fits = new Ajv({ allErrors: true }).compile(tours);
  const page = read('docs/tours.md');

  it('is what `npm run schema` writes', () => {
    expect(read(TOUR_SCHEMA_FILE)).toBe(tourSchemaText());
  });

  it('accepts the bundled tours and those of docs/tours.md, as irqscope does', () => {
    const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => text);
    const files = filesBelow(ROOT, 'public/tours').map(read);
    expect(files.length).toBeGreaterThan(6);
    for (const text of [...files, ...examples]) {
      fits(json(text));
      expect(fits.errors).toBeNull();
      expect(checkTour(json(text)).ok).toBe(true);
    }
  });

  const stop = { title: 'a', text: 'b', at: 'start' };
  it.each([
    { irqscopeTour: 1, title: 'T', stops: [] },
    { irqscopeTour: 1, title: 'T', stops: [{ ...stop, at: 1204 }] },
    { irqscopeTour: 1, title: 'T', stops: [{ ...stop, at: { call: 'rm -rf' } }] },
    { irqscopeTour: 1, title: 'T', stops: [{ ...stop, select: { cpu: -1 } }] },
    { irqscopeTour: 1, title: 'T', stops: [{ ...stop, show: { left: 'right' } }] },
    { irqscopeTour: 1, title: 'T', stops: [stop], kernel: '5.4' },
  ])('refuses %j, as irqscope does', (tour) => {
    expect(fits(tour)).toBe(false);
    expect(checkTour(tour).ok).toBe(false);
  });

  it('is explained by docs/tours.md: every key, all there is to choose from, every error', () => {
    const words = new Set(page.match(/[$\w.-]+/g));
    const keys = objectsIn(tours).flatMap((object) => Object.keys(object));
    const choices = [...JSON.stringify(tours).matchAll(/"enum":(\[.*?\])/g)].flatMap(
      ([, list = '[]']) => list.match(/[\w-]+/g) ?? [],
    );
    const codes = [...read('src/engine/scenario/tour.ts').matchAll(/'(tour-[a-z-]+)'/g)].map(([, code = '']) => code);
    const ofPage = ['guide', 'tours'].flatMap((file) => [
      ...read(`src/ui/store/${file}.ts`).matchAll(/'(tour-[a-z-]+)'/g),
    ]);
    const all = [
      ...keys,
      ...choices.filter((word) => !/^\d/.test(word)),
      ...codes,
      ...ofPage.map(([, code = '']) => code),
    ];
    expect(all.length).toBeGreaterThan(40);
    expect([...new Set(all)].filter((word) => !words.has(word))).toEqual([]);
    expect(PRESETS.map(({ name }) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** All `properties` of the schema: by key what its value must be. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (!isObject(value)) return [];
  const own = isObject(value['properties']) ? [value['properties']] : [];
  return [...own, ...Object.values(value).flatMap(objectsIn)];
}

/** A literal is the name of a command; what is referred to has a title of its own. */
function isExplained(value: unknown): boolean {
  return isObject(value) && ['description', 'title', 'const', '$ref'].some((key) => key in value);
}
