/** ICC_*_EL1: a CPU's interface to a GICv3 (IHI 0069, 12.2): what is signalled, taken, dropped and deactivated. */
import type { StopReason } from '../../../api/messages/index.ts';
import { activate, drop, highestActive, IDLE } from '../priorities.ts';
import { setWord, word } from '../bits.ts';
import { SPURIOUS } from '../interface.ts';
import { extendedCount, oneSecurityState } from './distributor.ts';
import type { gic_cpu_interface, Parts } from './state.ts';

const CTLR_CBPR = 1;
const CTLR_EOImode = 2;
const CTLR_IDbits24 = 1 << 11;
const CTLR_A3V = 1 << 15;
const CTLR_ExtRange = 1 << 19;

/** What ICC_CTLR_EL1 says of the implementation; software cannot write it. */
export function implementedCtlr({ typer }: { readonly typer: number }, priorityBits: number): number {
  // INTIDs 1024 to 8191 exist where the distributor has extended SPIs.
  const extended = extendedCount(typer) > 0 ? CTLR_ExtRange : 0;
  return ((priorityBits - 1) << 8) | CTLR_IDbits24 | CTLR_A3V | extended;
}

/** The bits of a group 1 (or 0) priority that decide about preemption. */
function groupMask(ci: gic_cpu_interface, group: number): number {
  const common = group === 0 || (ci.ctlr & CTLR_CBPR) !== 0;
  return (0xff << (common ? ci.bpr0 + 1 : ci.bpr1)) & 0xff;
}

function runningPriority({ priorityBits }: Pick<Parts, 'priorityBits'>, ci: gic_cpu_interface): number {
  return Math.min(highestActive(ci.ap0r, priorityBits), highestActive(ci.ap1r, priorityBits));
}

/** Why the best waiting interrupt does not raise the CPU's wire; undefined when it does. */
export function whyNotSignalled(parts: Parts, ci: gic_cpu_interface): StopReason | undefined {
  if (ci.hppi === SPURIOUS) return { code: 'nothingWaits' };
  return whyNotTaken(parts, ci, { priority: ci.hppi_priority, group: ci.hppi_group });
}

/** Why an interrupt of this priority and group would not raise the CPU's wire; undefined when it would. Works on views. */
export function whyNotTaken(
  parts: Pick<Parts, 'priorityBits'>,
  ci: gic_cpu_interface,
  { priority, group }: { readonly priority: number; readonly group: number },
): StopReason | undefined {
  if ((group === 1 ? ci.igrpen1 : ci.igrpen0) === 0) {
    return { code: 'groupOff', register: `ICC_IGRPEN${group}_EL1`, cpu: ci.cpu };
  }
  if (priority >= ci.pmr) return { code: 'priority', priority, mask: ci.pmr, register: 'ICC_PMR_EL1' };
  const running = runningPriority(parts, ci);
  if (running === IDLE) return undefined;
  return (priority & groupMask(ci, group)) < running ? undefined : { code: 'noPreemption', cpu: ci.cpu, running };
}

function canSignal(parts: Parts, ci: gic_cpu_interface): boolean {
  return whyNotSignalled(parts, ci) === undefined;
}

/** What taking, dropping and deactivating does elsewhere in the GIC. */
export interface CpuInterfaceEvents {
  changed(cpu: number): void;
  taken(cpu: number, intid: number): void;
  deactivate(cpu: number, intid: number): void;
  sgi(cpu: number, group: 0 | 1, value: bigint): void;
}

export class CpuInterface {
  private readonly parts: Parts;
  private readonly ci: gic_cpu_interface;
  private readonly events: CpuInterfaceEvents;

  constructor(parts: Parts, ci: gic_cpu_interface, events: CpuInterfaceEvents) {
    this.parts = parts;
    this.ci = ci;
    this.events = events;
  }

  /** The state in which a CPU comes out of reset. */
  reset(): void {
    const { ci } = this;
    ci.ctlr = implementedCtlr(this.parts.dist, this.parts.priorityBits);
    ci.pmr = 0;
    ci.bpr0 = this.lowestBpr(0);
    ci.bpr1 = this.lowestBpr(1);
    ci.igrpen0 = 0;
    // Firmware that keeps the secure side leaves the group to us to enable, too.
    ci.igrpen1 = 0;
    for (const apr of [ci.ap0r, ci.ap1r]) for (const index of apr.keys()) setWord(apr, index, 0);
  }

  read(name: string): bigint | undefined {
    const value = this.readNumber(name);
    return value === undefined ? undefined : BigInt(value >>> 0);
  }

