/**
 * What an assignment means to a person, where a field's name and number alone would not say: bits of an INTID in a word of
 * 32, entries of an MSI-X table, commands of an ITS, words of memory.
 */
import { hex } from '../../../base/hex.ts';
import {
  bitsOf,
  commandWords,
  gic_distributor,
  gic_its,
  gic_redistributor,
  gicv2_cpu_interface,
  gicv2_distributor,
  intidName,
  pci_function,
  ram,
} from '../../machine/index.ts';
import type { AnyStruct, Cursor } from '../../recorder/index.ts';

/** An assignment: to which entry of which field of an object, and its values; undefined for no entry. */
export interface Assignment {
  readonly type: AnyStruct;
  readonly id: number;
  readonly field: string;
  readonly key: number;
  readonly before: unknown;
  readonly after: unknown;
}

export interface Words {
  /** Instead of the object's name. */
  readonly subject?: string;
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
}

/** undefined where name and value say enough. */
export function wordsOf(cursor: Cursor, set: Assignment): Words | undefined {
  const { type, field, key } = set;
  const bank = bankName(cursor, set);
  if (bank !== undefined) return bankWords(bank, set);
  if (type === pci_function) return functionWords(set);
  if (type === gic_its && field === 'commands') {
    const said = Array.isArray(set.after) ? commandWords(set.after as number[]) : undefined;
    return said === undefined ? undefined : { field: `command ${key}`, after: said };
  }
  if (type === ram) {
    const { base } = cursor.object(set.id, ram);
    if (field === 'words') return { subject: 'RAM', field: `word at ${hex(base + key * 4)}` };
    if (field === 'filled') return { subject: 'RAM', field: `page at ${hex(base + key * 4096)} filled with` };
  }
  return undefined;
}

/** Where the bits of an INTID are. */
function bankName(cursor: Cursor, { type, id }: Assignment): string | undefined {
  if (type === gic_distributor || type === gicv2_distributor) return 'in the distributor';
  if (type === gic_redistributor) return `on redistributor ${cursor.object(id, gic_redistributor).cpu}`;
  if (type === gicv2_cpu_interface) return `for CPU ${cursor.object(id, gicv2_cpu_interface).cpu}`;
  return undefined;
}

const BITS: Readonly<Record<string, readonly [what: string, off: string, on: string]>> = {
  enable: ['enabled', 'no', 'yes'],
  pending: ['pending', 'no', 'yes'],
  lpi_pending: ['pending', 'no', 'yes'],
  active: ['active', 'no', 'yes'],
  line: ['input line', 'low', 'high'],
  edge: ['trigger', 'level', 'edge'],
  group: ['group', '0', '1'],
};

function bankWords(where: string, { field, key, before, after }: Assignment): Words | undefined {
  const [old, next] = [numeric(before), numeric(after)];
  const bits = BITS[field];
  if (bits !== undefined) {
    const [what, off, on] = bits;
    const rising = bitsOf((next & ~old) >>> 0);
    const falling = bitsOf((old & ~next) >>> 0);
    // A word that was never set holds zeroes.
    if (rising.length + falling.length === 0)
      return sameWords(key * 32, `${what} ${where}`, next === 0 ? off : hex(next, 8));
    const subject = intids([...rising, ...falling].sort((a, b) => a - b).map((place) => key * 32 + place));
    if (rising.length > 0 && falling.length > 0)
      return { subject, field: `${what} ${where}`, before: hex(old, 8), after: hex(next, 8) };
    const [from, to] = rising.length > 0 ? [off, on] : [on, off];
    return { subject, field: `${what} ${where}`, before: from, after: to };
  }
  if (field === 'priority' || field === 'targets') {
    const what = field === 'priority' ? 'priority' : 'target CPUs';
    const lanes = [0, 1, 2, 3].filter((lane) => ((old ^ next) >>> (8 * lane)) & 0xff);
    const same = lanes.length > 0 ? lanes : [0];
    const byte = (word: number): string => hex((word >>> (8 * (same[0] ?? 0))) & 0xff, 2);
    const alike = same.every((lane) => ((next >>> (8 * lane)) & 0xff) === ((next >>> (8 * (same[0] ?? 0))) & 0xff));
    const subject = intids(same.map((lane) => key * 4 + lane));
    return alike
      ? { subject, field: `${what} ${where}`, before: byte(old), after: byte(next) }
      : { subject, field: `${what} ${where}`, before: hex(old, 8), after: hex(next, 8) };
  }
  if (field === 'irouter') return { subject: intidName(key), field: `route ${where}` };
  if (field !== 'lpi_config') return undefined;
  return {
    subject: `LPI ${key}`,
    field: `configuration cached ${where}`,
    before: configuration(before),
    after: configuration(after),
  };
}

/** Written, and as before. */
const sameWords = (first: number, field: string, value: string): Words => ({
  subject: `INTIDs ${first}–${first + 31}`,
  field,
  before: value,
  after: value,
});

const numeric = (value: unknown): number => (typeof value === 'number' ? value : 0);

function configuration(value: unknown): string {
  if (typeof value !== 'number') return 'none';
  return `priority ${hex(value & 0xfc, 2)}, ${(value & 1) === 0 ? 'disabled' : 'enabled'}`;
}

/** "SPI 1 (INTID 33)", "INTIDs 32–63", "INTIDs 34, 37, …". */
function intids(numbers: readonly number[]): string {
  const [first, last] = [numbers[0] ?? 0, numbers.at(-1) ?? 0];
  if (numbers.length <= 1) return intidName(first);
  if (last - first === numbers.length - 1) return `INTIDs ${first}–${last}`;
  return `INTIDs ${numbers.slice(0, 4).join(', ')}${numbers.length > 4 ? ', …' : ''}`;
}

const ENTRY = ['address', 'upper address', 'data', 'control'] as const;
/** Words of configuration space that everybody knows. */
const CONFIG: Readonly<Record<number, string>> = {
  0x04: 'COMMAND and STATUS',
  0x0c: 'cache line, latency, header type',
  0x18: 'bus numbers',
  0x3c: 'interrupt line and pin',
};

function functionWords({ field, key, before, after, type, id }: Assignment): Words | undefined {
  if (type !== pci_function || id === 0) return undefined;
  if (field === 'table') {
    const part = ENTRY[key & 3] ?? '?';
    const name = `MSI-X vector ${key >> 2} ${part}`;
    if (part !== 'control') return { field: name };
    const mask = (value: unknown): string => ((numeric(value) & 1) === 0 ? 'open' : 'masked');
    return { field: `MSI-X vector ${key >> 2}`, before: mask(before), after: mask(after) };
  }
  if (field === 'pba') {
    const changed = bitsOf((numeric(before) ^ numeric(after)) >>> 0);
    const [first] = changed;
    if (first === undefined)
      return {
        field: `MSI-X vectors ${key * 32}–${key * 32 + 31} pending (PBA)`,
        before: 'as before',
        after: 'as before',
      };
    const on = ((numeric(after) >>> first) & 1) === 1;
    const who = changed.map((place) => key * 32 + place).join(', ');
    return { field: `MSI-X vector ${who} pending (PBA)`, before: on ? 'no' : 'yes', after: on ? 'yes' : 'no' };
  }
  if (field !== 'words') return undefined;
  const name = CONFIG[key * 4];
  return { field: `config ${hex(key * 4, 2)}${name === undefined ? '' : ` (${name})`}` };
}
