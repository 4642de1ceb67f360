/** floor.json: what each cell has reached. A run below it fails; it rises by --raise, and falls by a person's hand. */
import { fail, ok, type Result } from '../src/base/result.ts';
import { type Cell, countsOf, keyOf } from './cells.ts';
import { isObject } from './goldens.ts';

/** Matched lines and lines too many; for a function trace matched calls, calls too many, functions known. */
export type Mark = readonly [matched: number, extra: number, coverage?: number];

export type Floor = ReadonlyMap<string, Mark>;

function markOf(cell: Cell): Mark {
  const { matched, extra } = countsOf(cell);
  return cell.kind === 'lines' ? [matched, extra] : [matched, extra, cell.score.known.length];
}

/**
 * What is worse than the floor, in words; undefined when nothing is. A function that the model newly has makes calls
 * comparable that were not, some of which may be too many: so those are held against the floor only at the coverage
 * at which they were counted. At equal coverage the same calls are known, and matched calls say the same as recall.
 */
export function below(mark: Mark, floor: Mark): string | undefined {
  const [matched, extra, coverage = 0] = mark;
  const [floorMatched, floorExtra, floorCoverage = 0] = floor;
  const faults = [
    coverage < floorCoverage ? `${coverage} functions known, floor ${floorCoverage}` : '',
    matched < floorMatched ? `${matched} matched, floor ${floorMatched}` : '',
    extra > floorExtra && coverage <= floorCoverage ? `${extra} too many, floor ${floorExtra}` : '',
  ].filter((fault) => fault !== '');
  return faults.length === 0 ? undefined : faults.join('; ');
}

/** One line for each cell below its floor. */
export function faultsOf(cells: readonly Cell[], floor: Floor): string[] {
  return cells.flatMap((cell) => {
    const mark = floor.get(keyOf(cell));
    const fault = mark === undefined ? undefined : below(markOf(cell), mark);
    return fault === undefined ? [] : [`${keyOf(cell)} is below its floor: ${fault}`];
  });
}

/** Floors of cells that no golden gives any more. */
export function orphansOf(cells: readonly Cell[], floor: Floor): string[] {
  const keys = new Set(cells.map(keyOf));
  return [...floor.keys()].filter((key) => !keys.has(key)).map((key) => `${key} has a floor but no golden`);
}

/** The floor with every cell that is not worse, and new ones. Where nothing matches yet there is nothing to hold. */
export function raised(cells: readonly Cell[], floor: Floor): Floor {
  const next = new Map(floor);
  for (const cell of cells) {
    const old = floor.get(keyOf(cell));
    if (old === undefined && countsOf(cell).matched === 0) continue;
    if (old === undefined || below(markOf(cell), old) === undefined) next.set(keyOf(cell), markOf(cell));
  }
  return next;
}

export function parseFloor(text: string): Result<Floor> {
  const json = parseJson(text);
  if (!isObject(json)) return fail('bad-floor', 'floor.json is no JSON object.');
  const marks = new Map<string, Mark>();
  for (const [key, value] of Object.entries(json)) {
    const numbers = Array.isArray(value) ? value.filter((number) => typeof number === 'number') : [];
    const [matched, extra, coverage] = numbers;
    if (matched === undefined || extra === undefined)
      return fail('bad-floor', `floor.json has no two numbers for ${key}.`);
    marks.set(key, coverage === undefined ? [matched, extra] : [matched, extra, coverage]);
  }
  return ok(marks);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A cell a line, in order, so that a change reads well. */
export function writeFloor(floor: Floor): string {
  const keys = [...floor.keys()].sort();
  const lines = keys.map((key) => `  ${JSON.stringify(key)}: [${(floor.get(key) ?? []).join(', ')}]`);
  return `{\n${lines.join(',\n')}\n}\n`;
}
