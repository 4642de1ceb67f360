/**
 * `npm run fuzz -- COUNT SEED`: mutated inputs of every kind, to find an exception, an end of the process, or one that takes long or much
 * memory. Goes on where it stopped; the state of a seed is in dist/. Default 100000 and 1.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Kind, tryCase } from './cases.ts';

const DEFAULT_COUNT = 100_000;
const MOST = 10;
const SAVE_EVERY = 100;
const MAX_MS = 1000;
const MAX_MB = 256;

interface Measured {
  readonly number: number;
  readonly kind: Kind;
  readonly ms: number;
  readonly mb: number;
  readonly events: number;
}

interface State {
  /** The next number to try. */
  next: number;
  /** The number under way: found at the start, it ended the process. */
  current: number | undefined;
  counts: Record<string, number>;
  failures: { readonly number: number; readonly what: string }[];
  slowest: Measured[];
  largest: Measured[];
}

const FRESH: State = { next: 0, current: undefined, counts: {}, failures: [], slowest: [], largest: [] };

function worst(list: readonly Measured[], by: 'ms' | 'mb'): Measured[] {
  return list.toSorted((a, b) => b[by] - a[by]).slice(0, MOST);
}

async function main([count, seed]: readonly string[]): Promise<number> {
  const total = Number(count ?? DEFAULT_COUNT);
  const start = Number(seed ?? 1);
  if (!Number.isInteger(total) || !Number.isInteger(start) || total < 1) {
    console.error('fuzz: COUNT and SEED must be whole numbers');
    return 2;
  }
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
  const file = join(root, 'dist', `fuzz-${start}.json`);
  mkdirSync(dirname(file), { recursive: true });
  const state = read(file);
  if (state.current !== undefined) {
    state.failures.push({ number: state.current, what: 'ended the process' });
    state.next = state.current + 1;
  }
  const save = (): void => {
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  };
  for (; state.next < total; state.next++) {
    state.current = state.next;
    if (state.next % SAVE_EVERY === 0) save();
    await one(state, state.next, start);
  }
  state.current = undefined;
  save();
  return report(state, start);
}

/** The state is saved once in a while; what is tried meanwhile is tried again. */
function read(file: string): State {
  if (!existsSync(file)) return structuredClone(FRESH);
  const known: Partial<State> = JSON.parse(readFileSync(file, 'utf8'));
  return { ...structuredClone(FRESH), ...known, current: undefined };
}

async function one(state: State, number: number, seed: number): Promise<void> {
  const before = process.memoryUsage();
  // What other programs take of the machine does not count.
  const from = process.cpuUsage();
  try {
    const { kind, end, size } = await tryCase(number, seed);
    const { user, system } = process.cpuUsage(from);
    const ms = Math.round((user + system) / 1000);
    const after = process.memoryUsage();
    const used = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    const measured = { number, kind, ms, mb: Math.round(used / 1024 / 1024), events: size };
    state.counts[`${kind} ${end}`] = (state.counts[`${kind} ${end}`] ?? 0) + 1;
    state.slowest = worst([...state.slowest, measured], 'ms');
    state.largest = worst([...state.largest, measured], 'mb');
  } catch (error) {
    const what =
      error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' | ') : String(error);
    state.failures.push({ number, what });
    console.log(`${number}: ${what}`);
  }
}

function report(state: State, seed: number): number {
  for (const [name, count] of Object.entries(state.counts).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${name}: ${count}`);
  const line = ({ number, kind, ms, mb, events }: Measured): string =>
    `  ${number} ${kind}: ${ms} ms, ${mb} MB, ${events} events`;
  console.log(`slowest:\n${state.slowest.map(line).join('\n')}\nlargest:\n${state.largest.map(line).join('\n')}`);
  const over = [...state.slowest.filter(({ ms }) => ms > MAX_MS), ...state.largest.filter(({ mb }) => mb > MAX_MB)];
  for (const { number, what } of state.failures) console.log(`FAILED ${number}: ${what}`);
  console.log(`seed ${seed}: ${state.next} inputs, ${state.failures.length} failures, ${over.length} over a limit`);
  return state.failures.length + over.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
