/** The part of drivers/pci/setup-bus.c that assigns the ranges of one bus, largest alignment first. */
import {
  IORESOURCE_IO,
  IORESOURCE_MEM,
  IORESOURCE_PCI_FIXED,
  IORESOURCE_PREFETCH,
  IORESOURCE_ROM_ENABLE,
  IORESOURCE_SIZEALIGN,
  IORESOURCE_STARTALIGN,
} from '../../../include/linux/ioport.ts';
import { type pci_bus, type pci_dev, type pci_resource, PCI_ROM_RESOURCE } from '../../../include/linux/pci/index.ts';
import { PCI_COMMAND, PCI_COMMAND_IO, PCI_COMMAND_MEMORY } from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { release_resource } from '../../../kernel/resource.ts';
import { pci_read_config_word } from '../access.ts';
import { PCI_CLASS_BRIDGE_HOST, PCI_CLASS_NOT_DEFINED, PCI_CLASS_SYSTEM_PIC } from '../probe/index.ts';
import { pci_assign_resource, pci_reassign_resource, pci_resource_alignment, sizeOf } from '../setup-res.ts';
import {
  add_to_list,
  get_res_add_align,
  get_res_add_size,
  indexOf,
  type pci_dev_resource,
  remove_from_list,
  type ResourceList,
} from './list.ts';

function reset_resource(res: pci_resource): void {
  res.start = 0;
  res.end = 0;
  res.flags = 0;
}

/** Adds the ranges of a function that need addresses. Equal alignments keep their order. */
function pdev_sort_resources(dev: pci_dev, head: ResourceList): void {
  for (const res of dev.resource.values()) {
    if (res.flags === 0 || (res.flags & IORESOURCE_PCI_FIXED) !== 0 || res.parent !== undefined) continue;
    const r_align = pci_resource_alignment(res);
    if (r_align === 0) continue;
    const before = head.findIndex((other) => r_align > pci_resource_alignment(other.res));
    const entry: pci_dev_resource = { res, dev, start: 0, end: 0, flags: 0, add_size: 0, min_align: 0 };
    head.splice(before < 0 ? head.length : before, 0, entry);
  }
}

function __dev_sort_resources(k: Kernel, dev: pci_dev, head: ResourceList): void {
  const dev_class = dev.class >> 8;
  if (dev_class === PCI_CLASS_NOT_DEFINED || dev_class === PCI_CLASS_BRIDGE_HOST) return;
  // An interrupt controller that firmware has switched on stays where it is.
  const live = PCI_COMMAND_IO | PCI_COMMAND_MEMORY;
  if (dev_class === PCI_CLASS_SYSTEM_PIC && (pci_read_config_word(k, dev, PCI_COMMAND) & live) !== 0) return;
  pdev_sort_resources(dev, head);
}

function assign_requested_resources_sorted(k: Kernel, head: ResourceList, fail_head: ResourceList | undefined): void {
  for (const { res, dev } of head) {
    const idx = indexOf(dev, res);
    if (sizeOf(res) === 0 || pci_assign_resource(k, dev, idx) === 0) continue;
    // A ROM that is off may be given its address later.
    const later = idx === PCI_ROM_RESOURCE && (res.flags & IORESOURCE_ROM_ENABLE) === 0;
    if (fail_head !== undefined && !later) add_to_list(fail_head, dev, res, 0, 0);
    reset_resource(res);
  }
}

/** Tries to give what is optional; entries whose range was handled leave the list. */
function reassign_resources_sorted(k: Kernel, realloc_head: ResourceList, head: ResourceList): void {
  // The list changes under way.
  const before = [...realloc_head];
  for (const add_res of before) {
    const { res, dev, add_size, min_align } = add_res;
    if (res.flags !== 0) {
      if (!head.some((dev_res) => dev_res.res === res)) continue;
      const idx = indexOf(dev, res);
      if (sizeOf(res) === 0) {
        res.start = min_align;
        res.end = min_align + add_size - 1;
        if (pci_assign_resource(k, dev, idx) !== 0) reset_resource(res);
      } else {
        res.flags |= add_res.flags & (IORESOURCE_STARTALIGN | IORESOURCE_SIZEALIGN);
        pci_reassign_resource(k, dev, idx, add_size, min_align);
      }
    }
    remove_from_list(realloc_head, res);
  }
}

