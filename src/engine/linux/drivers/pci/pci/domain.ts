/** drivers/pci/pci.c: the number of a PCI domain. */
import { type device } from '../../../include/linux/device.ts';
import type { Kernel } from '../../../kernel.ts';
import { of_get_pci_domain_nr } from '../of.ts';
import { probe_c } from '../probe/index.ts';

/** The tree's linux,pci-domain, else the lowest number that is free. */
export function pci_bus_find_domain_nr(k: Kernel, parent: device | undefined): number {
  const { domains } = probe_c(k);
  let domain = of_get_pci_domain_nr(k, parent?.of_node);
  if (domain < 0) for (domain = 0; domains.has(domain);) domain++;
  domains.set(domain, 1);
  return domain;
}
