/**
 * What depends on the run rather than on the rules is masked on both sides before lines are compared. These are the
 * masks that golden/README.md names under "Comparing", and no others; what has to be added later goes, with its
 * reason, into extra-masks.ts.
 */
import { EXTRA_MASKS } from './extra-masks.ts';
import { familyOf } from './families.ts';
import { type Mask } from './mask.ts';

/** A field of a hexadecimal register value, from bit `low` to bit `high`. */
interface Field {
  readonly low: number;
  readonly high: number;
}

/** Takes an address field out of a register value, and says whether one was set: no address at all is no accident. */
function hideAddress(hex: string, { low, high }: Field): string {
  const value = BigInt(`0x${hex}`);
  const field = ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
  const rest = (value & ~field).toString(16).padStart(hex.length, '0');
  return `${rest}+${(value & field) === 0n ? 'none' : 'address'}`;
}

/** `NAME=VALUE` with VALUE's address field hidden. */
function registerMask(name: RegExp, field: Field): (line: string) => string {
  const pattern = new RegExp(`\\b(${name.source})=([0-9a-f]+)\\b`, 'g');
  return (line) =>
    line.replace(pattern, (_, register: string, hex: string) => `${register}=${hideAddress(hex, field)}`);
}

// The kernel prints a label and then, for each CPU, the count right-aligned in ten columns. Alignment stays compared.
const COUNT_ROW = /^( *\w+: ?)((?:(?=[ \d]{9}\d(?: |$)) *\d+(?: |$))+)/;

export const MASKS: readonly Mask[] = [
  {
    name: 'interrupt-counts',
    reason: 'how often an interrupt came depends on the timing of the run; so do the IPI and Err rows',
    family: 'interrupts',
    apply: (line) =>
      line.replace(
        COUNT_ROW,
        (_, label: string, counts: string) => label + counts.replace(/[ \d]{9}\d( |$)/g, '         #$1'),
      ),
  },
  {
    name: 'per-cpu-count',
    reason: 'the same counts in sysfs',
    family: 'sysirq',
    apply: (line) =>
      line.replace(/(per_cpu_count=)([\d,]+)/, (_, key: string, list: string) => key + list.replace(/\d+/g, '#')),
  },
  {
    name: 'itt-address',
    reason: "where the allocator put a device's interrupt translation table",
    family: 'its',
    apply: (line) => line.replace(/\bitt=[0-9a-f]+/, 'itt=#'),
  },
  {
    name: 'baser-address',
    reason: 'where the allocator put an ITS table: GITS_BASERn bits 47:12',
    family: 'its',
    apply: registerMask(/baser\d/, { low: 12, high: 47 }),
  },
  {
    name: 'cbaser-address',
    reason: 'where the allocator put the command queue: GITS_CBASER bits 51:12',
    family: 'its',
    apply: registerMask(/cbaser/, { low: 12, high: 51 }),
  },
  {
    name: 'propbaser-address',
    reason: 'where the allocator put the LPI property table: GICR_PROPBASER bits 51:12',
    family: 'gicr',
    apply: registerMask(/propbaser/, { low: 12, high: 51 }),
  },
  {
    name: 'pendbaser-address',
    reason: 'where the allocator put the LPI pending table: GICR_PENDBASER bits 51:16',
    family: 'gicr',
    apply: registerMask(/pendbaser/, { low: 16, high: 51 }),
  },
  {
    name: 'table-address',
    reason: 'where the allocator put an LPI table, whichever way the kernel prints it',
    family: 'dmesg',
    apply: (line) => line.replace(/(\busing .* table @).*$/, '$1#'),
  },
  {
    name: 'at-hex-address',
    reason: 'an address after an at sign, printed with 0x',
    family: 'dmesg',
    apply: (line) => line.replace(/@0x[0-9a-f]+/g, '@0x#'),
  },
  {
    name: 'at-address',
    reason: 'an address after an at sign, printed without 0x, as for the ITS tables',
    family: 'dmesg',
    apply: (line) => line.replace(/(^|\s)@[0-9a-f]+\b/g, '$1@#'),
  },
  {
    name: 'memory-range',
    reason: 'a resource in memory',
    family: 'dmesg',
    apply: (line) => line.replace(/\[mem [^\]]*\]/g, '[mem #]'),
  },
  {
    name: 'hashed-pointer',
    reason: 'a pointer: the kernel hashes it, or says that it cannot yet',
    family: 'dmesg',
    apply: (line) => line.replace(/\((?:____ptrval____|[0-9a-f]{16})\)/g, '(#)'),
  },
];

const ALL: readonly Mask[] = [...MASKS, ...EXTRA_MASKS];

/** The lines of a section with everything masked that is masked there. */
export function maskLines(section: string, lines: readonly string[]): string[] {
  const family = familyOf(section);
  const masks = ALL.filter((mask) => mask.family === family);
  return lines.map((line) => masks.reduce((text, mask) => mask.apply(text), line));
}
