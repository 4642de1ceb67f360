/** The score of a function trace: golden/README.md, "Comparing", last list. */
import { type Edge, edgesByCaller, edgesByDepth, nameOf, withoutOuter } from './edges.ts';
import { commonSubsequence } from '../../src/base/lcs.ts';
import { type Row, threadOf } from './rows.ts';

export interface TaskScore {
  readonly task: string;
  /** Length of the longest common subsequence. */
  readonly matched: number;
  /** Golden's known calls. */
  readonly total: number;
  /** The model's calls left over. */
  readonly extra: number;
  /** Both sequences, for a difference. */
  readonly golden: readonly string[];
  readonly ours: readonly string[];
}

/** An edge of the model that occurs nowhere in the golden: wrong, or inlined there. */
export interface StrayEdge {
  readonly edge: string;
  readonly count: number;
}

export interface CallScore {
  readonly tasks: readonly TaskScore[];
  readonly strays: readonly StrayEdge[];
  /** Functions of the interrupt code in the golden that the model has. */
  readonly known: readonly string[];
  /** And those that it lacks. */
  readonly unknown: readonly string[];
}

export interface Traces {
  readonly golden: readonly Row[];
  readonly ours: readonly Row[];
  /** Every function of the model's whole run; also of parts that are not compared here. */
  readonly modelled: ReadonlySet<string>;
  /** Function to source file, for the functions of the interrupt code. */
  readonly functions: ReadonlyMap<string, string>;
}

/** Coverage counts the functions of these places. */
const PLACES = ['kernel/irq/', 'drivers/of/irq.c', 'drivers/irqchip/', 'drivers/pci/msi/', 'drivers/vfio/pci/'];

/** Which calls interrupted a task is chance; they are compared as trees of their own. */
export function withoutHardInterrupts(rows: readonly Row[]): Row[] {
  return rows.filter((row) => !row.hard);
}

export function scoreCalls(traces: Traces): CallScore {
  const { golden, ours } = edgesOf(traces);
  const occurring = new Set(golden.map(nameOf));
  const comparable = ours.filter((edge) => occurring.has(nameOf(edge)));
  const tasks = new Set([...golden, ...comparable].map(({ row }) => row.task));
  const { known, unknown } = coverageOf(traces);
  return {
    tasks: [...tasks].map((task) => scoreTask(task, golden, comparable)),
    strays: countStrays(ours.filter((edge) => !occurring.has(nameOf(edge)))),
    known,
    unknown,
  };
}

function edgesOf({ golden, ours, modelled, functions }: Traces): { golden: Edge[]; ours: Edge[] } {
  const traced = new Set(golden.map(({ fn }) => fn));
  const names = namesIn(golden);
  const known = new Set([...names].filter((fn) => modelled.has(fn)));
  // A caller that was never traced, and is no interrupt code either.
  const outer = new Set([...names].filter((fn) => !traced.has(fn) && !functions.has(fn)));
  const model = edgesByDepth(ours, known);
  const flat = golden.some(({ depth }) => depth === undefined);
  const theirs = flat ? edgesByCaller(golden, known, new Set(model.map(nameOf))) : edgesByDepth(golden, known);
  const mine = withoutOuter(model, outer, new Set(theirs.map(nameOf)));
  // What was never traced there cannot be expected there.
  return { golden: theirs, ours: mine.filter(({ row }) => traced.has(row.fn)) };
}

function namesIn(rows: readonly Row[]): Set<string> {
  return new Set(rows.flatMap(({ fn, caller }) => [fn, caller]));
}

function scoreTask(task: string, golden: readonly Edge[], ours: readonly Edge[]): TaskScore {
  const left = golden.filter(({ row }) => row.task === task).map(callName);
  const right = ours.filter(({ row }) => row.task === task).map(callName);
  const matched = commonSubsequence(left, right).length;
  return { task, matched, total: left.length, extra: right.length - matched, golden: left, ours: right };
}

/** An edge on its CPU, but for the tasks that wander. */
function callName(edge: Edge): string {
  return `${threadOf(edge.row)} ${nameOf(edge)}`;
}

function countStrays(edges: readonly Edge[]): StrayEdge[] {
  const counts = new Map<string, number>();
  for (const edge of edges) counts.set(nameOf(edge), (counts.get(nameOf(edge)) ?? 0) + 1);
  return [...counts].map(([edge, count]) => ({ edge, count })).sort((a, b) => b.count - a.count);
}

function coverageOf({ golden, modelled, functions }: Traces): { known: string[]; unknown: string[] } {
  const placed = [...namesIn(golden)].filter((fn) => {
    const file = functions.get(fn);
    return file !== undefined && PLACES.some((place) => file.startsWith(place));
  });
  return {
    known: placed.filter((fn) => modelled.has(fn)).sort(),
    unknown: placed.filter((fn) => !modelled.has(fn)).sort(),
  };
}

/** functions.txt: a function and its source file on each line. */
export function parseFunctions(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [fn, file] = line.split(' ');
      return fn === undefined || file === undefined ? [] : [[fn, file]];
    }),
  );
}
