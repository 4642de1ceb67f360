/** Models the part of drivers/pci/pci.c that masks INTx at the function, where the function can do so (PCI 2.3). */
import { source } from '../../../../recorder/index.ts';
import type { pci_dev } from '../../../include/linux/pci.ts';
import { PCI_COMMAND, PCI_COMMAND_INTX_DISABLE, PCI_STATUS_INTERRUPT } from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { pci_read_config_dword, pci_write_config_word } from '../access.ts';

const at = source('drivers/pci/pci.c');

export function pci_intx_mask_supported(pdev: pci_dev): boolean {
  return !pdev.broken_intx_masking;
}

/** Masks only what is pending, and unmasks only what is not: false when it left things as they were. */
function pci_check_and_set_intx_mask(k: Kernel, dev: pci_dev, mask: boolean): boolean {
  const command_status = pci_read_config_dword(k, dev, PCI_COMMAND);
  const irq_pending = ((command_status >>> 16) & PCI_STATUS_INTERRUPT) !== 0;
  if (mask !== irq_pending) return false;
  const origcmd = command_status & 0xffff;
  const newcmd = mask ? origcmd | PCI_COMMAND_INTX_DISABLE : origcmd & ~PCI_COMMAND_INTX_DISABLE;
  if (newcmd !== origcmd) pci_write_config_word(k, dev, PCI_COMMAND, newcmd);
  return true;
}

export const pci_check_and_mask_intx = at.fn(
  'pci_check_and_mask_intx',
  'Masks INTx if the function drives it now; says whether it does.',
  (k: Kernel, dev: pci_dev): boolean => pci_check_and_set_intx_mask(k, dev, true),
);

export const pci_check_and_unmask_intx = at.fn(
  'pci_check_and_unmask_intx',
  'Unmasks INTx unless the function wants to drive it at once; says whether it did.',
  (k: Kernel, dev: pci_dev): boolean => pci_check_and_set_intx_mask(k, dev, false),
);

/** Whether a function asks for its INTx now. For drivers whose own way to know is not modelled. */
export function asksForIntx(k: Kernel, dev: pci_dev): boolean {
  return ((pci_read_config_dword(k, dev, PCI_COMMAND) >>> 16) & PCI_STATUS_INTERRUPT) !== 0;
}
