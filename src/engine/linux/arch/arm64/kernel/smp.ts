/**
 * Models arch/arm64/kernel/smp.c: the CPUs of the device tree, starting and stopping them, and interrupts between them. Left
 * out: ACPI, CPU features, stacks, crash dumps, pseudo-NMIs, what a CPU that never answers leads to, and what interrupts between
 * CPUs lead to beyond their delivery (scheduling, running functions).
 */
import { type Cpumask, cpumaskOf } from '../../../../../base/cpumask.ts';
import { isSince, type KernelVersion } from '../../../../api/kernel-versions.ts';
import { bool, map, num, type Recorded, type RecordedMap, ref, source, str } from '../../../../recorder/index.ts';
import { for_each_of_cpu_node, of_get_cpu_hwid } from '../../../drivers/of/cpu.ts';
import { INVALID_HWID, MPIDR_HWID_BITMASK } from '../../../include/asm/cputype.ts';
import { EINVAL, EOPNOTSUPP, EPERM } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED } from '../../../include/linux/interrupt.ts';
import { IRQ_HIDDEN } from '../../../include/linux/irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import { NR_CPUS } from '../../../include/linux/threads.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import {
  cpuhp_online_idle,
  for_each_possible_cpu,
  notify_cpu_starting,
  set_cpu_online,
  set_cpu_possible,
  set_cpu_present,
} from '../../../kernel/cpu/index.ts';
import { irq_modify_status } from '../../../kernel/irq/chip/index.ts';
import { irq_migrate_all_off_this_cpu } from '../../../kernel/irq/cpuhotplug.ts';
import { __ipi_send_mask } from '../../../kernel/irq/ipi.ts';
import { irq_to_desc } from '../../../kernel/irq/irqdesc/index.ts';
import { hasIrqWork, irq_work_run } from '../../../kernel/irq_work.ts';
import { disable_percpu_irq, enable_percpu_irq, request_percpu_irq } from '../../../kernel/irq/manage/index.ts';
import { KernelPanic } from '../../../kernel/panic.ts';
import { pr_err, pr_warn } from '../../../kernel/printk/printk.ts';
import { nr_cpus } from '../../../kernel/smp.ts';
import { get_cpu_ops, init_cpu_ops } from './cpu_ops.ts';
import { irq_c } from './irq.ts';
import { cpu_logical_map, set_cpu_logical_map } from './setup.ts';

const at = source('arch/arm64/kernel/smp.c');

export interface smp_init_c extends Recorded {
  bootcpu_valid: boolean;
  cpu_count: number;
  /** The enable-method of each CPU that has one the kernel knows. */
  cpu_ops: RecordedMap<string>;
}
export const smp_init_c = statics<smp_init_c>('arch/arm64/kernel/smp.c: CPUs of the device tree', {
  bootcpu_valid: bool(),
  cpu_count: num(1),
  cpu_ops: map(str()),
});

function is_mpidr_duplicate(k: Kernel, cpu: number, hwid: bigint): boolean {
  for (let i = 1; i < cpu && i < NR_CPUS; i++) if (cpu_logical_map(k, i) === hwid) return true;
  return false;
}

/** Numbers the CPUs in the order of the tree; the one that boots is 0. */
function of_parse_and_init_cpus(k: Kernel): void {
  const c = smp_init_c(k);
  for (const dn of for_each_of_cpu_node(k)) {
    const hwid = of_get_cpu_hwid(k, dn, 0);
    const usable = (hwid & ~MPIDR_HWID_BITMASK) === 0n;
    if (usable && is_mpidr_duplicate(k, c.cpu_count, hwid)) {
      pr_err(k, `${dn.path}: duplicate cpu reg properties in the DT`);
    } else if (usable && hwid === cpu_logical_map(k, 0)) {
      if (!c.bootcpu_valid) {
        c.bootcpu_valid = true;
        continue;
      }
      pr_err(k, `${dn.path}: duplicate boot cpu reg property in DT`);
    } else if (usable && c.cpu_count < NR_CPUS) {
      set_cpu_logical_map(k, c.cpu_count, hwid);
    }
    // A CPU that cannot be used takes a number nevertheless.
    c.cpu_count++;
  }
}

export const smp_init_cpus = at.fn(
  'smp_init_cpus',
  'Finds the CPUs that the device tree lists, and gives them numbers.',
  (k: Kernel): void => {
    init_cpu_ops(k, 0);
    of_parse_and_init_cpus(k);
    if (!smp_init_c(k).bootcpu_valid) {
      pr_err(k, 'missing boot CPU MPIDR, not enabling secondaries');
      return;
    }
    const limit = nr_cpus(k);
    const { cpu_count } = smp_init_c(k);
    if (cpu_count > limit) {
      pr_warn(k, `Number of cores (${cpu_count}) exceeds configured maximum of ${limit} - clipping`);
    }
    for (let i = 1; i < limit; i++) {
      if (cpu_logical_map(k, i) === INVALID_HWID) continue;
      if (init_cpu_ops(k, i)) set_cpu_possible(k, i, true);
      else set_cpu_logical_map(k, i, INVALID_HWID);
    }
  },
);

