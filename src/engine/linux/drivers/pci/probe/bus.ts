/**
 * The part of drivers/pci/probe.c that numbers buses and looks behind bridges. Left out: CardBus, enhanced allocation,
 * power, checks of ranges of bus numbers against each other.
 */
import { source } from '../../../../recorder/index.ts';
import { device } from '../../../include/linux/device.ts';
import {
  PCI_BRIDGE_RESOURCES,
  pci_bus,
  PCI_BUS_FLAGS_NO_MSI,
  type pci_dev,
  pci_is_bridge,
  to_pci_host_bridge,
} from '../../../include/linux/pci/index.ts';
import {
  PCI_BRIDGE_CONTROL,
  PCI_BRIDGE_CTL_MASTER_ABORT,
  PCI_PRIMARY_BUS,
  PCI_SEC_STATUS,
  PCI_STATUS,
  PCI_SUBORDINATE_BUS,
} from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { device_add } from '../../base/core/index.ts';
import {
  pci_read_config_dword,
  pci_read_config_word,
  pci_write_config_byte,
  pci_write_config_dword,
  pci_write_config_word,
} from '../access.ts';
import { PCI_BRIDGE_RESOURCE_NUM } from '../bus.ts';
import { pci_set_bus_of_node } from '../of.ts';
import { pci_find_bus } from '../search.ts';
import { pcibios_assign_all_busses } from '../setup-bus/index.ts';
import { resourceAt } from './bars.ts';
import { pci_scan_slot, pci_set_bus_msi_domain } from './device.ts';

const at = source('drivers/pci/probe.c');

/** Buses that a hot-plug bridge gets at least. */
const pci_hotplug_bus_size = 1;

/** A bus with its device, which is not registered yet. */
export function pci_alloc_bus(k: Kernel, domain_nr: number, number: number): pci_bus {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const dev = device.create(k.rec, { name: `${hex(Math.max(0, domain_nr), 4)}:${hex(number, 2)}` });
  const bus = pci_bus.create(k.rec, { dev, number, domain_nr, busn_end: 0xff });
  dev.container = bus;
  return bus;
}

function rootOf(bus: pci_bus): pci_bus {
  let root = bus;
  while (root.parent !== undefined) root = root.parent;
  return root;
}

function pci_alloc_child_bus(k: Kernel, parent: pci_bus, bridge: pci_dev, busnr: number): pci_bus {
  const child = pci_alloc_bus(k, parent.domain_nr, busnr);
  child.parent = parent;
  child.sysdata = parent.sysdata;
  child.bus_flags = parent.bus_flags & PCI_BUS_FLAGS_NO_MSI;
  child.ops = to_pci_host_bridge(rootOf(parent).bridge).child_ops ?? parent.ops;
  child.primary = parent.number;
  child.self = bridge;
  child.bridge = bridge.dev;
  child.dev.parent = bridge.dev;
  pci_set_bus_of_node(k, child);
  for (let i = 0; i < PCI_BRIDGE_RESOURCE_NUM; i++)
    child.resource.set(i, resourceAt(k, bridge, PCI_BRIDGE_RESOURCES + i));
  bridge.subordinate = child;
  pci_set_bus_msi_domain(k, child);
  device_add(k, child.dev);
  return child;
}

const pci_add_new_bus = at.fn(
  'pci_add_new_bus',
  'Makes the bus behind a bridge.',
  (k: Kernel, parent: pci_bus, dev: pci_dev, busnr: number): pci_bus => {
    const child = pci_alloc_child_bus(k, parent, dev, busnr);
    parent.children.addTail(child);
    return child;
  },
);

/** The bus behind a bridge that gets its numbers now; returns the highest number behind it. */
function assignNumbers(k: Kernel, bus: pci_bus, dev: pci_dev, max: number, available: number, bctl: number): number {
  pci_write_config_word(k, dev, PCI_STATUS, 0xffff);
  const next_busnr = max + 1;
  const known = pci_find_bus(rootOf(bus), next_busnr);
  const child = known ?? pci_add_new_bus(k, bus, dev, next_busnr);
  if (known === undefined) child.busn_end = bus.busn_end;
  const kept = pci_read_config_dword(k, dev, PCI_PRIMARY_BUS) & 0xff000000;
  const numbers = child.primary | (child.number << 8) | (child.busn_end << 16);
  pci_write_config_dword(k, dev, PCI_PRIMARY_BUS, (kept | numbers) >>> 0);
  child.bridge_ctl = bctl;
  const highest = pci_scan_child_bus_extend(k, child, available === 0 ? 0 : available - 1);
  child.busn_end = highest;
  pci_write_config_byte(k, dev, PCI_SUBORDINATE_BUS, highest);
  return highest;
}