  private readNumber(name: string): number | undefined {
    const { ci, parts } = this;
    switch (name) {
      case 'ICC_IAR1_EL1':
        return this.acknowledge(1);
      case 'ICC_IAR0_EL1':
        return this.acknowledge(0);
      case 'ICC_HPPIR1_EL1':
        return ci.hppi_group === 1 ? ci.hppi : SPURIOUS;
      case 'ICC_HPPIR0_EL1':
        return ci.hppi_group === 0 ? ci.hppi : SPURIOUS;
      case 'ICC_RPR_EL1':
        return runningPriority(parts, ci);
      case 'ICC_PMR_EL1':
        return ci.pmr & this.pmrMask();
      case 'ICC_BPR0_EL1':
        return ci.bpr0;
      case 'ICC_BPR1_EL1':
        return ci.bpr1;
      case 'ICC_CTLR_EL1':
        return ci.ctlr;
      case 'ICC_SRE_EL1':
        return 0x7;
      case 'ICC_SRE_EL2':
        return 0xf;
      case 'ICC_IGRPEN0_EL1':
        return ci.igrpen0;
      case 'ICC_IGRPEN1_EL1':
        return ci.igrpen1;
    }
    const apr = this.activePriorities(name);
    return apr === undefined ? undefined : word(apr.words, apr.index);
  }

  write(name: string, value: bigint): boolean {
    const known = this.writeNumber(name, Number(value & 0xffffffffn), value);
    if (known) this.events.changed(this.ci.cpu);
    return known;
  }

  private writeNumber(name: string, value: number, full: bigint): boolean {
    const { ci, parts } = this;
    switch (name) {
      case 'ICC_EOIR1_EL1':
        this.endOfInterrupt(value & 0xffffff, 1);
        return true;
      case 'ICC_EOIR0_EL1':
        this.endOfInterrupt(value & 0xffffff, 0);
        return true;
      case 'ICC_DIR_EL1':
        // Without split mode the effect is unpredictable: here it has none.
        if ((ci.ctlr & CTLR_EOImode) !== 0) this.events.deactivate(ci.cpu, value & 0xffffff);
        return true;
      case 'ICC_PMR_EL1':
        ci.pmr = value & this.pmrMask();
        return true;
      case 'ICC_BPR0_EL1':
        ci.bpr0 = Math.max(value & 7, this.lowestBpr(0));
        return true;
      case 'ICC_BPR1_EL1':
        ci.bpr1 = Math.max(value & 7, this.lowestBpr(1));
        return true;
      case 'ICC_CTLR_EL1':
        ci.ctlr = implementedCtlr(parts.dist, parts.priorityBits) | (value & (CTLR_CBPR | CTLR_EOImode));
        return true;
      case 'ICC_IGRPEN0_EL1':
        if (oneSecurityState(parts.dist)) ci.igrpen0 = value & 1;
        return true;
      case 'ICC_IGRPEN1_EL1':
        ci.igrpen1 = value & 1;
        return true;
      case 'ICC_SGI1R_EL1':
        this.events.sgi(ci.cpu, 1, full);
        return true;
      case 'ICC_SGI0R_EL1':
        this.events.sgi(ci.cpu, 0, full);
        return true;
      case 'ICC_SRE_EL1':
      case 'ICC_SRE_EL2':
        return true;
    }
    const apr = this.activePriorities(name);
    if (apr !== undefined) setWord(apr.words, apr.index, value);
    return apr !== undefined;
  }

  /** With two security states, non-secure software sees the lower half of the priorities, one bit coarser. */
  private pmrMask(): number {
    const { dist, priorityMask } = this.parts;
    return oneSecurityState(dist) ? priorityMask : (priorityMask << 1) & 0xff;
  }

  private lowestBpr(group: 0 | 1): number {
    return group === 0 ? 7 - this.parts.priorityBits : 8 - this.parts.priorityBits;
  }

  private activePriorities(name: string): { words: gic_cpu_interface['ap0r']; index: number } | undefined {
    const match = /^ICC_AP([01])R([0-3])_EL1$/.exec(name);
    if (match === null) return undefined;
    return { words: match[1] === '0' ? this.ci.ap0r : this.ci.ap1r, index: Number(match[2]) };
  }

  private acknowledge(group: 0 | 1): number {
    const { ci, parts } = this;
    if (ci.hppi_group !== group || !canSignal(parts, ci)) return SPURIOUS;
    const intid = ci.hppi;
    const groupPriority = ci.hppi_priority & groupMask(ci, group);
    activate(group === 0 ? ci.ap0r : ci.ap1r, parts.priorityBits, groupPriority);
    this.events.taken(ci.cpu, intid);
    return intid;
  }

  private endOfInterrupt(intid: number, group: 0 | 1): void {
    const { ci, parts } = this;
    if (intid >= 1020 && intid <= SPURIOUS) return;
    const own = highestActive(group === 0 ? ci.ap0r : ci.ap1r, parts.priorityBits);
    // A write that does not match the group of the running interrupt is unpredictable: it drops nothing.
    if (own === IDLE || own !== runningPriority(parts, ci)) return;
    drop(group === 0 ? ci.ap0r : ci.ap1r, parts.priorityBits);
    if ((ci.ctlr & CTLR_EOImode) === 0) this.events.deactivate(ci.cpu, intid);
  }
}