export const smp_prepare_cpus = at.fn(
  'smp_prepare_cpus',
  'Notes which CPUs are there to be started.',
  (k: Kernel, max_cpus: number): void => {
    if (max_cpus === 0) return;
    for (const cpu of for_each_possible_cpu(k)) {
      if (cpu !== k.cpu && get_cpu_ops(k, cpu) !== undefined) set_cpu_present(k, cpu, true);
    }
  },
);

/** The kernel stops without a word. */
class KernelHang extends KernelPanic {}

/** What PSCI returns, as an errno. */
function psci_to_linux_errno(result: number): number {
  if (result === 0) return 0;
  if (result === -1) return -EOPNOTSUPP;
  return result === -3 ? -EPERM : -EINVAL;
}

/** Has firmware power a CPU on. */
function boot_secondary(k: Kernel, cpu: number): number {
  return psci_to_linux_errno(k.bus.psci('cpu_on', cpu));
}

export const __cpu_up = at.fn(
  '__cpu_up',
  'Starts a CPU and waits until it says that it is online.',
  (k: Kernel, cpu: number): number => {
    const ret = boot_secondary(k, cpu);
    if (ret !== 0) return ret;
    // The boot CPU sleeps until the new one has come up. Without a root controller nothing can wake it.
    if (irq_c(k).handle_arch_irq === undefined) throw new KernelHang(`CPU${k.cpu} waits for CPU${cpu} for ever`);
    k.rec.within({ task: `secondary${cpu}`, cpu, hardirq: false }, () => secondary_start_kernel(k));
    return 0;
  },
);

const secondary_start_kernel = at.fn(
  'secondary_start_kernel',
  'Where another CPU enters the kernel: its interrupt controller, timer and IPIs, then online, then idle.',
  (k: Kernel): void => {
    const cpu = k.cpu;
    notify_cpu_starting(k, cpu);
    ipi_setup(k, cpu);
    set_cpu_online(k, cpu, true);
    k.bus.setInterruptsEnabled(cpu, true);
    cpuhp_online_idle(k);
  },
);

/** Whether this CPU can be stopped at all: only PSCI can switch one off. */
function op_cpu_disable(k: Kernel, cpu: number): number {
  return get_cpu_ops(k, cpu) === 'psci' ? 0 : -EOPNOTSUPP;
}

export const __cpu_disable = at.fn(
  '__cpu_disable',
  'The dying CPU leaves the set of online CPUs and gives its interrupts to others.',
  (k: Kernel): number => {
    const cpu = k.cpu;
    const ret = op_cpu_disable(k, cpu);
    if (ret !== 0) return ret;
    set_cpu_online(k, cpu, false);
    ipi_teardown(k, cpu);
    irq_migrate_all_off_this_cpu(k);
    return 0;
  },
);

export const cpu_die = at.fn('cpu_die', 'The dying CPU asks firmware to power it off.', (k: Kernel): void => {
  k.bus.psci('cpu_off', k.cpu);
});

/** 6.1 calls it __cpu_die and waits in it; what is left of both is asking firmware whether the CPU is off. */
export const arch_cpuhp_cleanup_dead_cpu = at.fn(
  'arch_cpuhp_cleanup_dead_cpu',
  'Makes sure that a stopped CPU has left the kernel.',
  (_k: Kernel, _cpu: number): void => {
    // The model's firmware has powered it off by the time cpu_die returns.
  },
);

// Interrupts from one CPU to another.

export interface smp_c extends Recorded {
  ipi_irq_base: number;
  nr_ipi: number;
  /** By IPI. */
  ipi_desc: RecordedMap<irq_desc>;
}
export const smp_c = statics<smp_c>('arch/arm64/kernel/smp.c', {
  ipi_irq_base: num(),
  nr_ipi: num(),
  ipi_desc: map(ref<irq_desc>()),
});

const IPI_RESCHEDULE = 0;
const IPI_CALL_FUNC = 1;

const IPI_TYPES_6_1 = [
  'Rescheduling interrupts',
  'Function call interrupts',
  'CPU stop interrupts',
  'CPU stop (for crash dump) interrupts',
  'Timer broadcast interrupts',
  'IRQ work interrupts',
  'CPU wake-up interrupts',
] as const;
/** 6.8 merged the two kinds of stop and dropped the wake-up; backtraces and the debugger have IPIs of their own. */
const IPI_TYPES_6_12 = [
  'Rescheduling interrupts',
  'Function call interrupts',
  'CPU stop interrupts',
  'CPU stop NMIs',
  'Timer broadcast interrupts',
  'IRQ work interrupts',
  'CPU backtrace interrupts',
  'KGDB roundup interrupts',
] as const;

