/** Models dma_alloc_coherent of kernel/dma/mapping.c: memory that a device reaches, at the address it is to use. */
import type { device } from '../../include/linux/device.ts';
import type { Kernel } from '../../kernel.ts';
import { iommu_dma_alloc } from '../../drivers/iommu/dma-iommu.ts';
import { alloc_pages, get_order } from '../../mm/page_alloc.ts';

/** An address for the kernel and one for the device. */
export interface DmaMemory {
  readonly cpu: number;
  readonly dma: number;
}

/** Without an IOMMU both are the same. */
export function dma_alloc_coherent(k: Kernel, dev: device, size: number): DmaMemory {
  const cpu = alloc_pages(k, true, get_order(size));
  return { cpu, dma: dev.use_dma_iommu ? iommu_dma_alloc(k, dev, cpu, size) : cpu };
}
