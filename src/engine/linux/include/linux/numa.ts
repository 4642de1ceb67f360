/** Models include/linux/numa.h: no node of memory in particular. */

export const NUMA_NO_NODE = -1;
