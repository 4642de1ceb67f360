/** The merged table to the compact file that `src/engine/linux/stand-ins/driver-table.ts` reads. */
import { type DriverTableFile, shortForms } from '../../src/engine/linux/stand-ins/driver-table-file.ts';
import { type MergedDriver } from './merge.ts';
import { type ScannedDriver } from './model.ts';

/**
 * Leaves out what nothing can ever ask for: names that no multi-function device's cell has, drivers without any match
 * that a device tree can lead to.
 */
export function reachable(drivers: readonly ScannedDriver[]): ScannedDriver[] {
  const cells = new Set(drivers.flatMap((driver) => driver.cells.map((cell) => cell.name)));
  return drivers.flatMap((driver) => {
    const { compatibles: all, names, numbers } = driver.ids;
    // A match by a node's type or name only; none of them leads to a device with an interrupt.
    const compatibles = all.filter((text) => !/^(type|name):/.test(text));
    const wanted = names.filter((name) => {
      switch (driver.bus) {
        case 'platform':
          return cells.has(name);
        case 'i2c':
          // i2c_of_match_device() accepts the part after the comma by itself.
          return !compatibles.some((compatible) => afterComma(compatible) === name);
        case 'spi':
        case 'mipi-dsi':
        case 'soundwire':
        case 'slimbus':
        case 'rpmsg':
          return true;
        default:
          return false;
      }
    });
    const isEmpty = compatibles.length === 0 && wanted.length === 0 && numbers.length === 0;
    return isEmpty ? [] : [{ ...driver, ids: { compatibles, names: wanted, numbers } }];
  });
}

function afterComma(compatible: string): string {
  return compatible.slice(compatible.indexOf(',') + 1);
}

/** Texts with their masks, sorted, as `text` or `text@mask`, joined by `|`; a vendor that repeats is left out. */
function packTexts(texts: ReadonlyMap<string, number>, rowMask: number): string {
  let vendor = '';
  return [...texts]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([text, mask]) => {
      const comma = checked(text).indexOf(',');
      const own = comma > 0 ? text.slice(0, comma) : '';
      const short = own !== '' && own === vendor ? text.slice(comma) : text;
      vendor = own;
      return mask === rowMask ? short : `${short}@${mask}`;
    })
    .join('|');
}

/** Names of a row; those that are the driver's own name, or the compatibles' parts after the comma, are signs. */
function packNames(row: MergedDriver): string {
  const names = new Map(row.names);
  const signs: string[] = [];
  const implied = new Map<string, number>();
  for (const [compatible, mask] of row.compatibles) {
    const name = afterComma(compatible);
    implied.set(name, (implied.get(name) ?? 0) | mask);
  }
  if (row.bus === 'spi' && implied.size > 0 && [...implied].every(([name, mask]) => names.get(name) === mask)) {
    signs.push('*');
    for (const name of implied.keys()) names.delete(name);
  }
  if (names.get(row.name) === row.mask) {
    signs.push('=');
    names.delete(row.name);
  }
  return [...signs, ...(names.size > 0 ? [packTexts(names, row.mask)] : [])].join('|');
}

/** All fields of a row but the file's name, with signs for the parts of that name. */
function packFields(base: string, fields: readonly string[]): string {
  let text = fields.join('^').replace(/\^+$/, '');
  for (const [form, sign] of shortForms(base)) text = text.replaceAll(form, sign);
  return text === '' ? base : `${base}^${text}`;
}

/** Characters that the file's format keeps for itself. */
const KEPT = /[|@^~!$%&{}?;\n]/;

function checked(text: string): string {
  if (KEPT.test(text)) throw new Error(`${text}: the file's format has no room for this`);
  return text;
}

class Numbering {
  readonly texts: string[] = [];
  readonly #index = new Map<string, number>();

  of(text: string): number {
    const known = this.#index.get(text);
    if (known !== undefined) return known;
    this.#index.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/** @param versions short names of the kernel versions, oldest first, with the release each was read from */
export function packTable(
  rows: readonly MergedDriver[],
  versions: readonly { readonly version: string; readonly release: string }[],
): DriverTableFile {
  const buses = new Numbering();
  const folders = new Numbering();
  const irqs = new Numbering();
  irqs.of('');
  const columns = rows.map((row) => {
    const slash = row.file.lastIndexOf('/');
    const base = row.file.slice(slash + 1).replace(/\.c$/, '');
    const facts = [...row.irqs].sort(([a], [b]) => a - b).map(([, text]) => irqs.of(text));
    const [first = 0] = facts;
    const fields = [
      row.name === base ? '' : checked(row.name),
      packTexts(row.compatibles, row.mask),
      packNames(row),
      packTexts(row.numbers, row.mask),
      packTexts(row.cells, row.mask),
    ];
    return {
      bus: buses.of(row.bus),
      folder: folders.of(row.file.slice(0, slash)),
      level: row.level,
      mask: row.mask,
      irq: facts.every((each) => each === first) ? first : facts,
      text: packFields(base, fields),
    };
  });
  return {
    format: 1,
    versions,
    buses: buses.texts,
    folders: folders.texts,
    irqs: irqs.texts,
    bus: columns.map((row) => row.bus),
    folder: columns.map((row) => row.folder),
    level: columns.map((row) => row.level),
    mask: columns.map((row) => row.mask),
    irq: columns.map((row) => row.irq),
    rows: columns.map((row) => row.text),
  };
}