/** The bus behind a bridge that firmware has numbered; returns the highest number so far. */
function keepNumbers(k: Kernel, bus: pci_bus, dev: pci_dev, max: number, bctl: number): number {
  const buses = pci_read_config_dword(k, dev, PCI_PRIMARY_BUS);
  const [primary, secondary, subordinate] = [buses & 0xff, (buses >> 8) & 0xff, (buses >> 16) & 0xff];
  let child = pci_find_bus(rootOf(bus), secondary);
  if (child === undefined) {
    child = pci_add_new_bus(k, bus, dev, secondary);
    child.primary = primary;
    child.busn_end = subordinate;
    child.bridge_ctl = bctl;
  }
  pci_scan_child_bus_extend(k, child, subordinate - secondary);
  return Math.max(max, subordinate);
}

/**
 * Looks behind a bridge; returns the highest bus number so far. The first pass takes bridges that firmware has numbered,
 * the second numbers the others.
 */
const pci_scan_bridge_extend = at.fn(
  'pci_scan_bridge_extend',
  'Looks behind a bridge, after giving it its bus numbers where it has none that make sense.',
  (k: Kernel, bus: pci_bus, dev: pci_dev, max: number, available_buses: number, pass: number): number => {
    const buses = pci_read_config_dword(k, dev, PCI_PRIMARY_BUS);
    const [secondary, subordinate] = [(buses >> 8) & 0xff, (buses >> 16) & 0xff];
    // A primary number that is hard-wired to 0 is no reason to renumber.
    const primary = (buses & 0xff) === 0 && secondary !== 0 && subordinate !== 0 ? bus.number : buses & 0xff;
    const broken = pass === 0 && (primary !== bus.number || secondary <= bus.number || secondary > subordinate);
    const bctl = pci_read_config_word(k, dev, PCI_BRIDGE_CONTROL);
    pci_write_config_word(k, dev, PCI_BRIDGE_CONTROL, bctl & ~PCI_BRIDGE_CTL_MASTER_ABORT);
    const reassign = pcibios_assign_all_busses(k);
    let highest = max;
    if ((secondary !== 0 || subordinate !== 0) && !reassign && !broken) {
      if (pass === 0) highest = keepNumbers(k, bus, dev, max, bctl);
    } else if (pass !== 0) {
      highest = assignNumbers(k, bus, dev, max, available_buses, bctl);
    } else if (reassign || broken) {
      // Until the second pass it forwards nothing, so that numbers cannot clash.
      pci_write_config_dword(k, dev, PCI_PRIMARY_BUS, (buses & 0xff000000) >>> 0);
    }
    pci_write_config_word(k, dev, PCI_SEC_STATUS, 0xffff);
    pci_write_config_word(k, dev, PCI_BRIDGE_CONTROL, bctl);
    return highest;
  },
);

/** How many of the buses that are left over a bridge may have: hot-plug bridges share them. */
function shareOf(dev: pci_dev, available: number, used: number, hotplug: number, normal: number): number {
  if (hotplug === 0 && normal === 1) return available;
  if (!dev.is_hotplug_bridge) return 0;
  return Math.min(Math.floor(available / hotplug), available - used + 1);
}

/** Finds what is on a bus and behind its bridges; returns the highest bus number. */
const pci_scan_child_bus_extend = at.fn(
  'pci_scan_child_bus_extend',
  'Finds the functions of a bus, and then what is behind its bridges.',
  (k: Kernel, bus: pci_bus, available_buses: number): number => {
    const start = bus.number;
    let max = start;
    let used_buses = 0;
    for (let devfn = 0; devfn < 256; devfn += 8) pci_scan_slot(k, bus, devfn);
    bus.is_added = true;
    const bridges = bus.devices.toArray().filter((dev) => pci_is_bridge(dev));
    const hotplug_bridges = bridges.filter((dev) => dev.is_hotplug_bridge).length;
    const normal_bridges = bridges.length - hotplug_bridges;
    for (const dev of bridges) {
      const cmax = max;
      max = pci_scan_bridge_extend(k, bus, dev, max, 0, 0);
      used_buses += 1 + Math.max(0, max - cmax - 1);
    }
    for (const dev of bridges) {
      const cmax = max;
      const buses = shareOf(dev, available_buses, used_buses, hotplug_bridges, normal_bridges);
      max = pci_scan_bridge_extend(k, bus, dev, cmax, buses, 1);
      used_buses += Math.max(0, max - cmax - 1);
    }
    if (bus.self?.is_hotplug_bridge === true) {
      const least = Math.max(available_buses, pci_hotplug_bus_size - 1);
      if (max - start < least) max = Math.min(start + least, bus.busn_end);
    }
    return max;
  },
);

export const pci_scan_child_bus = at.fn(
  'pci_scan_child_bus',
  'Finds the functions of a root bus, and then what is behind its bridges.',
  (k: Kernel, bus: pci_bus): number => pci_scan_child_bus_extend(k, bus, 0),
);
