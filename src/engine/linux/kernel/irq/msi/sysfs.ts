/**
 * kernel/irq/msi.c: the files msi_irqs/N of a device in sysfs, one for each interrupt, which says whether
 * it is MSI-X (pci_dev.msix_enabled) or MSI.
 */
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import type { msi_desc } from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';

const at = source('kernel/irq/msi.c');

export const msi_sysfs_remove_desc = at.fn(
  'msi_sysfs_remove_desc',
  'Removes the files of a descriptor from sysfs.',
  (k: Kernel, dev: device, desc: msi_desc): void => {
    desc.sysfs_attrs = false;
  },
);

export const msi_sysfs_populate_desc = at.fn(
  'msi_sysfs_populate_desc',
  'Makes a file in sysfs for each interrupt of a descriptor.',
  (k: Kernel, dev: device, desc: msi_desc): number => {
    desc.sysfs_attrs = true;
    return 0;
  },
);
