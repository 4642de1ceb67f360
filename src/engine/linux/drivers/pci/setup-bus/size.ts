/** How large bridge windows must be: the part of drivers/pci/setup-bus.c that sizes buses from the leaves up. */
import { source } from '../../../../recorder/index.ts';
import { ENOSPC } from '../../../include/linux/errno.ts';
import {
  IORESOURCE_IO,
  IORESOURCE_MEM,
  IORESOURCE_MEM_64,
  IORESOURCE_PCI_FIXED,
  IORESOURCE_PREFETCH,
  IORESOURCE_STARTALIGN,
} from '../../../include/linux/ioport.ts';
import {
  PCI_BRIDGE_RESOURCES,
  type pci_bus,
  type pci_dev,
  pci_is_root_bus,
  type pci_resource,
} from '../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../kernel.ts';
import { ALIGN, find_resource_space, RESOURCE_SIZE_MAX } from '../../../kernel/resource.ts';
import { pci_bus_for_each_resource } from '../bus.ts';
import { resourceAt } from '../probe/index.ts';
import { pci_resource_alignment, sizeOf } from '../setup-res.ts';
import { add_to_list, get_res_add_align, get_res_add_size, type ResourceList } from './list.ts';

const at = source('drivers/pci/setup-bus.c');

/** What a hot-plug bridge gets for functions that may come. */
const pci_hotplug_io_size = 256;
const pci_hotplug_mmio_size = 2 * 1024 * 1024;
const pci_hotplug_mmio_pref_size = 2 * 1024 * 1024;

const PCI_P2P_DEFAULT_MEM_ALIGN = 0x100000;
const PCI_P2P_DEFAULT_IO_ALIGN = 0x1000;
/** Alignments from 1 MiB to 8 TiB. */
const ORDERS = 24;

const PCI_BRIDGE_IO_WINDOW = PCI_BRIDGE_RESOURCES;
const PCI_BRIDGE_MEM_WINDOW = PCI_BRIDGE_RESOURCES + 1;
const PCI_BRIDGE_PREF_MEM_WINDOW = PCI_BRIDGE_RESOURCES + 2;

/** Marks the windows that a bridge has. */
function pci_bridge_check_ranges(k: Kernel, bridge: pci_dev): void {
  resourceAt(k, bridge, PCI_BRIDGE_MEM_WINDOW).flags |= IORESOURCE_MEM;
  if (bridge.io_window) resourceAt(k, bridge, PCI_BRIDGE_IO_WINDOW).flags |= IORESOURCE_IO;
  if (!bridge.pref_window) return;
  const pref = resourceAt(k, bridge, PCI_BRIDGE_PREF_MEM_WINDOW);
  // 1 is the type of a 64-bit window in its register.
  pref.flags |= IORESOURCE_MEM | IORESOURCE_PREFETCH | (bridge.pref_64_window ? IORESOURCE_MEM_64 | 1 : 0);
}

/** A window of that kind, one without an address first. */
function find_bus_resource_of_type(bus: pci_bus, type_mask: number, type: number): pci_resource | undefined {
  const fitting = pci_bus_for_each_resource(bus).filter((r) => (r.flags & type_mask) === type);
  return fitting.find((r) => r.parent === undefined) ?? fitting[0];
}

/** A window of one byte is one that was never sized. */
function oldSize(res: pci_resource): number {
  const size = sizeOf(res);
  return size === 1 ? 0 : size;
}

function calculate(size: number, add_size: number, children_add_size: number, old_size: number, align: number): number {
  return ALIGN(Math.max(Math.max(size, add_size) + children_add_size, old_size), align);
}

/** Ranges of a bus's functions that still need an address. */
function wanted(bus: pci_bus, fits: (r: pci_resource) => boolean): pci_resource[] {
  return bus.devices.toArray().flatMap((dev) => dev.resource.values().filter((r) => r.parent === undefined && fits(r)));
}

/** Sets the window, and notes what more it would like. */
function setWindow(
  bus: pci_bus,
  b_res: pci_resource,
  min_align: number,
  size0: number,
  size1: number,
  add_align: number,
  realloc_head: ResourceList | undefined,
): void {
  if (size0 === 0 && size1 === 0) {
    b_res.flags = 0;
    return;
  }
  b_res.start = min_align;
  b_res.end = min_align + size0 - 1;
  b_res.flags |= IORESOURCE_STARTALIGN;
  if (bus.self !== undefined && size1 > size0 && realloc_head !== undefined) {
    add_to_list(realloc_head, bus.self, b_res, size1 - size0, add_align);
  }
}

