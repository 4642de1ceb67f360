/**
 * Models the readers of drivers/of/property.c and of.h: values of properties, checked as the kernel checks them. What
 * fw_devlink asks of property.c is in supplier_bindings.ts. Graph endpoints and the fwnode operations that only wrap
 * these are left out.
 */
import { stringList, u32At, u32s } from '../../../devicetree/index.ts';
import { EINVAL, ENODATA, EOVERFLOW } from '../../include/linux/errno.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { of_find_property } from './base.ts';

export function of_property_read_bool(k: Kernel, np: device_node | undefined, name: string): boolean {
  return of_find_property(k, np, name) !== undefined;
}
export const of_property_present = of_property_read_bool;

/** The first cell, or undefined where the property is absent or shorter. */
export function of_property_read_u32(k: Kernel, np: device_node | undefined, name: string): number | undefined {
  return u32At(of_find_property(k, np, name), 0);
}

/** The cell at an index, or a negative errno. */
export function of_property_read_u32_index(
  k: Kernel,
  np: device_node | undefined,
  name: string,
  index: number,
): number {
  const property = of_find_property(k, np, name);
  if (property === undefined) return -EINVAL;
  return u32At(property, index) ?? -EOVERFLOW;
}

/** The first two cells as one number. */
export function of_property_read_u64(k: Kernel, np: device_node | undefined, name: string): bigint | undefined {
  const property = of_find_property(k, np, name);
  const high = u32At(property, 0);
  const low = u32At(property, 1);
  return high === undefined || low === undefined ? undefined : (BigInt(high) << 32n) | BigInt(low);
}

/** Number of whole elements of that many bytes, or a negative errno. */
export function of_property_count_elems_of_size(k: Kernel, np: device_node, name: string, size: number): number {
  const property = of_find_property(k, np, name);
  if (property === undefined || property.value.length % size !== 0) return -EINVAL;
  return property.value.length / size;
}

/** All whole cells; none where the property is absent. */
export function of_property_cells(k: Kernel, np: device_node | undefined, name: string): number[] {
  return u32s(of_find_property(k, np, name));
}

export function of_property_read_string(k: Kernel, np: device_node | undefined, name: string): string | undefined {
  return stringList(of_find_property(k, np, name))[0];
}

export function of_property_read_string_index(
  k: Kernel,
  np: device_node | undefined,
  name: string,
  index: number,
): string | undefined {
  return stringList(of_find_property(k, np, name))[index];
}

export function of_property_count_strings(k: Kernel, np: device_node | undefined, name: string): number {
  const property = of_find_property(k, np, name);
  return property === undefined ? -EINVAL : stringList(property).length;
}

/** Index of a string in a list of strings, or a negative errno. */
export function of_property_match_string(k: Kernel, np: device_node | undefined, name: string, string: string): number {
  const property = of_find_property(k, np, name);
  if (property === undefined) return -EINVAL;
  const index = stringList(property).indexOf(string);
  return index < 0 ? -ENODATA : index;
}