/** What /proc/interrupts calls the IPIs, by number. */
export function ipi_types(version: KernelVersion): readonly string[] {
  return isSince(version, '6.12') ? IPI_TYPES_6_12 : IPI_TYPES_6_1;
}

const ipi_handler = at.fn(
  'ipi_handler',
  'Takes an interrupt from another CPU. Of what it may ask for, interrupts that were left to this CPU are modelled.',
  (k: Kernel, irq: number, _data: Recorded | undefined): number => {
    if (k.since('7.3') && irq === smp_c(k).ipi_irq_base + IPI_CALL_FUNC && hasIrqWork(k)) irq_work_run(k);
    return IRQ_HANDLED;
  },
);

const smp_cross_call = at.fn(
  'smp_cross_call',
  'Sends an IPI to some CPUs.',
  (k: Kernel, target: Cpumask, ipinr: number): void => {
    const desc = smp_c(k).ipi_desc.get(ipinr);
    if (desc !== undefined) __ipi_send_mask(k, desc, target);
  },
);

export const arch_send_call_function_ipi_mask = at.fn(
  'arch_send_call_function_ipi_mask',
  'Asks other CPUs to run a function.',
  (k: Kernel, mask: Cpumask): void => smp_cross_call(k, mask, IPI_CALL_FUNC),
);

export const arch_send_call_function_single_ipi = at.fn(
  'arch_send_call_function_single_ipi',
  'Asks another CPU to run a function.',
  (k: Kernel, cpu: number): void => smp_cross_call(k, cpumaskOf(cpu), IPI_CALL_FUNC),
);

/** 6.1 calls it smp_send_reschedule. */
export const arch_smp_send_reschedule = at.fn(
  'arch_smp_send_reschedule',
  'Asks another CPU to look for something to run.',
  (k: Kernel, cpu: number): void => smp_cross_call(k, cpumaskOf(cpu), IPI_RESCHEDULE),
);

const ipi_setup = at.fn('ipi_setup', 'Enables the IPIs on the running CPU.', (k: Kernel, _cpu: number): void => {
  const c = smp_c(k);
  if (c.ipi_irq_base === 0) return;
  for (let i = 0; i < c.nr_ipi; i++) enable_percpu_irq(k, c.ipi_irq_base + i, 0);
});

const ipi_teardown = at.fn(
  'ipi_teardown',
  'Disables the IPIs on the running CPU, which goes down.',
  (k: Kernel, _cpu: number): void => {
    const c = smp_c(k);
    if (c.ipi_irq_base === 0) return;
    for (let i = 0; i < c.nr_ipi; i++) disable_percpu_irq(k, c.ipi_irq_base + i);
  },
);

/** One IPI, which is one interrupt for all CPUs. */
function ipi_setup_sgi(k: Kernel, irq: number, ipi: number): void {
  const c = smp_c(k);
  // The kernel hands over a per-CPU variable that nobody reads; anything that is not NULL does.
  request_percpu_irq(k, irq, ipi_handler, 'IPI', c);
  // 7.3 notes the descriptor for each CPU, as a GICv5 has one for each.
  const noted = k.since('7.3') ? for_each_possible_cpu(k).length : 1;
  for (let i = 0; i < noted; i++) {
    const desc = irq_to_desc(k, irq);
    if (desc !== undefined) c.ipi_desc.set(ipi, desc);
  }
  irq_modify_status(k, irq, 0, IRQ_HIDDEN);
}

function useAsIpis(k: Kernel, ipi_base: number, n: number): void {
  const c = smp_c(k);
  c.nr_ipi = Math.min(n, ipi_types(k.version).length);
  for (let i = 0; i < c.nr_ipi; i++) ipi_setup_sgi(k, ipi_base + i, i);
  c.ipi_irq_base = ipi_base;
  ipi_setup(k, k.cpu);
}

/** 7.3. `ncpus` is 0: only a GICv5 has an interrupt for each CPU. */
const set_smp_ipi_range_percpu = at.fn(
  'set_smp_ipi_range_percpu',
  'The interrupt controller says which interrupts serve as IPIs; each gets its handler.',
  (k: Kernel, ipi_base: number, n: number, _ncpus: number): void => useAsIpis(k, ipi_base, n),
);

const set_smp_ipi_range_612 = at.fn(
  'set_smp_ipi_range',
  'The interrupt controller says which interrupts serve as IPIs; each gets its handler.',
  useAsIpis,
);

/** In 7.3 an inline helper of asm/smp.h. */
export function set_smp_ipi_range(k: Kernel, ipi_base: number, n: number): void {
  if (k.since('7.3')) set_smp_ipi_range_percpu(k, ipi_base, n, 0);
  else set_smp_ipi_range_612(k, ipi_base, n);
}