function pbus_size_io(bus: pci_bus, min_size: number, add_size: number, realloc_head: ResourceList | undefined): void {
  const b_res = find_bus_resource_of_type(bus, IORESOURCE_IO, IORESOURCE_IO);
  if (b_res === undefined || b_res.parent !== undefined) return;
  // Small and large ranges are added up apart, because of ISA; without it the sum is all that counts.
  let [small, large, children_add_size] = [0, 0, 0];
  let min_align = PCI_P2P_DEFAULT_IO_ALIGN;
  for (const r of wanted(bus, (r) => (r.flags & IORESOURCE_IO) !== 0)) {
    if (sizeOf(r) < 0x400) small += sizeOf(r);
    else large += sizeOf(r);
    min_align = Math.max(min_align, pci_resource_alignment(r));
    if (realloc_head !== undefined) children_add_size += get_res_add_size(realloc_head, r);
  }
  const size = Math.max(small, min_size) + large;
  const size0 = calculate(size, 0, 0, oldSize(b_res), min_align);
  const plain = realloc_head === undefined || (add_size === 0 && children_add_size === 0);
  const size1 = plain ? size0 : calculate(size, add_size, children_add_size, oldSize(b_res), min_align);
  setWindow(bus, b_res, min_align, size0, size1, min_align, realloc_head);
}

/** The least alignment of a window in which ranges of these alignments can be packed. */
function calculate_mem_align(aligns: readonly number[], max_order: number): number {
  let align = 0;
  let min_align = 0;
  for (let order = 0; order <= max_order; order++) {
    const align1 = 2 ** (order + 20);
    if (align === 0) min_align = align1;
    else if (ALIGN(align + min_align, min_align) < align1) min_align = align1 / 2;
    align += aligns[order] ?? 0;
  }
  return min_align;
}

/** From 6.10 on: whether windows above that have their addresses have room. */
function pbus_upstream_space_available(
  start: pci_bus,
  mask: number,
  type: number,
  size: number,
  align: number,
): boolean {
  for (let bus = start.parent; bus !== undefined && !pci_is_root_bus(bus); bus = bus.parent) {
    const r = pci_bus_for_each_resource(bus).find((r) => r.parent !== undefined && (r.flags & mask) === type);
    if (r === undefined) continue;
    if (sizeOf(r) < size) return false;
    return find_resource_space(r, size, { min: 0, max: RESOURCE_SIZE_MAX, align }) !== undefined;
  }
  return true;
}

/** What the memory ranges of a bus come to. */
interface Sum {
  size: number;
  max_order: number;
  readonly aligns: number[];
  children_add_size: number;
  add_align: number;
}

function sumUp(bus: pci_bus, mask: number, types: readonly number[], realloc_head: ResourceList | undefined): Sum {
  const sum: Sum = {
    size: 0,
    max_order: 0,
    aligns: Array.from({ length: ORDERS }, () => 0),
    children_add_size: 0,
    add_align: 0,
  };
  const fits = (r: pci_resource): boolean => (r.flags & IORESOURCE_PCI_FIXED) === 0 && types.includes(r.flags & mask);
  for (const r of wanted(bus, fits)) {
    const align = pci_resource_alignment(r);
    const order = align === 0 ? 0 : Math.max(0, lowestBit(align) - 20);
    if (order >= ORDERS) {
      r.flags = 0;
      continue;
    }
    const r_size = sizeOf(r);
    sum.size += Math.max(r_size, align);
    if (r_size <= align) sum.aligns[order] = (sum.aligns[order] ?? 0) + align;
    sum.max_order = Math.max(sum.max_order, order);
    if (realloc_head === undefined) continue;
    sum.children_add_size += get_res_add_size(realloc_head, r);
    sum.add_align = Math.max(sum.add_align, get_res_add_align(realloc_head, r));
  }
  return sum;
}

function lowestBit(value: number): number {
  let bit = 0;
  for (let rest = value; rest % 2 === 0; rest /= 2) bit++;
  return bit;
}

