/** Models the part of drivers/base/platform.c that sets up a device's DMA before its driver probes. */
import { arch_teardown_dma_ops } from '../../arch/arm64/mm/dma-mapping.ts';
import type { device } from '../../include/linux/device.ts';
import type { platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { iommu_device_unuse_default_domain, iommu_device_use_default_domain } from '../iommu/iommu.ts';
import { of_dma_configure } from '../of/device.ts';
import { driver_of } from './bus.ts';

function managesItself(k: Kernel, dev: device): boolean {
  return (driver_of(k, dev) as platform_driver | undefined)?.driver_managed_dma === true;
}

export function platform_dma_configure(k: Kernel, dev: device): number {
  const ret = dev.of_node === undefined ? 0 : of_dma_configure(k, dev, dev.of_node, true);
  if (ret !== 0 || managesItself(k, dev)) return ret;
  const claimed = iommu_device_use_default_domain(k, dev);
  if (claimed !== 0) arch_teardown_dma_ops(k, dev);
  return claimed;
}

export function platform_dma_cleanup(k: Kernel, dev: device): void {
  if (!managesItself(k, dev)) iommu_device_unuse_default_domain(k, dev);
}
