/**
 * drivers/of/base.c: walking device nodes, finding and matching them. None of these is a function that the traces show, so they
 * are plain.
 */
import { type DtProperty, firstString, getProperty, stringList, u32At } from '../../../../devicetree/index.ts';
import { map, type Recorded, type RecordedMap, ref } from '../../../../recorder/index.ts';
import type { device_node, of_device_id } from '../../../include/linux/of.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { of_property_read_u32 } from '../property.ts';

export interface of_base_c extends Recorded {
  of_root: device_node | undefined;
  of_aliases: device_node | undefined;
  of_chosen: device_node | undefined;
  of_stdout: device_node | undefined;
  /** First node in tree order by phandle; stands for the kernel's phandle_cache, which fills as it is asked. */
  phandles: RecordedMap<device_node>;
}
export const of_base_c = statics<of_base_c>('drivers/of/base.c', {
  of_root: ref(),
  of_aliases: ref(),
  of_chosen: ref(),
  of_stdout: ref(),
  phandles: map(ref<device_node>()),
});

// --- properties

export function of_find_property(_k: Kernel, np: device_node | undefined, name: string): DtProperty | undefined {
  return np === undefined ? undefined : getProperty(np.dt, name);
}

/** The property's value, or undefined where it is absent. An empty property has an empty value. */
export function of_get_property(k: Kernel, np: device_node | undefined, name: string): Uint8Array | undefined {
  return of_find_property(k, np, name)?.value;
}

export function for_each_child_of_node(_k: Kernel, parent: device_node | undefined): readonly device_node[] {
  return parent?.children.toArray() ?? [];
}

export function for_each_available_child_of_node(k: Kernel, parent: device_node | undefined): device_node[] {
  return for_each_child_of_node(k, parent).filter((child) => of_device_is_available(k, child));
}

/** The nodes below each root, with it. Nodes are made before the root is known, and none is added later. */
const allNodes = new WeakMap<device_node, readonly device_node[]>();

function nodesFrom(root: device_node): readonly device_node[] {
  const known = allNodes.get(root);
  if (known !== undefined) return known;
  const found: device_node[] = [];
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    found.push(node);
    const children = node.children.toArray();
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child !== undefined) stack.push(child);
    }
  }
  allNodes.set(root, found);
  return found;
}

/** All nodes, depth first in tree order, from behind `from` on where it is given: its own children come first. */
export function for_each_of_allnodes(k: Kernel, from?: device_node): readonly device_node[] {
  const { of_root } = of_base_c(k);
  if (of_root === undefined) return [];
  const all = nodesFrom(of_root);
  return from === undefined ? all : all.slice(all.indexOf(from) + 1);
}

// --- finding

export function of_node_name_eq(np: device_node | undefined, name: string): boolean {
  if (np === undefined || !np.full_name.startsWith(name)) return false;
  const { full_name } = np;
  return full_name.length === name.length || full_name[name.length] === '@';
}

export function of_find_node_by_phandle(k: Kernel, handle: number): device_node | undefined {
  return handle === 0 ? undefined : of_base_c(k).phandles.get(handle);
}

/** "/soc/uart@0", or an alias and what is below it. Options behind ":" are ignored. */
export function of_find_node_by_path(k: Kernel, path: string): device_node | undefined {
  const colon = path.indexOf(':');
  const plain = colon < 0 ? path : path.slice(0, colon);
  if (plain === '/') return of_base_c(k).of_root;
  let node = of_base_c(k).of_root;
  let rest = plain;
  if (!plain.startsWith('/')) {
    const slash = plain.indexOf('/');
    const alias = of_find_property(k, of_base_c(k).of_aliases, slash < 0 ? plain : plain.slice(0, slash));
    const target = stringList(alias)[0];
    // An alias of an alias would be followed by the kernel; a full path is what the specification wants, and ends.
    node = target?.startsWith('/') === true ? of_find_node_by_path(k, target) : undefined;
    rest = slash < 0 ? '' : plain.slice(slash);
  }
  for (const name of rest.split('/').slice(1)) {
    if (name === '') return undefined;
    node = for_each_child_of_node(k, node).find((child) => child.full_name === name);
  }
  return node;
}

export function of_get_compatible_child(k: Kernel, parent: device_node, compatible: string): device_node | undefined {
  return for_each_child_of_node(k, parent).find((child) => of_device_is_compatible(k, child, compatible) > 0);
}

export function of_get_child_by_name(k: Kernel, node: device_node | undefined, name: string): device_node | undefined {
  return for_each_child_of_node(k, node).find((child) => of_node_name_eq(child, name));
}

// --- matching

export function of_node_is_type(np: device_node | undefined, type: string): boolean {
  return np !== undefined && firstString(getProperty(np.dt, 'device_type')) === type;
}

