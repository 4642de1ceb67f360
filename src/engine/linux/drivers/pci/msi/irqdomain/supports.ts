/** drivers/pci/msi/irqdomain.c: what the MSI domain of a function can do. */
import { source } from '../../../../../recorder/index.ts';
import {
  type irq_domain,
  IRQ_DOMAIN_FLAG_HIERARCHY,
  irq_domain_is_msi_parent,
} from '../../../../include/linux/irqdomain.ts';
import type { pci_dev } from '../../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../../kernel.ts';
import { infoOf } from '../../../../kernel/irq/msi/index.ts';

const at = source('drivers/pci/msi/irqdomain.c');

/** Whether a device without an MSI domain has a feature: yes, or no. */
export const ALLOW_LEGACY = 0;
export const DENY_LEGACY = 1;

export function hierarchyOf(dev: pci_dev): irq_domain | undefined {
  const domain = dev.dev.msi_domain;
  return domain !== undefined && (domain.flags & IRQ_DOMAIN_FLAG_HIERARCHY) !== 0 ? domain : undefined;
}

export const pci_msi_domain_supports = at.fn(
  'pci_msi_domain_supports',
  'Says whether the MSI domain of a function, or the parent it will be made on, has certain features.',
  (k: Kernel, pdev: pci_dev, feature_mask: number, mode: number): boolean => {
    const domain = hierarchyOf(pdev);
    // Without a domain there would have to be functions of the architecture, which arm64 does not have.
    if (domain === undefined) return false;
    const supported = irq_domain_is_msi_parent(domain)
      ? (domain.msi_parent_ops?.supported_flags ?? 0)
      : infoOf(domain).flags;
    return (supported & feature_mask) === feature_mask;
  },
);
