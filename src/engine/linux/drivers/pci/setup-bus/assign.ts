/**
 * The part of drivers/pci/setup-bus.c that assigns addresses from the root down and opens the bridges' windows. Left out:
 * fixed resources, CardBus, distribution below hot-plug ports (there is none at boot), a second try with larger parents
 * (pci=realloc, which is off).
 */
import { bits, type Recorded, source } from '../../../../recorder/index.ts';
import {
  IORESOURCE_IO,
  IORESOURCE_MEM,
  IORESOURCE_MEM_64,
  IORESOURCE_PREFETCH,
  IORESOURCE_STARTALIGN,
} from '../../../include/linux/ioport.ts';
import {
  PCI_BRIDGE_RESOURCES,
  type pci_bus,
  type pci_dev,
  PCI_PROBE_ONLY,
  PCI_REASSIGN_ALL_BUS,
  PCI_REASSIGN_ALL_RSRC,
} from '../../../include/linux/pci/index.ts';
import {
  PCI_BRIDGE_CONTROL,
  PCI_HEADER_TYPE_BRIDGE,
  PCI_IO_BASE,
  PCI_IO_BASE_UPPER16,
  PCI_IO_RANGE_MASK,
  PCI_MEMORY_BASE,
  PCI_PREF_BASE_UPPER32,
  PCI_PREF_LIMIT_UPPER32,
  PCI_PREF_MEMORY_BASE,
} from '../../../include/uapi/linux/pci_regs.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { pci_write_config_dword, pci_write_config_word } from '../access.ts';
import { pcibios_resource_to_bus } from '../host-bridge.ts';
import { pci_is_enabled } from '../pci/index.ts';
import { resourceAt } from '../probe/index.ts';
import { pci_bus_distribute_available_resources } from './distribute.ts';
import type { ResourceList } from './list.ts';
import { __pci_bus_size_bridges } from './size.ts';
import { pbus_assign_resources_sorted } from './sorted.ts';

const at = source('drivers/pci/setup-bus.c');

interface flags_c extends Recorded {
  pci_flags: number;
}
const flags_c = statics<flags_c>('drivers/pci/setup-bus.c', {
  pci_flags: bits({ PCI_REASSIGN_ALL_RSRC, PCI_REASSIGN_ALL_BUS, PCI_PROBE_ONLY }),
});

export function pci_add_flags(k: Kernel, flags: number): void {
  flags_c(k).pci_flags |= flags;
}
export function pci_clear_flags(k: Kernel, flags: number): void {
  flags_c(k).pci_flags &= ~flags;
}
export function pci_has_flag(k: Kernel, flag: number): boolean {
  return (flags_c(k).pci_flags & flag) !== 0;
}

/** pcibios_assign_all_busses: arm64 asks the flag. */
export function pcibios_assign_all_busses(k: Kernel): boolean {
  return pci_has_flag(k, PCI_REASSIGN_ALL_BUS);
}

/** Base above limit: the window is closed. */
const CLOSED = 0xfff0;

function pci_setup_bridge_io(k: Kernel, bridge: pci_dev): void {
  const res = resourceAt(k, bridge, PCI_BRIDGE_RESOURCES);
  const open = (res.flags & IORESOURCE_IO) !== 0;
  const { start, end } = pcibios_resource_to_bus(k, bridge.bus, res);
  const low = open ? ((end >> 8) & PCI_IO_RANGE_MASK) * 0x100 + ((start >> 8) & PCI_IO_RANGE_MASK) : 0x00f0;
  const upper = open ? ((end & 0xffff0000) | (start >>> 16)) >>> 0 : 0;
  pci_write_config_dword(k, bridge, PCI_IO_BASE_UPPER16, 0x0000ffff);
  pci_write_config_word(k, bridge, PCI_IO_BASE, low);
  pci_write_config_dword(k, bridge, PCI_IO_BASE_UPPER16, upper);
}

/** Base and limit as their registers have them: address bits 31 to 20, twice. */
function limits(start: number, end: number): number {
  const field = (address: number): number => Math.floor((address % 2 ** 32) / 0x100000) * 0x10;
  return field(end) * 0x10000 + field(start);
}

