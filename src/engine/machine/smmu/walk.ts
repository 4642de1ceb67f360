/** Translation tables of the AArch64 format (Arm ARM, D8), as an SMMU walks them: stage 1's TTB0 or stage 2. */
import { type Memory, read64 } from '../region.ts';

/** Where tables start and how addresses are cut. */
export interface Context {
  readonly stage: 1 | 2;
  readonly table: number;
  /** 64 less the bits of an input address: T0SZ. */
  readonly tsz: number;
  /** Encoded granule: 0 4 KB, 1 64 KB, 2 16 KB. */
  readonly granule: number;
  /** Stage 2's SL0. */
  readonly start: number;
}

/** A page, or why there is none: the event's name in the manual. */
export type Walked = number | 'F_TRANSLATION' | 'F_ACCESS' | 'F_WALK_EABT';

const VALID = 1n;
const TABLE = 2n;
const ACCESS = 1n << 10n;
const LAST_LEVEL = 3;

export function granuleBits(granule: number): number | undefined {
  return [12, 16, 14][granule];
}

function startLevel({ stage, start }: Context, bits: number, inputBits: number): number {
  if (stage === 1) return 4 - Math.ceil((inputBits - bits) / (bits - 3));
  return bits === 12 ? 2 - start : LAST_LEVEL - start;
}

/** The address in a descriptor. With 64 KB pages, bits 15 to 12 are the top of 52. */
function target(descriptor: bigint, bits: number): number {
  const low = Number(descriptor & 0xffff_ffff_ffffn) - Number(descriptor & ((1n << BigInt(bits)) - 1n));
  return bits === 16 ? low + Number((descriptor >> 12n) & 0xfn) * 2 ** 48 : low;
}

export function walk(memory: Memory, context: Context, address: number): Walked {
  const bits = granuleBits(context.granule);
  const inputBits = 64 - context.tsz;
  if (bits === undefined || address >= 2 ** inputBits) return 'F_TRANSLATION';
  let table = context.table;
  let above = 2 ** inputBits;
  for (let level = startLevel(context, bits, inputBits); level <= LAST_LEVEL; level++) {
    const size = 2 ** ((LAST_LEVEL - level) * (bits - 3) + bits);
    const descriptor = read64(memory, table + Math.floor((address % above) / size) * 8);
    if (descriptor === undefined) return 'F_WALK_EABT';
    if ((descriptor & VALID) === 0n) return 'F_TRANSLATION';
    const pointsOn = (descriptor & TABLE) !== 0n;
    if (level === LAST_LEVEL ? pointsOn : !pointsOn) {
      if ((descriptor & ACCESS) === 0n) return 'F_ACCESS';
      const base = target(descriptor, bits);
      return base - (base % size) + (address % size);
    }
    if (level === LAST_LEVEL) return 'F_TRANSLATION';
    table = target(descriptor, bits);
    above = size;
  }
  return 'F_TRANSLATION';
}
