/** The nodes that overlays are applied by: __symbols__, __fixups__ and __local_fixups__, as dtc writes them. */
import { DraftNode, DraftProperty, forEachLive, plainValue } from './draft.ts';
import type { Reference } from './draft.ts';
import { concatBytes } from './escape.ts';
import type { Draft } from './parser.ts';
import type { Resolver } from './resolve.ts';

const encoder = new TextEncoder();

/** /__symbols__ with the path of every labelled node (dtc -@). Each of them gets a phandle. */
export function addSymbols(draft: Draft, resolver: Resolver): void {
  const labelled: DraftNode[] = [];
  forEachLive(draft.root, (node) => {
    // A deleted label counts here too: dtc gives such a node a phandle all the same.
    if (node.labels.everGiven) labelled.push(node);
  });
  if (labelled.length === 0) return;
  const symbols = childNamed(draft.root, '__symbols__');
  for (const node of labelled) {
    for (const name of node.labels.names()) {
      if (symbols.property(name) === undefined) append(symbols, name, encoder.encode(`${node.path}\0`));
    }
    resolver.phandleOf(node);
  }
}

/** /__fixups__ for references to labels of the base tree, /__local_fixups__ for those within the overlay. */
export function addFixups(draft: Draft): void {
  const references = allPhandleReferences(draft);
  const isOpen = ({ reference }: Found): boolean => draft.directory.find(reference.target) === undefined;
  const open = references.filter(isOpen);
  const local = references.filter((found) => !isOpen(found));
  if (open.length > 0) addOpenFixups(draft, open);
  if (local.length > 0) addLocalFixups(draft, local);
}

interface Found {
  readonly node: DraftNode;
  readonly property: DraftProperty;
  readonly reference: Reference;
}

function allPhandleReferences(draft: Draft): Found[] {
  const found: Found[] = [];
  forEachLive(draft.root, (node) => {
    for (const property of node.properties()) {
      for (const reference of property.value.references) {
        if (reference.kind === 'phandle') found.push({ node, property, reference });
      }
    }
  });
  return found;
}

/** One property a label, with "path:property:offset" for each cell that waits for it. */
function addOpenFixups(draft: Draft, open: readonly Found[]): void {
  const fixups = childNamed(draft.root, '__fixups__');
  const entries = new Map<string, Set<string>>();
  for (const { node, property, reference } of open) {
    const list = entries.get(reference.target) ?? new Set();
    entries.set(reference.target, list.add(`${node.path}:${property.name}:${reference.offset}\0`));
  }
  for (const [label, list] of entries) append(fixups, label, encoder.encode([...list].join('')));
}

/** A copy of the tree's shape, in which a property lists the offsets of its cells that hold phandles of the overlay. */
function addLocalFixups(draft: Draft, local: readonly Found[]): void {
  const top = childNamed(draft.root, '__local_fixups__');
  const offsets = new Map<DraftProperty, number[]>();
  const holders = new Map<DraftProperty, DraftNode>();
  for (const { node, property, reference } of local) {
    const list = offsets.get(property);
    if (list === undefined) {
      offsets.set(property, [reference.offset]);
      holders.set(property, shadowOf(top, node));
    } else {
      list.push(reference.offset);
    }
  }
  for (const [property, list] of offsets) {
    const bytes = new Uint8Array(4 * list.length);
    const view = new DataView(bytes.buffer);
    for (const [index, offset] of list.entries()) view.setUint32(4 * index, offset);
    const holder = holders.get(property);
    if (holder !== undefined) append(holder, property.name, bytes);
  }
}

/** The node below `top` that stands for `node`, made where it is missing. */
function shadowOf(top: DraftNode, node: DraftNode): DraftNode {
  return node.parent === undefined ? top : childNamed(shadowOf(top, node.parent), node.name);
}

function childNamed(parent: DraftNode, name: string): DraftNode {
  const known = parent.child(name);
  if (known !== undefined) return known;
  const path = parent.path === '/' ? `/${name}` : `${parent.path}/${name}`;
  const child = new DraftNode(name, path, parent.where);
  parent.addChild(child);
  return child;
}

function append(node: DraftNode, name: string, bytes: Uint8Array): void {
  const known = node.property(name);
  if (known !== undefined) known.value = plainValue(concatBytes([known.value.bytes, bytes]));
  else node.addProperty(new DraftProperty(name, plainValue(bytes), node.where));
}
