/** The goldens as they lie in conformance/golden: what was booted, and what the kernel said. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { KERNEL_VERSIONS } from '../src/engine/api/kernel-versions.ts';
import { parseFunctions } from './compare/calls.ts';
import { parseSections, type Sections, splitLines } from './compare/sections.ts';

/** A dump at a point of the script. */
export interface Checkpoint {
  readonly name: string;
  readonly sections: Sections;
}

/** One machine booted with one kernel. */
export interface Golden {
  readonly kernel: string;
  /** gicv3-its, …; broken/NAME for a tree with a fault. */
  readonly machine: string;
  readonly scenario: unknown;
  /** The files that the scenario names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The boot first. */
  readonly checkpoints: readonly Checkpoint[];
  /** The whole log at the end of the boot. */
  readonly dmesg: readonly string[];
  /** The remaining texts by file name: logs and function traces. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** Function to source file. */
  readonly functions: ReadonlyMap<string, string>;
  /** The section families that are compared at a checkpoint, where not all of them are. */
  readonly families?: readonly string[];
  /** The kernel never reached user space: `dmesg` is what its console said. */
  readonly died?: boolean;
}

const KERNELS = KERNEL_VERSIONS.map(({ version }) => version);

/** The texts that are no dumps. */
const TEXTS = new Set([
  'dmesg.txt',
  'devices.txt',
  'affinity-log.txt',
  'vfio-log.txt',
  'boot-calls.txt',
  'delivered-calls.txt',
  'vfio-enable-calls.txt',
  'vfio-disable-calls.txt',
]);

/** Further texts of machines with second-level controllers, for people to read. */
const FOR_PEOPLE = new Set(['console.txt', 'deferred.txt', 'gpio.txt', 'qemu.cmd.txt']);

/** What is compared of such a machine: its dumps hold sections (register windows, ITS, …) that others are measured by. */
const SECOND_LEVEL_FAMILIES = ['interrupts', 'domains', 'irqs', 'sysirq', 'procirq'];

