/** Models the part of vfio_pci_core.c that lets the kernel reach a function's memory, whatever user space does to COMMAND. */
import { source } from '../../../../../recorder/index.ts';
import { PCI_COMMAND, PCI_COMMAND_MEMORY } from '../../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../../kernel.ts';
import { pci_read_config_word, pci_write_config_word } from '../../../pci/access.ts';
import type { vfio_pci_core_device } from '../types.ts';

const at = source('drivers/vfio/pci/vfio_pci_core.c');

export const vfio_pci_memory_lock_and_enable = at.fn(
  'vfio_pci_memory_lock_and_enable',
  'Makes a function decode its memory for now; returns what COMMAND was.',
  (k: Kernel, vdev: vfio_pci_core_device): number => {
    const cmd = pci_read_config_word(k, vdev.pdev, PCI_COMMAND);
    if ((cmd & PCI_COMMAND_MEMORY) === 0) pci_write_config_word(k, vdev.pdev, PCI_COMMAND, cmd | PCI_COMMAND_MEMORY);
    return cmd;
  },
);

export const vfio_pci_memory_unlock_and_restore = at.fn(
  'vfio_pci_memory_unlock_and_restore',
  'Puts COMMAND back as it was.',
  (k: Kernel, vdev: vfio_pci_core_device, cmd: number): void => pci_write_config_word(k, vdev.pdev, PCI_COMMAND, cmd),
);
