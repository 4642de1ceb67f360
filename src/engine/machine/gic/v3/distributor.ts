/** GICD_*: the distributor's registers (IHI 0069, 12.9), with affinity routing, which cannot be switched off. */
import type { StopReason } from '../../../api/messages/index.ts';
import type { Width } from '../../bus.ts';
import { half, type MmioRegion, narrow, widen, withHalf } from '../../region.ts';
import { bitsOf } from '../../../../base/bits.ts';
import { bit } from '../bits.ts';
import { type BankRegister, locate, readBank, sections, setsPending, writeBank } from '../bank.ts';
import type { gic_distributor } from './state.ts';

export const GICD_CTLR_EnableGrp0 = 1 << 0;
export const GICD_CTLR_EnableGrp1 = 1 << 1;
const GICD_CTLR_ARE = 1 << 4;
const GICD_CTLR_DS = 1 << 6;

const TYPER_ESPI = 1 << 8;
const TYPER_SecurityExtn = 1 << 10;
const TYPER_MBIS = 1 << 16;
export const TYPER_No1N = 1 << 25;

/** IROUTER bits: affinity levels, and bit 31 for "any CPU". */
const IROUTER_AFFINITY = 0xff00ffffffn;
export const IROUTER_IRM = 1n << 31n;

const SECTIONS = sections(32);
/** Registers of the extended range: their offsets, and the offset of the plain register of the same kind. */
const EXTENDED: readonly (readonly [start: number, end: number, plain: number])[] = [
  [0x1000, 0x1080, 0x80],
  [0x1200, 0x1280, 0x100],
  [0x1400, 0x1480, 0x180],
  [0x1600, 0x1680, 0x200],
  [0x1800, 0x1880, 0x280],
  [0x1a00, 0x1a80, 0x300],
  [0x1c00, 0x1c80, 0x380],
  [0x2000, 0x2400, 0x400],
  [0x3000, 0x3100, 0xc00],
];
export const FIRST_ESPI = 4096;

/** How many INTIDs the distributor implements from 0 on: at most 1020. */
export function lineCount(typer: number): number {
  return Math.min(1020, ((typer & 0x1f) + 1) * 32);
}

/** How many extended SPIs it implements. */
export function extendedCount(typer: number): number {
  return (typer & TYPER_ESPI) === 0 ? 0 : ((typer >>> 27) + 1) * 32;
}

/** Bits of an INTID: GICD_TYPER.IDbits + 1. */
export function intidBits({ typer }: gic_distributor): number {
  return ((typer >>> 19) & 0x1f) + 1;
}

export function isSpi(typer: number, intid: number): boolean {
  if (intid >= FIRST_ESPI) return intid < FIRST_ESPI + extendedCount(typer);
  return intid >= 32 && intid < lineCount(typer);
}

/** True when software of both security states shares one view: GICD_CTLR.DS. */
export function oneSecurityState(dist: { readonly typer: number }): boolean {
  return (dist.typer & TYPER_SecurityExtn) === 0;
}

/** GICD_CTLR after reset. */
export function resetCtlr(typer: number): number {
  return (typer & TYPER_SecurityExtn) === 0 ? GICD_CTLR_DS | GICD_CTLR_ARE : GICD_CTLR_ARE;
}

/** The bits of a word of 32 from `intid` on that the distributor has for SPIs. */
function implemented(typer: number, intid: number): number {
  let mask = 0;
  const first = intid & ~31;
  for (let i = 0; i < 32; i++) if (isSpi(typer, first + i)) mask |= 1 << i;
  return mask >>> 0;
}

function bankRegister(offset: number): BankRegister | undefined {
  const row = EXTENDED.find(([start, end]) => offset >= start && offset < end);
  if (row === undefined) return locate(SECTIONS, offset);
  const plain = locate(SECTIONS, row[2] + offset - row[0]);
  return plain === undefined ? undefined : { ...plain, intid: plain.intid + FIRST_ESPI };
}

/** The INTID whose GICD_IROUTER is at this offset. */
function routed(offset: number): number | undefined {
  if (offset >= 0x6100 && offset < 0x7fe0) return (offset - 0x6000) >>> 3;
  if (offset >= 0x8000 && offset < 0xa000) return FIRST_ESPI + ((offset - 0x8000) >>> 3);
  return undefined;
}