function pci_setup_bridge_mmio(k: Kernel, bridge: pci_dev): void {
  const res = resourceAt(k, bridge, PCI_BRIDGE_RESOURCES + 1);
  const { start, end } = pcibios_resource_to_bus(k, bridge.bus, res);
  pci_write_config_dword(k, bridge, PCI_MEMORY_BASE, (res.flags & IORESOURCE_MEM) === 0 ? CLOSED : limits(start, end));
}

function pci_setup_bridge_mmio_pref(k: Kernel, bridge: pci_dev): void {
  const res = resourceAt(k, bridge, PCI_BRIDGE_RESOURCES + 2);
  const open = (res.flags & IORESOURCE_PREFETCH) !== 0;
  const { start, end } = pcibios_resource_to_bus(k, bridge.bus, res);
  const high = (address: number): number =>
    open && (res.flags & IORESOURCE_MEM_64) !== 0 ? Math.floor(address / 2 ** 32) : 0;
  pci_write_config_dword(k, bridge, PCI_PREF_LIMIT_UPPER32, 0);
  pci_write_config_dword(k, bridge, PCI_PREF_MEMORY_BASE, open ? limits(start, end) : CLOSED);
  pci_write_config_dword(k, bridge, PCI_PREF_BASE_UPPER32, high(start));
  pci_write_config_dword(k, bridge, PCI_PREF_LIMIT_UPPER32, high(end));
}

const pci_setup_bridge = at.fn(
  'pci_setup_bridge',
  'Writes the windows of a bridge into its registers; those without a range are closed.',
  (k: Kernel, bus: pci_bus): void => {
    const bridge = bus.self;
    if (bridge === undefined) return;
    pci_setup_bridge_io(k, bridge);
    pci_setup_bridge_mmio(k, bridge);
    pci_setup_bridge_mmio_pref(k, bridge);
    pci_write_config_word(k, bridge, PCI_BRIDGE_CONTROL, bus.bridge_ctl);
  },
);

const __pci_bus_assign_resources = at.fn(
  '__pci_bus_assign_resources',
  'Assigns addresses on a bus, and then behind its bridges.',
  (k: Kernel, bus: pci_bus, realloc_head: ResourceList | undefined, fail_head: ResourceList | undefined): void => {
    pbus_assign_resources_sorted(k, bus, realloc_head, fail_head);
    for (const dev of bus.devices) {
      if (dev.subordinate === undefined) continue;
      __pci_bus_assign_resources(k, dev.subordinate, realloc_head, fail_head);
      if (dev.hdr_type === PCI_HEADER_TYPE_BRIDGE && !pci_is_enabled(dev)) pci_setup_bridge(k, dev.subordinate);
    }
  },
);

export function pci_bus_assign_resources(k: Kernel, bus: pci_bus): void {
  __pci_bus_assign_resources(k, bus, undefined, undefined);
}

/** Whether no window of a bridge has an address yet. */
function pci_bridge_resources_not_assigned(k: Kernel, dev: pci_dev): boolean {
  return [0, 1, 2].every((i) => {
    const { flags } = resourceAt(k, dev, PCI_BRIDGE_RESOURCES + i);
    return flags === 0 || (flags & IORESOURCE_STARTALIGN) !== 0;
  });
}

/** Below the root bus's own bridges, hot-plug bridges share what is left in the windows above them. */
function pci_root_bus_distribute_available_resources(k: Kernel, bus: pci_bus, add_list: ResourceList): void {
  for (const dev of bus.devices) {
    const b = dev.subordinate;
    if (b === undefined) continue;
    if (bus.self === undefined || !pci_bridge_resources_not_assigned(k, dev)) {
      pci_root_bus_distribute_available_resources(k, b, add_list);
    } else if (dev.is_hotplug_bridge) {
      pci_bus_distribute_available_resources(k, b, add_list);
    }
  }
}

export const pci_assign_unassigned_root_bus_resources = at.fn(
  'pci_assign_unassigned_root_bus_resources',
  'Sizes the windows of all bridges of a root bus, and assigns addresses to all that has none.',
  (k: Kernel, bus: pci_bus): void => {
    const add_list: ResourceList = [];
    __pci_bus_size_bridges(k, bus, add_list);
    pci_root_bus_distribute_available_resources(k, bus, add_list);
    __pci_bus_assign_resources(k, bus, add_list, []);
  },
);
