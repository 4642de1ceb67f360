/**
 * The architected timers of each CPU (DDI 0487, D12) as far as their interrupts go. Time does not pass by itself here:
 * a timer reaches its value when it is told to, as if software had armed it for just then.
 */
import { compatibleOf, type DtNode, getProperty, stringList } from '../../devicetree/index.ts';
import { bits, bool, num, type Recorded, struct } from '../../recorder/index.ts';
import type { Machine } from '../machine.ts';

/** Bits of a timer's control register, CNT*_CTL. */
export const ENABLE = 1;
export const IMASK = 2;
export const ISTATUS = 4;

export interface cpu_timer extends Recorded {
  readonly cpu: number;
  /** Index in TIMERS. */
  readonly which: number;
  /** CNT*_CTL without ISTATUS. */
  ctl: number;
  /** The condition is met: ISTATUS. */
  fired: boolean;
}
export const cpu_timer = struct<cpu_timer>(
  'cpu_timer',
  { cpu: num(), which: num(), ctl: bits({ ENABLE, IMASK }), fired: bool() },
  { side: 'hardware', label: (timer) => `${TIMERS[timer.which]?.what ?? 'timer'} of CPU ${timer.cpu}` },
);

/** Timers with their control and compare registers, and their places in the node's `interrupts`. */
const TIMERS: readonly {
  readonly what: string;
  readonly control: string;
  readonly values: readonly string[];
  readonly place: number;
  readonly name: string;
}[] = [
  {
    what: 'physical timer',
    control: 'CNTP_CTL_EL0',
    values: ['CNTP_CVAL_EL0', 'CNTP_TVAL_EL0'],
    place: 1,
    name: 'phys',
  },
  {
    what: 'virtual timer',
    control: 'CNTV_CTL_EL0',
    values: ['CNTV_CVAL_EL0', 'CNTV_TVAL_EL0'],
    place: 2,
    name: 'virt',
  },
  {
    what: 'EL2 physical timer',
    control: 'CNTHP_CTL_EL2',
    values: ['CNTHP_CVAL_EL2', 'CNTHP_TVAL_EL2'],
    place: 3,
    name: 'hyp-phys',
  },
  {
    what: 'EL2 virtual timer',
    control: 'CNTHV_CTL_EL2',
    values: ['CNTHV_CVAL_EL2', 'CNTHV_TVAL_EL2'],
    place: 4,
    name: 'hyp-virt',
  },
];

export function isTimer(node: DtNode): boolean {
  return compatibleOf(node).some((name) => /^arm,(armv[78]|cortex-a15)-timer$/.test(name));
}

export class Timers {
  private readonly machine: Machine;
  /** INTIDs of the timers, undefined where the board has no wire. */
  private readonly intids: readonly (number | undefined)[];
  private readonly timers: readonly (readonly cpu_timer[])[];

  constructor(machine: Machine, node: DtNode | undefined) {
    this.machine = machine;
    const names = node === undefined ? [] : stringList(getProperty(node, 'interrupt-names'));
    this.intids = TIMERS.map(({ place, name }) => {
      const named = names.indexOf(name);
      const which = names.length === 0 ? place : named;
      const wire = node === undefined || which < 0 ? undefined : machine.wiring.wireOf(node, which);
      return machine.privateOf(wire);
    });
    this.timers = machine.cpus.map(({ number: cpu }) =>
      TIMERS.map((_, which) => cpu_timer.create(machine.rec, { cpu, which })),
    );
    this.intids.forEach((intid, which) => {
      if (intid !== undefined) machine.attachPrivateSource(intid, (cpu, level) => this.fire(cpu, which, level));
    });
  }

  /** The timer reaches its value, or is told that it has not. */
  private fire(cpu: number, which: number, level: boolean): void {
    const timer = this.timers[cpu]?.[which];
    if (timer === undefined) return;
    // It could not fire unless software had enabled and unmasked it.
    if (level) timer.ctl = ENABLE;
    timer.fired = level;
    this.update(timer);
  }

  private update(timer: cpu_timer): void {
    const intid = this.intids[timer.which];
    if (intid === undefined) return;
    const level = timer.fired && (timer.ctl & (ENABLE | IMASK)) === ENABLE;
    this.machine.drivePpi(timer.cpu, intid, level, timer.$id, {
      name: TIMERS[timer.which]?.what ?? 'timer',
    });
  }

  readSysreg(name: string, cpu: number): bigint | undefined {
    const which = TIMERS.findIndex(({ control }) => control === name);
    const timer = this.timers[cpu]?.[which];
    return timer === undefined ? undefined : BigInt(timer.ctl | (timer.fired ? ISTATUS : 0));
  }

  writeSysreg(name: string, value: bigint, cpu: number): boolean {
    const control = TIMERS.findIndex((timer) => timer.control === name);
    const compare = TIMERS.findIndex(({ values }) => values.includes(name));
    const timer = this.timers[cpu]?.[Math.max(control, compare)];
    if (timer === undefined) return false;
    if (control >= 0) timer.ctl = Number(value & 3n);
    // A new value is one that has not been reached yet. The value itself is kept with the CPU's plain registers.
    else timer.fired = false;
    this.update(timer);
    return control >= 0;
  }
}
