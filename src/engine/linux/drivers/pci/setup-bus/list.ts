/** The lists of drivers/pci/setup-bus.c: what wants resources, and how much more it would like. They live for one call. */
import type { pci_dev, pci_resource } from '../../../include/linux/pci/index.ts';

export interface pci_dev_resource {
  readonly res: pci_resource;
  readonly dev: pci_dev;
  readonly start: number;
  readonly end: number;
  readonly flags: number;
  readonly add_size: number;
  readonly min_align: number;
}

export type ResourceList = pci_dev_resource[];

/** The newest comes first. */
export function add_to_list(
  head: ResourceList,
  dev: pci_dev,
  res: pci_resource,
  add_size: number,
  min_align: number,
): void {
  head.unshift({ res, dev, start: res.start, end: res.end, flags: res.flags, add_size, min_align });
}

export function remove_from_list(head: ResourceList, res: pci_resource): void {
  const at = head.findIndex((dev_res) => dev_res.res === res);
  if (at >= 0) head.splice(at, 1);
}

export function get_res_add_size(head: ResourceList, res: pci_resource): number {
  return head.find((dev_res) => dev_res.res === res)?.add_size ?? 0;
}

export function get_res_add_align(head: ResourceList, res: pci_resource): number {
  return head.find((dev_res) => dev_res.res === res)?.min_align ?? 0;
}

/** The number of a resource in its function. */
export function indexOf(dev: pci_dev, res: pci_resource): number {
  return dev.resource.keys().find((i) => dev.resource.get(i) === res) ?? -1;
}
