/** drivers/pci/msi/msi.c: the MSI capability. */
import { must } from '../../../../../../base/assert.ts';
import { source } from '../../../../../recorder/index.ts';
import { EINVAL, ENODEV, ENOSPC, ENOTSUPP, ERANGE } from '../../../../include/linux/errno.ts';
import type { irq_affinity, irq_affinity_desc } from '../../../../include/linux/interrupt.ts';
import {
  type msi_desc,
  MSI_DESC_ALL,
  type msi_desc_values,
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_NO_MASK,
} from '../../../../include/linux/msi.ts';
import { PCI_D0, type pci_dev, PCI_DEV_FLAGS_HAS_MSI_MASKING } from '../../../../include/linux/pci/index.ts';
import {
  PCI_CAP_ID_MSI,
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_64BIT,
  PCI_MSI_FLAGS_ENABLE,
  PCI_MSI_FLAGS_MASKBIT,
  PCI_MSI_FLAGS_QMASK,
  PCI_MSI_FLAGS_QSIZE,
  PCI_MSI_MASK_32,
  PCI_MSI_MASK_64,
} from '../../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../../kernel.ts';
import { irq_calc_affinity_vectors, irq_create_affinity_masks } from '../../../../kernel/irq/affinity.ts';
import { irq_get_msi_desc } from '../../../../kernel/irq/chip/index.ts';
import {
  msi_first_desc,
  msi_insert_msi_desc,
  msi_lock_descs,
  msi_unlock_descs,
} from '../../../../kernel/irq/msi/index.ts';
import { dev_info } from '../../../../kernel/printk/printk.ts';
import { pci_read_config_dword, pci_read_config_word, pci_write_config_word } from '../../access.ts';
import {
  ALLOW_LEGACY,
  DENY_LEGACY,
  pci_msi_domain_supports,
  pci_msi_setup_msi_irqs,
  pci_setup_msi_device_domain,
} from '../irqdomain/index.ts';
import {
  msi_c,
  msi_verify_entries,
  pci_free_msi_irqs,
  pci_intx_for_msi,
  pci_msi_supported,
  pci_setup_msi_context,
} from './common.ts';
import { msi_multi_mask, type MsiMask, pci_msi_mask, pci_msi_unmask, pci_msi_update_mask } from './mask.ts';
import { __pci_write_msi_msg, cachedMsg } from './message.ts';

const at = source('drivers/pci/msi/msi.c');

const pci_msi_set_enable = at.fn(
  'pci_msi_set_enable',
  'Turns the MSI capability on or off.',
  (k: Kernel, dev: pci_dev, enable: number): void => {
    const control = pci_read_config_word(k, dev, dev.msi_cap + PCI_MSI_FLAGS) & ~PCI_MSI_FLAGS_ENABLE;
    pci_write_config_word(k, dev, dev.msi_cap + PCI_MSI_FLAGS, control | (enable === 0 ? 0 : PCI_MSI_FLAGS_ENABLE));
  },
);

/** Multiple Message Capable: the base-2 logarithm of the number of vectors. */
function multiCap(control: number): number {
  return (control & PCI_MSI_FLAGS_QMASK) >> 1;
}

/** A draft with everything 0: the memset of a msi_desc on the stack. */
export function emptyDesc(): msi_desc_values {
  return {
    nvec_used: 0,
    affinity: undefined,
    msi_index: 0,
    msi_mask: 0,
    msix_ctrl: 0,
    is_msix: false,
    multiple: 0,
    multi_cap: 0,
    can_mask: false,
    is_64: false,
    is_virtual: false,
    default_irq: 0,
    mask_pos: 0,
    mask_base: 0,
  };
}