/** The word at an offset of the distributor's frame, as software reads it. Works on views. */
export function readGicdWord(dist: gic_distributor, offset: number): number {
  switch (offset) {
    case 0x0:
      return dist.ctlr;
    case 0x4:
      return dist.typer;
    case 0x8:
      return dist.iidr;
    case 0xc:
      return dist.typer2;
    case 0xffe8:
      return dist.pidr2;
  }
  const intid = routed(offset);
  if (intid !== undefined) return half(dist.irouter.get(intid) ?? 0n, offset);
  const register = bankRegister(offset);
  if (register === undefined || implemented(dist.typer, register.intid) === 0) return 0;
  // With two security states, interrupt groups are not for non-secure software to see.
  if (register.field === 'group' && !oneSecurityState(dist)) return 0;
  return readBank(dist, register);
}

/** What the rest of the GIC does after a write. */
export interface DistributorEvents {
  /** Something changed that decides which SPIs are forwarded. */
  changed(): void;
  /** Software has made SPIs pending. */
  pended(intids: readonly number[]): void;
  /** GICD_SETSPI_NSR and GICD_CLRSPI_NSR. */
  message(intid: number, set: boolean, from: number): void;
}

export class Distributor implements MmioRegion {
  readonly name = 'GICD';
  readonly base: number;
  readonly size: number;
  private readonly dist: gic_distributor;
  private readonly priorityMask: number;
  private readonly events: DistributorEvents;

  constructor(dist: gic_distributor, size: number, priorityMask: number, events: DistributorEvents) {
    this.base = dist.base;
    this.size = size;
    this.dist = dist;
    this.priorityMask = priorityMask;
    this.events = events;
  }

  read(offset: number, width: Width): number {
    return narrow(readGicdWord(this.dist, offset & ~3), offset, width);
  }

  write(offset: number, width: Width, value: number): void {
    const at = offset & ~3;
    const register = bankRegister(at);
    if (register !== undefined) return this.writeBank(register, offset, width, value);
    const intid = routed(at);
    if (intid !== undefined && width === 4) {
      return this.route(intid, withHalf(this.dist.irouter.get(intid) ?? 0n, at, value));
    }
    if (at === 0 && width === 4) this.writeCtlr(value);
    if (at === 0x40 || at === 0x48) this.message(at, value, 0);
  }

  read64(offset: number): bigint {
    return (BigInt(this.read(offset + 4, 4)) << 32n) | BigInt(this.read(offset, 4));
  }

  write64(offset: number, value: bigint): void {
    const intid = routed(offset);
    if (intid !== undefined) this.route(intid, value);
  }

  message(offset: number, data: number, from: number): void {
    if ((this.dist.typer & TYPER_MBIS) === 0) return;
    if (offset === 0x40 || offset === 0x48) this.events.message(data & 0x1fff, offset === 0x40, from);
  }

  private writeCtlr(value: number): void {
    const writable = oneSecurityState(this.dist) ? GICD_CTLR_EnableGrp0 | GICD_CTLR_EnableGrp1 : GICD_CTLR_EnableGrp1;
    this.dist.ctlr = (this.dist.ctlr & ~writable) | (value & writable);
    this.events.changed();
  }

  private writeBank(register: BankRegister, offset: number, width: Width, value: number): void {
    // Bytes and half-words reach priorities alone.
    if (width !== 4 && register.field !== 'priority') return;
    if (register.field === 'group' && !oneSecurityState(this.dist)) return;
    const mask = implemented(this.dist.typer, register.intid);
    if (mask === 0) return;
    const whole = width === 4 ? value : widen(readBank(this.dist, register), offset, width, value);
    writeBank(this.dist, register, whole, mask, this.priorityMask);
    if (setsPending(register)) this.events.pended(bitsOf((value & mask) >>> 0).map((place) => register.intid + place));
    this.events.changed();
  }

  private route(intid: number, value: bigint): void {
    if (!isSpi(this.dist.typer, intid)) return;
    const any = (this.dist.typer & TYPER_No1N) === 0 ? value & IROUTER_IRM : 0n;
    const routing = (value & IROUTER_AFFINITY) | any;
    if ((this.dist.irouter.get(intid) ?? 0n) !== routing) this.dist.irouter.set(intid, routing);
    this.events.changed();
  }
}

/** Why the distributor does not forward an SPI that is pending; undefined when it does. Works on views. */
export function whyNotForwarded(dist: gic_distributor, intid: number): StopReason | undefined {
  if (!isSpi(dist.typer, intid)) return { code: 'noIntid', intid };
  if (!bit(dist.enable, intid)) return { code: 'disabled', register: 'GICD_ISENABLER' };
  if (bit(dist.active, intid)) return { code: 'active' };
  const group = bit(dist.group, intid) ? 1 : 0;
  const enabled = group === 1 ? GICD_CTLR_EnableGrp1 : GICD_CTLR_EnableGrp0;
  return (dist.ctlr & enabled) === 0 ? { code: 'groupDisabled', group } : undefined;
}
