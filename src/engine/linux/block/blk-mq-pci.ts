/** Models block/blk-mq-pci.c: which CPUs use which hardware queue, by the affinity of the vectors. */
import { source } from '../../recorder/index.ts';
import { pci_irq_get_affinity } from '../drivers/pci/msi/api.ts';
import type { pci_dev } from '../include/linux/pci/index.ts';
import type { Kernel } from '../kernel.ts';

const at = source('block/blk-mq-pci.c');

/** Of block/blk-mq-pci.c: asks where each queue's interrupt goes. */
export const blk_mq_pci_map_queues = at.fn(
  'blk_mq_pci_map_queues',
  "Looks up the CPUs that a device's vectors were spread to.",
  (k: Kernel, pdev: pci_dev, nr_queues: number, offset: number): void => {
    for (let queue = 0; queue < nr_queues; queue++) {
      if (pci_irq_get_affinity(k, pdev, queue + offset) === undefined) return;
    }
  },
);
