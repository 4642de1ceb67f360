/** Models the part of kernel/smp.c that brings up the other CPUs. Left out: calling functions on other CPUs. */
import { source } from '../../recorder/index.ts';
import { NR_CPUS } from '../include/linux/threads.ts';
import type { Kernel } from '../kernel.ts';
import { get_option } from '../lib/cmdline.ts';
import { bringup_nonboot_cpus, cpuhp_threads_init } from './cpu/index.ts';

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
