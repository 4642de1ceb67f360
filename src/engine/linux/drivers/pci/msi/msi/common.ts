/** drivers/pci/msi/msi.c: what MSI and MSI-X share. */
import { must } from '../../../../../../base/assert.ts';
import { bool, type Recorded, source } from '../../../../../recorder/index.ts';
import type { device, devres } from '../../../../include/linux/device.ts';
import { EIO } from '../../../../include/linux/errno.ts';
import { type msi_desc, MSI_DESC_ALL } from '../../../../include/linux/msi.ts';
import {
  type pci_bus,
  PCI_BUS_FLAGS_NO_MSI,
  type pci_dev,
  PCI_DEV_FLAGS_MSI_INTX_DISABLE_BUG,
  pci_is_managed,
  to_pci_dev,
} from '../../../../include/linux/pci/index.ts';
import { type Kernel, statics } from '../../../../kernel.ts';
import { msi_for_each_desc, msi_setup_device_data } from '../../../../kernel/irq/msi/index.ts';
import { dev_err } from '../../../../kernel/printk/printk.ts';
import { devres_add } from '../../../base/devres.ts';
import { pci_intx } from '../../pci/index.ts';
import { pci_free_irq_vectors } from '../api.ts';
import { pci_msi_teardown_msi_irqs } from '../irqdomain/index.ts';

const at = source('drivers/pci/msi/msi.c');

export interface msi_c extends Recorded {
  /** pci=nomsi turns it off. */
  pci_msi_enable: boolean;
}
export const msi_c = statics<msi_c>('drivers/pci/msi/msi.c', { pci_msi_enable: bool(true) });

export function pci_no_msi(k: Kernel): void {
  msi_c(k).pci_msi_enable = false;
}

export const msi_desc_to_pci_dev = at.fn(
  'msi_desc_to_pci_dev',
  'The PCI function of an MSI descriptor.',
  (k: Kernel, desc: Pick<msi_desc, 'dev'>): pci_dev => to_pci_dev(must(desc.dev, 'the device of an MSI descriptor')),
);

/** A bridge on the way up may not pass messages on. */
export const pci_msi_supported = at.fn(
  'pci_msi_supported',
  'Says whether a function may use MSI: not if it, a bridge above it or the command line forbids it.',
  (k: Kernel, dev: pci_dev, nvec: number): number => {
    if (!msi_c(k).pci_msi_enable || dev.no_msi || nvec < 1) return 0;
    for (let bus: pci_bus | undefined = dev.bus; bus !== undefined; bus = bus.parent) {
      if ((bus.bus_flags & PCI_BUS_FLAGS_NO_MSI) !== 0) return 0;
    }
    return 1;
  },
);

const pcim_msi_release = at.fn(
  'pcim_msi_release',
  'Frees the vectors of a function that left that to the device core.',
  (k: Kernel, dev: device, res: devres): void => {
    const pdev = to_pci_dev(dev);
    pdev.is_msi_managed = false;
    pci_free_irq_vectors(k, pdev);
  },
);

export const pci_setup_msi_context = at.fn(
  'pci_setup_msi_context',
  'Makes room for the MSI descriptors of a function, and arranges for their release.',
  (k: Kernel, dev: pci_dev): number => {
    const ret = msi_setup_device_data(k, dev.dev);
    if (ret !== 0) return ret;
    if (!pci_is_managed(dev) || dev.is_msi_managed) return 0;
    devres_add(k, dev.dev, pcim_msi_release, {});
    dev.is_msi_managed = true;
    return 0;
  },
);

export function pci_intx_for_msi(k: Kernel, dev: pci_dev, enable: number): void {
  if ((dev.dev_flags & PCI_DEV_FLAGS_MSI_INTX_DISABLE_BUG) === 0) pci_intx(k, dev, enable);
}

export const msi_verify_entries = at.fn(
  'msi_verify_entries',
  'Checks that a function that knows 32-bit message addresses alone was given no other.',
  (k: Kernel, dev: pci_dev): number => {
    if (!dev.no_64bit_msi) return 0;
    for (const entry of msi_for_each_desc(k, dev.dev, MSI_DESC_ALL)) {
      if (entry.msg_address_hi === 0) continue;
      const address = `${entry.msg_address_hi.toString(16)}${entry.msg_address_lo.toString(16).padStart(8, '0')}`;
      // 7.3 has a mask for what a function can address, which is one of 32 bits for all that do not know 64.
      const limit = k.since('7.3') ? 'above device MSI address mask 0xffffffff' : 'but device only supports 32 bits';
      dev_err(k, dev.dev, `arch assigned 64-bit MSI address 0x${address} ${limit}`);
      return -EIO;
    }
    return 0;
  },
);

export const pci_free_msi_irqs = at.fn(
  'pci_free_msi_irqs',
  "Frees the interrupts of a function's MSIs, and forgets its table.",
  (k: Kernel, dev: pci_dev): void => {
    pci_msi_teardown_msi_irqs(k, dev);
    dev.msix_base = 0;
  },
);
