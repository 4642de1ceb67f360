/** GICD_* of a GICv2 (IHI 0048, 4.3). Registers for INTIDs 0 to 31 are banked: each CPU reaches its own. */
import type { StopReason } from '../../../api/messages/index.ts';
import type { Width } from '../../bus.ts';
import { type MmioRegion, narrow, widen } from '../../region.ts';
import { type BankRegister, locate, readBank, sections, setsPending, writeBank } from '../bank.ts';
import { bitsOf } from '../../../../base/bits.ts';
import { bit, setWord, word } from '../bits.ts';
import { type gicv2_cpu_interface, type gicv2_distributor, interfaceOf, type Parts2 } from './state.ts';

const SECTIONS = sections(32);
const TARGETS = 0x800;
const TYPER_SecurityExtn = 1 << 10;

/** How many INTIDs the distributor implements from 0 on. */
export function lineCount2(typer: number): number {
  return Math.min(1020, ((typer & 0x1f) + 1) * 32);
}

export function isSpi2(typer: number, intid: number): boolean {
  return intid >= 32 && intid < lineCount2(typer);
}

function implemented(typer: number, intid: number): number {
  const first = intid & ~31;
  const count = Math.max(0, Math.min(32, lineCount2(typer) - first));
  return count === 32 ? 0xffffffff : (1 << count) - 1;
}

/** What GICD_ITARGETSR0 to 7 read as: the CPU's own bit, except that a single CPU has no targets to choose. */
function ownTargets(dist: gicv2_distributor, number: number): number {
  const single = ((dist.typer >>> 5) & 7) === 0;
  return single ? 0 : Math.imul(1 << number, 0x01010101) >>> 0;
}

/** The word at an offset of the distributor's frame, as `ci`'s CPU reads it. Works on views. */
export function readGicdWord2(dist: gicv2_distributor, ci: gicv2_cpu_interface, offset: number): number {
  switch (offset) {
    case 0x0:
      return dist.ctlr;
    case 0x4:
      return dist.typer;
    case 0x8:
      return dist.iidr;
    case 0xfe8:
    case 0xffe8:
      return dist.pidr2;
  }
  if (offset >= TARGETS && offset < 0xc00) {
    return offset < TARGETS + 32 ? ownTargets(dist, ci.number) : word(dist.targets, (offset - TARGETS) >>> 2);
  }
  if (offset >= 0xf10 && offset < 0xf30) return sgiSources(ci, (offset & 0xf) >>> 2);
  const register = locate(SECTIONS, offset);
  if (register === undefined || implemented(dist.typer, register.intid) === 0) return 0;
  if (register.field === 'group' && (dist.typer & TYPER_SecurityExtn) !== 0) return 0;
  return readBank(register.intid < 32 ? ci : dist, register);
}

/** GICD_CPENDSGIR<n> and SPENDSGIR<n>: for four SGIs each, who sent them. */
function sgiSources(ci: gicv2_cpu_interface, index: number): number {
  let result = 0;
  for (let i = 0; i < 4; i++) result |= word(ci.sgi_from, index * 4 + i) << (8 * i);
  return result >>> 0;
}

export interface Distributor2Events {
  changed(): void;
  /** Software has made SPIs pending. */
  pended(intids: readonly number[]): void;
  /** GICD_SGIR. */
  sgi(cpu: number, value: number): void;
  /** GICD_SPENDSGIR and CPENDSGIR: sources of an SGI become pending or not, for one CPU. */
  sgiSources(cpu: number, sgi: number, sources: number, pending: boolean): void;
}

export class Distributor2 implements MmioRegion {
  readonly name = 'GICD';
  readonly base: number;
  readonly size: number;
  private readonly parts: Parts2;
  private readonly events: Distributor2Events;

  constructor(parts: Parts2, size: number, events: Distributor2Events) {
    this.base = parts.dist.base;
    this.size = size;
    this.parts = parts;
    this.events = events;
  }

