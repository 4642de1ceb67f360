/**
 * The drivers that a kernel has, from its own match tables: which binds to a device, by what, and in which order drivers
 * register. The data is a file of its own (`public/drivers.json`), handed in by whoever runs the engine; here it is decoded
 * and asked. It is read from all drivers that Kconfig lets an arm64 kernel have, as if they were built in.
 */
import type { EngineMessages } from '../../api/messages/index.ts';
import { type Result, fail, ok } from '../../../base/result.ts';
import { type KernelVersion } from '../../api/kernel-versions.ts';
import { type DriverTableFile, shortForms } from './driver-table-file.ts';
import { type ScannedIrqs, parseScannedIrqs } from './scanned-irqs.ts';

/** A platform device that the driver of a multi-function device makes. */
export interface MfdCell {
  /** What its platform device is called, before the number. */
  readonly name: string;
  /** `compatible` of the child node that it belongs to; undefined for a cell without a node. */
  readonly compatible: string | undefined;
}

export interface KnownDriver {
  /** As in /sys/bus; `phy` for PHY drivers, and `irqchip`, `timer`, `clk`, `clk-driver`, `reserved-memory` for declarations. */
  readonly bus: string;
  /** As sysfs shows it. */
  readonly name: string;
  /** Source file below the kernel's root. */
  readonly file: string;
  /** 0 to 7; 6 is `device_initcall` and `module_init`. */
  readonly initcallLevel: number;
  /** Place in the order of registration, among all drivers of all buses. */
  readonly order: number;
  readonly cells: readonly MfdCell[];
  /** Scanned, not certain; undefined where the scan says nothing. */
  readonly scannedIrqs: ScannedIrqs | undefined;
}

/** A driver that matches a device, and by what. */
export interface DriverMatch {
  readonly driver: KnownDriver;
  readonly by:
    | { readonly kind: 'compatible'; readonly compatible: string }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'id'; readonly id: number };
}

interface Entry {
  readonly bus: string;
  readonly row: number;
  readonly mask: number;
}

interface NumberEntry extends Entry {
  readonly id: number;
  readonly idMask: number;
}

/** The decoded table, all versions in one. Plain data: but for `drivers` it does not change. */
export interface DriverTable {
  readonly file: DriverTableFile;
  /** By compatible, or by name, the rows that have it, in the order of registration. */
  readonly compatibles: ReadonlyMap<string, readonly Entry[]>;
  readonly names: ReadonlyMap<string, readonly Entry[]>;
  readonly numbers: readonly NumberEntry[];
  /** The first row of each C file. */
  readonly files: ReadonlyMap<string, number>;
  /** Rows that were unpacked so far, by version: one driver is asked for by many devices. */
  readonly drivers: readonly Map<number, KnownDriver>[];
}

const NUMBER_COLUMNS = ['bus', 'folder', 'level', 'mask'];
const TEXT_LISTS = ['buses', 'folders', 'irqs'];

function isTableFile(json: unknown): json is DriverTableFile {
  if (typeof json !== 'object' || json === null) return false;
  const parts = new Map<string, unknown>(Object.entries(json));
  const isListOf = (name: string, type: string, length?: number) => {
    const list = parts.get(name);
    return (
      Array.isArray(list) &&
      (length === undefined || list.length === length) &&
      list.every((each) => typeof each === type)
    );
  };
  const irqs = parts.get('irq');
  if (parts.get('format') !== 1 || !Array.isArray(irqs) || !isListOf('versions', 'object')) return false;
  const rows = irqs.length;
  return (
    TEXT_LISTS.every((name) => isListOf(name, 'string')) &&
    NUMBER_COLUMNS.every((name) => isListOf(name, 'number', rows)) &&
    isListOf('rows', 'string', rows)
  );
}

/** The texts of a packed list with their masks; see `DriverTableFile`. */
function unpackTexts(packed: string, rowMask: number): { readonly text: string; readonly mask: number }[] {
  if (packed === '') return [];
  let vendor = '';
  return packed.split('|').map((part) => {
    const at = part.lastIndexOf('@');
    const short = at < 0 ? part : part.slice(0, at);
    const text = short.startsWith(',') ? vendor + short : short;
    const comma = text.indexOf(',');
    vendor = comma > 0 ? text.slice(0, comma) : '';
    return { text, mask: at < 0 ? rowMask : Number(part.slice(at + 1)) };
  });
}

function afterComma(compatible: string): string {
  return compatible.slice(compatible.indexOf(',') + 1);
}

