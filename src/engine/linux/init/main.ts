/**
 * Models init/main.c: the way from the kernel's entry to the point where it would start user space. Left out: whatever
 * interrupts do not need, which is most of it: memory, the scheduler, file systems, the console.
 */
import { source } from '../../recorder/index.ts';
import { init_IRQ } from '../arch/arm64/kernel/irq.ts';
import { setup_arch, smp_setup_processor_id } from '../arch/arm64/kernel/setup.ts';
import { smp_prepare_cpus } from '../arch/arm64/kernel/smp.ts';
import { time_init } from '../arch/arm64/kernel/time.ts';
import { deferredProbeTimeout } from '../drivers/base/dd.ts';
import { driver_init } from '../drivers/base/init.ts';
import { of_base_c } from '../drivers/of/base/index.ts';
import { of_property_read_string } from '../drivers/of/property.ts';
import { pci_setup } from '../drivers/pci/pci/index.ts';
import { openPl011, pl011LineOf } from '../drivers/tty/serial/amba-pl011.ts';
import type { Kernel } from '../kernel.ts';
import { boot_cpu_hotplug_init, boot_cpu_init } from '../kernel/cpu/index.ts';
import { early_irq_init, irq_affinity_setup } from '../kernel/irq/irqdesc/index.ts';
import { setup_forced_irqthreads } from '../kernel/irq/manage/index.ts';
import { init_irq_proc } from '../kernel/irq/proc.ts';
import { setup_max_cpus, smp_init } from '../kernel/smp.ts';
import { INITCALL_LEVELS, type initcall_t, type InitcallLevel, initcalls } from '../stand-ins/initcalls.ts';

const at = source('init/main.c');

const do_one_initcall = at.fn(
  'do_one_initcall',
  'Runs one of the functions that initialize a part of the kernel.',
  (k: Kernel, fn: initcall_t): number => fn(k),
);

const do_initcall_level = at.fn(
  'do_initcall_level',
  'Runs the functions that initialize the parts of one level, in the order they were linked.',
  (k: Kernel, level: InitcallLevel): void => {
    for (const fn of initcalls(k, level)) do_one_initcall(k, fn);
  },
);

const do_pre_smp_initcalls = at.fn(
  'do_pre_smp_initcalls',
  'Initializes what must be there before the other CPUs.',
  (k: Kernel): void => do_initcall_level(k, 'early'),
);

const do_basic_setup = at.fn(
  'do_basic_setup',
  'Initializes buses, interrupts in /proc, and level by level all else, drivers last.',
  (k: Kernel): void => {
    driver_init(k);
    init_irq_proc(k);
    for (const level of INITCALL_LEVELS) if (level !== 'early') do_initcall_level(k, level);
  },
);

const kernel_init = at.fn(
  'kernel_init',
  'The first task: brings up the other CPUs and all drivers, and would then start user space.',
  (k: Kernel): void => {
    smp_prepare_cpus(k, setup_max_cpus(k));
    do_pre_smp_initcalls(k);
    smp_init(k);
    do_basic_setup(k);
    console_on_rootfs(k);
    deferredProbeTimeout(k);
  },
);

const rest_init = at.fn(
  'rest_init',
  'Starts the first task; what ran so far becomes the idle task.',
  (k: Kernel): void => k.rec.within({ task: 'init', cpu: k.cpu, hardirq: false }, () => kernel_init(k)),
);

/** The options of the command line that set something before interrupts exist; others are asked for where they count. */
function parse_early_param(k: Kernel): void {
  if (k.optionValues('threadirqs').length > 0) setup_forced_irqthreads(k);
  for (const val of k.optionValues('pci')) if (val !== undefined) pci_setup(k, val);
}

/** Options that are read once it is known which CPUs there are. */
function parse_late_param(k: Kernel): void {
  for (const val of k.optionValues('irqaffinity')) if (val !== undefined) irq_affinity_setup(k, val);
}

const start_kernel = at.fn(
  'start_kernel',
  'Brings up the kernel on the boot CPU: CPUs are counted, then interrupts, then time.',
  (k: Kernel): void => {
    k.bus.setInterruptsEnabled(k.cpu, false);
    smp_setup_processor_id(k);
    boot_cpu_init(k);
    parse_early_param(k);
    setup_arch(k);
    parse_late_param(k);
    boot_cpu_hotplug_init(k);
    early_irq_init(k);
    init_IRQ(k);
    time_init(k);
    k.bus.setInterruptsEnabled(k.cpu, true);
    rest_init(k);
  },
);

/** Boots the kernel to the point where it would start user space. Throws KernelPanic where it cannot. */
export function bootKernel(k: Kernel): void {
  k.rec.within({ task: 'start_kernel', cpu: 0, hardirq: false }, () => start_kernel(k));
}

function console_on_rootfs(k: Kernel): void {
  const line = preferred(k);
  if (line !== undefined) openPl011(k, line);
}

/**
 * The last console= of the command line counts; without one, the node of stdout-path (of_console_check). A tree that says
 * nothing gets what the kernels are built with, console=ttyAMA0.
 */
function preferred(k: Kernel): number | undefined {
  const { of_chosen, of_stdout } = of_base_c(k);
  const args = of_chosen === undefined ? undefined : of_property_read_string(k, of_chosen, 'bootargs');
  const named = [...(args ?? '').matchAll(/(?:^|\s)console=([^\s,]+)/g)].at(-1)?.[1];
  if (named !== undefined) {
    const line = /^ttyAMA(\d+)$/.exec(named)?.[1];
    return line === undefined ? undefined : Number(line);
  }
  return of_stdout === undefined ? 0 : pl011LineOf(k, of_stdout);
}
