/**
 * Models kernel/resource.c: ranges within ranges, and finding room for one more. Left out: locking, /proc/iomem, memory
 * hotplug, muxed regions. The roots hold what PCI takes; other devices do not register their registers here.
 */
import { type Recorded, ref } from '../../recorder/index.ts';
import { EBUSY, EINVAL } from '../include/linux/errno.ts';
import {
  IORESOURCE_IO,
  IORESOURCE_MEM,
  IORESOURCE_SIZEALIGN,
  IORESOURCE_STARTALIGN,
  IORESOURCE_TYPE_BITS,
  IORESOURCE_UNSET,
} from '../include/linux/ioport.ts';
import { pci_resource } from '../include/linux/pci/index.ts';
import { type Kernel, statics } from '../kernel.ts';

interface resource_c extends Recorded {
  ioport_resource: pci_resource | undefined;
  iomem_resource: pci_resource | undefined;
}
const resource_c = statics<resource_c>('kernel/resource.c', { ioport_resource: ref(), iomem_resource: ref() });

/** The last I/O port: 16 MiB of them on arm64. */
export const IO_SPACE_LIMIT = 0xffffff;
/** The largest address a number here can hold; the kernel has 64 bits. */
export const RESOURCE_SIZE_MAX = Number.MAX_SAFE_INTEGER;

export function ioport_resource(k: Kernel): pci_resource {
  const made = { name: 'PCI IO', start: 0, end: IO_SPACE_LIMIT, flags: IORESOURCE_IO };
  return (resource_c(k).ioport_resource ??= pci_resource.create(k.rec, made));
}
export function iomem_resource(k: Kernel): pci_resource {
  const made = { name: 'PCI mem', start: 0, end: RESOURCE_SIZE_MAX, flags: IORESOURCE_MEM };
  return (resource_c(k).iomem_resource ??= pci_resource.create(k.rec, made));
}

/** A range as a plain value, while one is being looked for. */
export interface Range {
  start: number;
  end: number;
  flags: number;
}

export function resource_type(res: Range): number {
  return res.flags & IORESOURCE_TYPE_BITS;
}

export function resource_contains(r1: Range, r2: Range): boolean {
  if (resource_type(r1) !== resource_type(r2)) return false;
  if (((r1.flags | r2.flags) & IORESOURCE_UNSET) !== 0) return false;
  return r1.start <= r2.start && r1.end >= r2.end;
}

export function ALIGN(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
export function ALIGN_DOWN(value: number, align: number): number {
  return Math.floor(value / align) * align;
}

export function resource_alignment(res: pci_resource): number {
  switch (res.flags & (IORESOURCE_SIZEALIGN | IORESOURCE_STARTALIGN)) {
    case IORESOURCE_SIZEALIGN:
      return res.end - res.start + 1;
    case IORESOURCE_STARTALIGN:
      return res.start;
    default:
      return 0;
  }
}

/** The range that stands in the way, or undefined once `next` is in. */
function __request_resource(root: pci_resource, next: pci_resource): pci_resource | undefined {
  const { start, end } = next;
  if (end < start || start < root.start || end > root.end) return root;
  let before: pci_resource | undefined;
  let at = root.child;
  while (at !== undefined && at.start <= end) {
    if (at.end >= start) return at;
    before = at;
    at = at.sibling;
  }
  next.sibling = at;
  next.parent = root;
  if (before === undefined) root.child = next;
  else before.sibling = next;
  return undefined;
}

export function request_resource(_k: Kernel, root: pci_resource, next: pci_resource): number {
  return __request_resource(root, next) === undefined ? 0 : -EBUSY;
}

export function release_resource(_k: Kernel, old: pci_resource): number {
  const { parent } = old;
  if (parent === undefined) return -EINVAL;
  if (parent.child === old) parent.child = old.sibling;
  else {
    let before = parent.child;
    while (before !== undefined && before.sibling !== old) before = before.sibling;
    if (before === undefined) return -EINVAL;
    before.sibling = old.sibling;
  }
  old.parent = undefined;
  old.sibling = undefined;
  return 0;
}

/** Limits of a search. */
export interface resource_constraint {
  readonly min: number;
  readonly max: number;
  readonly align: number;
}

/** The first gap of `root` with room for `size`. `old` counts as free: it is the range that is to move. */
function gapFor(
  root: pci_resource,
  old: pci_resource | undefined,
  flags: number,
  size: number,
  constraint: resource_constraint,
): Range | undefined {
  let at = root.child;
  let start = root.start;
  if (at !== undefined && at.start === root.start) {
    start = at === old ? old.start : at.end + 1;
    at = at.sibling;
  }
  for (;;) {
    const end = at === undefined ? root.end : at === old ? at.end : at.start - 1;
    if (end >= start) {
      const low = ALIGN(Math.max(start, constraint.min), constraint.align);
      const high = Math.min(end, constraint.max);
      if (low + size - 1 <= high && size > 0) return { start: low, end: low + size - 1, flags };
    }
    if (at === undefined || at.end === root.end) return undefined;
    if (at !== old) start = at.end + 1;
    at = at.sibling;
  }
}

export function find_resource_space(
  root: pci_resource,
  size: number,
  constraint: resource_constraint,
): Range | undefined {
  return gapFor(root, undefined, root.flags, size, constraint);
}

/** Moves or resizes a range that is in its root already. */
function reallocate_resource(
  k: Kernel,
  root: pci_resource,
  old: pci_resource,
  newsize: number,
  constraint: resource_constraint,
): number {
  const gap = gapFor(root, old, old.flags, newsize, constraint);
  if (gap === undefined) return -EBUSY;
  const inside = gap.start <= old.start && gap.end >= old.end;
  if (!inside && old.child !== undefined) return -EBUSY;
  if (inside) {
    old.start = gap.start;
    old.end = gap.end;
    return 0;
  }
  release_resource(k, old);
  old.start = gap.start;
  old.end = gap.end;
  return request_resource(k, root, old);
}

export function allocate_resource(
  k: Kernel,
  root: pci_resource,
  next: pci_resource,
  size: number,
  min: number,
  max: number,
  align: number,
): number {
  const constraint = { min, max, align };
  if (next.parent !== undefined) return reallocate_resource(k, root, next, size, constraint);
  const gap = gapFor(root, undefined, next.flags, size, constraint);
  if (gap === undefined) return -EBUSY;
  next.start = gap.start;
  next.end = gap.end;
  return request_resource(k, root, next);
}
