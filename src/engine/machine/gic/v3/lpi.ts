/**
 * LPIs in a redistributor (IHI 0069, 5.1): a configuration byte for each in memory, cached until it is invalidated, and a
 * pending bit for each. The pending table in memory is read when LPIs are enabled; after that the bits stay here.
 */
import type { StopReason } from '../../../api/messages/index.ts';
import type { Memory } from '../../region.ts';
import { bitsOf } from '../../../../base/bits.ts';
import { setSparseWord, word } from '../bits.ts';
import { FIRST_LPI } from '../interface.ts';
import { GICR_CTLR_EnableLPIs } from './redistributor.ts';
import type { gic_redistributor } from './state.ts';

const PROPBASER_ADDRESS = 0xffffffffff000n;
const PENDBASER_ADDRESS = 0xfffffffff0000n;

/** The address of an LPI's byte in the configuration table. */
function configAddress(redist: gic_redistributor, intid: number): number {
  return Number(redist.propbaser & PROPBASER_ADDRESS) + intid - FIRST_LPI;
}

/** The first INTID beyond those that GICR_PROPBASER.IDbits allows. */
export function lpiLimit(redist: gic_redistributor, distributorBits: number): number {
  return 2 ** Math.min(Number(redist.propbaser & 0x1fn) + 1, distributorBits);
}

function readConfigByte(redist: gic_redistributor, memory: Pick<Memory, 'read32'>, intid: number): number {
  const address = configAddress(redist, intid);
  const found = memory.read32(address - (address % 4)) ?? 0;
  return (found >>> ((address % 4) * 8)) & 0xff;
}

/** Reads the byte from memory into the cache. */
function fetchConfig(redist: gic_redistributor, memory: Memory, intid: number): number {
  const config = readConfigByte(redist, memory, intid);
  redist.lpi_config.set(intid, config);
  return config;
}

/** The byte that counts: what is cached, else what is in memory. Works on views. */
export function peekConfig(redist: gic_redistributor, memory: Pick<Memory, 'read32'>, intid: number): number {
  return redist.lpi_config.get(intid) ?? readConfigByte(redist, memory, intid);
}

/** Whether a redistributor has a pending bit for an LPI. `bits` are those of an INTID, GICD_TYPER.IDbits + 1. */
export function hasLpi(redist: gic_redistributor, bits: number, intid: number): boolean {
  const enabled = (redist.ctlr & GICR_CTLR_EnableLPIs) !== 0;
  return enabled && intid >= FIRST_LPI && intid < lpiLimit(redist, bits);
}

/** Why an LPI would not be forwarded; undefined when it would. */
export function whyNotLpi(
  redist: gic_redistributor,
  bits: number,
  intid: number,
  configOf: () => number,
): StopReason | undefined {
  if ((redist.ctlr & GICR_CTLR_EnableLPIs) === 0) return { code: 'lpisOff' };
  if (!hasLpi(redist, bits, intid)) return { code: 'beyondLpis', intid };
  return (configOf() & 1) === 0 ? { code: 'disabledLpi' } : undefined;
}

export function configOf(redist: gic_redistributor, memory: Memory, intid: number): number {
  return redist.lpi_config.get(intid) ?? fetchConfig(redist, memory, intid);
}

export function isLpiPending(redist: gic_redistributor, intid: number): boolean {
  return ((word(redist.lpi_pending, intid >>> 5) >>> (intid & 31)) & 1) === 1;
}

export function setLpiPending(redist: gic_redistributor, intid: number, pending: boolean): void {
  const mask = 1 << (intid & 31);
  const before = word(redist.lpi_pending, intid >>> 5);
  setSparseWord(redist.lpi_pending, intid >>> 5, (pending ? before | mask : before & ~mask) >>> 0);
}

const NO_LPIS: readonly number[] = [];

/** All pending LPIs, ascending. */
export function pendingLpis(redist: gic_redistributor): readonly number[] {
  if (redist.lpi_pending.size === 0) return NO_LPIS;
  return redist.lpi_pending.entries().flatMap(([index, bits]) => bitsOf(bits).map((place) => index * 32 + place));
}

/** Takes over what the pending table in memory says. */
export function loadPendingTable(redist: gic_redistributor, memory: Memory, limit: number): void {
  const table = Number(redist.pendbaser & PENDBASER_ADDRESS);
  for (let index = FIRST_LPI / 32; index < limit / 32; index++) {
    const bits = memory.read32(table + index * 4) ?? 0;
    if (bits !== 0) setSparseWord(redist.lpi_pending, index, bits);
  }
}

/** GICR_INVLPIR and INV: what is cached for one LPI is stale. */
export function invalidate(redist: gic_redistributor, memory: Memory, intid: number): void {
  if ((redist.ctlr & GICR_CTLR_EnableLPIs) !== 0) fetchConfig(redist, memory, intid);
}

/** GICR_INVALLR and INVALL. */
export function invalidateAll(redist: gic_redistributor): void {
  for (const intid of redist.lpi_config.keys()) redist.lpi_config.delete(intid);
}
