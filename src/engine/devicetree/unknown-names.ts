/** Names in a tree whose values nobody knows, since the headers that define them are missing. */
import { type DeviceTree, type DtNode, type DtProperty, hasProperty, walk } from './tree.ts';

export interface UnknownName {
  readonly name: string;
  readonly node: DtNode;
  readonly property: DtProperty;
}

/** Each unknown name at each of its places, in the order of the tree. Quick where no header is missing. */
export function unknownNames(tree: DeviceTree): UnknownName[] {
  if (tree.missing === undefined) return [];
  const found: UnknownName[] = [];
  for (const node of walk(tree)) {
    for (const property of node.properties) {
      for (const name of unknownIn(property)) found.push({ name, node, property });
    }
  }
  return found;
}

/** The unknown names in the value of a property, in their order. */
export function unknownIn({ cells = [] }: DtProperty): string[] {
  return cells.flatMap(({ unknown }) => (unknown === undefined ? [] : [unknown]));
}

/** Properties that say where an interrupt goes, or that Linux makes one of, whatever node has them. */
const DECIDING = new Set([
  'interrupts',
  'interrupts-extended',
  'interrupt-parent',
  'interrupt-map',
  'interrupt-map-mask',
  '#interrupt-cells',
  '#address-cells',
  'msi-parent',
  'msi-map',
  'msi-map-mask',
  'msi-ranges',
  'mbi-ranges',
  'wakeup-parent',
  'compatible',
  'status',
  'gpios',
  'cd-gpios',
]);

/** Whether a property decides which interrupts there are and where they go. */
export function decidesInterrupts(node: DtNode, { name }: DtProperty): boolean {
  if (DECIDING.has(name)) return true;
  const isController = hasProperty(node, 'interrupt-controller') || hasProperty(node, 'msi-controller');
  return isController && (name === 'reg' || name.endsWith('ranges'));
}
