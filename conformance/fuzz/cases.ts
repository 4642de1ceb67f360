/** One mutated input by its number and seed, and what becomes of it: everything that a person can give to the program. */
import { readdirSync, readFileSync } from 'node:fs';
import { engineMessages, pageMessages } from '../../src/engine/api/messages/index.ts';
import { checkScenario, explain, findingsOf, loadScenario, runInfo, Session, Viewer } from '../../src/engine/index.ts';
import { readLink, sourceText, writeLink } from '../../src/permalink/link.ts';
import { DEFAULT_VIEW } from '../../src/permalink/view-text.ts';
import { take } from '../../src/worker/intake/take.ts';
import { correctBoard, type Random, seeded, textOf, upTo } from '../mutations/tree.ts';
import { mutateBytes, mutateJson, mutateText, pick } from './mutate.ts';

export const KINDS = ['dtb', 'dts', 'overlay', 'folder', 'scenario', 'link'] as const;
export type Kind = (typeof KINDS)[number];

const GOLDEN = new URL('../golden/', import.meta.url);
const read = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, GOLDEN)));
const textAt = (path: string): string => new TextDecoder().decode(read(path));

/** What is mutated: read once. */
function corpus(): { readonly dts: readonly string[]; readonly dtb: readonly Uint8Array[] } {
  const broken = readdirSync(new URL('broken/', GOLDEN)).filter((name) => name.endsWith('.dts'));
  const machines = readdirSync(new URL('6.12/', GOLDEN), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [`6.12/${entry.name}/board.dtb`] : [],
  );
  return { dts: broken.map((name) => textAt(`broken/${name}`)), dtb: machines.slice(0, 4).map(read) };
}
let known: ReturnType<typeof corpus> | undefined;
const inputs = (): ReturnType<typeof corpus> => (known ??= corpus());

/** A small board of our own, which is read and booted fast. */
const small = (random: Random): string => textOf(correctBoard(random, 2).root);

const COMMANDS: readonly object[] = [
  { do: 'irq.affinity', irq: { domain: ':intc@8000000', hwirq: 33 }, cpus: '1' },
  { do: 'line.raise', node: '/uart@9000000', index: 0 },
  { do: 'cpu.offline', cpu: 1 },
  { do: 'cpu.online', cpu: 1 },
  { do: 'msix.fire', bdf: '0000:00:01.0', vector: 0 },
  { do: 'vfio.bind', bdf: '0000:00:01.0' },
  { do: 'checkpoint', name: 'here' },
];

function scenarioOn(random: Random, board: object): Record<string, unknown> {
  return {
    irqscope: 1,
    board,
    kernel: pick(random, ['6.1', '6.12', '7.3']),
    drivers: 'modelled',
    // A disk's queues are a third of a run's time, and few faults have to do with them.
    pci: upTo(random, 5) === 0 ? [{ bdf: '0000:00:01.0', model: 'nvme' }] : [],
    script: [{ do: 'boot' }, ...COMMANDS.filter(() => upTo(random, 4) === 0)],
  };
}

/** What came of an input. `size` are events of the run, 0 where there was none. */
export interface Outcome {
  readonly kind: Kind;
  readonly end: 'refused' | 'panicked' | 'ran';
  readonly size: number;
}

/** Throws where the program does; that is what is looked for. */
export async function tryCase(number: number, seed: number): Promise<Outcome> {
  // Mixed, so that neighbouring numbers begin otherwise.
  const random = seeded(Math.imul(Math.imul(number + 1, 0x9e3779b1) ^ (seed * 1_000_003), 0x85ebca6b) >>> 0);
  const kind = pick(random, KINDS);
  switch (kind) {
    case 'dtb':
      return {
        kind,
        ...runOn(scenarioOn(random, { file: 'board.dtb' }), new Map([['board.dtb', mutatedBlob(random)]])),
      };
    case 'dts':
      return { kind, ...runOn(scenarioOn(random, { dts: mutatedSource(random) }), new Map()) };
    case 'overlay':
      return {
        kind,
        ...runOn({ ...scenarioOn(random, { dts: small(random) }), overlays: [{ dts: overlay(random) }] }, new Map()),
      };
    case 'folder':
      return { kind, ...(await runFolder(random)) };
    case 'scenario':
      return { kind, ...runOn(mutateJson(random, scenarioOn(random, { dts: small(random) })), new Map()) };
    case 'link':
      return { kind, ...(await runLink(random)) };
  }
}

