/**
 * Models drivers/perf/arm_pmu.c: the interrupt of the performance counters, per CPU or one for each. Left out: events
 * and counters. The kernel asks for an NMI first; these kernels have no pseudo-NMIs, so it gets an ordinary interrupt.
 */
import { type Cpumask, cpumaskCpus, cpumaskHas, cpumaskOf } from '../../../../base/cpumask.ts';
import {
  cpus,
  data,
  fnptr,
  type FunctionInfo,
  later,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  source,
  str,
  struct,
} from '../../../recorder/index.ts';
import { read_sysreg, write_sysreg } from '../../include/asm/io.ts';
import { CPUHP_AP_PERF_ARM_STARTING } from '../../include/linux/cpuhotplug.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import {
  IRQ_HANDLED,
  IRQ_NONE,
  IRQF_NO_AUTOEN,
  IRQF_NO_THREAD,
  IRQF_NOBALANCING,
  IRQF_PERCPU,
} from '../../include/linux/interrupt.ts';
import { IRQ_TYPE_NONE } from '../../include/linux/irq.ts';
import type { platform_device } from '../../include/linux/platform_device.ts';
import { type Kernel, statics } from '../../kernel.ts';
import {
  cpuhp_setup_state_multi,
  cpuhp_state_add_instance,
  for_each_possible_cpu,
  num_possible_cpus,
} from '../../kernel/cpu/index.ts';
import {
  __request_percpu_irq,
  disable_irq_nosync,
  disable_percpu_irq,
  enable_irq,
  enable_percpu_irq,
  free_irq,
  free_percpu_irq,
  irq_force_affinity,
  irq_is_percpu_devid,
  request_irq,
  request_nmi,
  request_percpu_irq_affinity,
  request_percpu_nmi,
} from '../../kernel/irq/manage/index.ts';

const at = source('drivers/perf/arm_pmu.c');

export interface arm_pmu extends Recorded {
  name: string | undefined;
  plat_device: platform_device | undefined;
  supported_cpus: Cpumask;
  /** Interrupt by CPU. */
  irq: RecordedMap<number>;
  /** 7.3: what its interrupts are requested with (hw_events->percpu_pmu). */
  percpu_pmu: percpu_slots | undefined;
  /** How the interrupt of a kind that is not ARM's own is handled. */
  handle_irq: (((k: Kernel, pmu: arm_pmu) => number) & FunctionInfo) | undefined;
}
export const arm_pmu = struct<arm_pmu>(
  'arm_pmu',
  {
    name: str(),
    plat_device: ref(),
    supported_cpus: cpus(),
    irq: map(num()),
    percpu_pmu: later(ref()),
    handle_irq: later(fnptr()),
  },
  { label: (pmu) => pmu.name ?? 'arm_pmu' },
);

/** The PMU of one CPU: what an interrupt of that CPU alone is requested with. */
interface cpu_slot extends Recorded {
  pmu: arm_pmu | undefined;
}
const cpu_slot = struct<cpu_slot>('cpu_armpmu', { pmu: ref() });
/** The same for all CPUs: what a per-CPU interrupt is requested with. */
interface percpu_slots extends Recorded {
  cpu: RecordedMap<cpu_slot>;
}
const percpu_slots = struct<percpu_slots>('percpu cpu_armpmu', { cpu: map(ref<cpu_slot>()) });

/** How the interrupt that a CPU got is enabled, disabled and freed. */
interface pmu_irq_ops {
  readonly name: 'pmuirq' | 'percpu_pmuirq';
}

interface arm_pmu_c extends Recorded {
  cpu_armpmu: percpu_slots | undefined;
  cpu_irq: RecordedMap<number>;
  cpu_irq_ops: RecordedMap<pmu_irq_ops>;
}
const arm_pmu_c = statics<arm_pmu_c>('drivers/perf/arm_pmu.c', {
  cpu_armpmu: ref(),
  cpu_irq: map(num()),
  cpu_irq_ops: map(data<pmu_irq_ops>()),
});

