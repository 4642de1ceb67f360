/** Models the part of kernel/smp.c that brings up the other CPUs. Left out: calling functions on other CPUs. */
import { source } from '../../recorder/index.ts';
import { NR_CPUS } from '../include/linux/threads.ts';
import type { Kernel } from '../kernel.ts';
import { bringup_nonboot_cpus, cpuhp_threads_init } from './cpu/index.ts';

const at = source('kernel/smp.c');

/** How many CPUs the command line allows (maxcpus=). */
export function setup_max_cpus(k: Kernel): number {
  return k.boot.cpus ?? NR_CPUS;
}

export const smp_init = at.fn('smp_init', 'Brings up the other CPUs.', (k: Kernel): void => {
  cpuhp_threads_init(k);
  bringup_nonboot_cpus(k, setup_max_cpus(k));
});
