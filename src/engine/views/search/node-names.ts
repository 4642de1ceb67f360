/** What people call a node of the device tree: not only by its path. */
import {
  type DtNode,
  firstString,
  getChild,
  getProperty,
  listsInterrupts,
  stringList,
  walk,
} from '../../devicetree/index.ts';
import { gicIntid } from '../../machine/index.ts';
import type { Board } from '../../record/snapshot.ts';

export interface NodeNames {
  readonly compatible: string | undefined;
  readonly disabled: boolean;
  /** Labels, aliases, what it is compatible with, and what it calls its interrupts. */
  readonly names: readonly string[];
  /** Inputs of the root controller that its interrupts lead to. */
  readonly intids: readonly number[];
  /** Inputs of other controllers. */
  readonly inputs: readonly number[];
}

/** Names of nodes by path, from a node whose properties are names and whose values are paths: /aliases, /__symbols__. */
function namesIn(node: DtNode | undefined, into: Map<string, string[]>): void {
  for (const property of node?.properties ?? []) {
    const path = firstString(property);
    if (path === undefined || !path.startsWith('/')) continue;
    const names = into.get(path);
    if (names === undefined) into.set(path, [property.name]);
    else names.push(property.name);
  }
}

function isOff(node: DtNode): boolean {
  const status = firstString(getProperty(node, 'status'));
  return status !== undefined && status !== 'okay' && status !== 'ok';
}

/** By path, of all nodes of a board. */
export function namesOfNodes({ tree, wiring, gicNode }: Board): ReadonlyMap<string, NodeNames> {
  const given = new Map<string, string[]>();
  namesIn(getChild(tree.root, 'aliases'), given);
  namesIn(getChild(tree.root, '__symbols__'), given);
  const found = new Map<string, NodeNames>();
  for (const node of walk(tree)) {
    const compatible = stringList(getProperty(node, 'compatible'));
    const lists = listsInterrupts(node);
    const [intids, inputs]: [number[], number[]] = [[], []];
    for (let index = 0, count = lists ? wiring.countOf(node) : 0; index < count; index++) {
      const wire = wiring.wireOf(node, index);
      if (wire === undefined) continue;
      const isGic = wire.controller === gicNode;
      const input = isGic ? gicIntid(wire.cells) : wire.cells[0];
      if (input !== undefined) (isGic ? intids : inputs).push(input);
    }
    const interrupts = lists ? stringList(getProperty(node, 'interrupt-names')) : [];
    found.set(node.path, {
      compatible: compatible[0],
      disabled: isOff(node) || (node.parent !== undefined && found.get(node.parent.path)?.disabled === true),
      names: [...new Set([...node.labels, ...(given.get(node.path) ?? []), ...compatible, ...interrupts])],
      intids,
      inputs,
    });
  }
  return found;
}