const msi_setup_msi_desc = at.fn(
  'msi_setup_msi_desc',
  'Makes the one descriptor that all MSI vectors of a function share.',
  (k: Kernel, dev: pci_dev, nvec: number, masks: readonly irq_affinity_desc[] | undefined): number => {
    let control = pci_read_config_word(k, dev, dev.msi_cap + PCI_MSI_FLAGS);
    if ((dev.dev_flags & PCI_DEV_FLAGS_HAS_MSI_MASKING) !== 0) control |= PCI_MSI_FLAGS_MASKBIT;
    // From 6.13 on, and in 6.12's stable updates, a domain can forbid masking.
    if (k.since('6.12') && pci_msi_domain_supports(k, dev, MSI_FLAG_NO_MASK, DENY_LEGACY)) {
      control &= ~PCI_MSI_FLAGS_MASKBIT;
    }
    const desc = emptyDesc();
    desc.nvec_used = nvec;
    desc.is_64 = (control & PCI_MSI_FLAGS_64BIT) !== 0;
    desc.can_mask = (control & PCI_MSI_FLAGS_MASKBIT) !== 0;
    desc.default_irq = dev.irq;
    desc.multi_cap = multiCap(control);
    desc.multiple = Math.ceil(Math.log2(nvec));
    desc.affinity = masks;
    desc.mask_pos = dev.msi_cap + (desc.is_64 ? PCI_MSI_MASK_64 : PCI_MSI_MASK_32);
    if (desc.can_mask) desc.msi_mask = pci_read_config_dword(k, dev, desc.mask_pos);
    return msi_insert_msi_desc(k, dev.dev, desc);
  },
);

/** What the error path needs of a descriptor that is gone by then. */
function maskOf(desc: msi_desc): MsiMask {
  const { dev, can_mask, msi_mask, mask_pos, multi_cap } = desc;
  return { dev, can_mask, msi_mask, mask_pos, multi_cap };
}

/** Between locking the descriptors and unlocking them. 7.3 says only at the end that MSI is on. */
function setup(k: Kernel, dev: pci_dev, nvec: number, masks: readonly irq_affinity_desc[] | undefined): number {
  const err = msi_setup_msi_desc(k, dev, nvec, masks);
  if (err !== 0) {
    dev.msi_enabled = false;
    return err;
  }
  const entry = must(msi_first_desc(k, dev.dev, MSI_DESC_ALL), 'the MSI descriptor of a function');
  pci_msi_mask(k, entry, msi_multi_mask(entry));
  const copy = maskOf(entry);
  let ret = pci_msi_setup_msi_irqs(k, dev, nvec, PCI_CAP_ID_MSI);
  if (ret === 0) ret = msi_verify_entries(k, dev);
  if (ret !== 0) {
    pci_msi_unmask(k, copy, msi_multi_mask(copy));
    pci_free_msi_irqs(k, dev);
    dev.msi_enabled = false;
    return ret;
  }
  dev.msi_enabled = true;
  pci_intx_for_msi(k, dev, 0);
  pci_msi_set_enable(k, dev, 1);
  dev.irq = entry.irq;
  return 0;
}

/** 7.3. */
const __msi_capability_init = at.fn(
  '__msi_capability_init',
  'Makes the descriptor and the interrupts of MSI vectors, and turns MSI on.',
  setup,
);

const msi_capability_init = at.fn(
  'msi_capability_init',
  'Sets MSI up with so many vectors. Returns a positive number when fewer might do.',
  (k: Kernel, dev: pci_dev, nvec: number, affd: irq_affinity | undefined): number => {
    // From 6.2 on checked early.
    if (k.since('6.12') && nvec > 1 && !pci_msi_domain_supports(k, dev, MSI_FLAG_MULTI_PCI_MSI, ALLOW_LEGACY)) return 1;
    pci_msi_set_enable(k, dev, 0);
    if (!k.since('7.3')) dev.msi_enabled = true;
    const masks = affd === undefined ? undefined : irq_create_affinity_masks(k, nvec, affd);
    msi_lock_descs(k, dev.dev);
    const ret = k.since('7.3') ? __msi_capability_init(k, dev, nvec, masks) : setup(k, dev, nvec, masks);
    msi_unlock_descs(k, dev.dev);
    return ret;
  },
);

