/** drivers/pci/msi/msi.c: the MSI-X capability and its table: set up, restored, turned off. */
import { source } from '../../../../../recorder/index.ts';
import { readl, writel } from '../../../../include/asm/io.ts';
import { ENOMEM } from '../../../../include/linux/errno.ts';
import type { irq_affinity, irq_affinity_desc } from '../../../../include/linux/interrupt.ts';
import { IORESOURCE_UNSET } from '../../../../include/linux/ioport.ts';
import { MSI_DESC_ALL, type msi_desc_values, MSI_FLAG_NO_MASK } from '../../../../include/linux/msi.ts';
import {
  type msix_entry,
  type pci_dev,
  PCI_DEV_FLAGS_MSIX_TOUCH_ENTRY_DATA_FIRST,
  pci_dev_is_disconnected,
  pci_resource_flags,
  pci_resource_start,
} from '../../../../include/linux/pci/index.ts';
import {
  PCI_CAP_ID_MSIX,
  PCI_COMMAND,
  PCI_COMMAND_MEMORY,
  PCI_MSIX_ENTRY_CTRL_MASKBIT,
  PCI_MSIX_ENTRY_DATA,
  PCI_MSIX_ENTRY_SIZE,
  PCI_MSIX_ENTRY_VECTOR_CTRL,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_ENABLE,
  PCI_MSIX_FLAGS_MASKALL,
  PCI_MSIX_FLAGS_QSIZE,
  PCI_MSIX_TABLE,
  PCI_MSIX_TABLE_BIR,
  PCI_MSIX_TABLE_OFFSET,
} from '../../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../../kernel.ts';
import { irq_create_affinity_masks } from '../../../../kernel/irq/affinity.ts';
import {
  msi_for_each_desc,
  msi_insert_msi_desc,
  msi_lock_descs,
  msi_unlock_descs,
} from '../../../../kernel/irq/msi/index.ts';
import { pci_read_config_dword, pci_read_config_word, pci_write_config_word } from '../../access.ts';
import { pci_msix_vec_count } from '../api.ts';
import { DENY_LEGACY, pci_msi_domain_supports, pci_msi_setup_msi_irqs } from '../irqdomain/index.ts';
import { msi_c, msi_verify_entries, pci_free_msi_irqs, pci_intx_for_msi } from './common.ts';
import { pci_msix_desc_addr, pci_msix_mask, pci_msix_write_vector_ctrl } from './mask.ts';
import { __pci_write_msi_msg, cachedMsg } from './message.ts';
import { emptyDesc } from './msi.ts';

const at = source('drivers/pci/msi/msi.c');

/** From the Message Control register. */
export function msix_table_size(flags: number): number {
  return (flags & PCI_MSIX_FLAGS_QSIZE) + 1;
}

const pci_msix_clear_and_set_ctrl = at.fn(
  'pci_msix_clear_and_set_ctrl',
  'Changes bits of the MSI-X Message Control register.',
  (k: Kernel, dev: pci_dev, clear: number, set: number): void => {
    const ctrl = pci_read_config_word(k, dev, dev.msix_cap + PCI_MSIX_FLAGS);
    pci_write_config_word(k, dev, dev.msix_cap + PCI_MSIX_FLAGS, (ctrl & ~clear) | set);
  },
);

const msix_map_region = at.fn(
  'msix_map_region',
  'Finds where the MSI-X table is: a BAR and an offset. Returns 0 when the BAR has no address.',
  (k: Kernel, dev: pci_dev, nr_entries: number): number => {
    const table = pci_read_config_dword(k, dev, dev.msix_cap + PCI_MSIX_TABLE);
    const bir = table & PCI_MSIX_TABLE_BIR;
    const flags = pci_resource_flags(dev, bir);
    if (flags === 0 || (flags & IORESOURCE_UNSET) !== 0) return 0;
    return pci_resource_start(dev, bir) + ((table & PCI_MSIX_TABLE_OFFSET) >>> 0);
  },
);

