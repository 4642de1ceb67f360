/**
 * Models the alias part of drivers/of/base.c: numbers that /aliases gives to nodes, and the console that /chosen names.
 */
import { stringList } from '../../../../devicetree/index.ts';
import { ENODEV } from '../../../include/linux/errno.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { of_property_read_string } from '../property.ts';
import { of_base_c, of_find_node_by_path } from './nodes.ts';

const NO_ALIASES = new Set(['name', 'phandle', 'linux,phandle']);

/** Finds /aliases and /chosen, and the node that stdout-path names. */
export function of_alias_scan(k: Kernel): void {
  const base = of_base_c(k);
  base.of_aliases = of_find_node_by_path(k, '/aliases');
  base.of_chosen = of_find_node_by_path(k, '/chosen') ?? of_find_node_by_path(k, '/chosen@0');
  const chosen = base.of_chosen;
  if (chosen === undefined) return;
  const stdout =
    of_property_read_string(k, chosen, 'stdout-path') ?? of_property_read_string(k, chosen, 'linux,stdout-path');
  if (stdout !== undefined) base.of_stdout = of_find_node_by_path(k, stdout);
}

/** The number at the end of the alias `stem`N that names this node, or a negative errno. */
export function of_alias_get_id(k: Kernel, np: device_node, stem: string): number {
  for (const property of of_base_c(k).of_aliases?.dt.properties ?? []) {
    if (NO_ALIASES.has(property.name)) continue;
    const match = /^(.*?)(\d+)$/.exec(property.name);
    if (match === null || match[1] !== stem) continue;
    const target = stringList(property)[0];
    if (target !== undefined && of_find_node_by_path(k, target) === np) return Number(match[2]);
  }
  return -ENODEV;
}

/** The highest number any alias of that stem has, or a negative errno. */
export function of_alias_get_highest_id(k: Kernel, stem: string): number {
  let id = -ENODEV;
  for (const property of of_base_c(k).of_aliases?.dt.properties ?? []) {
    const match = /^(.*?)(\d+)$/.exec(property.name);
    if (match !== null && match[1] === stem) id = Math.max(id, Number(match[2]));
  }
  return id;
}

/** What a device is called by its "compatible": the first string, without the vendor. */
export function of_alias_from_compatible(k: Kernel, node: device_node): string | undefined {
  const compatible = of_property_read_string(k, node, 'compatible');
  return compatible === undefined ? undefined : compatible.slice(compatible.indexOf(',') + 1);
}