/** 0, or a score that is higher the earlier the string stands in "compatible". Case does not count. */
function __of_device_is_compatible(k: Kernel, device: device_node, compat: string, type?: string): number {
  let score = 0;
  if (compat !== '') {
    const index = k.compatibleOf(device.dt).indexOf(compat.toLowerCase());
    if (index < 0) return 0;
    score = Math.floor((2 ** 31 - 1) / 2) - (index << 2);
  }
  if (type !== undefined && type !== '') {
    if (!of_node_is_type(device, type)) return 0;
    score += 2;
  }
  return score;
}

export function of_device_is_compatible(k: Kernel, device: device_node, compat: string): number {
  return __of_device_is_compatible(k, device, compat);
}

/** The best score against any of the strings. */
export function of_device_compatible_match(k: Kernel, device: device_node, compat: readonly string[]): number {
  return compat.reduce((best, each) => Math.max(best, of_device_is_compatible(k, device, each)), 0);
}

export function of_machine_is_compatible(k: Kernel, compat: string): boolean {
  const root = of_base_c(k).of_root;
  return root !== undefined && of_device_is_compatible(k, root, compat) > 0;
}

/** Places in match tables by "compatible" in lower case, of two with one string the first: a driver's table is the same in every run. */
const matchPlaces = new WeakMap<readonly unknown[], Map<string, number>>();

/** The entries of a match table by their "compatible" in lower case. */
function entriesOf<D>(table: readonly of_device_id<D>[]): (compatible: string) => of_device_id<D> | undefined {
  const known = matchPlaces.get(table) ?? placesIn(table);
  return (compatible) => table[known.get(compatible) ?? -1];
}

function placesIn(table: readonly of_device_id[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [place, { compatible }] of table.entries()) {
    const key = compatible.toLowerCase();
    if (!places.has(key)) places.set(key, place);
  }
  matchPlaces.set(table, places);
  return places;
}

/** The entry that fits best: the one whose string stands first in the node's "compatible", then the first in the table. */
export function of_match_node<D>(
  k: Kernel,
  matches: readonly of_device_id<D>[] | undefined,
  node: device_node,
): of_device_id<D> | undefined {
  return matches === undefined || matches.length === 0 ? undefined : entryFor(k, entriesOf(matches), node);
}

/** The same, of a table whose entries have been looked up: for those who try it on every node. */
function entryFor<E>(k: Kernel, entryOf: (compatible: string) => E | undefined, node: device_node): E | undefined {
  for (const each of k.compatibleOf(node.dt)) {
    const entry = entryOf(each);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** Nodes that match, in tree order, each with the entry it matched. */
export function* for_each_matching_node_and_match<D>(
  k: Kernel,
  matches: readonly of_device_id<D>[],
): Generator<readonly [device_node, of_device_id<D>], void, undefined> {
  const entryOf = entriesOf(matches);
  for (const np of for_each_of_allnodes(k)) {
    const match = entryFor(k, entryOf, np);
    if (match !== undefined) yield [np, match];
  }
}

export function for_each_matching_node(k: Kernel, matches: readonly of_device_id[]): device_node[] {
  return [...for_each_matching_node_and_match(k, matches)].map(([np]) => np);
}

export function of_find_matching_node(
  k: Kernel,
  from: device_node | undefined,
  matches: readonly of_device_id[],
): device_node | undefined {
  const entryOf = entriesOf(matches);
  for (const np of for_each_of_allnodes(k, from)) if (entryFor(k, entryOf, np) !== undefined) return np;
  return undefined;
}

// --- status, cells, flags

/** True without "status", or where it is "okay" or "ok". */
export function of_device_is_available(k: Kernel, device: device_node | undefined): boolean {
  if (device === undefined) return false;
  const status = of_find_property(k, device, 'status');
  if (status === undefined) return true;
  const text = firstString(status);
  return text === 'okay' || text === 'ok';
}

/** #address-cells of the node or the next ancestor that has it; 1 where none has. */
export function of_bus_n_addr_cells(k: Kernel, np: device_node | undefined): number {
  for (let at = np; at !== undefined; at = at.parent) {
    const cells = of_property_read_u32(k, at, '#address-cells');
    if (cells !== undefined) return cells;
  }
  return 1;
}

export function of_n_addr_cells(k: Kernel, np: device_node): number {
  return of_bus_n_addr_cells(k, np.parent ?? np);
}

/** #size-cells of the node or the next ancestor that has it; 1 where none has. */
export function of_bus_n_size_cells(k: Kernel, np: device_node | undefined): number {
  for (let at = np; at !== undefined; at = at.parent) {
    const cells = of_property_read_u32(k, at, '#size-cells');
    if (cells !== undefined) return cells;
  }
  return 1;
}

export function of_n_size_cells(k: Kernel, np: device_node): number {
  return of_bus_n_size_cells(k, np.parent ?? np);
}

/** Big-endian cells of a raw value as one number; missing cells read as 0. */
export function of_read_number(property: DtProperty | undefined, cell: number, size: number): bigint {
  let value = 0n;
  for (let i = 0; i < size; i++)
    value = ((value << 32n) | BigInt(u32At(property, cell + i) ?? 0)) & 0xffffffffffffffffn;
  return value;
}
