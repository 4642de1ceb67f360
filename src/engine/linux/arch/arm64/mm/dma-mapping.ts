/** Models arch/arm64/mm/dma-mapping.c: what a device's DMA goes through. Left out: caches, Xen. */
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import type { Kernel } from '../../../kernel.ts';
import { iommu_setup_dma_ops } from '../../../drivers/iommu/dma-iommu.ts';

const at = source('arch/arm64/mm/dma-mapping.c');

/** 6.12's IOMMU core has set up the address space already when it took the device. */
export const arch_setup_dma_ops = at.fn(
  'arch_setup_dma_ops',
  'Lets a device do DMA: through its IOMMU where it has one.',
  (k: Kernel, dev: device, behindIommu: boolean): void => {
    if (behindIommu && !k.since('6.12')) iommu_setup_dma_ops(k, dev);
  },
);

export function arch_teardown_dma_ops(_k: Kernel, dev: device): void {
  dev.use_dma_iommu = false;
}