/** `folder` is conformance/golden. */
export function readGoldens(folder: string): Golden[] {
  return KERNELS.flatMap((kernel) => {
    const functions = readFunctions(folder, kernel);
    const machines = readdirSync(join(folder, kernel), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const names = machines.map(({ name }) => name).sort();
    return [
      ...names.map((name) => readMachine(join(folder, kernel, name), kernel, name, functions)),
      ...readBroken(join(folder, 'broken'), kernel, functions),
      ...readSecondLevel(join(folder, 'soc', kernel), kernel, functions),
    ];
  });
}

/** Goldens outside of the project: `folder` is one, with scenario.json, or has such below it, at any depth. */
export function readGoldensAt(folder: string, functionsOf: (kernel: string) => Golden['functions']): Golden[] {
  if (existsSync(join(folder, 'scenario.json'))) {
    const scenario = readJson(join(folder, 'scenario.json'));
    const kernel = isObject(scenario) ? String(scenario['kernel']) : '';
    return [readMachine(folder, kernel, basename(resolve(folder)), functionsOf(kernel))];
  }
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = below.map(({ name }) => name).sort();
  return names.flatMap((name) => readGoldensAt(join(folder, name), functionsOf));
}

/** The functions that exist in a kernel, as the project's goldens say. */
export function readFunctions(folder: string, kernel: string): Golden['functions'] {
  return parseFunctions(linesOf(join(folder, kernel, 'functions.txt')));
}

/** Machines with second-level interrupt controllers: soc/NAME. */
function readSecondLevel(folder: string, kernel: string, functions: Golden['functions']): Golden[] {
  // Not every version was booted on every machine.
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names.map((name) => readMachine(join(folder, name), kernel, `soc/${name}`, functions));
}

function readMachine(folder: string, kernel: string, machine: string, functions: Golden['functions']): Golden {
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  const dumps = names
    .filter((name) => !TEXTS.has(name) && !FOR_PEOPLE.has(name))
    .map((name) => name.slice(0, -'.txt'.length));
  const died = names.includes('console.txt');
  const board = ['board.dtb', 'board.dts'].filter((name) => existsSync(join(folder, name)));
  const texts = names.filter((name) => TEXTS.has(name));
  const said = readJson(join(folder, 'scenario.json'));
  const scenario = names.includes('qemu.cmd.txt') ? withInterfaces(withDistributor(said, folder), folder) : said;
  return {
    kernel,
    machine,
    scenario,
    files: new Map(board.map((name) => [name, readFileSync(join(folder, name))])),
    checkpoints: inScriptOrder(dumps, scenario).map((name) => ({
      name,
      sections: parseSections(readFileSync(join(folder, `${name}.txt`), 'utf8')),
    })),
    dmesg: linesOf(join(folder, died ? 'console.txt' : 'dmesg.txt')),
    texts: new Map(texts.map((name) => [name, linesOf(join(folder, name))])),
    functions,
    ...(names.includes('qemu.cmd.txt') ? { families: SECOND_LEVEL_FAMILIES } : {}),
    ...(died ? { died } : {}),
  };
}

/**
 * How many lines the distributor has depends on the version of QEMU: the later one, which these machines were measured on, has
 * more than the scenarios' default. Their dump says it; the scenario does not.
 */
function withDistributor(scenario: unknown, folder: string): unknown {
  const boot = linesOf(join(folder, 'boot.txt')).find((line) => line.startsWith('gicd base='));
  const typer = boot === undefined ? undefined : /\btyper=([0-9a-f]+)/.exec(boot)?.[1];
  if (typer === undefined || !isObject(scenario)) return scenario;
  const hardware = isObject(scenario['hardware']) ? scenario['hardware'] : {};
  const gicd = isObject(hardware['gicd']) ? hardware['gicd'] : {};
  return { ...scenario, hardware: { ...hardware, gicd: { typer: `0x${typer}`, ...gicd } } };
}

/**
 * Told so on the kernel's command line (`o.up`), the program that printed the dumps brought all network interfaces up after the first
 * one and before it did anything else. The scenario does not say it.
 */
function withInterfaces(scenario: unknown, folder: string): unknown {
  const isTold = linesOf(join(folder, 'qemu.cmd.txt')).some((line) => /[\s\\]o\.up(?:[\s\\]|$)/.test(line));
  if (!isTold || !isObject(scenario)) return scenario;
  const script = scriptOf(scenario);
  const booted = script[0]?.['do'] === 'boot' ? 1 : 0;
  return { ...scenario, script: [...script.slice(0, booted), { do: 'net.open' }, ...script.slice(booted)] };
}

/** The trees with a fault share one scenario, which names neither kernel nor board; NAME.scenario.json stands for it. */
function readBroken(folder: string, kernel: string, functions: Golden['functions']): Golden[] {
  const shared = join(folder, 'scenario.json');
  const index = readJson(join(folder, 'index.json'));
  const measured = Object.keys(isObject(index) ? index : {}).filter((name) =>
    existsSync(join(folder, `${name}.${kernel}.txt`)),
  );
  return measured.map((name) => {
    const own = join(folder, `${name}.scenario.json`);
    const scenario = readJson(existsSync(own) ? own : shared);
    const sections = parseSections(readFileSync(join(folder, `${name}.${kernel}.txt`), 'utf8'));
    // A kernel that never reached user space could only speak on its console.
    const log = sections.get('dmesg') ?? sections.get('console') ?? [];
    for (const section of ['dmesg', 'console', 'devices']) sections.delete(section);
    return {
      kernel,
      machine: `broken/${name}`,
      scenario: { ...(isObject(scenario) ? scenario : {}), kernel, board: { file: `${name}.dts` } },
      files: new Map([[`${name}.dts`, readFileSync(join(folder, `${name}.dts`))]]),
      checkpoints: [{ name: 'boot', sections }],
      dmesg: log,
      texts: new Map(),
      functions,
    };
  });
}

/** The boot, then the checkpoints as the script comes to them. */
function inScriptOrder(names: readonly string[], scenario: unknown): string[] {
  const order: unknown[] = ['boot', ...scriptOf(scenario).map(({ name }) => name)];
  return [...names].sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

export function scriptOf(scenario: unknown): Record<string, unknown>[] {
  const script = isObject(scenario) ? scenario['script'] : undefined;
  return Array.isArray(script) ? script.filter(isObject) : [];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function linesOf(file: string): string[] {
  return existsSync(file) ? splitLines(readFileSync(file, 'utf8')) : [];
}
