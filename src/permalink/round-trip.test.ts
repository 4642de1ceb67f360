/** Whatever is put into a link comes out as the same scenario, and so as the same run. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeBase64Url } from '../base/base64url.ts';
import { pageMessages } from '../engine/api/messages/index.ts';
import { checkScenario, decodeDriverTable, loadScenario, Session, wantsDriverTable } from '../engine/index.ts';
import { MESSAGES } from '../engine/api/messages/testing.ts';
import { readLink, sourceText, writeLink } from './link.ts';
import { PRESETS } from './presets.ts';
import { DEFAULT_VIEW } from './view-text.ts';
import { sampleOf } from '../../scripts/sample.ts';

const ROOT = new URL('../../', import.meta.url);
const GOLDEN = new URL('conformance/golden/', ROOT);

/** Machines of the goldens with their trees inside, as links have them. */
const MACHINES = ['6.1', '6.12', '7.3'].flatMap((kernel) =>
  readdirSync(new URL(`${kernel}/`, GOLDEN)).flatMap((name) => {
    const folder = new URL(`${kernel}/${name}/`, GOLDEN);
    if (!existsSync(new URL('scenario.json', folder))) return [];
    const json: unknown = JSON.parse(readFileSync(new URL('scenario.json', folder), 'utf8'));
    if (typeof json !== 'object' || json === null) return [];
    const dtb = encodeBase64Url(readFileSync(new URL('board.dtb', folder)));
    return [{ name: `${kernel}/${name}`, scenario: { ...json, board: { dtb } } }];
  }),
);

async function throughLink(scenario: unknown): Promise<unknown> {
  const source = await sourceText({ kind: 'packed', scenario });
  const picture = {
    step: undefined,
    selection: undefined,
    view: DEFAULT_VIEW,
    stops: [],
    compare: undefined,
    hash: undefined,
    rungs: undefined,
  };
  const read = await readLink(await writeLink(picture, source), pageMessages('en').links);
  if (read?.ok !== true || read.value.link.source.kind !== 'packed') throw new Error('a packed scenario');
  return read.value.link.source.scenario;
}

function hashOf(json: unknown): string {
  const scenario = checkScenario(json);
  if (!scenario.ok) throw new Error(scenario.error.message);
  const { board } = scenario.value;
  const path = 'bundled' in board ? `dts/${board.bundled}.dts` : '';
  const files = new Map(path === '' ? [] : [[path, readFileSync(new URL(`public/${path}`, ROOT))] as const]);
  const table = decodeDriverTable(
    MESSAGES.scenario,
    JSON.parse(readFileSync(new URL('public/drivers.json', ROOT), 'utf8')),
  );
  if (!table.ok) throw new Error(table.error.message);
  const loaded = loadScenario(scenario.value, files, 'en', wantsDriverTable(scenario.value) ? table.value : undefined);
  const session = loaded.ok ? Session.open(loaded.value) : loaded;
  if (!session.ok) throw new Error(session.error.message);
  return session.value.hash;
}

describe('through a link', () => {
  it('each bundled scenario is the same run', async () => {
    for (const { scenario } of sampleOf(PRESETS, 4)) expect(hashOf(await throughLink(scenario))).toBe(hashOf(scenario));
  });

  it('each machine of the goldens is the same scenario', async () => {
    expect(MACHINES.length).toBeGreaterThan(30);
    for (const { scenario } of MACHINES) expect(await throughLink(scenario)).toEqual(scenario);
  });

  it.each(
    sampleOf(
      MACHINES.filter(({ name }) => name.startsWith('7.3/')),
      3,
    ),
  )('$name is the same run', async ({ scenario }) => {
    expect(hashOf(await throughLink(scenario))).toBe(hashOf(scenario));
  });

  it.each([
    [null],
    [7],
    [[]],
    [{ irqscope: 2 }],
    [{ irqscope: 1, board: { dts: 5 }, kernel: '6.12' }],
    [{ irqscope: 1, board: { bundled: '../../etc/passwd' }, kernel: '6.12' }],
    [{ irqscope: 1, board: { dts: '/dts-v1/; / { };' }, kernel: '<b>6.12</b>' }],
    [{ irqscope: 1, board: { dts: '/dts-v1/; / { };' }, kernel: '6.12', cpus: 1e308 }],
    [{ irqscope: 1, board: { dtb: 'A'.repeat(1000) }, kernel: '6.12' }],
    [{ irqscope: 1, board: { dts: '/dts-v1/; / { };' }, kernel: '6.12', script: [{ do: 'boot', also: 1 }] }],
    [{ irqscope: 1, board: { dts: `/dts-v1/; / ${'{ a '.repeat(5000)}` }, kernel: '6.12' }],
  ])('%# what is no scenario is refused with a sentence', async (json) => {
    const scenario = checkScenario(await throughLink(json));
    const loaded = scenario.ok ? loadScenario(scenario.value, new Map(), 'en') : scenario;
    const session = loaded.ok ? Session.open(loaded.value) : loaded;
    expect(session.ok ? '' : session.error.message).toMatch(/\w+ \w+/);
  });
});
