/** GICR_*: a redistributor's frames, control and LPIs in RD_base, SGIs and PPIs in SGI_base (IHI 0069, 12.11). */
import type { StopReason } from '../../../api/messages/index.ts';
import type { Width } from '../../bus.ts';
import { half, type MmioRegion, narrow, widen, withHalf } from '../../region.ts';
import { type BankRegister, locate, readBank, sections, writeBank } from '../bank.ts';
import { bit } from '../bits.ts';
import { type gic_redistributor, WAKER } from './state.ts';

export const GICR_CTLR_EnableLPIs = 1 << 0;
const GICR_CTLR_DPG1NS = 1 << 25;

const TYPER_PLPIS = 1n << 0n;
const TYPER_DirectLPI = 1n << 3n;
const PROPBASER_WRITABLE = 0x070ffffffffffff9fn;
const PENDBASER_WRITABLE = 0x070fffffffff0f80n;
const SGI_BASE = 0x10000;
const SECTIONS = sections(3);

/** Why a redistributor does not forward an SGI or PPI that is pending; undefined when it does. Works on views. */
export function whyNotPrivate(redist: gic_redistributor, intid: number): StopReason | undefined {
  const { cpu } = redist;
  if (!bit(redist.enable, intid)) return { code: 'disabledOf', register: 'GICR_ISENABLER', cpu };
  if (bit(redist.active, intid)) return { code: 'active' };
  return redist.waker === 0 ? undefined : { code: 'asleep', cpu };
}

/** How many PPIs there are: 16, and 32 or 64 extended ones. */
export function ppiCount(redist: gic_redistributor): number {
  return 16 + Number((redist.typer >> 27n) & 3n) * 32;
}

/** INTIDs 0 to 31, then the extended PPIs from 1056 on. */
function bankRegister(offset: number): BankRegister | undefined {
  const found = offset >= SGI_BASE ? locate(SECTIONS, offset - SGI_BASE) : undefined;
  return found === undefined || found.intid < 32 ? found : { ...found, intid: found.intid - 32 + 1056 };
}

/** GICR_TYPER.Processor_Number: what an ITS's commands call the redistributor. */
export function processorNumber(redist: gic_redistributor): number {
  return Number((redist.typer >> 8n) & 0xffffn);
}

export function isPrivate(redist: gic_redistributor, intid: number): boolean {
  return intid < 32 || (intid >= 1056 && intid < 1056 + ppiCount(redist) - 16);
}

/**
 * The word at an offset from RD_base, as software reads it: with two security states GICR_WAKER and interrupt groups are
 * not for non-secure software to see. Works on views.
 */
export function readGicrWord(redist: gic_redistributor, offset: number, oneSecurityState: boolean): number {
  if (!oneSecurityState && (offset === 0x14 || bankRegister(offset)?.field === 'group')) return 0;
  switch (offset) {
    case 0x0:
      return redist.ctlr;
    case 0x4:
      return redist.iidr;
    case 0x8:
    case 0xc:
      return half(redist.typer, offset);
    case 0x14:
      return redist.waker;
    case 0x70:
    case 0x74:
      return half(redist.propbaser, offset);
    case 0x78:
    case 0x7c:
      return half(redist.pendbaser, offset);
    case 0xffe8:
      return redist.pidr2;
  }
  const register = bankRegister(offset);
  return register === undefined || !isPrivate(redist, register.intid) ? 0 : readBank(redist, register);
}

/** What the rest of the GIC does after a write. */
export interface RedistributorEvents {
  changed(cpu: number): void;
  /** EnableLPIs went from 0 to 1: `zeroed` when software promises that the pending table is all zeroes. */
  lpisEnabled(cpu: number, zeroed: boolean): void;
  /** GICR_SETLPIR, GICR_CLRLPIR, GICR_INVLPIR and GICR_INVALLR. */
  direct(cpu: number, what: 'set' | 'clear' | 'invalidate' | 'invalidateAll', intid: number): void;
}

export interface RedistributorOptions {
  readonly size: number;
  readonly priorityMask: number;
  /** GICD_CTLR.DS: with two security states, GICR_WAKER and interrupt groups belong to the secure side. */
  readonly oneSecurityState: boolean;
}