const mutatedBlob = (random: Random): Uint8Array => mutateBytes(random, pick(random, inputs().dtb));

function mutatedSource(random: Random): string {
  const { dts } = inputs();
  return mutateText(random, upTo(random, 4) === 0 ? pick(random, dts) : small(random), dts);
}

function overlay(random: Random): string {
  const target = pick(random, ['&gic', '&bank', '&{/}', '&{/soc}', '&nothing']);
  const text = `/dts-v1/;\n/plugin/;\n${target} {\n  interrupts = <0 ${upTo(random, 1100)} 4>;\n  extra@1 { compatible = "arm,pl031"; reg = <0 1>; interrupts = <0 9 4>; };\n};\n`;
  return upTo(random, 2) === 0 ? text : mutateText(random, text, inputs().dts);
}

async function runFolder(random: Random): Promise<Omit<Outcome, 'kind'>> {
  const files = [
    { path: 'board.dts', text: `#include "part.dtsi"\n${mutatedSource(random)}` },
    {
      path: pick(random, ['part.dtsi', 'sub/part.dtsi', '../part.dtsi']),
      text: mutateText(random, '#define LINE 3\n', inputs().dts),
    },
    { path: 'over.dtso', text: overlay(random) },
  ].filter(() => upTo(random, 6) > 0);
  const given = files.map(({ path, text }) => ({ path, blob: new Blob([text]) }));
  const taken = await take(given, undefined, 'en');
  if (!taken.ok || taken.value.kind !== 'scenario') return { end: 'refused', size: 0 };
  return runOn({ ...taken.value.scenario, drivers: 'modelled' }, taken.value.files);
}

async function runLink(random: Random): Promise<Omit<Outcome, 'kind'>> {
  const scenario = scenarioOn(random, { dts: small(random) });
  const source = { kind: 'packed', scenario } as const;
  const link = {
    source,
    step: upTo(random, 5000),
    selection: { kind: 'irq', virq: 13 },
    view: DEFAULT_VIEW,
    stops: [],
    compare: undefined,
    hash: undefined,
    rungs: undefined,
  } as const;
  const text = await writeLink(link, await sourceText(source));
  const opened = await readLink(
    upTo(random, 4) === 0 ? text : mutateText(random, text, [text]),
    pageMessages('en').links,
  );
  if (opened?.ok !== true || opened.value.link.source.kind !== 'packed') return { end: 'refused', size: 0 };
  return runOn(opened.value.link.source.scenario, new Map());
}

/** Reads, runs and looks at a scenario, as the page does. */
function runOn(json: unknown, files: ReadonlyMap<string, Uint8Array>): Omit<Outcome, 'kind'> {
  const checked = checkScenario(json);
  if (!checked.ok) return { end: 'refused', size: 0 };
  const loaded = loadScenario(checked.value, files);
  if (!loaded.ok) return { end: 'refused', size: 0 };
  const opened = Session.open({ ...loaded.value, messages: engineMessages('en') });
  if (!opened.ok) return { end: 'refused', size: 0 };
  const session = opened.value;
  session.cursor.seek(session.rec.trace.length);
  const viewer = Viewer.of(session);
  runInfo(viewer, session);
  const dump = session.dump({ only: ['interrupts', 'domains', 'dmesg'] });
  const found = findingsOf(session);
  if (dump.ok) explain(session, found, dump.value);
  return { end: session.panic === undefined ? 'ran' : 'panicked', size: session.rec.trace.length };
}
