/** A finished draft as the plain tree that leaves this room. */
import type { DtNode, DtProperty } from '../tree.ts';
import type { DraftNode, DraftProperty } from './draft.ts';

/** Copies what is not deleted. All values become windows into one buffer: many small buffers are slow to make and to send. */
export function freeze(root: DraftNode): DtNode {
  const arena = { bytes: new Uint8Array(valueBytes(root)), used: 0 };
  return freezeNode(root, undefined, arena);
}

interface Arena {
  readonly bytes: Uint8Array;
  used: number;
}

function valueBytes(node: DraftNode): number {
  let sum = 0;
  for (const property of node.properties()) sum += property.value.bytes.length;
  for (const child of node.children()) sum += valueBytes(child);
  return sum;
}

function freezeNode(draft: DraftNode, parent: DtNode | undefined, arena: Arena): DtNode {
  const children: DtNode[] = [];
  const node: DtNode = {
    name: draft.name,
    path: draft.path,
    parent,
    children,
    properties: Array.from(draft.properties(), (property) => freezeProperty(property, arena)),
    labels: draft.labels.names(),
    where: draft.where,
  };
  for (const child of draft.children()) children.push(freezeNode(child, node, arena));
  return node;
}

function freezeProperty(property: DraftProperty, arena: Arena): DtProperty {
  const { bytes, cells } = property.value;
  const start = arena.used;
  arena.bytes.set(bytes, start);
  arena.used += bytes.length;
  const labels = property.labels.names();
  return {
    name: property.name,
    value: arena.bytes.subarray(start, arena.used),
    where: property.where,
    ...(cells.length > 0 ? { cells } : {}),
    ...(labels.length > 0 ? { labels } : {}),
  };
}

/** The `reg` of the first node in /cpus, if it is one cell: what dtc takes for the CPU that boots. */
export function guessBootCpu(root: DraftNode): number {
  // A deleted first child leaves its gap, and dtc looks no further.
  const bytes = root.child('cpus')?.firstChild?.property('reg')?.value.bytes;
  return bytes?.length === 4 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) : 0;
}
