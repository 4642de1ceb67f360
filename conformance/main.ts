/** `npm run conformance`: the model against what real kernels said. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatProblem, ok, type Result } from '../src/base/result.ts';
import { addCounts, type Cell, countsOf, keyOf, percent } from './cells.ts';
import { diffOf } from './diff.ts';
import { runScenario } from './engine.ts';
import { faultsOf, type Floor, orphansOf, parseFloor, raised, writeFloor } from './floor.ts';
import { LINE_FAMILIES } from './compare/families.ts';
import { type Golden, readFunctions, readGoldens, readGoldensAt } from './goldens.ts';
import { judges, type Options, parseOptions, sectionOf, wants } from './options.ts';
import { type Paint, paintFor } from './paint.ts';
import { CRASHED } from './run.ts';
import { EXTRA_CHECKPOINTS, type Runner, scoreGolden } from './score.ts';
import { runSelf } from './self.ts';
import { callTable, lineTable } from './table.ts';

const ROOM = new URL('./', import.meta.url);
const GOLDENS = fileURLToPath(new URL('golden', ROOM));
const FLOOR_FILE = fileURLToPath(new URL('floor.json', ROOM));

const runModel: Runner = (golden, scenario) => runScenario(scenario, golden.files);

interface Outcome {
  readonly cells: readonly Cell[];
  readonly problems: readonly string[];
  /** Of these, the engine's own faults. */
  readonly crashes: readonly string[];
}

function compare(options: Options): Outcome {
  const all =
    options.golden === undefined
      ? readGoldens(GOLDENS)
      : readGoldensAt(options.golden, (kernel) => readFunctions(GOLDENS, kernel));
  const goldens = all.filter((golden) => mayWant(options.filter, golden));
  const runner: Runner = options.self ? runSelf : runModel;
  const scored = goldens.map((golden) => {
    const { cells, problems } = scoreGolden(golden, runner, options);
    const place = `${golden.kernel}/${golden.machine}`;
    const texts = new Set(problems.map((problem) => `${place}: ${formatProblem(problem)}`));
    const crashed = problems.some(({ code }) => code === CRASHED);
    return { cells, problems: [...texts], crashes: crashed ? [`${place}: the engine crashed`] : [] };
  });
  return {
    cells: scored.flatMap(({ cells }) => cells).filter((cell) => wants(options.filter, keyOf(cell))),
    problems: scored.flatMap(({ problems }) => problems),
    crashes: scored.flatMap(({ crashes }) => crashes),
  };
}

/** Whether a cell of this golden can pass the filter: a run that nobody looks at is not worth its time. */
function mayWant(filter: string, golden: Golden): boolean {
  const checkpoints = [...golden.checkpoints.map(({ name }) => name), ...EXTRA_CHECKPOINTS];
  return checkpoints.some((checkpoint) =>
    [...LINE_FAMILIES, 'calls' as const].some((family) => wants(filter, keyOf({ golden, checkpoint, family }))),
  );
}

function readFloor(): Result<Floor> {
  return existsSync(FLOOR_FILE) ? parseFloor(readFileSync(FLOOR_FILE, 'utf8')) : ok(new Map());
}

function printJson({ cells, problems }: Outcome, faults: readonly string[]): void {
  const entries = cells.map((cell) => {
    const { matched, total, extra } = countsOf(cell);
    const counts = { key: keyOf(cell), matched, total, extra };
    if (cell.kind === 'lines') return counts;
    const { known, unknown, strays } = cell.score;
    const tasks = cell.score.tasks.map(({ task, matched, total, extra }) => ({ task, matched, total, extra }));
    return { ...counts, tasks, known, unknown, strays };
  });
  console.log(JSON.stringify({ cells: entries, problems, faults }, undefined, 1));
}

function printText({ cells, problems }: Outcome, faults: readonly string[], options: Options, paint: Paint): void {
  if (options.diff) {
    for (const cell of cells) process.stdout.write(diffOf(cell, sectionOf(options.filter, keyOf(cell)), paint));
  }
  const tables = [lineTable(cells, paint), callTable(cells, paint)].filter((table) => table !== '');
  process.stdout.write(tables.join('\n'));
  for (const problem of problems) console.log(paint.bad(problem));
  for (const fault of faults) console.log(paint.bad(fault));
}

/** What --least has against the outcome. */
function belowLeast({ cells, problems }: Outcome, least: number | undefined): string[] {
  if (least === undefined) return [];
  const { matched, total } = addCounts(cells.filter(({ kind }) => kind === 'lines').map(countsOf));
  const few = 100 * matched < least * total || total === 0;
  const said = `${matched} of ${total} lines match (${percent(matched, total)}), wanted ${least} %`;
  return [...(few ? [said] : []), ...problems];
}

function main(args: readonly string[]): number {
  const options = parseOptions(args);
  const floor = readFloor();
  for (const result of [options, floor]) if (!result.ok) console.error(formatProblem(result.error));
  if (!options.ok || !floor.ok) return 2;
  const outcome = compare(options.value);
  const { filter, raise, json, least } = options.value;
  const judged = judges(options.value);
  const below = judged ? faultsOf(outcome.cells, floor.value) : [];
  const orphans = judged && filter === '' ? orphansOf(outcome.cells, floor.value) : [];
  if (raise) writeFileSync(FLOOR_FILE, writeFloor(raised(outcome.cells, floor.value)));
  const short = belowLeast(outcome, least);
  const faults = [...below, ...orphans, ...outcome.crashes, ...short];
  if (json) printJson(outcome, faults);
  else
    printText(outcome, faults, options.value, paintFor(process.stdout.isTTY && process.env['NO_COLOR'] === undefined));
  const passed = outcome.cells.length - below.length;
  if (!json) console.log(`${passed} passed, ${faults.length} failed`);
  return faults.length === 0 && outcome.cells.length > 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
