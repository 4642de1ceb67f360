/** drivers/pci/msi/msi.c: turning MSI-X on with as many vectors as a driver can get. */
import { source } from '../../../../../recorder/index.ts';
import { EINVAL, ENODEV, ENOSPC, ENOTSUPP, ERANGE } from '../../../../include/linux/errno.ts';
import type { irq_affinity } from '../../../../include/linux/interrupt.ts';
import { MSI_FLAG_MSIX_CONTIGUOUS, MSI_FLAG_PCI_MSIX } from '../../../../include/linux/msi.ts';
import { type msix_entry, PCI_D0, type pci_dev, PCI_IRQ_VIRTUAL } from '../../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../../kernel.ts';
import { dev_info } from '../../../../kernel/printk/printk.ts';
import { pci_msix_vec_count } from '../api.ts';
import {
  ALLOW_LEGACY,
  DENY_LEGACY,
  pci_msi_domain_supports,
  pci_setup_msix_device_domain,
} from '../irqdomain/index.ts';
import { pci_msi_supported, pci_setup_msi_context } from './common.ts';
import { enableAtMost } from './msi.ts';
import { msix_capability_init } from './msix.ts';

const at = source('drivers/pci/msi/msi.c');

function hasDuplicates(entries: readonly msix_entry[]): boolean {
  return new Set(entries.map(({ entry }) => entry)).size !== entries.length;
}

const pci_msix_validate_entries = at.fn(
  'pci_msix_validate_entries',
  'Checks that a driver names no table entry twice, and leaves none out where the domain wants that.',
  (k: Kernel, dev: pci_dev, entries: readonly msix_entry[] | undefined, nvec: number): boolean => {
    if (entries === undefined) return true;
    const nogap = pci_msi_domain_supports(k, dev, MSI_FLAG_MSIX_CONTIGUOUS, DENY_LEGACY);
    const used = entries.slice(0, nvec);
    return !hasDuplicates(used) && !(nogap && used.some(({ entry }, i) => entry !== i));
  },
);

/** Until 6.1 checks come with each attempt. A table that is too small gives its size. */
const __pci_enable_msix = at.fn(
  '__pci_enable_msix',
  'Turns on MSI-X with so many vectors, if the table has them.',
  (
    k: Kernel,
    dev: pci_dev,
    entries: msix_entry[] | undefined,
    nvec: number,
    affd: irq_affinity | undefined,
    flags: number,
  ): number => {
    if (pci_msi_supported(k, dev, nvec) === 0 || dev.current_state !== PCI_D0) return -EINVAL;
    const nr_entries = pci_msix_vec_count(k, dev);
    if (nr_entries < 0) return nr_entries;
    if (nvec > nr_entries && (flags & PCI_IRQ_VIRTUAL) === 0) return nr_entries;
    const used = entries?.slice(0, nvec) ?? [];
    if (used.some(({ entry }) => entry >= nr_entries) || hasDuplicates(used)) return -EINVAL;
    if (dev.msi_enabled) {
      dev_info(k, dev.dev, "can't enable MSI-X (MSI IRQ already assigned)");
      return -EINVAL;
    }
    return msix_capability_init(k, dev, entries, nvec, affd);
  },
);

/** What 6.12 checks before the first attempt: how many vectors it can be at most, or an errno, and the domain's size. */
function limits(
  k: Kernel,
  dev: pci_dev,
  entries: readonly msix_entry[] | undefined,
  minvec: number,
  maxvec: number,
  flags: number,
): { readonly nvec: number; readonly hwsize: number } {
  const refuse = (errno: number) => ({ nvec: -errno, hwsize: 0 });
  if (dev.msi_enabled) {
    dev_info(k, dev.dev, "can't enable MSI-X (MSI already enabled)");
    return refuse(EINVAL);
  }
  if (dev.msix_enabled) return refuse(EINVAL);
  if (!pci_msi_domain_supports(k, dev, MSI_FLAG_PCI_MSIX, ALLOW_LEGACY)) return refuse(ENOTSUPP);
  if (pci_msi_supported(k, dev, maxvec) === 0 || dev.current_state !== PCI_D0) return refuse(EINVAL);
  const table = pci_msix_vec_count(k, dev);
  if (table < 0) return refuse(-table);
  if (!pci_msix_validate_entries(k, dev, entries, maxvec)) return refuse(EINVAL);
  const virtual = (flags & PCI_IRQ_VIRTUAL) !== 0;
  const nvec = table < maxvec && !virtual ? table : maxvec;
  return nvec < minvec ? refuse(ENOSPC) : { nvec, hwsize: Math.max(table, virtual ? maxvec : 0) };
}

export const __pci_enable_msix_range = at.fn(
  '__pci_enable_msix_range',
  'Turns on MSI-X with as many vectors as possible within a range.',
  (
    k: Kernel,
    dev: pci_dev,
    entries: msix_entry[] | undefined,
    minvec: number,
    maxvec: number,
    affd: irq_affinity | undefined,
    flags: number,
  ): number => {
    if (maxvec < minvec) return -ERANGE;
    if (!k.since('6.12')) {
      if (dev.msix_enabled) return -EINVAL;
      const rc = pci_setup_msi_context(k, dev);
      if (rc !== 0) return rc;
      return enableAtMost(k, minvec, maxvec, affd, (n) => __pci_enable_msix(k, dev, entries, n, affd, flags));
    }
    const { nvec, hwsize } = limits(k, dev, entries, minvec, maxvec, flags);
    if (nvec < 0) return nvec;
    const rc = pci_setup_msi_context(k, dev);
    if (rc !== 0) return rc;
    if (!pci_setup_msix_device_domain(k, dev, hwsize)) return -ENODEV;
    return enableAtMost(k, minvec, nvec, affd, (n) => msix_capability_init(k, dev, entries, n, affd));
  },
);
