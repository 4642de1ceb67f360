/**
 * How far an interrupt would get from the state as it is, without anything being sent: the same rules as when it is, on
 * live objects or on views of any moment.
 */
import type { StopReason } from '../../api/messages/index.ts';
import type { cpu_core } from '../cpu.ts';
import type { Memory } from '../region.ts';
import { type Bank, priorityOf } from './bank.ts';
import { bitsOf } from '../../../base/bits.ts';
import { bit } from './bits.ts';
import { better, type Candidate } from './candidates.ts';
import { type InterruptController, intidName } from './interface.ts';
import { whyNotTaken2 } from './v2/cpu-interface.ts';
import { targetsOf, whyNotForwarded2 } from './v2/distributor.ts';
import { Gicv2 } from './v2/gicv2.ts';
import type { gicv2_cpu_interface, gicv2_distributor } from './v2/state.ts';
import { whyNotTaken } from './v3/cpu-interface.ts';
import { GICD_CTLR_EnableGrp0, GICD_CTLR_EnableGrp1, intidBits, whyNotForwarded } from './v3/distributor.ts';
import { routeOf } from './v3/forwarding.ts';
import { Gicv3 } from './v3/gicv3.ts';
import { peekConfig, whyNotLpi } from './v3/lpi.ts';
import { whyNotPrivate } from './v3/redistributor.ts';
import type { gic_cpu_interface, gic_distributor, gic_redistributor } from './v3/state.ts';

/** Bits of a priority that decide about preemption: the same for the whole run. */
export function preemptionBits(gic: InterruptController | undefined): number {
  if (gic instanceof Gicv3) return gic.parts.priorityBits;
  return gic instanceof Gicv2 ? gic.parts.preemptionBits : 0;
}

/** A GIC at a moment, whichever it is. */
export type GicMoment = {
  readonly cpus: readonly cpu_core[];
  readonly bits: number;
  readonly memory: Pick<Memory, 'read32'>;
  /** Nothing runs: what still waits for a CPU that would take it is a line that comes again and again. */
  readonly isQuiet: boolean;
} & (
  | {
      readonly version: 3;
      readonly dist: gic_distributor;
      readonly redists: readonly gic_redistributor[];
      readonly interfaces: readonly gic_cpu_interface[];
    }
  | {
      readonly version: 2;
      readonly dist: gicv2_distributor;
      readonly interfaces: readonly gicv2_cpu_interface[];
    }
);

export interface ForecastStop {
  readonly at: 'distributor' | 'redistributor' | 'cpu';
  readonly why: StopReason;
}

/** Where it goes, and where and why it stops; without `stop` the CPU takes it. */
export interface Forecast {
  /** undefined when nothing says which CPU. */
  readonly cpu: number | undefined;
  readonly stop?: ForecastStop;
}

const stopped = (cpu: number | undefined, at: ForecastStop['at'], why: StopReason): Forecast => ({
  cpu,
  stop: { at, why },
});

/** A shared interrupt becomes pending. */
export function forecastSpi(gic: GicMoment, intid: number): Forecast {
  if (gic.version === 2) return forecastSpi2(gic, intid);
  const cpu = routeOf(gic, gic, intid);
  const why = whyNotForwarded(gic.dist, intid);
  if (why !== undefined) return stopped(cpu, 'distributor', why);
  if (cpu === undefined) return stopped(cpu, 'distributor', { code: 'noRoute' });
  const redist = gic.redists.find((each) => each.cpu === cpu);
  if (redist?.waker !== 0) return stopped(cpu, 'redistributor', { code: 'asleep', cpu });
  return atCpu(gic, cpu, urgency(gic.dist, intid));
}

/** A CPU that is a target and would take it, else the first that is a target. */
function forecastSpi2(gic: GicMoment & { readonly version: 2 }, intid: number): Forecast {
  const targets = bitsOf(targetsOf(gic.dist, intid)).flatMap((place) =>
    gic.interfaces.filter(({ number }) => number === place).map(({ cpu }) => cpu),
  );
  const why = whyNotForwarded2(gic.dist, intid);
  if (why !== undefined) return stopped(targets[0], 'distributor', why);
  const ways = targets.map((cpu) => atCpu(gic, cpu, urgency(gic.dist, intid)));
  return (
    ways.find(({ stop }) => stop === undefined) ?? ways[0] ?? stopped(undefined, 'distributor', { code: 'noTarget' })
  );
}

