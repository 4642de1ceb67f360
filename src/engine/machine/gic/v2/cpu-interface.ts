/** GICC_* of a GICv2 (IHI 0048, 4.4): one frame at one address, in which each CPU reaches its own registers. */
import type { StopReason } from '../../../api/messages/index.ts';
import type { Width } from '../../bus.ts';
import { type MmioRegion, narrow } from '../../region.ts';
import { setWord, word } from '../bits.ts';
import { SPURIOUS } from '../interface.ts';
import { activate, drop, highestActive, IDLE } from '../priorities.ts';
import { type gicv2_cpu_interface, interfaceOf, type Parts2 } from './state.ts';

const CTLR_AckCtl = 1 << 2;
export const CTLR_FIQEn = 1 << 3;
const CTLR_CBPR = 1 << 4;
const CTLR_EOImode = 1 << 9;
const CTLR_WRITABLE = 0x7ff;
/** What GICC_IAR answers when the best interrupt is for the other group. */
const OTHER_GROUP = 1022;

function groupMask(ci: gicv2_cpu_interface, group: number): number {
  const point = group === 1 && (ci.ctlr & CTLR_CBPR) === 0 ? ci.abpr - 1 : ci.bpr;
  return (0xff << (point + 1)) & 0xff;
}

function runningPriority2({ preemptionBits }: Pick<Parts2, 'preemptionBits'>, ci: gicv2_cpu_interface): number {
  return highestActive(ci.apr, preemptionBits);
}

export function whyNotSignalled2(parts: Parts2, ci: gicv2_cpu_interface): StopReason | undefined {
  if (ci.hppi === SPURIOUS) return { code: 'nothingWaits' };
  return whyNotTaken2(parts, ci, { priority: ci.hppi_priority, group: ci.hppi_group });
}

/** Why an interrupt of this priority and group would not raise the CPU's wire; undefined when it would. Works on views. */
export function whyNotTaken2(
  parts: Pick<Parts2, 'preemptionBits'>,
  ci: gicv2_cpu_interface,
  { priority, group }: { readonly priority: number; readonly group: number },
): StopReason | undefined {
  if ((ci.ctlr & (1 << group)) === 0) return { code: 'groupDisabledOn', group, cpu: ci.cpu };
  if (priority >= ci.pmr) return { code: 'priority', priority, mask: ci.pmr, register: 'GICC_PMR' };
  const running = runningPriority2(parts, ci);
  return running === IDLE || (priority & groupMask(ci, group)) < running
    ? undefined
    : { code: 'noPreemption', cpu: ci.cpu, running };
}

/** What a register reads as, where reading has no effect. Works on views. */
function readGiccWord(parts: Parts2, ci: gicv2_cpu_interface, offset: number): number {
  switch (offset) {
    case 0x00:
      return ci.ctlr;
    case 0x04:
      return ci.pmr;
    case 0x08:
      return ci.bpr;
    case 0x14:
      return runningPriority2(parts, ci);
    case 0x18:
      return ci.hppi === SPURIOUS || ci.hppi_group === 0 || (ci.ctlr & CTLR_AckCtl) !== 0 ? ci.hppi : OTHER_GROUP;
    case 0x1c:
      return ci.abpr;
    case 0x28:
      return ci.hppi_group === 1 ? ci.hppi : SPURIOUS;
    case 0xfc:
      return ci.iidr;
  }
  return offset >= 0xd0 && offset < 0xe0 ? word(ci.apr, (offset - 0xd0) >>> 2) : 0;
}

export interface CpuInterface2Events {
  changed(cpu: number): void;
  /** Returns the CPU that an SGI came from. */
  taken(cpu: number, intid: number): number;
  deactivate(cpu: number, intid: number): void;
}

export class CpuInterfaces2 implements MmioRegion {
  readonly name = 'GICC';
  readonly base: number;
  readonly size: number;
  private readonly parts: Parts2;
  private readonly events: CpuInterface2Events;

  constructor(parts: Parts2, base: number, size: number, events: CpuInterface2Events) {
    this.base = base;
    this.size = size;
    this.parts = parts;
    this.events = events;
  }

  read(offset: number, width: Width, cpu: number): number {
    const at = offset & ~3;
    const ci = interfaceOf(this.parts, cpu);
    if (at === 0x0c) return this.acknowledge(ci, false);
    if (at === 0x20) return this.acknowledge(ci, true);
    return narrow(readGiccWord(this.parts, ci, at), offset, width);
  }

  write(offset: number, _width: Width, value: number, cpu: number): void {
    const ci = interfaceOf(this.parts, cpu);
    this.writeOwn(ci, offset & ~3, value);
    this.events.changed(cpu);
  }

  private writeOwn(ci: gicv2_cpu_interface, at: number, value: number): void {
    const { preemptionBits, priorityMask } = this.parts;
    const lowest = 7 - preemptionBits;
    if (at === 0x00) ci.ctlr = value & CTLR_WRITABLE;
    else if (at === 0x04) ci.pmr = value & priorityMask;
    else if (at === 0x08) ci.bpr = Math.max(value & 7, lowest);
    else if (at === 0x1c) ci.abpr = Math.max(value & 7, lowest + 1);
    else if (at === 0x10 || at === 0x24) this.endOfInterrupt(ci, value & 0x3ff);
    else if (at >= 0xd0 && at < 0xe0) setWord(ci.apr, (at - 0xd0) >>> 2, value);
    else if (at === 0x1000 && (ci.ctlr & CTLR_EOImode) !== 0) this.events.deactivate(ci.cpu, value & 0x3ff);
  }

  private acknowledge(ci: gicv2_cpu_interface, alias: boolean): number {
    if (whyNotSignalled2(this.parts, ci) !== undefined) return SPURIOUS;
    const { hppi: intid, hppi_group: group } = ci;
    if (alias && group === 0) return SPURIOUS;
    if (!alias && group === 1 && (ci.ctlr & CTLR_AckCtl) === 0) return OTHER_GROUP;
    activate(ci.apr, this.parts.preemptionBits, ci.hppi_priority & groupMask(ci, group));
    return (this.events.taken(ci.cpu, intid) << 10) | intid;
  }

  private endOfInterrupt(ci: gicv2_cpu_interface, intid: number): void {
    if (intid >= 1020) return;
    drop(ci.apr, this.parts.preemptionBits);
    if ((ci.ctlr & CTLR_EOImode) === 0) this.events.deactivate(ci.cpu, intid);
  }
}
