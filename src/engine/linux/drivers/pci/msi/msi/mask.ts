/** drivers/pci/msi/msi.c: mask bits, in configuration space for MSI, in the table for MSI-X. */
import { source } from '../../../../../recorder/index.ts';
import { readl, writel } from '../../../../include/asm/io.ts';
import { type irq_data, irq_data_get_msi_desc } from '../../../../include/linux/irq.ts';
import type { msi_desc, msi_desc_values } from '../../../../include/linux/msi.ts';
import {
  PCI_MSIX_ENTRY_CTRL_MASKBIT,
  PCI_MSIX_ENTRY_SIZE,
  PCI_MSIX_ENTRY_VECTOR_CTRL,
} from '../../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../../kernel.ts';
import { pci_write_config_dword } from '../../access.ts';
import { msi_desc_to_pci_dev } from './common.ts';

const at = source('drivers/pci/msi/msi.c');

/** What masking an MSI needs of its descriptor. */
export type MsiMask = Pick<msi_desc, 'dev' | 'can_mask' | 'msi_mask' | 'mask_pos' | 'multi_cap'>;

export const pci_msi_update_mask = at.fn(
  'pci_msi_update_mask',
  'Changes mask bits of an MSI capability, if it has them.',
  (k: Kernel, desc: MsiMask, clear: number, set: number): void => {
    if (!desc.can_mask) return;
    desc.msi_mask = ((desc.msi_mask & ~clear) | set) >>> 0;
    pci_write_config_dword(k, msi_desc_to_pci_dev(k, desc), desc.mask_pos, desc.msi_mask);
  },
);

export function pci_msi_mask(k: Kernel, desc: MsiMask, mask: number): void {
  pci_msi_update_mask(k, desc, 0, mask);
}
export function pci_msi_unmask(k: Kernel, desc: MsiMask, mask: number): void {
  pci_msi_update_mask(k, desc, mask, 0);
}
/** The mask bits of all vectors a function may send. */
export function msi_multi_mask(desc: MsiMask): number {
  return 2 ** (2 ** Math.min(desc.multi_cap, 5)) - 1;
}

export function pci_msix_desc_addr(desc: Pick<msi_desc_values, 'mask_base' | 'msi_index'>): number {
  return desc.mask_base + desc.msi_index * PCI_MSIX_ENTRY_SIZE;
}
export function pci_msix_write_vector_ctrl(k: Kernel, desc: msi_desc, ctrl: number): void {
  if (desc.can_mask) writel(k, ctrl, pci_msix_desc_addr(desc) + PCI_MSIX_ENTRY_VECTOR_CTRL);
}
export function pci_msix_mask(k: Kernel, desc: msi_desc): void {
  desc.msix_ctrl |= PCI_MSIX_ENTRY_CTRL_MASKBIT;
  pci_msix_write_vector_ctrl(k, desc, desc.msix_ctrl);
  // A read, so that the write has arrived.
  readl(k, desc.mask_base);
}
export function pci_msix_unmask(k: Kernel, desc: msi_desc): void {
  desc.msix_ctrl &= ~PCI_MSIX_ENTRY_CTRL_MASKBIT;
  pci_msix_write_vector_ctrl(k, desc, desc.msix_ctrl);
}

/** The mask bit of an irq among those of its descriptor. */
export function maskBit(data: irq_data, desc: msi_desc): number {
  return (1 << (data.irq - desc.irq)) >>> 0;
}

export const pci_msi_mask_irq = at.fn(
  'pci_msi_mask_irq',
  'Masks a vector in its function.',
  (k: Kernel, data: irq_data): void => {
    const desc = irq_data_get_msi_desc(data);
    if (desc.is_msix) pci_msix_mask(k, desc);
    else pci_msi_mask(k, desc, maskBit(data, desc));
  },
);

export const pci_msi_unmask_irq = at.fn(
  'pci_msi_unmask_irq',
  'Unmasks a vector in its function.',
  (k: Kernel, data: irq_data): void => {
    const desc = irq_data_get_msi_desc(data);
    if (desc.is_msix) pci_msix_unmask(k, desc);
    else pci_msi_unmask(k, desc, maskBit(data, desc));
  },
);
