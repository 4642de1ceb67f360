/** Models drivers/pci/msi/api.c (in 6.1 a part of msi.c): what drivers call. */
import type { Cpumask } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { EINVAL, ENOSPC, ENOTSUPP } from '../../../include/linux/errno.ts';
import type { irq_affinity, irq_affinity_desc } from '../../../include/linux/interrupt.ts';
import { MSI_DEFAULT_DOMAIN, MSI_FLAG_PCI_MSIX_ALLOC_DYN } from '../../../include/linux/msi.ts';
import {
  type msix_entry,
  type pci_dev,
  PCI_IRQ_AFFINITY,
  PCI_IRQ_INTX,
  PCI_IRQ_MSI,
  PCI_IRQ_MSIX,
} from '../../../include/linux/pci/index.ts';
import { PCI_MSIX_FLAGS } from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpu_possible_mask } from '../../../kernel/cpu/index.ts';
import { irq_create_affinity_masks } from '../../../kernel/irq/affinity.ts';
import { irq_get_msi_desc } from '../../../kernel/irq/chip/index.ts';
import {
  msi_domain_alloc_irq_at,
  msi_get_virq,
  msi_lock_descs,
  type msi_map,
  msi_unlock_descs,
} from '../../../kernel/irq/msi/index.ts';
import { pci_read_config_word } from '../access.ts';
import { pci_intx } from '../pci/index.ts';
import { DENY_LEGACY, pci_msi_domain_supports } from './irqdomain/index.ts';
import {
  __pci_enable_msi_range,
  __pci_enable_msix_range,
  __pci_restore_msi_state,
  __pci_restore_msix_state,
  msi_c,
  msix_table_size,
  pci_free_msi_irqs,
  pci_msi_shutdown,
  pci_msix_shutdown,
} from './msi/index.ts';

const at = source('drivers/pci/msi/api.c', { '6.1': 'drivers/pci/msi/msi.c' });

export const pci_enable_msi = at.fn(
  'pci_enable_msi',
  'Turns on MSI with one vector.',
  (k: Kernel, dev: pci_dev): number => Math.min(__pci_enable_msi_range(k, dev, 1, 1, undefined), 0),
);

export const pci_disable_msi = at.fn(
  'pci_disable_msi',
  'Turns MSI off and frees its interrupts.',
  (k: Kernel, dev: pci_dev): void => {
    if (!msi_c(k).pci_msi_enable || !dev.msi_enabled) return;
    msi_lock_descs(k, dev.dev);
    pci_msi_shutdown(k, dev);
    pci_free_msi_irqs(k, dev);
    msi_unlock_descs(k, dev.dev);
  },
);

export const pci_msix_vec_count = at.fn(
  'pci_msix_vec_count',
  'The size of the MSI-X table of a function.',
  (k: Kernel, dev: pci_dev): number => {
    if (dev.msix_cap === 0) return -EINVAL;
    return msix_table_size(pci_read_config_word(k, dev, dev.msix_cap + PCI_MSIX_FLAGS));
  },
);

export const pci_enable_msix_range = at.fn(
  'pci_enable_msix_range',
  'Turns on MSI-X with the table entries that a driver names.',
  (k: Kernel, dev: pci_dev, entries: msix_entry[] | undefined, minvec: number, maxvec: number): number =>
    __pci_enable_msix_range(k, dev, entries, minvec, maxvec, undefined, 0),
);

/** From 6.2 on. */
export const pci_msix_can_alloc_dyn = at.fn(
  'pci_msix_can_alloc_dyn',
  'Says whether vectors can be added while MSI-X is on.',
  (k: Kernel, dev: pci_dev): boolean =>
    dev.msix_cap !== 0 && pci_msi_domain_supports(k, dev, MSI_FLAG_PCI_MSIX_ALLOC_DYN, DENY_LEGACY),
);

export const pci_msix_alloc_irq_at = at.fn(
  'pci_msix_alloc_irq_at',
  'Adds a vector while MSI-X is on.',
  (k: Kernel, dev: pci_dev, index: number, affdesc: readonly irq_affinity_desc[] | undefined): msi_map => {
    if (!dev.msix_enabled || !pci_msix_can_alloc_dyn(k, dev)) return { index: -ENOTSUPP, virq: 0 };
    return msi_domain_alloc_irq_at(k, dev.dev, MSI_DEFAULT_DOMAIN, index, affdesc);
  },
);

export const pci_disable_msix = at.fn(
  'pci_disable_msix',
  'Turns MSI-X off and frees its interrupts.',
  (k: Kernel, dev: pci_dev): void => {
    if (!msi_c(k).pci_msi_enable || !dev.msix_enabled) return;
    msi_lock_descs(k, dev.dev);
    pci_msix_shutdown(k, dev);
    pci_free_msi_irqs(k, dev);
    msi_unlock_descs(k, dev.dev);
  },
);