function pci_need_to_release(mask: number, res: pci_resource): boolean {
  if ((res.flags & IORESOURCE_IO) !== 0) return (mask & IORESOURCE_IO) !== 0;
  if ((res.flags & IORESOURCE_PREFETCH) !== 0) {
    if ((mask & IORESOURCE_PREFETCH) !== 0) return true;
    return (mask & IORESOURCE_MEM) !== 0 && ((res.parent?.flags ?? 0) & IORESOURCE_PREFETCH) === 0;
  }
  return (res.flags & IORESOURCE_MEM) !== 0 && (mask & IORESOURCE_MEM) !== 0;
}

/** Makes each range as large as it would like to be, and keeps the list in order of alignment. */
function extendAll(head: ResourceList, realloc_head: ResourceList): void {
  const order = [...head];
  for (const dev_res of order) {
    const { res } = dev_res;
    res.end += get_res_add_size(realloc_head, res);
    if ((res.flags & IORESOURCE_STARTALIGN) === 0) continue;
    const add_align = get_res_add_align(realloc_head, res);
    if (add_align <= res.start) continue;
    const r_size = sizeOf(res);
    res.start = add_align;
    res.end = add_align + r_size - 1;
    const before = head.find((other) => add_align > pci_resource_alignment(other.res));
    if (before === undefined || before === dev_res) continue;
    head.splice(head.indexOf(dev_res), 1);
    head.splice(head.indexOf(before), 0, dev_res);
  }
}

/** Tries everything at its largest; false when that failed and all was put back. */
function assignLargest(k: Kernel, head: ResourceList, realloc_head: ResourceList): boolean {
  const save_head: ResourceList = [];
  for (const { dev, res } of head) add_to_list(save_head, dev, res, 0, 0);
  extendAll(head, realloc_head);
  const local_fail_head: ResourceList = [];
  assign_requested_resources_sorted(k, head, local_fail_head);
  if (local_fail_head.length === 0) {
    for (const { res } of head) remove_from_list(realloc_head, res);
    return true;
  }
  const kinds = IORESOURCE_IO | IORESOURCE_MEM | IORESOURCE_PREFETCH;
  const fail_type = local_fail_head.reduce((mask, { flags }) => mask | flags, 0) & kinds;
  const tried = [...head];
  for (const dev_res of tried) {
    const { res } = dev_res;
    if (res.parent === undefined || pci_need_to_release(fail_type, res)) continue;
    remove_from_list(realloc_head, res);
    remove_from_list(save_head, res);
    head.splice(head.indexOf(dev_res), 1);
  }
  for (const { res } of head) if (res.parent !== undefined) release_resource(k, res);
  for (const { res, start, end, flags } of save_head) Object.assign(res, { start, end, flags });
  return false;
}

function __assign_resources_sorted(
  k: Kernel,
  head: ResourceList,
  realloc_head: ResourceList | undefined,
  fail_head: ResourceList | undefined,
): void {
  if (realloc_head !== undefined && realloc_head.length > 0 && assignLargest(k, head, realloc_head)) return;
  assign_requested_resources_sorted(k, head, fail_head);
  if (realloc_head !== undefined) reassign_resources_sorted(k, realloc_head, head);
}

export function pbus_assign_resources_sorted(
  k: Kernel,
  bus: pci_bus,
  realloc_head: ResourceList | undefined,
  fail_head: ResourceList | undefined,
): void {
  const head: ResourceList = [];
  for (const dev of bus.devices) __dev_sort_resources(k, dev, head);
  __assign_resources_sorted(k, head, realloc_head, fail_head);
}
