/**
 * What an assignment means to a person, where a field's name and number alone would not say: bits of an INTID in a word of
 * 32, entries of an MSI-X table, commands of an ITS, words of memory.
 */
import { bitsOf } from '../../../base/bits.ts';
import { hex } from '../../../base/hex.ts';
import {
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
import type { ChangeMessages } from '../words/format.ts';

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

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}

/** undefined where name and value say enough. */
export function wordsOf(m: ChangeMessages, cursor: Cursor, set: Assignment): Words | undefined {
  const { type, field, key } = set;
  const place = bankPlace(m, cursor, set);
  if (place !== undefined) return bankWords(m, place, set);
  if (type === pci_function) return functionWords(m, set);
  if (type === gic_its && field === 'commands') {
    const said = isNumbers(set.after) ? commandWords(set.after) : undefined;
    return said === undefined ? undefined : { field: m.command({ number: key }), after: said };
  }
  if (type === ram) {
    const { base } = cursor.object(set.id, ram);
    if (field === 'words') return { subject: m.ram, field: m.word({ address: hex(base + key * 4) }) };
    if (field === 'filled') return { subject: m.ram, field: m.page({ address: hex(base + key * 4096) }) };
  }
  return undefined;
}

/** Names a field with the place where the bits of an INTID are; undefined where there are none. */
function bankPlace(
  m: ChangeMessages,
  cursor: Cursor,
  { type, id }: Assignment,
): ((what: string) => string) | undefined {
  if (type === gic_distributor || type === gicv2_distributor) return (what) => m.inDistributor({ what });
  if (type === gic_redistributor) {
    const { cpu } = cursor.object(id, gic_redistributor);
    return (what) => m.onRedistributor({ what, cpu });
  }
  if (type !== gicv2_cpu_interface) return undefined;
  const { cpu } = cursor.object(id, gicv2_cpu_interface);
  return (what) => m.forCpu({ what, cpu });
}

function isBits(bits: ChangeMessages['bits'], field: string): field is keyof ChangeMessages['bits'] {
  return Object.hasOwn(bits, field);
}

function bankWords(
  m: ChangeMessages,
  place: (what: string) => string,
  { field, key, before, after }: Assignment,
): Words | undefined {
  const [old, next] = [numeric(before), numeric(after)];
  if (isBits(m.bits, field)) {
    const { what, off, on } = m.bits[field];
    const rising = bitsOf((next & ~old) >>> 0);
    const falling = bitsOf((old & ~next) >>> 0);
    // A word that was never set holds zeroes.
    if (rising.length + falling.length === 0)
      return sameWords(m, key * 32, place(what), next === 0 ? off : hex(next, 8));
    const subject = intids(
      m,
      [...rising, ...falling].sort((a, b) => a - b).map((place) => key * 32 + place),
    );
    if (rising.length > 0 && falling.length > 0)
      return { subject, field: place(what), before: hex(old, 8), after: hex(next, 8) };
    const [from, to] = rising.length > 0 ? [off, on] : [on, off];
    return { subject, field: place(what), before: from, after: to };
  }
  if (field === 'priority' || field === 'targets') {
    const what = field === 'priority' ? m.priority : m.targets;
    const lanes = [0, 1, 2, 3].filter((lane) => ((old ^ next) >>> (8 * lane)) & 0xff);
    const same = lanes.length > 0 ? lanes : [0];
    const byte = (word: number): string => hex((word >>> (8 * (same[0] ?? 0))) & 0xff, 2);
    const alike = same.every((lane) => ((next >>> (8 * lane)) & 0xff) === ((next >>> (8 * (same[0] ?? 0))) & 0xff));
    const subject = intids(
      m,
      same.map((lane) => key * 4 + lane),
    );
    return alike
      ? { subject, field: place(what), before: byte(old), after: byte(next) }
      : { subject, field: place(what), before: hex(old, 8), after: hex(next, 8) };
  }
  if (field === 'irouter') return { subject: intidName(key), field: place(m.route) };
  if (field !== 'lpi_config') return undefined;
  return {
    subject: m.lpi({ lpi: key }),
    field: place(m.cached),
    before: configuration(m, before),
    after: configuration(m, after),
  };
}

/** Written, and as before. */
const sameWords = (m: ChangeMessages, first: number, field: string, value: string): Words => ({
  subject: m.intids({ first, last: first + 31 }),
  field,
  before: value,
  after: value,
});

const numeric = (value: unknown): number => (typeof value === 'number' ? value : 0);

function configuration(m: ChangeMessages, value: unknown): string {
  if (typeof value !== 'number') return m.none;
  return m.configuration({ priority: hex(value & 0xfc, 2), enabled: (value & 1) !== 0 });
}

/** "SPI 1 (INTID 33)", "INTIDs 32–63", "INTIDs 34, 37, …". */
function intids(m: ChangeMessages, numbers: readonly number[]): string {
  const [first, last] = [numbers[0] ?? 0, numbers.at(-1) ?? 0];
  if (numbers.length <= 1) return intidName(first);
  if (last - first === numbers.length - 1) return m.intids({ first, last });
  return m.someIntids({ intids: numbers.slice(0, 4), more: numbers.length > 4 });
}

/** Words of a table entry; the fourth is its control. */
const ENTRY = ['address', 'upperAddress', 'data'] as const;
/** Words of configuration space that everybody knows. */
const CONFIG: Readonly<Record<number, keyof ChangeMessages['configWords']>> = {
  0x04: 'command',
  0x0c: 'header',
  0x18: 'buses',
  0x3c: 'interrupt',
};

function functionWords(m: ChangeMessages, { field, key, before, after, type, id }: Assignment): Words | undefined {
  if (type !== pci_function || id === 0) return undefined;
  if (field === 'table') {
    const part = ENTRY[key & 3];
    if (part !== undefined) return { field: m.vectorPart({ vector: key >> 2, part: m.entry[part] }) };
    const mask = (value: unknown): string => ((numeric(value) & 1) === 0 ? m.open : m.masked);
    return { field: m.vector({ vector: key >> 2 }), before: mask(before), after: mask(after) };
  }
  if (field === 'pba') {
    const changed = bitsOf((numeric(before) ^ numeric(after)) >>> 0);
    const [first] = changed;
    if (first === undefined)
      return {
        field: m.pendingVectors({ first: key * 32, last: key * 32 + 31 }),
        before: m.asBefore,
        after: m.asBefore,
      };
    const on = ((numeric(after) >>> first) & 1) === 1;
    const vectors = changed.map((place) => key * 32 + place);
    return { field: m.pendingVector({ vectors }), before: on ? m.no : m.yes, after: on ? m.yes : m.no };
  }
  if (field !== 'words') return undefined;
  const name = CONFIG[key * 4];
  return { field: m.config({ offset: hex(key * 4, 2), name: name === undefined ? undefined : m.configWords[name] }) };
}
