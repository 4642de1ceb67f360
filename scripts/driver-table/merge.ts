/** Rows of several kernel versions to one list whose order is right for each of them. */
import { type ScannedDriver } from './model.ts';

/** One row of the table. Texts that not all of the row's versions have carry a mask of their own. */
export interface MergedDriver {
  readonly bus: string;
  readonly name: string;
  readonly file: string;
  readonly level: number;
  /** Bit n: the version at index n has it. */
  mask: number;
  readonly compatibles: Map<string, number>;
  readonly names: Map<string, number>;
  readonly numbers: Map<string, number>;
  /** `name compatible` */
  readonly cells: Map<string, number>;
  /** Index of version → facts. */
  readonly irqs: Map<number, string>;
}

function keyOf(driver: ScannedDriver): string {
  return [driver.bus, driver.name, driver.file, driver.level, driver.bus === 'phy' ? driver.ids.numbers[0] : ''].join(
    '\0',
  );
}

/** Indexes of a longest run of increasing numbers. */
export function longestIncreasing(numbers: readonly number[]): Set<number> {
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [index, number] of numbers.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? ends[low - 1] : undefined;
    ends[low] = index;
  }
  const chosen = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = before[at]) chosen.add(at);
  return chosen;
}

function add(row: MergedDriver, driver: ScannedDriver, version: number) {
  const bit = 1 << version;
  const note = (into: Map<string, number>, texts: readonly string[]) => {
    for (const text of texts) into.set(text, (into.get(text) ?? 0) | bit);
  };
  row.mask |= bit;
  note(row.compatibles, driver.ids.compatibles);
  note(row.names, driver.ids.names);
  note(row.numbers, driver.ids.numbers);
  note(
    row.cells,
    driver.cells.map(({ name, compatible }) => `${name} ${compatible}`),
  );
  row.irqs.set(version, driver.irqs);
}

function emptyRow({ bus, name, file, level }: ScannedDriver): MergedDriver {
  const none = { compatibles: new Map(), names: new Map(), numbers: new Map(), cells: new Map(), irqs: new Map() };
  return { bus, name, file, level, mask: 0, ...none };
}

/** @param versions the drivers of each version, in registration order; the last is the newest. */
export function mergeVersions(versions: readonly (readonly ScannedDriver[])[]): MergedDriver[] {
  let rows: MergedDriver[] = [];
  for (const [version, drivers] of [...versions.entries()].toReversed()) {
    const known = new Map<string, number>();
    for (const [index, row] of rows.entries()) {
      const number = row.bus === 'phy' ? [...row.numbers.keys()][0] : '';
      const key = [row.bus, row.name, row.file, row.level, number].join('\0');
      if (!known.has(key)) known.set(key, index);
    }
    const common = drivers.flatMap((driver) => {
      const index = known.get(keyOf(driver));
      known.delete(keyOf(driver));
      return index === undefined ? [] : [{ driver, index }];
    });
    const chosen = longestIncreasing(common.map(({ index }) => index));
    const shared = new Map(common.filter((_, at) => chosen.has(at)).map(({ driver, index }) => [driver, index]));
    const next: MergedDriver[] = [];
    let done = 0;
    for (const driver of drivers) {
      const index = shared.get(driver);
      if (index === undefined) {
        const row = emptyRow(driver);
        add(row, driver, version);
        next.push(row);
        continue;
      }
      next.push(...rows.slice(done, index + 1));
      done = index + 1;
      const row = rows[index];
      if (row !== undefined) add(row, driver, version);
    }
    rows = [...next, ...rows.slice(done)];
  }
  return rows;
}
