/**
 * Models, of drivers/vfio/pci/vfio_pci_config.c, how user space writes COMMAND: INTx Disable stays with the kernel, which
 * masks INTx in its stead, and all else reaches the function. Other registers and reading are left out.
 */
import { source } from '../../../../recorder/index.ts';
import { IRQ_NOTCONNECTED } from '../../../include/linux/interrupt.ts';
import type { vfio_pci_core_device } from '../../../include/linux/vfio_pci_core.ts';
import { PCI_COMMAND, PCI_COMMAND_INTX_DISABLE, PCI_INTERRUPT_PIN } from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { pci_read_config_byte, pci_read_config_word, pci_write_config_word } from '../../pci/access.ts';
import { vfio_pci_intx_mask, vfio_pci_intx_unmask } from './vfio_pci_intrs/index.ts';

const at = source('drivers/vfio/pci/vfio_pci_config.c');

export const vfio_pci_init_perm_bits = at.fn(
  'vfio_pci_init_perm_bits',
  'Lays down which bits of configuration space user space can write.',
  (_k: Kernel): number => 0,
);

const vfio_default_config_write = at.fn(
  'vfio_default_config_write',
  'Writes to the function those bits that are its own.',
  (k: Kernel, vdev: vfio_pci_core_device, val: number): void => {
    const kept = pci_read_config_word(k, vdev.pdev, PCI_COMMAND) & PCI_COMMAND_INTX_DISABLE;
    pci_write_config_word(k, vdev.pdev, PCI_COMMAND, (val & ~PCI_COMMAND_INTX_DISABLE) | kept);
  },
);

/** In the kernel reached through vfio_pci_config_rw, for any register. */
export const vfio_basic_config_write = at.fn(
  'vfio_basic_config_write',
  'User space writes COMMAND.',
  (k: Kernel, vdev: vfio_pci_core_device, val: number): void => {
    vfio_default_config_write(k, vdev, val);
    const disabled = (val & PCI_COMMAND_INTX_DISABLE) !== 0;
    if (disabled === vdev.virq_disabled) return;
    vdev.virq_disabled = disabled;
    if (disabled) vfio_pci_intx_mask(k, vdev);
    else vfio_pci_intx_unmask(k, vdev);
  },
);

/** Makes the configuration space that user space sees: a pin that leads nowhere is not shown. */
export const vfio_config_init = at.fn(
  'vfio_config_init',
  'Makes the configuration space that user space sees.',
  (k: Kernel, vdev: vfio_pci_core_device): number => {
    const hidden = vdev.nointx || vdev.pdev.irq === IRQ_NOTCONNECTED || vdev.pdev.is_virtfn;
    vdev.vconfig_pin = hidden ? 0 : pci_read_config_byte(k, vdev.pdev, PCI_INTERRUPT_PIN);
    return 0;
  },
);