/** An SGI or PPI of a CPU becomes pending. */
export function forecastPrivate(gic: GicMoment, cpu: number, intid: number): Forecast {
  if (gic.version === 2) {
    const own = gic.interfaces.find((each) => each.cpu === cpu);
    if (own === undefined) return stopped(cpu, 'distributor', { code: 'noInterface', cpu });
    if (!bit(own.enable, intid))
      return stopped(cpu, 'distributor', { code: 'disabledOf', register: 'GICD_ISENABLER0', cpu });
    if (bit(own.active, intid)) return stopped(cpu, 'distributor', { code: 'active' });
    return atCpu(gic, cpu, urgency(own, intid));
  }
  const redist = gic.redists.find((each) => each.cpu === cpu);
  if (redist === undefined) return stopped(cpu, 'redistributor', { code: 'noRedistributor', cpu });
  const why = whyNotPrivate(redist, intid);
  return why === undefined ? atCpu(gic, cpu, urgency(redist, intid)) : stopped(cpu, 'redistributor', why);
}

/** An LPI becomes pending in a CPU's redistributor. */
export function forecastLpi(gic: GicMoment, cpu: number, intid: number): Forecast {
  const redist = gic.version === 3 ? gic.redists.find((each) => each.cpu === cpu) : undefined;
  if (gic.version !== 3 || redist === undefined) {
    return stopped(cpu, 'redistributor', { code: 'noRedistributor', cpu });
  }
  const config = peekConfig(redist, gic.memory, intid);
  const why = whyNotLpi(redist, intidBits(gic.dist), intid, () => config);
  if (why !== undefined) return stopped(cpu, 'redistributor', why);
  if (redist.waker !== 0) return stopped(cpu, 'redistributor', { code: 'asleep', cpu });
  return atCpu(gic, cpu, { intid, priority: config & 0xfc, group: 1 });
}

const urgency = (bank: Bank, intid: number): Candidate => ({
  intid,
  priority: priorityOf(bank, intid),
  group: bit(bank.group, intid) ? 1 : 0,
});

/** The group must be on in the distributor, and the CPU on, willing, and not busy with something as urgent. */
function atCpu(gic: GicMoment, cpu: number, urgent: Candidate): Forecast {
  const enabled = urgent.group === 1 ? GICD_CTLR_EnableGrp1 : GICD_CTLR_EnableGrp0;
  if ((gic.dist.ctlr & enabled) === 0) {
    return stopped(cpu, 'distributor', { code: 'groupDisabled', group: urgent.group });
  }
  const core = gic.cpus.find(({ number }) => number === cpu);
  if (core?.powered !== true) return stopped(cpu, 'cpu', { code: 'cpuOff', cpu });
  const why = whyNotAt(gic, cpu, urgent);
  if (why !== undefined) return stopped(cpu, 'cpu', why);
  if (core.irq_enabled) return gic.isQuiet ? unlessBehind(gic, core, urgent) : { cpu };
  return stopped(cpu, 'cpu', { code: 'cpuMasks', cpu });
}

/** A line that stays active is pending again whenever its handler returns: what is less urgent has no turn. */
function unlessBehind(gic: GicMoment, { number: cpu, irq }: cpu_core, urgent: Candidate): Forecast {
  const ci = gic.interfaces.find((each) => each.cpu === cpu);
  if (!irq || ci === undefined || ci.hppi === urgent.intid) return { cpu };
  const first = { intid: ci.hppi, priority: ci.hppi_priority, group: ci.hppi_group };
  if (better(first, urgent) === urgent) return { cpu };
  return stopped(cpu, 'cpu', { code: 'storm', interrupt: intidName(first.intid), cpu });
}

function whyNotAt(gic: GicMoment, cpu: number, urgent: Candidate): StopReason | undefined {
  if (gic.version === 3) {
    const ci = gic.interfaces.find((each) => each.cpu === cpu);
    return ci === undefined ? undefined : whyNotTaken({ priorityBits: gic.bits }, ci, urgent);
  }
  const ci = gic.interfaces.find((each) => each.cpu === cpu);
  return ci === undefined ? undefined : whyNotTaken2({ preemptionBits: gic.bits }, ci, urgent);
}