/** The fields of a row's texts; see `DriverTableFile`. */
function textsOf(file: DriverTableFile, row: number) {
  const packed = file.rows[row] ?? '';
  const [base = ''] = packed.split('^', 1);
  let rest = packed.slice(base.length + 1);
  for (const [form, sign] of shortForms(base)) rest = rest.replaceAll(sign, form);
  const [name = '', compatibles = '', names = '', numbers = '', cells = ''] = rest.split('^');
  return { base, name: name === '' ? base : name, compatibles, names, numbers, cells };
}

/** Buses whose devices match by the part of their first compatible after the comma, too, with the room that a name has. */
const NAME_SIZES: ReadonlyMap<string, number> = new Map([
  ['i2c', 20],
  ['spi', 32],
  ['mipi-dsi', 20],
]);

/** Decodes the parsed JSON of the table; `say` words what is wrong with it. */
export function decodeDriverTable(say: EngineMessages['scenario'], json: unknown): Result<DriverTable> {
  if (!isTableFile(json)) {
    return fail('driver-table-shape', say.noDriverTable);
  }
  const compatibles = new Map<string, Entry[]>();
  const names = new Map<string, Entry[]>();
  const numbers: NumberEntry[] = [];
  const files = new Map<string, number>();
  const note = (into: Map<string, Entry[]>, text: string, entry: Entry) => {
    const entries = into.get(text);
    if (entries === undefined) into.set(text, [entry]);
    else entries.push(entry);
  };
  for (const [row, rowMask] of json.mask.entries()) {
    const bus = json.buses[json.bus[row] ?? -1];
    const folder = json.folders[json.folder[row] ?? -1];
    if (bus === undefined || folder === undefined) {
      return fail('driver-table-index', say.badDriverRow({ row }));
    }
    const fields = textsOf(json, row);
    const path = `${folder}/${fields.base}.c`;
    if (!files.has(path)) files.set(path, row);
    const texts = unpackTexts(fields.compatibles, rowMask);
    for (const { text, mask } of texts) note(compatibles, text, { bus, row, mask });
    const packed = fields.names.split('|');
    const hasTails = bus === 'i2c' || packed.includes('*');
    if (hasTails) for (const { text, mask } of texts) note(names, afterComma(text), { bus, row, mask });
    if (packed.includes('=')) note(names, fields.name, { bus, row, mask: rowMask });
    const others = packed.filter((part) => part !== '*' && part !== '=').join('|');
    for (const { text, mask } of unpackTexts(others, rowMask)) note(names, text, { bus, row, mask });
    for (const { text, mask } of unpackTexts(fields.numbers, rowMask)) {
      const [id = '', idMask = ''] = text.split('/');
      numbers.push({ bus, row, mask, id: parseInt(id, 16), idMask: parseInt(idMask, 16) });
    }
  }
  const drivers = json.versions.map(() => new Map<number, KnownDriver>());
  return ok({ file: json, compatibles, names, numbers, files, drivers });
}

/** The bit of a version in masks; 0 for one that the table was not made from. */
function bitOf(table: DriverTable, version: KernelVersion): number {
  const index = table.file.versions.findIndex((each) => each.version === version);
  return index < 0 ? 0 : 1 << index;
}

function driverAt({ file, drivers }: DriverTable, row: number, bit: number): KnownDriver {
  const unpacked = drivers[31 - Math.clz32(bit)];
  const known = unpacked?.get(row) ?? unpack(file, row, bit);
  unpacked?.set(row, known);
  return known;
}

/** Rows of these are no drivers, but what the kernel starts from the tree without a device. */
const DECLARED: ReadonlySet<string> = new Set(['reserved-memory', 'irqchip', 'clk', 'clk-driver', 'timer']);

/** All drivers that a kernel of this version can have, in the order in which they register. */
export function driversIn(table: DriverTable, version: KernelVersion): KnownDriver[] {
  const bit = bitOf(table, version);
  const all = table.file.mask.flatMap((mask, row) => ((mask & bit) === 0 ? [] : [driverAt(table, row, bit)]));
  return all.filter(({ bus }) => !DECLARED.has(bus));
}

function unpack(file: DriverTableFile, row: number, bit: number): KnownDriver {
  const rowMask = file.mask[row] ?? 0;
  const { base, name, cells } = textsOf(file, row);
  const irq = file.irq[row] ?? 0;
  // One for each version that has the row: count the older ones.
  const older = file.versions.filter((_, index) => (rowMask & (1 << index)) !== 0 && 1 << index < bit).length;
  const text = file.irqs[typeof irq === 'number' ? irq : (irq[older] ?? 0)] ?? '';
  return {
    bus: file.buses[file.bus[row] ?? -1] ?? '',
    name,
    file: `${file.folders[file.folder[row] ?? -1] ?? ''}/${base}.c`,
    initcallLevel: (file.level[row] ?? 0) >> 1,
    order: row,
    cells: unpackTexts(cells, rowMask)
      .filter(({ mask }) => (mask & bit) !== 0)
      .map(({ text: cell }) => {
        const space = cell.indexOf(' ');
        const compatible = cell.slice(space + 1);
        return { name: cell.slice(0, space), compatible: compatible === '' ? undefined : compatible };
      }),
    scannedIrqs: parseScannedIrqs(text),
  };
}