/** Tries with as many vectors as there may be, and with fewer as long as it is told to. */
export function enableAtMost(
  k: Kernel,
  minvec: number,
  maxvec: number,
  affd: irq_affinity | undefined,
  init: (nvec: number) => number,
): number {
  for (let nvec = maxvec; ;) {
    if (affd !== undefined) {
      nvec = irq_calc_affinity_vectors(k, minvec, nvec, affd);
      if (nvec < minvec) return -ENOSPC;
    }
    const rc = init(nvec);
    if (rc === 0) return nvec;
    if (rc < 0) return rc;
    if (rc < minvec) return -ENOSPC;
    nvec = rc;
  }
}

export const __pci_enable_msi_range = at.fn(
  '__pci_enable_msi_range',
  'Turns on MSI with as many vectors as possible within a range.',
  (k: Kernel, dev: pci_dev, minvec: number, maxvec: number, affd: irq_affinity | undefined): number => {
    if (pci_msi_supported(k, dev, minvec) === 0 || dev.current_state !== PCI_D0) return -EINVAL;
    if (dev.msix_enabled) {
      dev_info(k, dev.dev, "can't enable MSI (MSI-X already enabled)");
      return -EINVAL;
    }
    if (maxvec < minvec) return -ERANGE;
    if (dev.msi_enabled) return -EINVAL;
    // From 6.2 on checked early.
    if (k.since('6.12') && !pci_msi_domain_supports(k, dev, 0, ALLOW_LEGACY)) return -ENOTSUPP;
    const count = pci_msi_vec_count(k, dev);
    if (count < 0) return count;
    if (count < minvec) return -ENOSPC;
    const rc = pci_setup_msi_context(k, dev);
    if (rc !== 0) return rc;
    if (k.since('6.12') && !pci_setup_msi_device_domain(k, dev, count)) return -ENODEV;
    const most = Math.min(count, maxvec);
    return enableAtMost(k, minvec, most, affd, (nvec) => msi_capability_init(k, dev, nvec, affd));
  },
);

export const pci_msi_vec_count = at.fn(
  'pci_msi_vec_count',
  'The number of vectors an MSI capability offers.',
  (k: Kernel, dev: pci_dev): number => {
    if (dev.msi_cap === 0) return -EINVAL;
    return 1 << multiCap(pci_read_config_word(k, dev, dev.msi_cap + PCI_MSI_FLAGS));
  },
);

export const __pci_restore_msi_state = at.fn(
  '__pci_restore_msi_state',
  'Writes the MSI capability back after a reset or a power change.',
  (k: Kernel, dev: pci_dev): void => {
    if (!dev.msi_enabled) return;
    const entry = must(irq_get_msi_desc(k, dev.irq), 'the MSI descriptor of a function');
    pci_intx_for_msi(k, dev, 0);
    pci_msi_set_enable(k, dev, 0);
    __pci_write_msi_msg(k, entry, cachedMsg(entry));
    const control = pci_read_config_word(k, dev, dev.msi_cap + PCI_MSI_FLAGS) & ~PCI_MSI_FLAGS_QSIZE;
    pci_msi_update_mask(k, entry, 0, 0);
    const on = PCI_MSI_FLAGS_ENABLE | (entry.multiple << 4);
    pci_write_config_word(k, dev, dev.msi_cap + PCI_MSI_FLAGS, control | on);
  },
);

export const pci_msi_shutdown = at.fn(
  'pci_msi_shutdown',
  'Turns MSI off, and INTx on again.',
  (k: Kernel, dev: pci_dev): void => {
    if (!msi_c(k).pci_msi_enable || !dev.msi_enabled) return;
    pci_msi_set_enable(k, dev, 0);
    pci_intx_for_msi(k, dev, 1);
    dev.msi_enabled = false;
    const desc = must(msi_first_desc(k, dev.dev, MSI_DESC_ALL), 'the MSI descriptor of a function');
    pci_msi_unmask(k, desc, msi_multi_mask(desc));
    dev.irq = desc.default_irq;
  },
);