/** Until 6.12 all PMUs share the slots; in 7.3 each has its own, so that several can share a PPI. */
function slots(k: Kernel, pmu: arm_pmu): percpu_slots {
  if (k.since('7.3')) {
    if (pmu.percpu_pmu !== undefined) return pmu.percpu_pmu;
    const own = percpu_slots.create(k.rec);
    for (const cpu of for_each_possible_cpu(k)) own.cpu.set(cpu, cpu_slot.create(k.rec, { pmu }));
    pmu.percpu_pmu = own;
    return own;
  }
  const c = arm_pmu_c(k);
  const all = c.cpu_armpmu ?? percpu_slots.create(k.rec);
  c.cpu_armpmu = all;
  return all;
}
function slotOf(k: Kernel, pmu: arm_pmu, cpu: number): cpu_slot {
  return slotIn(k, slots(k, pmu).cpu, cpu);
}
function slotIn(k: Kernel, all: RecordedMap<cpu_slot>, cpu: number): cpu_slot {
  const slot = all.get(cpu) ?? cpu_slot.create(k.rec);
  all.set(cpu, slot);
  return slot;
}

const armpmu_dispatch_irq = at.fn(
  'armpmu_dispatch_irq',
  'Handles the counter interrupt: clears the counters that overflowed.',
  (k: Kernel, _irq: number, dev: Recorded | undefined): number => {
    const slot = dev?.$type === percpu_slots ? percpu_slots.of(dev).cpu.get(k.cpu) : cpu_slot.maybe(dev);
    if (slot?.pmu === undefined) return IRQ_NONE;
    if (slot.pmu.handle_irq !== undefined) return slot.pmu.handle_irq(k, slot.pmu);
    const overflowed = read_sysreg(k, 'PMOVSCLR_EL0');
    if (overflowed === 0n) return IRQ_NONE;
    write_sysreg(k, overflowed, 'PMOVSCLR_EL0');
    return IRQ_HANDLED;
  },
);

// --- two kinds of interrupt

const armpmu_enable_percpu_pmuirq = at.fn(
  'armpmu_enable_percpu_pmuirq',
  'Enables the counter interrupt on this CPU.',
  (k: Kernel, irq: number): void => enable_percpu_irq(k, irq, IRQ_TYPE_NONE),
);

function enablePmuIrq(k: Kernel, ops: pmu_irq_ops, irq: number): void {
  if (ops.name === 'pmuirq') enable_irq(k, irq);
  else armpmu_enable_percpu_pmuirq(k, irq);
}

function disablePmuIrq(k: Kernel, ops: pmu_irq_ops, irq: number): void {
  if (ops.name === 'pmuirq') disable_irq_nosync(k, irq);
  else disable_percpu_irq(k, irq);
}

/** The CPUs that use an interrupt: in 7.3 those of the PMU alone count. */
function usersOf(k: Kernel, pmu: arm_pmu, irq: number): number[] {
  const counted = k.since('7.3') ? cpumaskCpus(pmu.supported_cpus) : for_each_possible_cpu(k);
  return counted.filter((cpu) => (arm_pmu_c(k).cpu_irq.get(cpu) ?? 0) === irq);
}

export const armpmu_free_irq = at.fn(
  'armpmu_free_irq',
  "Gives back a CPU's counter interrupt; a per-CPU one when its last CPU does.",
  (k: Kernel, pmu: arm_pmu, irq: number, cpu: number): void => {
    const c = arm_pmu_c(k);
    const ops = c.cpu_irq_ops.get(cpu);
    if (ops === undefined || c.cpu_irq.get(cpu) !== irq) return;
    if (ops.name === 'pmuirq') free_irq(k, irq, slotOf(k, pmu, cpu));
    else if (usersOf(k, pmu, irq).length === 1) free_percpu_irq(k, irq, slots(k, pmu));
    c.cpu_irq.delete(cpu);
    c.cpu_irq_ops.delete(cpu);
  },
);

type Requested = pmu_irq_ops['name'] | number;

/** An interrupt of this CPU's own: it is bound to the CPU. */
function requestOwn(k: Kernel, pmu: arm_pmu, irq: number, cpu: number): Requested {
  const err = irq_force_affinity(k, irq, cpumaskOf(cpu));
  if (err !== 0 && num_possible_cpus(k) > 1) return err;
  const irq_flags = IRQF_PERCPU | IRQF_NOBALANCING | IRQF_NO_AUTOEN | IRQF_NO_THREAD;
  request_nmi(k, irq, armpmu_dispatch_irq, irq_flags, 'arm-pmu', slotOf(k, pmu, cpu));
  const ret = request_irq(k, irq, armpmu_dispatch_irq, irq_flags, 'arm-pmu', slotOf(k, pmu, cpu));
  return ret === 0 ? 'pmuirq' : ret;
}

