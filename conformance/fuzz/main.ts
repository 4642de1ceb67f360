/**
 * `npm run fuzz -- COUNT SEED`: mutated inputs of every kind, to find an exception, an end of the process, or one that takes long or much
 * memory. Goes on where it stopped; the state of a seed is in dist/. Default 100000 and 1.
 */
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Kind, tryCase } from './cases.ts';

const DEFAULT_COUNT = 100_000;
const MOST = 10;
const SAVE_EVERY = 500;
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
  counts: Record<string, number>;
  failures: { readonly number: number; readonly what: string }[];
  slowest: Measured[];
  largest: Measured[];
}

const FRESH: State = { next: 0, counts: {}, failures: [], slowest: [], largest: [] };

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
  // What is under way is in a file of its own, which costs little to write. Found there at the start, it ended the process, or a person did;
  // found twice, it did.
  const underway = join(dirname(file), `fuzz-${start}.underway`);
  const [ended, tries] = existsSync(underway) ? readFileSync(underway, 'utf8').split(' ').map(Number) : [];
  const save = (): void => {
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  };
  const fd = openSync(underway, 'w');
  for (; state.next < total; state.next++) {
    if (state.next % SAVE_EVERY === 0) save();
    const again = state.next === ended;
    if (again && tries === 2) {
      state.failures.push({ number: state.next, what: 'ended the process' });
      continue;
    }
    writeSync(fd, `${state.next} ${again ? 2 : 1}`.padEnd(12), 0);
    await one(state, state.next, start);
  }
  save();
  rmSync(underway);
  return report(state, start);
}

/** The state is saved once in a while; what is tried meanwhile is tried again. */
function read(file: string): State {
  if (!existsSync(file)) return structuredClone(FRESH);
  const known: Partial<State> = JSON.parse(readFileSync(file, 'utf8'));
  return { ...structuredClone(FRESH), ...known };
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
