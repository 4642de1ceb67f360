/** Models the part of kernel/smp.c that brings up the other CPUs and calls functions on them. Left out: the IPI by which another CPU is asked. */
import { source } from '../../recorder/index.ts';
import { NR_CPUS } from '../include/linux/threads.ts';
import type { Kernel } from '../kernel.ts';
import { get_option } from '../lib/cmdline.ts';
import { bringup_nonboot_cpus, cpuhp_threads_init, for_each_online_cpu } from './cpu/index.ts';

const at = source('kernel/smp.c');

/** How many CPUs the command line lets come up (maxcpus=, nosmp). */
export function setup_max_cpus(k: Kernel): number {
  if (k.boot.cpus !== undefined) return k.boot.cpus;
  const given = k.optionValues('maxcpus').findLast((val) => get_option(val) !== undefined);
  const wanted = k.optionValues('nosmp').length > 0 ? 0 : (get_option(given) ?? NR_CPUS);
  // It is unsigned, so less than none is very many.
  return wanted < 0 ? NR_CPUS : wanted;
}

/** How many CPUs there can be (nr_cpus=, never more than the kernel is built for): nr_cpu_ids before they are counted. */
export function nr_cpus(k: Kernel): number {
  return k.optionValues('nr_cpus').reduce((limit, val) => {
    const wanted = get_option(val) ?? 0;
    return wanted > 0 && wanted < limit ? wanted : limit;
  }, NR_CPUS);
}

export const smp_init = at.fn('smp_init', 'Brings up the other CPUs.', (k: Kernel): void => {
  cpuhp_threads_init(k);
  bringup_nonboot_cpus(k, setup_max_cpus(k));
});

/** Calls a function on the running CPU and, as an interrupt of whatever runs there, on every other that is online. */
export function on_each_cpu<T>(k: Kernel, func: (k: Kernel, info: T) => void, info: T): void {
  const { cpu: own } = k;
  for (const cpu of for_each_online_cpu(k)) {
    if (cpu === own) continue;
    const task = cpu === 0 ? 'start_kernel' : `secondary${cpu}`;
    k.rec.within({ task, cpu, hardirq: true }, () => func(k, info));
  }
  func(k, info);
}
