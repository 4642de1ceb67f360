/**
 * The part of drivers/pci/probe.c that brings up a host bridge. Left out: claiming what firmware has set up where the tree
 * forbids to change it (linux,pci-probe-only): such functions keep their addresses, and drivers cannot have them.
 */
import {
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
} from '../../../../recorder/index.ts';
import { device } from '../../../include/linux/device.ts';
import { EEXIST } from '../../../include/linux/errno.ts';
import { IORESOURCE_BUS } from '../../../include/linux/ioport.ts';
import {
  type pci_bus,
  PCI_BUS_FLAGS_NO_MSI,
  PCI_DOMAIN_NR_NOT_SET,
  pci_host_bridge,
  PCI_PROBE_ONLY,
  type resource_entry,
} from '../../../include/linux/pci/index.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { release_resource } from '../../../kernel/resource.ts';
import { device_add } from '../../base/core/index.ts';
import { pci_bus_add_devices, pci_bus_add_resource } from '../bus.ts';
import {
  devm_of_pci_bridge_init,
  of_pci_preserve_config,
  pci_host_of_has_msi_map,
  pci_set_bus_of_node,
} from '../of.ts';
import { pci_bus_find_domain_nr } from '../pci/index.ts';
import {
  pci_assign_unassigned_root_bus_resources,
  pci_bus_assign_resources,
  pci_bus_size_bridges,
  pci_has_flag,
} from '../setup-bus/index.ts';
import { pci_alloc_bus, pci_scan_child_bus } from './bus.ts';
import { pci_set_bus_msi_domain } from './device.ts';

const at = source('drivers/pci/probe.c');

export interface probe_c extends Recorded {
  pci_root_buses: RecordedList<pci_bus>;
  /** Domain numbers in use. */
  domains: RecordedMap<number>;
}
export const probe_c = statics<probe_c>('drivers/pci/probe.c', {
  pci_root_buses: list(ref<pci_bus>()),
  domains: map(num()),
});

/** A host bridge with what the device tree says of it, or a negative errno. */
export const devm_pci_alloc_host_bridge = at.fn(
  'devm_pci_alloc_host_bridge',
  'Makes a host bridge, with the ranges that the device tree gives it.',
  (k: Kernel, dev: device): pci_host_bridge | number => {
    const inner = device.create(k.rec, { name: 'pci host bridge', parent: dev });
    const bridge = pci_host_bridge.create(k.rec, { dev: inner });
    inner.container = bridge;
    const ret = devm_of_pci_bridge_init(k, dev, bridge);
    return ret === 0 ? bridge : ret;
  },
);

/** Makes one window of two where the second begins where the first ends. */
function coalesce(k: Kernel, bridge: pci_host_bridge): void {
  const windows = bridge.windows.toArray();
  windows.forEach((window, i) => {
    const next = windows[i + 1];
    if (next === undefined || !continues(window, next)) return;
    next.res.start = window.res.start;
    window.res.flags = 0;
  });
  for (const window of windows) {
    if (window.res.flags !== 0) continue;
    release_resource(k, window.res);
    bridge.windows.remove(window);
  }
}

function continues({ res, offset }: resource_entry, next: resource_entry): boolean {
  return res.flags === next.res.flags && offset === next.offset && res.end + 1 === next.res.start;
}

const pci_register_host_bridge = at.fn(
  'pci_register_host_bridge',
  'Registers a host bridge and its root bus, with their MSI domain and ranges.',
  (k: Kernel, bridge: pci_host_bridge): number => {
    const { parent } = bridge.dev;
    const domain_nr = bridge.domain_nr === PCI_DOMAIN_NR_NOT_SET ? pci_bus_find_domain_nr(k, parent) : bridge.domain_nr;
    if (domain_nr < 0) return domain_nr;
    const bus = pci_alloc_bus(k, domain_nr, bridge.busnr);
    bridge.bus = bus;
    bus.sysdata = bridge.sysdata;
    bus.ops = bridge.ops;
    const twin = probe_c(k).pci_root_buses.toArray();
    if (twin.some((b) => b.domain_nr === domain_nr && b.number === bus.number)) return -EEXIST;
    bridge.dev.name = `pci${bus.dev.name}`;
    device_add(k, bridge.dev);
    bus.bridge = bridge.dev;
    pci_set_bus_of_node(k, bus);
    pci_set_bus_msi_domain(k, bus);
    if (bridge.msi_domain && bus.dev.msi_domain === undefined && !pci_host_of_has_msi_map(k, parent)) {
      bus.bus_flags |= PCI_BUS_FLAGS_NO_MSI;
    }
    bus.dev.parent = bus.bridge;
    device_add(k, bus.dev);
    if (k.since('6.12')) bridge.preserve_config = of_pci_preserve_config(k, parent?.of_node);
    coalesce(k, bridge);
    for (const { res } of bridge.windows) {
      if ((res.flags & IORESOURCE_BUS) === 0) pci_bus_add_resource(k, bus, res);
      else bus.busn_end = res.end;
    }
    probe_c(k).pci_root_buses.addTail(bus);
    return 0;
  },
);

const pci_scan_root_bus_bridge = at.fn(
  'pci_scan_root_bus_bridge',
  'Registers a host bridge and finds all that is behind it.',
  (k: Kernel, bridge: pci_host_bridge): number => {
    const window = bridge.windows.toArray().find(({ res }) => (res.flags & IORESOURCE_BUS) !== 0);
    if (window !== undefined) bridge.busnr = window.res.start;
    const ret = pci_register_host_bridge(k, bridge);
    if (ret < 0 || bridge.bus === undefined) return ret;
    const max = pci_scan_child_bus(k, bridge.bus);
    if (window === undefined) bridge.bus.busn_end = max;
    return 0;
  },
);

/** 6.1 sizes windows with all that may be plugged in later; 6.12 tries the least first and adds that where there is room. */
function assignResources(k: Kernel, bridge: pci_host_bridge, bus: pci_bus): void {
  if (k.since('6.12')) {
    if (!bridge.preserve_config) pci_assign_unassigned_root_bus_resources(k, bus);
  } else if (!pci_has_flag(k, PCI_PROBE_ONLY)) {
    pci_bus_size_bridges(k, bus);
    pci_bus_assign_resources(k, bus);
  }
}

export const pci_host_probe = at.fn(
  'pci_host_probe',
  'Finds what is behind a host bridge, assigns addresses, and starts drivers.',
  (k: Kernel, bridge: pci_host_bridge): number => {
    const ret = pci_scan_root_bus_bridge(k, bridge);
    if (ret < 0 || bridge.bus === undefined) return ret;
    assignResources(k, bridge, bridge.bus);
    pci_bus_add_devices(k, bridge.bus);
    return 0;
  },
);
