/** Models drivers/pci/msi/pcidev_msi.c: at enumeration MSI and MSI-X are turned off, where firmware has left them on. */
import { source } from '../../../../recorder/index.ts';
import type { pci_dev } from '../../../include/linux/pci/index.ts';
import {
  PCI_CAP_ID_MSI,
  PCI_CAP_ID_MSIX,
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_64BIT,
  PCI_MSI_FLAGS_ENABLE,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_ENABLE,
} from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { pci_read_config_word, pci_write_config_word } from '../access.ts';
import { pci_find_capability } from '../pci/index.ts';

const at = source('drivers/pci/msi/pcidev_msi.c');

export const pci_msi_init = at.fn(
  'pci_msi_init',
  'Finds the MSI capability of a new function and turns it off.',
  (k: Kernel, dev: pci_dev): void => {
    dev.msi_cap = pci_find_capability(k, dev, PCI_CAP_ID_MSI);
    if (dev.msi_cap === 0) return;
    const ctrl = pci_read_config_word(k, dev, dev.msi_cap + PCI_MSI_FLAGS);
    if ((ctrl & PCI_MSI_FLAGS_ENABLE) !== 0) {
      pci_write_config_word(k, dev, dev.msi_cap + PCI_MSI_FLAGS, ctrl & ~PCI_MSI_FLAGS_ENABLE);
    }
    if ((ctrl & PCI_MSI_FLAGS_64BIT) === 0) dev.no_64bit_msi = true;
  },
);

export const pci_msix_init = at.fn(
  'pci_msix_init',
  'Finds the MSI-X capability of a new function and turns it off.',
  (k: Kernel, dev: pci_dev): void => {
    dev.msix_cap = pci_find_capability(k, dev, PCI_CAP_ID_MSIX);
    if (dev.msix_cap === 0) return;
    const ctrl = pci_read_config_word(k, dev, dev.msix_cap + PCI_MSIX_FLAGS);
    if ((ctrl & PCI_MSIX_FLAGS_ENABLE) !== 0) {
      pci_write_config_word(k, dev, dev.msix_cap + PCI_MSIX_FLAGS, ctrl & ~PCI_MSIX_FLAGS_ENABLE);
    }
  },
);
