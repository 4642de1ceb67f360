/**
 * Models drivers/pci/bus.c: ranges of a bus and taking from them, starting drivers, visiting functions. Left out: sysfs and
 * /proc files, quirks, power control devices of 6.12.
 */
import { source } from '../../../recorder/index.ts';
import { ENOMEM, EPROBE_DEFER } from '../../include/linux/errno.ts';
import { IORESOURCE_MEM_64, IORESOURCE_PREFETCH, IORESOURCE_TYPE_BITS } from '../../include/linux/ioport.ts';
import type { pci_bus, pci_bus_region, pci_dev, pci_resource } from '../../include/linux/pci/index.ts';
import type { Kernel } from '../../kernel.ts';
import { dev_warn } from '../../kernel/printk/printk.ts';
import { allocate_resource, type Range, RESOURCE_SIZE_MAX } from '../../kernel/resource.ts';
import { device_attach } from '../base/dd.ts';
import { of_device_is_available } from '../of/base/index.ts';
import { pcibios_bus_to_resource, pcibios_resource_to_bus } from './host-bridge.ts';

const at = source('drivers/pci/bus.c');

/** Entries of a bus's table that are windows of the bridge above it. */
export const PCI_BRIDGE_RESOURCE_NUM = 4;

export function pci_bus_add_resource(_k: Kernel, bus: pci_bus, res: pci_resource): void {
  const last = bus.resource.keys().at(-1) ?? 0;
  bus.resource.set(Math.max(PCI_BRIDGE_RESOURCE_NUM, last + 1), res);
}

/** Windows first, then what a host bridge gave. */
export function pci_bus_for_each_resource(bus: pci_bus): readonly pci_resource[] {
  return bus.resource.values();
}

const PCI_32_BIT: pci_bus_region = { start: 0, end: 0xffffffff };
const PCI_64_BIT: pci_bus_region = { start: 0, end: RESOURCE_SIZE_MAX };
const PCI_HIGH: pci_bus_region = { start: 0x100000000, end: RESOURCE_SIZE_MAX };

function pci_clip_resource_to_region(k: Kernel, bus: pci_bus, res: Range, region: pci_bus_region): void {
  const r = pcibios_resource_to_bus(k, bus, res);
  r.start = Math.max(r.start, region.start);
  r.end = Math.min(r.end, region.end);
  if (r.end < r.start) res.end = res.start - 1;
  else pcibios_bus_to_resource(k, bus, res, r);
}

function pci_bus_alloc_from_region(
  k: Kernel,
  bus: pci_bus,
  res: pci_resource,
  size: number,
  align: number,
  min: number,
  type_mask: number,
  region: pci_bus_region,
): number {
  const mask = type_mask | IORESOURCE_TYPE_BITS;
  for (const r of pci_bus_for_each_resource(bus)) {
    if (((res.flags ^ r.flags) & mask) !== 0) continue;
    // What must not be prefetched cannot be in a range that is.
    if ((r.flags & IORESOURCE_PREFETCH) !== 0 && (res.flags & IORESOURCE_PREFETCH) === 0) continue;
    const avail = { start: r.start, end: r.end, flags: r.flags };
    pci_clip_resource_to_region(k, bus, avail, region);
    const min_used = avail.start === 0 ? min : avail.start;
    // 6.12 does not even look where there cannot be room; the outcome is the same.
    if (allocate_resource(k, r, res, size, min_used, avail.end, align) === 0) return 0;
  }
  return -ENOMEM;
}

/** Takes room for a range from a bus; what may be above 4 GiB is put there first. */
export function pci_bus_alloc_resource(
  k: Kernel,
  bus: pci_bus,
  res: pci_resource,
  size: number,
  align: number,
  min: number,
  type_mask: number,
): number {
  const from = (region: pci_bus_region): number =>
    pci_bus_alloc_from_region(k, bus, res, size, align, min, type_mask, region);
  if ((res.flags & IORESOURCE_MEM_64) === 0) return from(PCI_32_BIT);
  return from(PCI_HIGH) === 0 ? 0 : from(PCI_64_BIT);
}

const pci_bus_add_device = at.fn(
  'pci_bus_add_device',
  'Lets drivers have a function, now that its resources are assigned.',
  (k: Kernel, dev: pci_dev): void => {
    const dn = dev.dev.of_node;
    // 6.12 leaves a function alone whose node is disabled.
    dev.match_driver = !k.since('6.12') || dn === undefined || of_device_is_available(k, dn);
    const retval = device_attach(k, dev.dev);
    if (retval < 0 && retval !== -EPROBE_DEFER) dev_warn(k, dev.dev, `device attach failed (${retval})`);
    dev.is_added = true;
  },
);

export const pci_bus_add_devices = at.fn(
  'pci_bus_add_devices',
  'Lets drivers have all functions of a bus, and then those behind its bridges.',
  (k: Kernel, bus: pci_bus): void => {
    for (const dev of bus.devices) if (!dev.is_added) pci_bus_add_device(k, dev);
    for (const dev of bus.devices) {
      if (dev.is_added && dev.subordinate !== undefined) pci_bus_add_devices(k, dev.subordinate);
    }
  },
);

/** Calls `cb` for each function on a bus and behind its bridges, each bridge before what is behind it, until one returns non-zero. */
export function pci_walk_bus<T>(
  k: Kernel,
  top: pci_bus,
  cb: (k: Kernel, pdev: pci_dev, data: T) => number,
  userdata: T,
): number {
  for (const dev of top.devices) {
    const ret = cb(k, dev, userdata);
    if (ret !== 0) return ret;
    const below = dev.subordinate === undefined ? 0 : pci_walk_bus(k, dev.subordinate, cb, userdata);
    if (below !== 0) return below;
  }
  return 0;
}
