/** Models include/linux/threads.h: how many CPUs the kernel is built for. */

export const NR_CPUS = 64;