/** Reads the vector control word of a table entry that can be masked. */
function readVectorCtrl(k: Kernel, dev: pci_dev, desc: msi_desc_values): void {
  const addr = pci_msix_desc_addr(desc);
  desc.can_mask = true;
  if ((dev.dev_flags & PCI_DEV_FLAGS_MSIX_TOUCH_ENTRY_DATA_FIRST) !== 0) writel(k, 0, addr + PCI_MSIX_ENTRY_DATA);
  desc.msix_ctrl = readl(k, addr + PCI_MSIX_ENTRY_VECTOR_CTRL);
}

function fillDesc(dev: pci_dev, desc: msi_desc_values): void {
  desc.nvec_used = 1;
  desc.is_msix = true;
  desc.is_64 = true;
  desc.default_irq = dev.irq;
  desc.mask_base = dev.msix_base;
}

/** From 6.2 on a function, since vectors can be added later, too. */
export const msix_prepare_msi_desc = at.fn(
  'msix_prepare_msi_desc',
  'Fills in the descriptor of an MSI-X vector.',
  (k: Kernel, dev: pci_dev, desc: msi_desc_values): void => {
    fillDesc(dev, desc);
    if (!pci_msi_domain_supports(k, dev, MSI_FLAG_NO_MASK, DENY_LEGACY) && !desc.is_virtual)
      readVectorCtrl(k, dev, desc);
  },
);

const msix_setup_msi_descs = at.fn(
  'msix_setup_msi_descs',
  'Makes a descriptor for each MSI-X vector.',
  (
    k: Kernel,
    dev: pci_dev,
    entries: readonly msix_entry[] | undefined,
    nvec: number,
    masks: readonly irq_affinity_desc[] | undefined,
  ): number => {
    const vec_count = pci_msix_vec_count(k, dev);
    for (let i = 0; i < nvec; i++) {
      const desc = emptyDesc();
      desc.msi_index = entries?.[i]?.entry ?? i;
      desc.affinity = masks?.slice(i, i + 1);
      desc.is_virtual = desc.msi_index >= vec_count;
      if (k.since('6.12')) {
        msix_prepare_msi_desc(k, dev, desc);
      } else {
        fillDesc(dev, desc);
        if (!desc.is_virtual) readVectorCtrl(k, dev, desc);
      }
      const ret = msi_insert_msi_desc(k, dev.dev, desc);
      if (ret !== 0) return ret;
    }
    return 0;
  },
);

const msix_update_entries = at.fn(
  'msix_update_entries',
  'Tells the driver the interrupt number of each entry it named.',
  (k: Kernel, dev: pci_dev, entries: msix_entry[] | undefined): void => {
    if (entries === undefined) return;
    let i = 0;
    for (const desc of msi_for_each_desc(k, dev.dev, MSI_DESC_ALL)) {
      const entry = entries[i++];
      if (entry !== undefined) entry.vector = desc.irq;
    }
  },
);

const msix_mask_all = at.fn(
  'msix_mask_all',
  'Masks every entry of an MSI-X table.',
  (k: Kernel, base: number, tsize: number): void => {
    for (let i = 0; i < tsize; i++) {
      writel(k, PCI_MSIX_ENTRY_CTRL_MASKBIT, base + i * PCI_MSIX_ENTRY_SIZE + PCI_MSIX_ENTRY_VECTOR_CTRL);
    }
  },
);

/** Between locking the descriptors and unlocking them. */
function setup(
  k: Kernel,
  dev: pci_dev,
  entries: msix_entry[] | undefined,
  nvec: number,
  masks: readonly irq_affinity_desc[] | undefined,
): number {
  let ret = msix_setup_msi_descs(k, dev, entries, nvec, masks);
  if (ret === 0) ret = pci_msi_setup_msi_irqs(k, dev, nvec, PCI_CAP_ID_MSIX);
  if (ret === 0) ret = msi_verify_entries(k, dev);
  if (ret === 0) msix_update_entries(k, dev, entries);
  else pci_free_msi_irqs(k, dev);
  return ret;
}

/** 7.3. */
const __msix_setup_interrupts = at.fn(
  '__msix_setup_interrupts',
  'Makes descriptors and interrupts for MSI-X vectors, and tells their numbers.',
  setup,
);

