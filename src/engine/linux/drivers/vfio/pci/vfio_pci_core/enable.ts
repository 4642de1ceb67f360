/** Models the first open and the last close in vfio_pci_core.c: user space gets a function that was just reset, and leaves one. */
import { source } from '../../../../../recorder/index.ts';
import { eventfd_ctx_put } from '../../../../fs/eventfd.ts';
import { EAGAIN } from '../../../../include/linux/errno.ts';
import { type pci_dev, pci_intx_mask_supported } from '../../../../include/linux/pci/index.ts';
import { PCI_VENDOR_ID_INTEL } from '../../../../include/linux/pci_ids.ts';
import type { vfio_device } from '../../../../include/linux/vfio.ts';
import { vfio_pci_core_device } from '../../../../include/linux/vfio_pci_core.ts';
import {
  PCI_COMMAND,
  PCI_COMMAND_INTX_DISABLE,
  PCI_COMMAND_MEMORY,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_QSIZE,
  PCI_MSIX_TABLE,
  PCI_MSIX_TABLE_BIR,
} from '../../../../include/uapi/linux/pci_regs.ts';
import { VFIO_IRQ_SET_ACTION_TRIGGER, VFIO_IRQ_SET_DATA_NONE } from '../../../../include/uapi/linux/vfio.ts';
import type { Kernel } from '../../../../kernel.ts';
import { dev_info } from '../../../../kernel/printk/printk.ts';
import { pci_read_config_dword, pci_read_config_word, pci_write_config_word } from '../../../pci/access.ts';
import { pci_msix_can_alloc_dyn } from '../../../pci/msi/api.ts';
import {
  __pci_reset_function_locked,
  pci_clear_master,
  pci_disable_device,
  pci_enable_device,
  pci_intx,
  pci_load_and_free_saved_state,
  pci_restore_state,
  pci_save_state,
  pci_store_saved_state,
  pci_try_reset_function,
} from '../../../pci/pci/index.ts';
import { vfio_config_init } from '../vfio_pci_config.ts';
import { vfio_pci_set_irqs_ioctl } from '../vfio_pci_intrs/index.ts';

const at = source('drivers/vfio/pci/vfio_pci_core.c');

/** Intel's 40 Gb network cards and the X550: their INTx cannot be kept quiet. */
function vfio_pci_nointx({ vendor, device }: pci_dev): boolean {
  if (vendor !== PCI_VENDOR_ID_INTEL) return false;
  const within = (first: number, last: number): boolean => device >= first && device <= last;
  return (
    [0x1572, 0x1574, 0x1563].includes(device) ||
    within(0x1580, 0x1581) ||
    within(0x1583, 0x158b) ||
    within(0x37d0, 0x37d2)
  );
}

/** Whether INTx can be masked at the function; and it starts unmasked. */
function probeIntx(k: Kernel, vdev: vfio_pci_core_device): void {
  const { pdev } = vdev;
  if (vfio_pci_nointx(pdev)) {
    dev_info(k, pdev.dev, 'Masking broken INTx support');
    vdev.nointx = true;
    pci_intx(k, pdev, 0);
  } else vdev.pci_2_3 = pci_intx_mask_supported(pdev);
  const cmd = pci_read_config_word(k, pdev, PCI_COMMAND);
  if (vdev.pci_2_3 && (cmd & PCI_COMMAND_INTX_DISABLE) !== 0) {
    pci_write_config_word(k, pdev, PCI_COMMAND, cmd & ~PCI_COMMAND_INTX_DISABLE);
  }
}

/** Where the vector table is, so that user space is kept from it. */
function probeMsix(k: Kernel, vdev: vfio_pci_core_device): void {
  const { pdev } = vdev;
  if (pdev.msix_cap === 0) {
    vdev.msix_bar = 0xff;
    vdev.has_dyn_msix = false;
    return;
  }
  const flags = pci_read_config_word(k, pdev, pdev.msix_cap + PCI_MSIX_FLAGS);
  const table = pci_read_config_dword(k, pdev, pdev.msix_cap + PCI_MSIX_TABLE);
  vdev.msix_bar = table & PCI_MSIX_TABLE_BIR;
  vdev.msix_offset = (table & ~PCI_MSIX_TABLE_BIR) >>> 0;
  vdev.msix_size = ((flags & PCI_MSIX_FLAGS_QSIZE) + 1) * 16;
  if (k.since('6.12')) vdev.has_dyn_msix = pci_msix_can_alloc_dyn(k, pdev);
}

export const vfio_pci_core_enable = at.fn(
  'vfio_pci_core_enable',
  'Sets a function up for user space: resets it, and saves how it is then.',
  (k: Kernel, vdev: vfio_pci_core_device): number => {
    const { pdev } = vdev;
    pci_clear_master(k, pdev);
    const enabled = pci_enable_device(k, pdev);
    if (enabled !== 0) return enabled;
    const reset = pci_try_reset_function(k, pdev);
    if (reset === -EAGAIN) {
      pci_disable_device(k, pdev);
      return reset;
    }
    vdev.reset_works = reset === 0;
    pci_save_state(k, pdev);
    vdev.pci_saved_state = pci_store_saved_state(k, pdev);
    probeIntx(k, vdev);
    const configured = vfio_config_init(k, vdev);
    if (configured !== 0) return configured;
    probeMsix(k, vdev);
    return 0;
  },
);

export const vfio_pci_core_finish_enable = at.fn(
  'vfio_pci_core_finish_enable',
  'Finds out which BARs user space can map.',
  (_k: Kernel, _vdev: vfio_pci_core_device): void => undefined,
);

const vfio_pci_core_disable = at.fn(
  'vfio_pci_core_disable',
  'Takes a function back from user space: ends its interrupts, resets it, and restores how it was.',
  (k: Kernel, vdev: vfio_pci_core_device): void => {
    const { pdev } = vdev;
    pci_clear_master(k, pdev);
    vfio_pci_set_irqs_ioctl(k, vdev, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER, vdev.irq_type, 0, 0, []);
    vdev.virq_disabled = false;
    vdev.vconfig_pin = 0;
    vdev.needs_reset = true;
    pci_load_and_free_saved_state(k, pdev, vdev.pci_saved_state);
    vdev.pci_saved_state = undefined;
    pci_write_config_word(k, pdev, PCI_COMMAND, PCI_COMMAND_INTX_DISABLE);
    if (vdev.reset_works && __pci_reset_function_locked(k, pdev) === 0) vdev.needs_reset = false;
    pci_restore_state(k, pdev);
    pci_disable_device(k, pdev);
  },
);

export const vfio_pci_core_close_device = at.fn(
  'vfio_pci_core_close_device',
  'The last user has closed the function: takes it back.',
  (k: Kernel, core_vdev: vfio_device): void => {
    const vdev = vfio_pci_core_device.of(core_vdev.container);
    vfio_pci_core_disable(k, vdev);
    for (const which of ['err_trigger', 'req_trigger'] as const) {
      const ctx = vdev[which];
      vdev[which] = undefined;
      if (ctx !== undefined) eventfd_ctx_put(k, ctx);
    }
  },
);

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
