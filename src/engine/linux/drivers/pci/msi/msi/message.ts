/** drivers/pci/msi/msi.c: the message itself, in configuration space for MSI, in the table for MSI-X. */
import { must } from '../../../../../../base/assert.ts';
import { source } from '../../../../../recorder/index.ts';
import { readl, writel } from '../../../../include/asm/io.ts';
import type { msi_desc, msi_msg } from '../../../../include/linux/msi.ts';
import { PCI_D0, type pci_dev, pci_dev_is_disconnected } from '../../../../include/linux/pci/index.ts';
import {
  PCI_MSI_ADDRESS_HI,
  PCI_MSI_ADDRESS_LO,
  PCI_MSI_DATA_32,
  PCI_MSI_DATA_64,
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_QSIZE,
  PCI_MSIX_ENTRY_CTRL_MASKBIT,
  PCI_MSIX_ENTRY_DATA,
  PCI_MSIX_ENTRY_LOWER_ADDR,
  PCI_MSIX_ENTRY_UPPER_ADDR,
} from '../../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../../kernel.ts';
import { irq_get_msi_desc } from '../../../../kernel/irq/chip/index.ts';
import { pci_read_config_word, pci_write_config_dword, pci_write_config_word } from '../../access.ts';
import { msi_desc_to_pci_dev } from './common.ts';
import { pci_msix_desc_addr, pci_msix_write_vector_ctrl } from './mask.ts';

const at = source('drivers/pci/msi/msi.c');

const pci_write_msg_msi = at.fn(
  'pci_write_msg_msi',
  'Writes the message into an MSI capability.',
  (k: Kernel, dev: pci_dev, desc: msi_desc, msg: msi_msg): void => {
    const pos = dev.msi_cap;
    const msgctl = pci_read_config_word(k, dev, pos + PCI_MSI_FLAGS) & ~PCI_MSI_FLAGS_QSIZE;
    pci_write_config_word(k, dev, pos + PCI_MSI_FLAGS, msgctl | (desc.multiple << 4));
    pci_write_config_dword(k, dev, pos + PCI_MSI_ADDRESS_LO, msg.address_lo);
    if (desc.is_64) pci_write_config_dword(k, dev, pos + PCI_MSI_ADDRESS_HI, msg.address_hi);
    pci_write_config_word(k, dev, pos + (desc.is_64 ? PCI_MSI_DATA_64 : PCI_MSI_DATA_32), msg.data);
    pci_read_config_word(k, dev, pos + PCI_MSI_FLAGS);
  },
);

const pci_write_msg_msix = at.fn(
  'pci_write_msg_msix',
  'Writes the message into an MSI-X table entry, which must be masked meanwhile.',
  (k: Kernel, desc: msi_desc, msg: msi_msg): void => {
    if (desc.is_virtual) return;
    const base = pci_msix_desc_addr(desc);
    const ctrl = desc.msix_ctrl;
    const unmasked = (ctrl & PCI_MSIX_ENTRY_CTRL_MASKBIT) === 0;
    if (unmasked) pci_msix_write_vector_ctrl(k, desc, ctrl | PCI_MSIX_ENTRY_CTRL_MASKBIT);
    writel(k, msg.address_lo, base + PCI_MSIX_ENTRY_LOWER_ADDR);
    writel(k, msg.address_hi, base + PCI_MSIX_ENTRY_UPPER_ADDR);
    writel(k, msg.data, base + PCI_MSIX_ENTRY_DATA);
    if (unmasked) pci_msix_write_vector_ctrl(k, desc, ctrl);
    readl(k, base + PCI_MSIX_ENTRY_DATA);
  },
);

export const __pci_write_msi_msg = at.fn(
  '__pci_write_msi_msg',
  'Writes the message that a function is to send, and remembers it.',
  (k: Kernel, entry: msi_desc, msg: msi_msg): void => {
    const dev = msi_desc_to_pci_dev(k, entry);
    if (dev.current_state === PCI_D0 && !pci_dev_is_disconnected(dev)) {
      if (entry.is_msix) pci_write_msg_msix(k, entry, msg);
      else pci_write_msg_msi(k, dev, entry, msg);
    }
    entry.msg_address_lo = msg.address_lo;
    entry.msg_address_hi = msg.address_hi;
    entry.msg_data = msg.data;
    entry.write_msi_msg?.(k, entry, entry.write_msi_msg_data);
  },
);

/** entry->msg */
export function cachedMsg(entry: msi_desc): msi_msg {
  return { address_lo: entry.msg_address_lo, address_hi: entry.msg_address_hi, data: entry.msg_data };
}

export const pci_write_msi_msg = at.fn(
  'pci_write_msi_msg',
  'Writes the message of an interrupt into its function.',
  (k: Kernel, irq: number, msg: msi_msg): void => {
    __pci_write_msi_msg(k, must(irq_get_msi_desc(k, irq), 'the MSI descriptor of an irq'), msg);
  },
);