const msix_setup_interrupts = at.fn(
  'msix_setup_interrupts',
  'Makes descriptors and interrupts for MSI-X vectors.',
  (
    k: Kernel,
    dev: pci_dev,
    entries: msix_entry[] | undefined,
    nvec: number,
    affd: irq_affinity | undefined,
  ): number => {
    const masks = affd === undefined ? undefined : irq_create_affinity_masks(k, nvec, affd);
    msi_lock_descs(k, dev.dev);
    const ret = (k.since('7.3') ? __msix_setup_interrupts : setup)(k, dev, entries, nvec, masks);
    msi_unlock_descs(k, dev.dev);
    return ret;
  },
);

export const msix_capability_init = at.fn(
  'msix_capability_init',
  'Sets MSI-X up: enabled but masked as a whole while the table is written, then the whole unmasked.',
  (
    k: Kernel,
    dev: pci_dev,
    entries: msix_entry[] | undefined,
    nvec: number,
    affd: irq_affinity | undefined,
  ): number => {
    pci_msix_clear_and_set_ctrl(k, dev, 0, PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE);
    dev.msix_enabled = true;
    const tsize = msix_table_size(pci_read_config_word(k, dev, dev.msix_cap + PCI_MSIX_FLAGS));
    dev.msix_base = msix_map_region(k, dev, tsize);
    const ret = dev.msix_base === 0 ? -ENOMEM : msix_setup_interrupts(k, dev, entries, nvec, affd);
    if (ret !== 0) {
      dev.msix_enabled = false;
      pci_msix_clear_and_set_ctrl(k, dev, PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE, 0);
      return ret;
    }
    pci_intx_for_msi(k, dev, 0);
    // Entries nobody asked for must not fire, should a crashed kernel leave them behind.
    if (!k.since('6.12') || !pci_msi_domain_supports(k, dev, MSI_FLAG_NO_MASK, DENY_LEGACY)) {
      msix_mask_all(k, dev.msix_base, tsize);
    }
    pci_msix_clear_and_set_ctrl(k, dev, PCI_MSIX_FLAGS_MASKALL, 0);
    return 0;
  },
);

export const __pci_restore_msix_state = at.fn(
  '__pci_restore_msix_state',
  'Writes the MSI-X capability and table back after a reset or a power change.',
  (k: Kernel, dev: pci_dev): void => {
    if (!dev.msix_enabled) return;
    pci_intx_for_msi(k, dev, 0);
    pci_msix_clear_and_set_ctrl(k, dev, 0, PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL);
    // The table is in memory space, which may be off.
    const cmd = pci_read_config_word(k, dev, PCI_COMMAND);
    pci_write_config_word(k, dev, PCI_COMMAND, cmd | PCI_COMMAND_MEMORY);
    msi_lock_descs(k, dev.dev);
    for (const entry of msi_for_each_desc(k, dev.dev, MSI_DESC_ALL)) {
      __pci_write_msi_msg(k, entry, cachedMsg(entry));
      pci_msix_write_vector_ctrl(k, entry, entry.msix_ctrl);
    }
    msi_unlock_descs(k, dev.dev);
    pci_write_config_word(k, dev, PCI_COMMAND, cmd);
    pci_msix_clear_and_set_ctrl(k, dev, PCI_MSIX_FLAGS_MASKALL, 0);
  },
);

export const pci_msix_shutdown = at.fn(
  'pci_msix_shutdown',
  'Turns MSI-X off with all vectors masked, and INTx on again.',
  (k: Kernel, dev: pci_dev): void => {
    if (!msi_c(k).pci_msi_enable || !dev.msix_enabled) return;
    if (pci_dev_is_disconnected(dev)) {
      dev.msix_enabled = false;
      return;
    }
    for (const desc of msi_for_each_desc(k, dev.dev, MSI_DESC_ALL)) pci_msix_mask(k, desc);
    pci_msix_clear_and_set_ctrl(k, dev, PCI_MSIX_FLAGS_ENABLE, 0);
    pci_intx_for_msi(k, dev, 1);
    dev.msix_enabled = false;
  },
);
