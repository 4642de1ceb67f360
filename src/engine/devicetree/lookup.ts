/** Finding nodes: by path and alias, phandle and label, as Linux finds them. */
import { getChild, getProperty, walk } from './tree.ts';
import type { DeviceTree, DtNode } from './tree.ts';
import { u32At } from './values.ts';

/** What a caller with many questions builds once. */
export interface TreeIndex {
  readonly byPath: ReadonlyMap<string, DtNode>;
  /** All nodes that claim a phandle, in tree order; Linux uses the first. */
  readonly byPhandle: ReadonlyMap<number, readonly DtNode[]>;
  readonly byLabel: ReadonlyMap<string, DtNode>;
}

/** Maps over the whole tree; where a key occurs twice, the first node in tree order has it. */
export function indexTree(tree: DeviceTree): TreeIndex {
  const byPath = new Map<string, DtNode>();
  const byPhandle = new Map<number, DtNode[]>();
  const byLabel = new Map<string, DtNode>();
  for (const node of walk(tree)) {
    if (!byPath.has(node.path)) byPath.set(node.path, node);
    for (const label of node.labels) if (!byLabel.has(label)) byLabel.set(label, node);
    const phandle = phandleOf(node);
    if (phandle === undefined) continue;
    const claimants = byPhandle.get(phandle);
    if (claimants === undefined) byPhandle.set(phandle, [node]);
    else claimants.push(node);
  }
  return { byPath, byPhandle, byLabel };
}

/**
 * The number other nodes refer to this one by, or undefined. As Linux reads it: the first non-zero of "phandle" and
 * "linux,phandle" in the order of the blob; "ibm,phandle" wins over both. 0 is no phandle.
 */
export function phandleOf(node: DtNode): number | undefined {
  let found = 0;
  for (const property of node.properties) {
    if (property.name === 'phandle' || property.name === 'linux,phandle') {
      if (found === 0) found = u32At(property, 0) ?? 0;
    } else if (property.name === 'ibm,phandle') {
      found = u32At(property, 0) ?? 0;
    }
  }
  return found === 0 ? undefined : found;
}

/** All nodes with that phandle in tree order. More than one is a fault in the tree. */
export function nodesByPhandle(tree: DeviceTree, phandle: number): DtNode[] {
  const nodes: DtNode[] = [];
  if (phandle === 0) return nodes;
  for (const node of walk(tree)) if (phandleOf(node) === phandle) nodes.push(node);
  return nodes;
}

/** The first node in tree order with that phandle: the one of_find_node_by_phandle returns. */
export function nodeByPhandle(tree: DeviceTree, phandle: number): DtNode | undefined {
  if (phandle === 0) return undefined;
  for (const node of walk(tree)) if (phandleOf(node) === phandle) return node;
  return undefined;
}

/** The first node in tree order that carries the label (DTS only). */
export function nodeByLabel(tree: DeviceTree, label: string): DtNode | undefined {
  for (const node of walk(tree)) if (node.labels.includes(label)) return node;
  return undefined;
}

/**
 * of_find_node_by_path: "/soc/uart@0", or an alias and what is below it, "serial0" or "serial0/child". Names are full
 * names; what follows a ":" is options and ignored. A path with an empty component ("/soc/") names nothing.
 */
export function nodeByPath(tree: DeviceTree, path: string): DtNode | undefined {
  const colon = path.indexOf(':');
  const plain = colon < 0 ? path : path.slice(0, colon);
  if (plain === '/') return tree.root;
  if (plain.startsWith('/')) return descend(tree.root, plain.slice(1));
  const slash = plain.indexOf('/');
  const target = aliasTarget(tree, slash < 0 ? plain : plain.slice(0, slash));
  // An alias that names another alias is not followed: the specification wants a full path (3.3), and loops are possible.
  const start = target?.startsWith('/') === true ? nodeByPath(tree, target) : undefined;
  return start === undefined || slash < 0 ? start : descend(start, plain.slice(slash + 1));
}

function descend(start: DtNode, path: string): DtNode | undefined {
  let node: DtNode | undefined = start;
  for (const name of path.split('/')) {
    if (node === undefined || name === '') return undefined;
    node = getChild(node, name);
  }
  return node;
}

/** The path an alias stands for, or undefined (Devicetree Specification v0.4, 3.3). */
export function aliasTarget(tree: DeviceTree, alias: string): string | undefined {
  const aliases = getChild(tree.root, 'aliases');
  const value = aliases === undefined ? undefined : getProperty(aliases, alias)?.value;
  if (value === undefined) return undefined;
  const end = value.indexOf(0);
  return new TextDecoder().decode(end < 0 ? value : value.subarray(0, end));
}
