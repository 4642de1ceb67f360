/**
 * Models of_dma_configure_id of drivers/of/device.c: before a driver probes its device, the device is told what its DMA
 * goes through. Left out: dma-ranges and DMA masks (no modelled device is short of address lines), restricted pools.
 */
import { arch_setup_dma_ops } from '../../arch/arm64/mm/dma-mapping.ts';
import { source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { of_iommu_configure } from '../iommu/of_iommu.ts';

const at = source('drivers/of/device.c');

export const of_dma_configure_id = at.fn(
  'of_dma_configure_id',
  "Sets up a device's DMA; it must wait while its IOMMU is not up.",
  (k: Kernel, dev: device, np: device_node | undefined, force_dma: boolean): number => {
    const ret = of_iommu_configure(k, dev, np);
    if (ret === -EPROBE_DEFER) return ret;
    // Every other error means that it has to do without.
    arch_setup_dma_ops(k, dev, ret === 0);
    return 0;
  },
);

export function of_dma_configure(k: Kernel, dev: device, np: device_node | undefined, force_dma: boolean): number {
  return of_dma_configure_id(k, dev, np, force_dma);
}
