/**
 * Models the phandle lists of drivers/of/base.c: <provider arguments…> entries, where the provider says how many
 * arguments follow. The messages here are what people see first when a reference is wrong.
 */
import { EINVAL, ENOENT } from '../../../include/linux/errno.ts';
import { type device_node, MAX_PHANDLE_ARGS, type of_phandle_args } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err } from '../../../kernel/printk/printk.ts';
import { of_property_cells, of_property_read_u32 } from '../property.ts';
import { of_find_node_by_phandle, of_find_property } from './nodes.ts';

/** Where a walk over a phandle list stands. */
export interface of_phandle_iterator {
  cells_name: string | undefined;
  cell_count: number;
  parent: device_node | undefined;
  /** All cells of the property; undefined before a successful init. */
  list: readonly number[] | undefined;
  cur: number;
  phandle_end: number;
  phandle: number;
  cur_count: number;
  node: device_node | undefined;
}

/** Starts a walk. What goes wrong here shows at the first step: there is nothing to walk. */
function of_phandle_iterator_init(
  k: Kernel,
  np: device_node,
  list_name: string,
  cells_name: string | undefined,
  cell_count: number,
): of_phandle_iterator {
  const usable = (cell_count >= 0 || cells_name !== undefined) && of_find_property(k, np, list_name) !== undefined;
  return {
    cells_name,
    cell_count,
    parent: np,
    list: usable ? of_property_cells(k, np, list_name) : undefined,
    cur: 0,
    phandle_end: 0,
    phandle: 0,
    cur_count: 0,
    node: undefined,
  };
}

/** Moves to the next entry: 0, -ENOENT at the end, -EINVAL for an entry that cannot be read. */
function of_phandle_iterator_next(k: Kernel, it: of_phandle_iterator): number {
  it.node = undefined;
  if (it.list === undefined || it.phandle_end >= it.list.length) return -ENOENT;
  it.cur = it.phandle_end;
  // A phandle of 0 is an empty entry without arguments.
  it.phandle = it.list[it.cur++] ?? 0;
  let count = 0;
  if (it.phandle !== 0) {
    count = argumentsOf(k, it, it.list.length);
    if (count < 0) {
      it.node = undefined;
      return count;
    }
  }
  it.phandle_end = it.cur + count;
  it.cur_count = count;
  return 0;
}

/** Finds the provider and how many arguments it takes, and checks that so many are there. */
function argumentsOf(k: Kernel, it: of_phandle_iterator, end: number): number {
  const parent = it.parent?.path ?? '';
  it.node = of_find_node_by_phandle(k, it.phandle);
  let count = it.cell_count;
  if (it.cells_name !== undefined) {
    if (it.node === undefined) {
      pr_err(k, `OF: ${parent}: could not find phandle ${it.phandle | 0}`);
      return -EINVAL;
    }
    count = of_property_read_u32(k, it.node, it.cells_name) ?? it.cell_count;
    if (count < 0) {
      pr_err(k, `OF: ${parent}: could not get ${it.cells_name} for ${it.node.path}`);
      return -EINVAL;
    }
  }
  if (it.cur + count > end) {
    const found = end - it.cur;
    if (it.cells_name !== undefined) pr_err(k, `OF: ${parent}: ${it.cells_name} = ${count} found ${found}`);
    else pr_err(k, `OF: ${parent}: phandle ${it.node?.full_name ?? '<no-node>'} needs ${count}, found ${found}`);
    return -EINVAL;
  }
  return count;
}

/** Entries of a phandle list, up to the first that cannot be read. */
export function* of_for_each_phandle(
  k: Kernel,
  np: device_node,
  list_name: string,
  cells_name: string | undefined,
  cell_count: number,
): Generator<of_phandle_iterator, number, undefined> {
  const it = of_phandle_iterator_init(k, np, list_name, cells_name, cell_count);
  for (;;) {
    const err = of_phandle_iterator_next(k, it);
    if (err !== 0) return err;
    yield it;
  }
}

/** The entry at an index, or a negative errno. */
export function __of_parse_phandle_with_args(
  k: Kernel,
  np: device_node,
  list_name: string,
  cells_name: string | undefined,
  cell_count: number,
  index: number,
): of_phandle_args | number {
  if (index < 0) return -EINVAL;
  const it = of_phandle_iterator_init(k, np, list_name, cells_name, cell_count);
  for (let cur_index = 0; ; cur_index++) {
    const rc = of_phandle_iterator_next(k, it);
    if (rc !== 0) return rc;
    if (cur_index !== index) continue;
    if (it.phandle === 0) return -ENOENT;
    const count = Math.min(it.cur_count, MAX_PHANDLE_ARGS);
    return { np: it.node, args_count: count, args: it.list?.slice(it.cur, it.cur + count) ?? [] };
  }
}

/** Without a name for the cell count, entries have no arguments. */
export function of_parse_phandle_with_args(
  k: Kernel,
  np: device_node,
  list_name: string,
  cells_name: string | undefined,
  index: number,
): of_phandle_args | number {
  return __of_parse_phandle_with_args(k, np, list_name, cells_name, cells_name === undefined ? 0 : -1, index);
}

function of_parse_phandle_with_fixed_args(
  k: Kernel,
  np: device_node,
  list_name: string,
  cell_count: number,
  index: number,
): of_phandle_args | number {
  return __of_parse_phandle_with_args(k, np, list_name, undefined, cell_count, index);
}

/** The node that a plain list of phandles names at an index. */
export function of_parse_phandle(
  k: Kernel,
  np: device_node,
  phandle_name: string,
  index: number,
): device_node | undefined {
  const args = of_parse_phandle_with_fixed_args(k, np, phandle_name, 0, index);
  return typeof args === 'number' ? undefined : args.np;
}