/** A per-CPU interrupt: requested for the first CPU, shared by the others. */
function requestPerCpu(k: Kernel, pmu: arm_pmu, irq: number): Requested {
  const users = usersOf(k, pmu, irq);
  if (users.length > 0) {
    const c = arm_pmu_c(k);
    const user = users.find((cpu) => c.cpu_irq_ops.has(cpu));
    return (user === undefined ? undefined : c.cpu_irq_ops.get(user)?.name) ?? -EINVAL;
  }
  const dev_id = slots(k, pmu);
  request_percpu_nmi(k, irq, armpmu_dispatch_irq, 'arm-pmu', dev_id);
  const ret = k.since('7.3')
    ? request_percpu_irq_affinity(k, irq, armpmu_dispatch_irq, 'arm-pmu', pmu.supported_cpus, dev_id)
    : __request_percpu_irq(k, irq, armpmu_dispatch_irq, 0, 'arm-pmu', dev_id);
  return ret === 0 ? 'percpu_pmuirq' : ret;
}

export const armpmu_request_irq = at.fn(
  'armpmu_request_irq',
  'Requests the counter interrupt of a CPU.',
  (k: Kernel, pmu: arm_pmu, irq: number, cpu: number): number => {
    if (irq === 0) return 0;
    const got = irq_is_percpu_devid(k, irq) ? requestPerCpu(k, pmu, irq) : requestOwn(k, pmu, irq, cpu);
    if (typeof got === 'number') return got;
    arm_pmu_c(k).cpu_irq.set(cpu, irq);
    arm_pmu_c(k).cpu_irq_ops.set(cpu, { name: got });
    return 0;
  },
);

// --- CPUs coming and going

const arm_perf_starting_cpu = at.fn(
  'arm_perf_starting_cpu',
  'A CPU comes up: its counter interrupt is enabled.',
  (k: Kernel, cpu: number, node?: Recorded): number => {
    const pmu = arm_pmu.of(node);
    if (!cpumaskHas(pmu.supported_cpus, cpu)) return 0;
    if (!k.since('7.3')) slotOf(k, pmu, cpu).pmu = pmu;
    const irq = pmu.irq.get(cpu) ?? 0;
    const ops = arm_pmu_c(k).cpu_irq_ops.get(cpu);
    if (irq !== 0 && ops !== undefined) enablePmuIrq(k, ops, irq);
    return 0;
  },
);

const arm_perf_teardown_cpu = at.fn(
  'arm_perf_teardown_cpu',
  'A CPU goes: its counter interrupt is disabled.',
  (k: Kernel, cpu: number, node?: Recorded): number => {
    const pmu = arm_pmu.of(node);
    if (!cpumaskHas(pmu.supported_cpus, cpu)) return 0;
    const irq = pmu.irq.get(cpu) ?? 0;
    const ops = arm_pmu_c(k).cpu_irq_ops.get(cpu);
    if (irq !== 0 && ops !== undefined) disablePmuIrq(k, ops, irq);
    if (!k.since('7.3')) slotOf(k, pmu, cpu).pmu = undefined;
    return 0;
  },
);

export const armpmu_register = at.fn(
  'armpmu_register',
  'Registers a PMU: its interrupts are enabled on the CPUs that are up.',
  (k: Kernel, pmu: arm_pmu): number => cpuhp_state_add_instance(k, CPUHP_AP_PERF_ARM_STARTING, pmu),
);

/** subsys_initcall */
export const arm_pmu_hp_init = at.fn(
  'arm_pmu_hp_init',
  'Prepares for CPUs with counters that come and go.',
  (k: Kernel): number =>
    cpuhp_setup_state_multi(
      k,
      CPUHP_AP_PERF_ARM_STARTING,
      'perf/arm/pmu:starting',
      arm_perf_starting_cpu,
      arm_perf_teardown_cpu,
    ),
);
