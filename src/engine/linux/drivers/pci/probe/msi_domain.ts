/** The part of drivers/pci/probe.c that finds the MSI domain of a bus. */
import { source } from '../../../../recorder/index.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import { type pci_bus, pci_is_root_bus } from '../../../include/linux/pci.ts';
import type { Kernel } from '../../../kernel.ts';
import { pci_host_bridge_of_msi_domain } from '../of.ts';

const at = source('drivers/pci/probe.c');

const pci_host_bridge_msi_domain = at.fn(
  'pci_host_bridge_msi_domain',
  "Finds the MSI domain of a host bridge: its device's own, else what the device tree says.",
  (k: Kernel, bus: pci_bus): irq_domain | undefined => bus.bridge?.msi_domain ?? pci_host_bridge_of_msi_domain(k, bus),
);

export const pci_set_bus_msi_domain = at.fn(
  'pci_set_bus_msi_domain',
  'Gives a bus the MSI domain of the nearest bridge above it that has one.',
  (k: Kernel, bus: pci_bus): void => {
    let d: irq_domain | undefined;
    let b = bus;
    while (d === undefined && !pci_is_root_bus(b)) {
      d = b.self?.dev.msi_domain;
      if (b.parent === undefined) break;
      b = b.parent;
    }
    bus.dev.msi_domain = d ?? pci_host_bridge_msi_domain(k, b);
  },
);
