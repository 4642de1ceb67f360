/**
 * Models of_dma_configure_id of drivers/of/device.c: before a driver probes its device, the device is told what its DMA
 * goes through. Left out: dma-ranges and DMA masks (no modelled device is short of address lines), restricted pools.
 */
import { lowestBit } from '../../../../base/bits.ts';
import { source } from '../../../recorder/index.ts';
import { arch_setup_dma_ops } from '../../arch/arm64/mm/dma-mapping.ts';
import type { device } from '../../include/linux/device.ts';
import { EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { of_iommu_configure } from '../iommu/of_iommu.ts';
import { of_translate_address } from './address.ts';
import { of_find_property } from './base/index.ts';
import { of_property_cells, of_property_read_u32 } from './property.ts';

const at = source('drivers/of/device.c');

const of_dma_configure_id = at.fn(
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

/** "9000000.pl011" where the address can be translated, else the names from the root down: "soc:timer". */
export function of_device_make_bus_id(k: Kernel, of_node: device_node): string {
  let name = '';
  const behind = (): string => (name === '' ? '' : `:${name}`);
  for (let node = of_node; node.parent !== undefined; node = node.parent) {
    const reg = of_property_cells(k, node, 'reg');
    const addr = of_find_property(k, node, 'reg') === undefined ? undefined : of_translate_address(k, node, reg);
    const base = node.full_name.split('@')[0] ?? '';
    if (addr !== undefined) {
      const mask = of_property_read_u32(k, node, 'mask');
      const bit = mask === undefined ? '' : `.${lowestBit(mask).toString(16)}`;
      return `${addr.toString(16)}${bit}.${base}${behind()}`;
    }
    name = `${node.full_name}${behind()}`;
  }
  return name;
}