  read(offset: number, width: Width, cpu: number): number {
    return narrow(readGicdWord2(this.parts.dist, interfaceOf(this.parts, cpu), offset & ~3), offset, width);
  }

  write(offset: number, width: Width, value: number, cpu: number): void {
    const { dist } = this.parts;
    const at = offset & ~3;
    if (at === 0) dist.ctlr = value & 3;
    else if (at === 0xf00) return this.events.sgi(cpu, value);
    else if (at >= 0xf10 && at < 0xf30) return this.writeSources(offset, width, value, cpu);
    else if (at >= TARGETS + 32 && at < 0xc00) this.writeTargets(offset, width, value);
    else {
      const register = locate(SECTIONS, at);
      if (register !== undefined) this.writeBank(register, offset, width, value, cpu);
    }
    this.events.changed();
  }

  private writeTargets(offset: number, width: Width, value: number): void {
    const { dist } = this.parts;
    const index = (offset - TARGETS) >>> 2;
    if (!isSpi2(dist.typer, index * 4) || ((dist.typer >>> 5) & 7) === 0) return;
    const cpus = Math.imul((1 << this.parts.interfaces.length) - 1, 0x01010101);
    setWord(dist.targets, index, widen(word(dist.targets, index), offset, width, value) & cpus);
  }

  private writeSources(offset: number, width: Width, value: number, cpu: number): void {
    const whole = widen(0, offset, width, value);
    for (let i = 0; i < 4; i++) {
      const sources = (whole >>> (8 * i)) & 0xff;
      if (sources !== 0) this.events.sgiSources(cpu, (offset & 0xc) + i, sources, offset >= 0xf20);
    }
  }

  private writeBank(register: BankRegister, offset: number, width: Width, value: number, cpu: number): void {
    const { dist, priorityMask } = this.parts;
    const mask = implemented(dist.typer, register.intid);
    if (mask === 0 || (width !== 4 && register.field !== 'priority')) return;
    if (register.field === 'group' && (dist.typer & TYPER_SecurityExtn) !== 0) return;
    const bank = register.intid < 32 ? interfaceOf(this.parts, cpu) : dist;
    // SGIs are edge-triggered and always enabled, and are made pending through registers of their own.
    const sgis = register.intid < 32 && register.field !== 'priority' && register.field !== 'group';
    if (register.field === 'config' && register.intid === 0) return;
    const reach = sgis && register.field !== 'config' && register.field !== 'active' ? mask & 0xffff0000 : mask;
    const whole = width === 4 ? value : widen(readBank(bank, register), offset, width, value);
    writeBank(bank, register, whole, reach >>> 0, priorityMask);
    if (bank === dist && setsPending(register))
      this.events.pended(bitsOf((value & reach) >>> 0).map((place) => register.intid + place));
  }
}

/** Why the distributor does not forward an SPI that is pending; undefined when it does. Works on views. */
export function whyNotForwarded2(dist: gicv2_distributor, intid: number): StopReason | undefined {
  if (!isSpi2(dist.typer, intid)) return { code: 'noIntid', intid };
  if (!bit(dist.enable, intid)) return { code: 'disabled', register: 'GICD_ISENABLER' };
  if (bit(dist.active, intid)) return { code: 'active' };
  const group = bit(dist.group, intid) ? 1 : 0;
  if ((dist.ctlr & (1 << group)) === 0) return { code: 'groupDisabled', group };
  return targetsOf(dist, intid) === 0 ? { code: 'noTarget' } : undefined;
}

/** The CPUs an SPI goes to, a bit each. A single CPU gets all. */
export function targetsOf(dist: gicv2_distributor, intid: number): number {
  if (((dist.typer >>> 5) & 7) === 0) return 1;
  return (word(dist.targets, intid >>> 2) >>> ((intid & 3) * 8)) & 0xff;
}