/** The name by which the bus itself would look a device up, from its node's compatibles; undefined on buses that do not. */
function nameOnBus(bus: string, compatibles: readonly string[]): string | undefined {
  const [first] = compatibles;
  if (first === undefined) return undefined;
  // `sdw20217010d00`: version, manufacturer, part, class.
  if (bus === 'soundwire') return /^sdw[\da-f]{11}/.test(first) ? `sdw:${first.slice(4, 12)}` : undefined;
  if (bus === 'slimbus') return first;
  const size = NAME_SIZES.get(bus);
  return size === undefined ? undefined : afterComma(first).slice(0, size - 1);
}

/**
 * All drivers of a bus that match a device, in the order in which they register: the first whose probe succeeds binds.
 * Of one driver's table the entry counts that matches the earliest of the node's compatibles, as in of_match_device().
 * @param compatibles of the device's node, most specific first
 * @param name of the device, where its bus matches names: of a platform device that a multi-function device's driver made.
 *   On I2C, SPI and MIPI DSI it is taken from the first compatible.
 */
export function driversFor(
  table: DriverTable,
  version: KernelVersion,
  bus: string,
  compatibles: readonly string[],
  name: string | undefined = nameOnBus(bus, compatibles),
): DriverMatch[] {
  const bit = bitOf(table, version);
  if (bit === 0) return [];
  let found: Map<number, DriverMatch['by']> | undefined;
  for (const compatible of compatibles) {
    for (const entry of table.compatibles.get(compatible) ?? NO_ENTRIES)
      if (isOf(entry, bus, bit)) found = noted(found, entry, { kind: 'compatible', compatible });
  }
  if (name !== undefined) {
    for (const entry of table.names.get(name) ?? NO_ENTRIES)
      if (isOf(entry, bus, bit)) found = noted(found, entry, { kind: 'name', name });
  }
  return found === undefined ? [] : inOrder(table, bit, found);
}

/** Designer and part in a PrimeCell's id, without revision and configuration; and the part alone. */
export const PRIMECELL_PART = 0x000fffff;
const PART_NUMBER = 0xfff;

const NO_ENTRIES: readonly Entry[] = [];

function isOf(entry: Entry, bus: string, bit: number): boolean {
  return entry.bus === bus && (entry.mask & bit) !== 0;
}

/** The first that led to a row counts. Most devices have none, so that the map is made with the first. */
function noted(
  found: Map<number, DriverMatch['by']> | undefined,
  { row }: Entry,
  by: DriverMatch['by'],
): Map<number, DriverMatch['by']> {
  if (found === undefined) return new Map([[row, by]]);
  if (!found.has(row)) found.set(row, by);
  return found;
}

/**
 * The drivers that match a number that the hardware tells, in the order in which they register.
 * @param bus `amba` for a PrimeCell's peripheral id, `phy` for a PHY's id
 */
export function driversForId(
  table: DriverTable,
  version: KernelVersion,
  bus: 'amba' | 'phy',
  id: number,
): DriverMatch[] {
  const bit = bitOf(table, version);
  const found = new Map<number, DriverMatch['by']>();
  for (const entry of table.numbers) {
    if (entry.bus !== bus || (entry.mask & bit) === 0) continue;
    // A mask of `phy` covers both sides, one of `amba` the device's only. A PrimeCell's revision is not known.
    const idMask = bus === 'phy' ? entry.idMask : entry.idMask & PRIMECELL_PART;
    // Who takes any part tells its own by registers that only parts for tracing have.
    if (bus === 'amba' && (entry.idMask & PART_NUMBER) === 0) continue;
    if ((id & idMask) === (entry.id & idMask)) found.set(entry.row, { kind: 'id', id });
  }
  return inOrder(table, bit, found);
}

function inOrder(table: DriverTable, bit: number, found: ReadonlyMap<number, DriverMatch['by']>): DriverMatch[] {
  if (found.size === 0) return [];
  return [...found].sort(([a], [b]) => a - b).map(([row, by]) => ({ driver: driverAt(table, row, bit), by }));
}
