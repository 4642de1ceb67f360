/**
 * The part of drivers/pci/setup-bus.c that shares room between hot-plug bridges: a hot-plug port hands what its windows have
 * beyond need to those below it.
 */
import {
  IORESOURCE_IO,
  IORESOURCE_MEM,
  IORESOURCE_MEM_64,
  IORESOURCE_PREFETCH,
} from '../../../include/linux/ioport.ts';
import {
  PCI_BRIDGE_RESOURCES,
  type pci_bus,
  type pci_dev,
  pci_is_bridge,
  type pci_resource,
} from '../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../kernel.ts';
import { ALIGN, ALIGN_DOWN, type Range, resource_type } from '../../../kernel/resource.ts';
import { resourceAt } from '../probe/index.ts';
import { pci_resource_alignment, sizeOf } from '../setup-res.ts';
import { remove_from_list, type ResourceList } from './list.ts';

/** Room in the three windows: I/O, memory, prefetchable memory. */
type Room = readonly [Range, Range, Range];

function copy({ start, end, flags }: Range): Range {
  return { start, end, flags };
}

function windows(k: Kernel, bridge: pci_dev): readonly [pci_resource, pci_resource, pci_resource] {
  const at = (i: number): pci_resource => resourceAt(k, bridge, PCI_BRIDGE_RESOURCES + i);
  return [at(0), at(1), at(2)];
}

function adjust_bridge_window(res: pci_resource, add_list: ResourceList, new_size: number): void {
  if (res.parent !== undefined || new_size === 0 || new_size === sizeOf(res)) return;
  res.end = res.start + new_size - 1;
  remove_from_list(add_list, res);
}

/** Takes a range out of what is available. */
function remove_dev_resource(avail: Range, res: pci_resource): void {
  const size = sizeOf(res);
  if (size === 0) return;
  const align = pci_resource_alignment(res);
  const gap = align === 0 ? 0 : ALIGN(avail.start, align) - avail.start;
  avail.start = Math.min(avail.start + gap + size, avail.end + 1);
}

function remove_dev_resources(dev: pci_dev, [io, mmio, mmio_pref]: Room): void {
  for (const res of dev.resource.values()) {
    if (resource_type(res) === IORESOURCE_IO) remove_dev_resource(io, res);
    else if (resource_type(res) === IORESOURCE_MEM) {
      const pref = (res.flags & IORESOURCE_PREFETCH) !== 0;
      const same = ((res.flags ^ mmio_pref.flags) & IORESOURCE_MEM_64) === 0;
      remove_dev_resource(pref && same ? mmio_pref : mmio, res);
    }
  }
}

/** Hands on what the hot-plug bridge above a bus has. */
export function pci_bus_distribute_available_resources(k: Kernel, bus: pci_bus, add_list: ResourceList): void {
  if (bus.self === undefined) return;
  const [io, mmio, pref] = windows(k, bus.self);
  distribute(k, bus, add_list, [copy(io), copy(mmio), copy(pref)]);
}

function distribute(k: Kernel, bus: pci_bus, add_list: ResourceList, room: Room): void {
  if (bus.self === undefined) return;
  windows(k, bus.self).forEach((res, i) => {
    const avail = room[i];
    if (avail === undefined) return;
    const align = pci_resource_alignment(res);
    if (res.parent === undefined && align !== 0) avail.start = Math.min(ALIGN(avail.start, align), avail.end + 1);
    adjust_bridge_window(res, add_list, sizeOf(avail));
  });
  const bridges = bus.devices.toArray().filter((dev) => pci_is_bridge(dev));
  if (bridges.length === 0) return;
  for (const dev of bus.devices) remove_dev_resources(dev, room);
  const hotplug = bridges.filter((dev) => dev.is_hotplug_bridge);
  const takers = hotplug.length > 0 ? hotplug : bridges;
  const each = room.map((avail) => Math.floor(sizeOf(avail) / takers.length));
  for (const dev of takers) {
    if (dev.subordinate === undefined) continue;
    windows(k, dev).forEach((res, i) => {
      const avail = room[i];
      if (avail === undefined) return;
      const align = pci_resource_alignment(res);
      const share = each[i] ?? 0;
      avail.end = avail.start + (align === 0 ? share : ALIGN_DOWN(share, align)) - 1;
      // The share comes on top of what the window has already.
      avail.start -= sizeOf(res);
    });
    distribute(k, dev.subordinate, add_list, [copy(room[0]), copy(room[1]), copy(room[2])]);
    for (const avail of room) avail.start += avail.end + 1;
  }
}
