/** Models of_map_id of drivers/of/base.c: msi-map and iommu-map, from ids on a bus to ids a controller sees. */
import { EFAULT, EINVAL, ENODEV } from '../../../include/linux/errno.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err, pr_info } from '../../../kernel/printk/printk.ts';
import { of_property_cells, of_property_read_u32 } from '../property.ts';
import { of_find_node_by_phandle, of_find_property } from './nodes.ts';

/** What a caller wants to know; both are filled as far as the map goes, whatever is returned. */
export interface of_map_id_result {
  /** Given: only entries for that node count. Otherwise it becomes the node of the first entry that matches. */
  target: device_node | undefined;
  id_out: number;
}

const ENTRY = 4;

/**
 * Translates an id. `wanted.target` is always asked for, as every caller of ours does: without a map the result is
 * -ENODEV. An id that no entry covers passes unchanged.
 */
export function of_map_id(
  k: Kernel,
  np: device_node | undefined,
  id: number,
  map_name: string,
  map_mask_name: string | undefined,
  wanted: of_map_id_result,
): number {
  if (np === undefined) return -EINVAL;
  const map = of_find_property(k, np, map_name);
  if (map === undefined) return -ENODEV;
  const map_len = map.value.length;
  if (map_len === 0 || map_len % (ENTRY * 4) !== 0) {
    pr_err(k, `OF: ${np.path}: Error: Bad ${map_name} length: ${map_len}`);
    return -EINVAL;
  }
  const map_mask = (map_mask_name === undefined ? undefined : of_property_read_u32(k, np, map_mask_name)) ?? 0xffffffff;
  return walkMap(k, np, id, map_name, map_mask, of_property_cells(k, np, map_name), wanted);
}

function walkMap(
  k: Kernel,
  np: device_node,
  id: number,
  map_name: string,
  map_mask: number,
  cells: readonly number[],
  wanted: of_map_id_result,
): number {
  const masked_id = (map_mask & id) >>> 0;
  for (let at = 0; at < cells.length; at += ENTRY) {
    const [id_base = 0, phandle = 0, out_base = 0, id_len = 0] = cells.slice(at, at + ENTRY);
    if ((id_base & ~map_mask) !== 0) {
      const mask = `${map_name}-mask (0x${map_mask.toString(16)})`;
      pr_err(
        k,
        `OF: ${np.path}: Invalid ${map_name} translation - ${mask} ignores id-base (0x${id_base.toString(16)})`,
      );
      return -EFAULT;
    }
    // The end of a range is a 32-bit sum in the kernel, so it can wrap.
    if (masked_id < id_base || masked_id >= (id_base + id_len) >>> 0) continue;
    const phandle_node = of_find_node_by_phandle(k, phandle);
    if (phandle_node === undefined) return -ENODEV;
    wanted.target ??= phandle_node;
    if (wanted.target !== phandle_node) continue;
    wanted.id_out = (masked_id - id_base + out_base) >>> 0;
    return 0;
  }
  const on = wanted.target?.path ?? '(null)';
  pr_info(k, `OF: ${np.path}: no ${map_name} translation for id 0x${id.toString(16)} on ${on}`);
  wanted.id_out = id;
  return 0;
}