export class Redistributor implements MmioRegion {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  private readonly redist: gic_redistributor;
  private readonly options: RedistributorOptions;
  private readonly events: RedistributorEvents;

  constructor(redist: gic_redistributor, options: RedistributorOptions, events: RedistributorEvents) {
    this.name = `GICR of CPU ${redist.cpu}`;
    this.base = redist.base;
    this.size = options.size;
    this.redist = redist;
    this.options = options;
    this.events = events;
  }

  read(offset: number, width: Width): number {
    return narrow(this.word(offset & ~3), offset, width);
  }

  read64(offset: number): bigint {
    return (BigInt(this.word(offset + 4)) << 32n) | BigInt(this.word(offset));
  }

  private word(at: number): number {
    return readGicrWord(this.redist, at, this.options.oneSecurityState);
  }

  write(offset: number, width: Width, value: number): void {
    const at = offset & ~3;
    const register = bankRegister(at);
    if (register !== undefined) return this.writeBank(register, offset, width, value);
    if (width !== 4) return;
    if (at === 0x0) this.writeCtlr(value);
    else if (at === 0x14) this.writeWaker(value);
    else if (at === 0x70 || at === 0x74) this.write64(0x70, withHalf(this.redist.propbaser, at, value));
    else if (at === 0x78 || at === 0x7c) this.write64(0x78, withHalf(this.redist.pendbaser, at, value));
    else if (at < 0x100) this.direct(at, value);
  }

  write64(offset: number, value: bigint): void {
    const { redist } = this;
    if (offset === 0x70 || offset === 0x78) {
      // Where LPIs are enabled already the result of a write is UNPREDICTABLE: here it has none.
      if ((redist.typer & TYPER_PLPIS) === 0n || (redist.ctlr & GICR_CTLR_EnableLPIs) !== 0) return;
      if (offset === 0x70) redist.propbaser = value & PROPBASER_WRITABLE;
      else {
        redist.pendbaser = value & PENDBASER_WRITABLE;
        redist.pending_zero = ((value >> 62n) & 1n) === 1n;
      }
    } else this.direct(offset, Number(value & 0xffffffffn));
  }

  private writeCtlr(value: number): void {
    const { redist } = this;
    const before = redist.ctlr;
    const lpis = (redist.typer & TYPER_PLPIS) === 0n ? 0 : GICR_CTLR_EnableLPIs;
    const writable = lpis | GICR_CTLR_DPG1NS;
    redist.ctlr = ((before & ~writable) | (value & writable)) >>> 0;
    if ((~before & redist.ctlr & GICR_CTLR_EnableLPIs) !== 0) this.events.lpisEnabled(redist.cpu, redist.pending_zero);
    this.events.changed(redist.cpu);
  }

  private writeWaker(value: number): void {
    if (!this.options.oneSecurityState) return;
    // The interface falls asleep and wakes at once.
    this.redist.waker = (value & WAKER.ProcessorSleep) === 0 ? 0 : WAKER.ProcessorSleep | WAKER.ChildrenAsleep;
    this.events.changed(this.redist.cpu);
  }

  private direct(at: number, intid: number): void {
    if ((this.redist.typer & TYPER_DirectLPI) === 0n) return;
    const { cpu } = this.redist;
    if (at === 0x40) this.events.direct(cpu, 'set', intid);
    else if (at === 0x48) this.events.direct(cpu, 'clear', intid);
    else if (at === 0xa0) this.events.direct(cpu, 'invalidate', intid);
    else if (at === 0xb0) this.events.direct(cpu, 'invalidateAll', 0);
  }

  private writeBank(register: BankRegister, offset: number, width: Width, value: number): void {
    const { redist } = this;
    if (width !== 4 && register.field !== 'priority') return;
    if (!isPrivate(redist, register.intid)) return;
    if (register.field === 'group' && !this.options.oneSecurityState) return;
    // SGIs are edge-triggered for good.
    if (register.field === 'config' && register.intid === 0) return;
    const whole = width === 4 ? value : widen(readBank(redist, register), offset, width, value);
    writeBank(redist, register, whole, 0xffffffff, this.options.priorityMask);
    this.events.changed(redist.cpu);
  }
}