/** From 6.2 on a function, until then an inline helper. */
const pci_alloc_irq_vectors_6_12 = at.fn(
  'pci_alloc_irq_vectors',
  'Gets a function vectors, of the best kind it has.',
  (k: Kernel, dev: pci_dev, min_vecs: number, max_vecs: number, flags: number): number =>
    pci_alloc_irq_vectors_affinity(k, dev, min_vecs, max_vecs, flags, undefined),
);

export function pci_alloc_irq_vectors(
  k: Kernel,
  dev: pci_dev,
  min_vecs: number,
  max_vecs: number,
  flags: number,
): number {
  return k.since('6.12')
    ? pci_alloc_irq_vectors_6_12(k, dev, min_vecs, max_vecs, flags)
    : pci_alloc_irq_vectors_affinity(k, dev, min_vecs, max_vecs, flags, undefined);
}

/** The description of a driver that has no wishes of its own. */
function msi_default_affd(): irq_affinity {
  return { pre_vectors: 0, post_vectors: 0, nr_sets: 0, set_size: [] };
}

export const pci_alloc_irq_vectors_affinity = at.fn(
  'pci_alloc_irq_vectors_affinity',
  'Gets a function vectors, of the best kind it has: MSI-X, else MSI, else INTx; spread over CPUs if the driver likes.',
  (
    k: Kernel,
    dev: pci_dev,
    min_vecs: number,
    max_vecs: number,
    flags: number,
    wish: irq_affinity | undefined,
  ): number => {
    const affd = (flags & PCI_IRQ_AFFINITY) === 0 ? undefined : (wish ?? msi_default_affd());
    let nvecs = -ENOSPC;
    if ((flags & PCI_IRQ_MSIX) !== 0) {
      nvecs = __pci_enable_msix_range(k, dev, undefined, min_vecs, max_vecs, affd, flags);
      if (nvecs > 0) return nvecs;
    }
    if ((flags & PCI_IRQ_MSI) !== 0) {
      nvecs = __pci_enable_msi_range(k, dev, min_vecs, max_vecs, affd);
      if (nvecs > 0) return nvecs;
    }
    if ((flags & PCI_IRQ_INTX) !== 0 && min_vecs === 1 && dev.irq !== 0) {
      // Called for what it does to the description: the driver reads its number of queues from there.
      if (affd !== undefined) irq_create_affinity_masks(k, 1, affd);
      pci_intx(k, dev, 1);
      return 1;
    }
    return nvecs;
  },
);

/** pci_irq_vector, which the compiler inlines into pci_irq_get_affinity; also what msix_entry.vector of an enabled vector holds. */
export function irqOfVector(k: Kernel, dev: pci_dev, nr: number): number {
  if (!dev.msi_enabled && !dev.msix_enabled) return nr === 0 ? dev.irq : -EINVAL;
  const irq = msi_get_virq(k, dev.dev, nr);
  return irq === 0 ? -EINVAL : irq;
}

export const pci_irq_vector = at.fn('pci_irq_vector', 'The interrupt number of a vector.', irqOfVector);

export const pci_irq_get_affinity = at.fn(
  'pci_irq_get_affinity',
  'The CPUs a vector was spread to, nothing if it was not.',
  (k: Kernel, dev: pci_dev, nr: number): Cpumask | undefined => {
    const irq = irqOfVector(k, dev, nr);
    if (irq <= 0) return undefined;
    const desc = irq_get_msi_desc(k, irq);
    if (desc === undefined) return cpu_possible_mask(k);
    // MSI has one descriptor with a mask for each vector, MSI-X a descriptor for each.
    return desc.affinity?.[dev.msi_enabled ? nr : 0]?.mask;
  },
);

export const pci_free_irq_vectors = at.fn(
  'pci_free_irq_vectors',
  'Gives back what pci_alloc_irq_vectors got.',
  (k: Kernel, dev: pci_dev): void => {
    pci_disable_msix(k, dev);
    pci_disable_msi(k, dev);
  },
);

export const pci_restore_msi_state = at.fn(
  'pci_restore_msi_state',
  'Writes MSI and MSI-X state back after a reset or a power change.',
  (k: Kernel, dev: pci_dev): void => {
    __pci_restore_msi_state(k, dev);
    __pci_restore_msix_state(k, dev);
  },
);

export const pci_msi_enabled = at.fn('pci_msi_enabled', 'Says whether MSI may be used at all.', (k: Kernel): number =>
  msi_c(k).pci_msi_enable ? 1 : 0,
);
