/**
 * Models drivers/of/fdt.c: device nodes made from the flat tree. The kernel links siblings backwards and then reverses
 * them, so children stand in the order of the blob. Properties stay where they are: a node points at its DtNode.
 * Reading the blob itself is the devicetree room's; scanning memory, reserved ranges and the command line is left out.
 */
import { baseName, type DtNode, firstString, getProperty, phandleOf } from '../../../devicetree/index.ts';
import { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { of_alias_scan, of_base_c } from './base/index.ts';

/** Nodes this deep are skipped. */
const FDT_MAX_DEPTH = 64;

function populate_node(k: Kernel, dt: DtNode, parent: device_node | undefined): device_node {
  const node = device_node.create(k.rec, {
    name: firstString(getProperty(dt, 'name')) ?? baseName(dt),
    full_name: dt.name,
    path: dt.path,
    phandle: phandleOf(dt) ?? 0,
    parent,
    dt,
  });
  parent?.children.addTail(node);
  return node;
}

/** Makes the nodes of a subtree, parents first. */
function unflatten_dt_nodes(k: Kernel, dt: DtNode, parent: device_node | undefined, depth: number): device_node {
  const node = populate_node(k, dt, parent);
  // Lookups by phandle find the first node in tree order that claims it.
  if (node.phandle !== 0 && !of_base_c(k).phandles.has(node.phandle)) of_base_c(k).phandles.set(node.phandle, node);
  if (depth + 1 < FDT_MAX_DEPTH - 1) for (const child of dt.children) unflatten_dt_nodes(k, child, node, depth + 1);
  return node;
}

/** Makes all device nodes and finds /chosen, /aliases and the console's node. Called before the first step. */
export function unflatten_device_tree(k: Kernel): void {
  of_base_c(k).of_root = unflatten_dt_nodes(k, k.boot.tree.root, undefined, 0);
  of_alias_scan(k);
}
