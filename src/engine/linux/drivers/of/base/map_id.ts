/** Models of_map_id of drivers/of/base.c: msi-map and iommu-map, from ids on a bus to ids a controller sees. */
import { EFAULT, EINVAL, ENODEV } from '../../../include/linux/errno.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err, pr_info, pr_warn } from '../../../kernel/printk/printk.ts';
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
  // 7.3 takes as many cells for the new id as the controller has, and finds out on the way whether they are all there.
  if (k.since('7.3') ? map_len % 4 !== 0 : map_len === 0 || map_len % (ENTRY * 4) !== 0) {
    pr_err(k, `OF: ${np.path}: Error: Bad ${map_name} length: ${map_len}`);
    return -EINVAL;
  }
  const map_mask = (map_mask_name === undefined ? undefined : of_property_read_u32(k, np, map_mask_name)) ?? 0xffffffff;
  const walk = k.since('7.3') ? walkCells : walkMap;
  return walk(k, np, id, map_name, map_mask, of_property_cells(k, np, map_name), wanted);
}

/** Cells of an id in front of its controller: those of the controller, or one where it does not say. */
function outputCells(k: Kernel, controller: device_node, map_name: string): number {
  return of_property_read_u32(k, controller, map_name === 'msi-map' ? '#msi-cells' : '#iommu-cells') ?? 1;
}

/** Whether a map for a controller of two cells is written with entries of one, as many are: each for a single id. */
function isWrittenForOneCell(cells: readonly number[]): boolean {
  if (cells.length % ENTRY !== 0) return false;
  for (let at = 0; at < cells.length; at += ENTRY) {
    if (cells[at + 1] !== cells[1] || cells[at + 3] !== 1) return false;
  }
  return true;
}

/** What phandles of a kernel hold at most. */
const MAX_PHANDLE_ARGS = 16;

/** 7.3. */
function walkCells(
  k: Kernel,
  np: device_node,
  id: number,
  map_name: string,
  map_mask: number,
  map: readonly number[],
  wanted: of_map_id_result,
): number {
  const masked_id = (map_mask & id) >>> 0;
  const tooShort = (): number => {
    pr_err(k, `OF: ${np.path}: Error: Bad ${map_name} length: ${map.length * 4}`);
    return -EINVAL;
  };
  let oneCell = false;
  for (let at = 0; at < map.length;) {
    const [id_base = 0, phandle] = map.slice(at, at + 2);
    if (phandle === undefined) return tooShort();
    if (ignoresBase(k, np, map_name, map_mask, id_base)) return -EFAULT;
    const controller = of_find_node_by_phandle(k, phandle);
    if (controller === undefined) return -ENODEV;
    let cells = oneCell ? 1 : outputCells(k, controller, map_name);
    if (cells > MAX_PHANDLE_ARGS) return -EINVAL;
    if (at === 0 && cells === 2 && isWrittenForOneCell(map)) {
      const what = map_name === 'msi-map' ? '#msi-cells' : '#iommu-cells';
      pr_warn(k, `OF: ${np.path}: ${map_name} has 1-cell entries targeting 2-cell ${what}, treating as 1-cell output`);
      oneCell = true;
      cells = 1;
    }
    const entry = map.slice(at, at + 3 + cells);
    if (entry.length < 3 + cells) return tooShort();
    at += 3 + cells;
    const id_len = entry[2 + cells] ?? 0;
    if (masked_id < id_base || masked_id - id_base >= id_len) continue;
    if (id_len > 1 && cells > 1) {
      const range = `${id_len}-ID range with ${cells}-cell output specifier`;
      pr_err(k, `OF: ${np.path}: Unsupported ${map_name} - cannot handle ${range}`);
      return -EINVAL;
    }
    if (wanted.target !== undefined && wanted.target !== controller) continue;
    wanted.target = controller;
    wanted.id_out = cells === 0 ? id : (masked_id - id_base + (entry[2] ?? 0)) >>> 0;
    return 0;
  }
  return notInMap(k, np, id, map_name, wanted);
}

/** Complains of an entry whose first id the mask takes away from every id. */
function ignoresBase(k: Kernel, np: device_node, map_name: string, map_mask: number, id_base: number): boolean {
  if ((id_base & ~map_mask) === 0) return false;
  const mask = `${map_name}-mask (0x${map_mask.toString(16)})`;
  pr_err(k, `OF: ${np.path}: Invalid ${map_name} translation - ${mask} ignores id-base (0x${id_base.toString(16)})`);
  return true;
}

/** An id that no entry covers passes unchanged. */
function notInMap(k: Kernel, np: device_node, id: number, map_name: string, wanted: of_map_id_result): number {
  const on = wanted.target?.path ?? '(null)';
  pr_info(k, `OF: ${np.path}: no ${map_name} translation for id 0x${id.toString(16)} on ${on}`);
  wanted.id_out = id;
  return 0;
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
    if (ignoresBase(k, np, map_name, map_mask, id_base)) return -EFAULT;
    // The end of a range is a 32-bit sum in the kernel, so it can wrap.
    if (masked_id < id_base || masked_id >= (id_base + id_len) >>> 0) continue;
    const phandle_node = of_find_node_by_phandle(k, phandle);
    if (phandle_node === undefined) return -ENODEV;
    wanted.target ??= phandle_node;
    if (wanted.target !== phandle_node) continue;
    wanted.id_out = (masked_id - id_base + out_base) >>> 0;
    return 0;
  }
  return notInMap(k, np, id, map_name, wanted);
}
