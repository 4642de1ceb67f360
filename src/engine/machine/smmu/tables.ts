/** The stream table and context descriptors in memory (IHI 0070, chapter 5). */
import { type Memory, read64 } from '../region.ts';
import type { smmu_v3 } from './state.ts';
import { type Context, granuleBits } from './walk.ts';

/** What an SMMU does with a stream, or the event it reports instead. */
export type Stream =
  | { readonly does: 'bypass' }
  | { readonly does: 'abort' }
  | { readonly does: 'translate'; readonly context: Context }
  | {
      readonly does: 'fault';
      readonly event: 'C_BAD_STREAMID' | 'F_STE_FETCH' | 'C_BAD_STE' | 'F_CD_FETCH' | 'C_BAD_CD';
    };

const ENTRY_SIZE = 64;
const STE_ABORT = 0;
const STE_BYPASS = 4;
const STE_S1 = 5;
const STE_S2 = 6;
const FORMAT_2LVL = 1;
const S1DSS_BYPASS = 1;
const S1DSS_SSID0 = 2;

type Entry = readonly [bigint, bigint, bigint, bigint];

function field(value: bigint, high: number, low: number): number {
  return Number((value >> BigInt(low)) & ((1n << BigInt(high - low + 1)) - 1n));
}

/** Bits 51 to `low` of a value, as an address. */
function pointer(value: bigint, low: number): number {
  return Number(value & ((1n << 52n) - (1n << BigInt(low))));
}

function fetch(memory: Memory, at: number): Entry | undefined {
  const [a, b, c, d] = [0, 8, 16, 24].map((offset) => read64(memory, at + offset));
  return a === undefined || b === undefined || c === undefined || d === undefined ? undefined : [a, b, c, d];
}

function fault(event: Extract<Stream, { does: 'fault' }>['event']): Stream {
  return { does: 'fault', event };
}

/** Address of the stream's entry; 'none' when the table does not reach that far. */
function entryAddress(smmu: smmu_v3, memory: Memory, sid: number): number | 'none' | undefined {
  const cfg = BigInt(smmu.strtab_base_cfg);
  if (sid >= 2 ** field(cfg, 5, 0)) return 'none';
  const base = pointer(smmu.strtab_base, 6);
  if (field(cfg, 17, 16) !== FORMAT_2LVL) return base + sid * ENTRY_SIZE;
  const split = 2 ** field(cfg, 10, 6);
  const descriptor = read64(memory, base + Math.floor(sid / split) * 8);
  if (descriptor === undefined) return undefined;
  const span = field(descriptor, 4, 0);
  const index = sid % split;
  return span === 0 || index >= 2 ** (span - 1) ? 'none' : pointer(descriptor, 6) + index * ENTRY_SIZE;
}

/** The stage 1 context of accesses without a SubstreamID. */
function stage1(memory: Memory, ste: Entry): Stream {
  const substreams = field(ste[0], 63, 59);
  const dss = field(ste[1], 1, 0);
  if (substreams > 0 && dss === S1DSS_BYPASS) return { does: 'bypass' };
  if (substreams > 0 && dss !== S1DSS_SSID0) return { does: 'abort' };
  let at = pointer(ste[0], 6);
  if (substreams > 0 && field(ste[0], 5, 4) !== 0) {
    const leaf = read64(memory, at);
    if (leaf === undefined) return fault('F_CD_FETCH');
    if ((leaf & 1n) === 0n) return fault('C_BAD_CD');
    at = pointer(leaf, 12);
  }
  const cd = fetch(memory, at);
  if (cd === undefined) return fault('F_CD_FETCH');
  const valid = field(cd[0], 31, 31) === 1 && field(cd[0], 41, 41) === 1;
  const granule = field(cd[0], 7, 6);
  if (!valid || granuleBits(granule) === undefined) return fault('C_BAD_CD');
  const context: Context = { stage: 1, table: pointer(cd[1], 4), tsz: field(cd[0], 5, 0), granule, start: 0 };
  return { does: 'translate', context };
}

function stage2(ste: Entry): Stream {
  const vtcr = BigInt(field(ste[2], 50, 32));
  const granule = field(vtcr, 15, 14);
  if (granuleBits(granule) === undefined) return fault('C_BAD_STE');
  const context: Context = {
    stage: 2,
    table: pointer(ste[3], 4),
    tsz: field(vtcr, 5, 0),
    granule,
    start: field(vtcr, 7, 6),
  };
  return { does: 'translate', context };
}

export function lookUpStream(smmu: smmu_v3, memory: Memory, sid: number): Stream {
  const at = entryAddress(smmu, memory, sid);
  if (at === 'none') return fault('C_BAD_STREAMID');
  const ste = at === undefined ? undefined : fetch(memory, at);
  if (ste === undefined) return fault('F_STE_FETCH');
  if ((ste[0] & 1n) === 0n) return fault('C_BAD_STE');
  switch (field(ste[0], 3, 1)) {
    case STE_ABORT:
      return { does: 'abort' };
    case STE_BYPASS:
      return { does: 'bypass' };
    case STE_S1:
      return stage1(memory, ste);
    case STE_S2:
      return stage2(ste);
    default:
      return fault('C_BAD_STE');
  }
}
