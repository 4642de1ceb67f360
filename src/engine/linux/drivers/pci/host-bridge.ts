/** Models drivers/pci/host-bridge.c: from a bus to its host bridge, and between CPU addresses and bus addresses. */
import type { device } from '../../include/linux/device.ts';
import {
  type pci_bus,
  type pci_bus_region,
  type pci_dev,
  type pci_host_bridge,
  to_pci_host_bridge,
} from '../../include/linux/pci/index.ts';
import type { Kernel } from '../../kernel.ts';
import { type Range, resource_contains, resource_type } from '../../kernel/resource.ts';

function find_pci_root_bus(bus: pci_bus): pci_bus {
  let root = bus;
  while (root.parent !== undefined) root = root.parent;
  return root;
}

export function pci_find_host_bridge(bus: pci_bus): pci_host_bridge {
  return to_pci_host_bridge(find_pci_root_bus(bus).bridge);
}

export function pci_get_host_bridge_device(dev: pci_dev): device | undefined {
  return find_pci_root_bus(dev.bus).bridge;
}

export function pcibios_resource_to_bus(_k: Kernel, bus: pci_bus, res: Range): pci_bus_region {
  const window = pci_find_host_bridge(bus)
    .windows.toArray()
    .find((entry) => resource_contains(entry.res, res));
  const offset = window?.offset ?? 0;
  return { start: res.start - offset, end: res.end - offset };
}

/** Sets the range to the CPU addresses of a region on the bus. */
export function pcibios_bus_to_resource(_k: Kernel, bus: pci_bus, res: Range, region: pci_bus_region): void {
  const window = pci_find_host_bridge(bus)
    .windows.toArray()
    .find((entry) => {
      if (resource_type(entry.res) !== resource_type(res)) return false;
      return entry.res.start - entry.offset <= region.start && entry.res.end - entry.offset >= region.end;
    });
  const offset = window?.offset ?? 0;
  res.start = region.start + offset;
  res.end = region.end + offset;
}
