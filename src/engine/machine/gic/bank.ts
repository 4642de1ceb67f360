/**
 * The state that every interrupt of a distributor or redistributor has, and the registers that show it as bits (IHI 0069,
 * 12.9 and 12.11). The same registers serve SPIs in a distributor, SGIs and PPIs in a redistributor, and all of GICv2.
 */
import { hexnum, map, type RecordedMap } from '../../recorder/index.ts';
import { word, setWord } from './bits.ts';

export interface Bank {
  /** IGROUPR. */
  readonly group: RecordedMap<number>;
  /** ISENABLER. */
  readonly enable: RecordedMap<number>;
  /** The latch: an edge seen, a message, or a write to ISPENDR. */
  readonly pending: RecordedMap<number>;
  readonly active: RecordedMap<number>;
  /** The level of the input wires. */
  readonly line: RecordedMap<number>;
  /** ICFGR: 1 for edge-triggered. */
  readonly edge: RecordedMap<number>;
  /** IPRIORITYR: words of four bytes, keyed by INTID / 4. */
  readonly priority: RecordedMap<number>;
}

export function bankFields(): {
  readonly [K in keyof Bank]: ReturnType<typeof map<number>>;
} {
  const words = (): ReturnType<typeof map<number>> => map(hexnum());
  return {
    group: words(),
    enable: words(),
    pending: words(),
    active: words(),
    line: words(),
    edge: words(),
    priority: words(),
  };
}

type BitField = 'group' | 'enable' | 'pending' | 'active';

/** A register of 32 bits that shows a bank. */
export interface BankRegister {
  readonly field: BitField | 'priority' | 'config';
  readonly access: 'write' | 'set' | 'clear';
  /** The first INTID that it shows. */
  readonly intid: number;
}

/** A row of such registers. */
export interface BankSection {
  readonly start: number;
  readonly end: number;
  readonly field: BankRegister['field'];
  readonly access: BankRegister['access'];
}

/** The rows as GICD and GICR_SGI frames have them, for `words` words of 32 interrupts. */
export function sections(words: number): readonly BankSection[] {
  const bits = (start: number, field: BitField, access: BankRegister['access']): BankSection => ({
    start,
    end: start + words * 4,
    field,
    access,
  });
  return [
    bits(0x80, 'group', 'write'),
    bits(0x100, 'enable', 'set'),
    bits(0x180, 'enable', 'clear'),
    bits(0x200, 'pending', 'set'),
    bits(0x280, 'pending', 'clear'),
    bits(0x300, 'active', 'set'),
    bits(0x380, 'active', 'clear'),
    { start: 0x400, end: 0x400 + words * 32, field: 'priority', access: 'write' },
    { start: 0xc00, end: 0xc00 + words * 8, field: 'config', access: 'write' },
  ];
}

/** GICD_ISPENDR and its like. */
export const setsPending = ({ field, access }: BankRegister): boolean => field === 'pending' && access === 'set';

/** How many interrupts a word of this field shows. */
function perWord(field: BankRegister['field']): number {
  if (field === 'priority') return 4;
  return field === 'config' ? 16 : 32;
}

/** The register at an offset; its INTID counts from the first interrupt of the section. */
export function locate(table: readonly BankSection[], offset: number): BankRegister | undefined {
  const section = table.find(({ start, end }) => offset >= start && offset < end);
  if (section === undefined) return undefined;
  const { field, access } = section;
  return { field, access, intid: ((offset - section.start) >>> 2) * perWord(field) };
}

/** Pending as software sees it: latched, or asked for by a level-sensitive line. */
export function pendingWord(bank: Bank, index: number): number {
  const high = word(bank.line, index);
  const asked = high === 0 ? 0 : high & ~word(bank.edge, index);
  return (word(bank.pending, index) | asked) >>> 0;
}

const NONE: readonly number[] = [];

/**
 * The words in which something can be pending, ascending: those that were pending once, or have a wire that was up. They are
 * few, where a distributor has thirty, and this is asked at every write of a register.
 */
export function touchedWords(bank: Bank): readonly number[] {
  const { pending, line } = bank;
  if (line.size === 0) return pending.size === 0 ? NONE : pending.keys();
  const keys = line.keys();
  const more = pending.size === 0 ? NONE : pending.keys().filter((key) => !line.has(key));
  return more.length === 0 ? keys : [...keys, ...more].sort((a, b) => a - b);
}

/** The interrupts of a word that wait to be taken: pending, enabled, and not active already. */
export function waitingWord(bank: Bank, index: number): number {
  const pending = pendingWord(bank, index);
  // Most words are empty most of the time.
  return pending === 0 ? 0 : (pending & word(bank.enable, index) & ~word(bank.active, index)) >>> 0;
}

export function priorityOf(bank: Bank, intid: number): number {
  return (word(bank.priority, intid >>> 2) >>> ((intid & 3) * 8)) & 0xff;
}

export function readBank(bank: Bank, register: BankRegister): number {
  const index = register.intid >>> 5;
  switch (register.field) {
    case 'priority':
      return word(bank.priority, register.intid >>> 2);
    case 'pending':
      return pendingWord(bank, index);
    case 'config':
      return spread((word(bank.edge, index) >>> (register.intid & 31)) & 0xffff);
    default:
      return word(bank[register.field], index);
  }
}

/** Writes the interrupts of `mask` (a bit each, counted from the word of 32 that the register's first INTID is in). */
export function writeBank(bank: Bank, register: BankRegister, value: number, mask: number, priorityMask: number): void {
  const index = register.intid >>> 5;
  if (register.field === 'priority') return writePriorities(bank, register.intid, value, mask, priorityMask);
  if (register.field === 'config') {
    const shift = register.intid & 31;
    const reach = mask & (0xffff << shift);
    setWord(bank.edge, index, (word(bank.edge, index) & ~reach) | ((gather(value) << shift) & reach));
    return;
  }
  const field = bank[register.field];
  const before = word(field, index);
  const reached = value & mask;
  if (register.access === 'set') setWord(field, index, before | reached);
  else if (register.access === 'clear') setWord(field, index, before & ~reached);
  else setWord(field, index, (before & ~mask) | reached);
}

function writePriorities(bank: Bank, intid: number, value: number, mask: number, priorityMask: number): void {
  let reach = 0;
  for (let i = 0; i < 4; i++) if (((mask >>> ((intid & 31) + i)) & 1) === 1) reach |= priorityMask << (8 * i);
  setWord(bank.priority, intid >>> 2, (word(bank.priority, intid >>> 2) & ~reach) | (value & reach));
}

/** 16 bits to the odd bits of a word: edge flags to an ICFGR. */
function spread(bits: number): number {
  let result = 0;
  for (let i = 0; i < 16; i++) result |= ((bits >>> i) & 1) << (2 * i + 1);
  return result >>> 0;
}

function gather(value: number): number {
  let result = 0;
  for (let i = 0; i < 16; i++) result |= ((value >>> (2 * i + 1)) & 1) << i;
  return result;
}
