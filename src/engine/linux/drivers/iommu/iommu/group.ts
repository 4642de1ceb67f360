/** Models the part of drivers/iommu/iommu.c about groups: devices that share an address space because they must. */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { type iommu_domain, iommu_group } from '../../../include/linux/iommu.ts';
import type { Kernel } from '../../../kernel.ts';
import { msi_device_has_isolated_msi } from '../../../kernel/irq/msi/index.ts';
import { printk_aside } from '../../../kernel/printk/printk.ts';
import { __iommu_attach_device } from './domain.ts';
import { iommu_c } from './register.ts';

const at = source('drivers/iommu/iommu.c');

/** iommu_group_get. */
export function iommu_group_get(k: Kernel, dev: device): iommu_group | undefined {
  return dev.iommu_group < 0 ? undefined : iommu_c(k).iommu_group_kset.get(dev.iommu_group);
}

export const iommu_group_alloc = at.fn(
  'iommu_group_alloc',
  'Makes a group without devices, under the next free number.',
  (k: Kernel): iommu_group => {
    const c = iommu_c(k);
    const id = c.iommu_group_ida++;
    const group = iommu_group.create(k.rec, { id, kobj: true });
    c.iommu_group_kset.set(id, group);
    return group;
  },
);

function logAdding(k: Kernel, dev: device, group: iommu_group): void {
  printk_aside(k, `${dev.driver ?? dev.bus ?? ''} ${dev.name}: Adding to iommu group ${group.id}`);
}

/** 6.1: puts the device under the group's address space as well, where there is one already. */
export const iommu_group_add_device = at.fn(
  'iommu_group_add_device',
  'Adds a device to a group.',
  (k: Kernel, group: iommu_group, dev: device): number => {
    dev.iommu_group = group.id;
    group.devices.addTail(dev);
    const ret = group.domain === undefined ? 0 : __iommu_attach_device(k, group.domain, dev);
    if (ret !== 0) {
      group.devices.remove(dev);
      dev.iommu_group = -1;
      return ret;
    }
    logAdding(k, dev, group);
    return 0;
  },
);

/** 6.12. */
export const iommu_group_alloc_device = at.fn(
  'iommu_group_alloc_device',
  'Makes a device a member of a group, as far as sysfs shows it.',
  (k: Kernel, group: iommu_group, dev: device): void => logAdding(k, dev, group),
);

export function iommu_group_first_dev(group: iommu_group): device {
  return must(group.devices.first(), 'a device in an IOMMU group');
}

/** From 6.3 on. */
export const iommu_group_has_isolated_msi = at.fn(
  'iommu_group_has_isolated_msi',
  'Whether none of the devices can send an interrupt that is not its own.',
  (k: Kernel, group: iommu_group): boolean =>
    group.devices.toArray().every((dev) => msi_device_has_isolated_msi(k, dev)),
);

export const iommu_get_domain_for_dev = at.fn(
  'iommu_get_domain_for_dev',
  "Finds the address space that a device's accesses go through.",
  (k: Kernel, dev: device): iommu_domain | undefined => iommu_group_get(k, dev)?.domain,
);
