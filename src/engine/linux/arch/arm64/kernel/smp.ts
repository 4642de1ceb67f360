/**
 * Models arch/arm64/kernel/smp.c: starting and stopping CPUs. Interrupts between CPUs are in ipi.ts, the CPUs of the
 * device tree in smp_init.ts; the kernel has all in one file. Left out: CPU features, stacks, crash dumps, and what a
 * CPU that never answers leads to.
 */
import { source } from '../../../../recorder/index.ts';
import { EINVAL, EOPNOTSUPP, EPERM } from '../../../include/linux/errno.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpuhp_online_idle, notify_cpu_starting, set_cpu_online } from '../../../kernel/cpu.ts';
import { irq_migrate_all_off_this_cpu } from '../../../kernel/irq/cpuhotplug.ts';
import { KernelPanic } from '../../../kernel/panic.ts';
import { ipi_setup, ipi_teardown } from './ipi.ts';
import { irq_c } from './irq.ts';
import { get_cpu_ops } from './smp_init.ts';

export * from './ipi.ts';
export { smp_prepare_cpus } from './smp_init.ts';

const at = source('arch/arm64/kernel/smp.c');

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
