/** Models include/linux/irqchip/irq-partition-percpu.h: a part of the CPUs that shares per-CPU interrupts. */
import type { Cpumask } from '../../../../../base/cpumask.ts';
import { cpus, type Recorded, ref, struct } from '../../../../recorder/index.ts';
import type { fwnode_handle } from '../fwnode.ts';

/** Some CPUs, and the node in the tree that names them. */
export interface partition_affinity extends Recorded {
  mask: Cpumask;
  partition_id: fwnode_handle | undefined;
}
export const partition_affinity = struct<partition_affinity>('partition_affinity', {
  mask: cpus(),
  partition_id: ref(),
});