/** Sizes a memory window; a negative errno where the bridge has none of that kind. */
function pbus_size_mem(
  k: Kernel,
  bus: pci_bus,
  mask: number,
  types: readonly [number, ...number[]],
  min_size: number,
  add_size: number,
  realloc_head: ResourceList | undefined,
): number {
  const [type] = types;
  const b_res = find_bus_resource_of_type(bus, mask | IORESOURCE_PREFETCH, type);
  if (b_res === undefined) return -ENOSPC;
  if (b_res.parent !== undefined) return 0;
  const sum = sumUp(bus, mask, types, realloc_head);
  const size = Math.max(sum.size, min_size);
  const win_align = PCI_P2P_DEFAULT_MEM_ALIGN;
  let min_align = Math.max(calculate_mem_align(sum.aligns, sum.max_order), win_align);
  let size0 = calculate(size, 0, 0, oldSize(b_res), min_align);
  const add_align = Math.max(min_align, sum.add_align);
  const relax =
    k.since('6.12') &&
    bus.self !== undefined &&
    size0 !== 0 &&
    !pbus_upstream_space_available(bus, mask | IORESOURCE_PREFETCH, type, size0, add_align);
  if (relax) {
    min_align = Math.max(2 ** (sum.max_order + 20), win_align);
    size0 = calculate(size, 0, 0, oldSize(b_res), win_align);
  }
  const plain = realloc_head === undefined || (add_size === 0 && sum.children_add_size === 0);
  const size1 = plain ? size0 : calculate(size, add_size, sum.children_add_size, oldSize(b_res), add_align);
  setWindow(bus, b_res, min_align, size0, size1, add_align, realloc_head);
  return 0;
}

/** Sizes the windows of the bridge above a bus: I/O, prefetchable memory, other memory. */
function sizeWindows(k: Kernel, bus: pci_bus, bridge: pci_dev, realloc_head: ResourceList | undefined): void {
  pci_bridge_check_ranges(k, bridge);
  const plug = bridge.is_hotplug_bridge;
  const optional = (size: number): number => (plug ? size : 0);
  const least = (size: number): number => (realloc_head === undefined ? size : 0);
  const [io, pref] = [optional(pci_hotplug_io_size), optional(pci_hotplug_mmio_pref_size)];
  let mmio = optional(pci_hotplug_mmio_size);
  pbus_size_io(bus, least(io), io, realloc_head);
  const MEM_PREF = IORESOURCE_MEM | IORESOURCE_PREFETCH;
  const MEM_PREF_64 = MEM_PREF | IORESOURCE_MEM_64;
  const sizePref = (mask: number): number => pbus_size_mem(k, bus, mask, [mask], least(pref), pref, realloc_head);
  let mask = IORESOURCE_MEM;
  let others: number[] = [];
  const is64 = (resourceAt(k, bridge, PCI_BRIDGE_PREF_MEM_WINDOW).flags & IORESOURCE_MEM_64) !== 0;
  if (is64 && sizePref(MEM_PREF_64) === 0) {
    // All that is not both prefetchable and 64 bits wide goes into the other window.
    mask = MEM_PREF_64;
    others = [MEM_PREF, MEM_PREF_64 & ~IORESOURCE_PREFETCH];
  }
  if (others.length === 0) {
    if (sizePref(MEM_PREF) === 0) mask = MEM_PREF;
    else mmio += pref;
    others = [IORESOURCE_MEM, IORESOURCE_MEM];
  }
  pbus_size_mem(k, bus, mask, [IORESOURCE_MEM, ...others], least(mmio), mmio, realloc_head);
}

export const __pci_bus_size_bridges = at.fn(
  '__pci_bus_size_bridges',
  'Sizes the windows of bridges so that all that is behind them fits, deepest first.',
  (k: Kernel, bus: pci_bus, realloc_head: ResourceList | undefined): void => {
    for (const dev of bus.devices)
      if (dev.subordinate !== undefined) __pci_bus_size_bridges(k, dev.subordinate, realloc_head);
    if (bus.self !== undefined && !pci_is_root_bus(bus)) sizeWindows(k, bus, bus.self, realloc_head);
  },
);

export function pci_bus_size_bridges(k: Kernel, bus: pci_bus): void {
  __pci_bus_size_bridges(k, bus, undefined);
}
