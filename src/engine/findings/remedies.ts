/** Changes that several checks propose: another controller, cells that are missing, a trigger. */
import { type DtNode, firstString, getProperty, hasProperty, u32At } from '../devicetree/index.ts';
import type { Hit, Mend } from './check.ts';
import type { Facts } from './facts.ts';
import { parentText } from './place.ts';

/** More buttons are no help. */
const MOST = 3;

const LEVEL_HIGH = 4;
const EDGE_RISING = 1;
const EDGE_FALLING = 2;

type Fix = Pick<Hit, 'mend' | 'others'>;

/** The first of some changes is the proposal, the others are its alternatives. */
export function choiceOf(changes: readonly (Mend | readonly Mend[])[]): Fix {
  const [mend, ...others] = changes.slice(0, MOST);
  return mend === undefined ? {} : { mend, ...(others.length === 0 ? {} : { others }) };
}

/** Controllers that are there and take so many cells, the GIC first. */
export function controllersOf({ nodes, session }: Facts, fits: (cells: number) => boolean): DtNode[] {
  const found = nodes.filter((node) => {
    const cells = u32At(getProperty(node, '#interrupt-cells'), 0) ?? 0;
    return hasProperty(node, 'interrupt-controller') && cells > 0 && fits(cells);
  });
  const gic = session.machine.gicNode;
  return found.toSorted((a, b) => Number(b === gic) - Number(a === gic));
}

/** Another controller for what a cell refers to. */
export function retarget(node: DtNode, property: string, cell: number, to: readonly DtNode[]): Fix {
  return choiceOf(to.map((each) => ({ kind: 'target', node, property, cell, to: each })));
}

/** An interrupt-parent for a node. */
export function parentOf({ tree }: Facts, node: DtNode, to: readonly DtNode[]): Fix {
  return choiceOf(to.map((each) => ({ kind: 'add', node, text: parentText(tree, each) })));
}

/** Triggers that an interrupt of a controller may have, the likeliest first. */
export function triggersOf(facts: Facts, controller: DtNode): readonly number[] {
  if (facts.isGic(controller)) return [LEVEL_HIGH, EDGE_RISING];
  return hasProperty(controller, 'gpio-controller') ? [EDGE_FALLING, EDGE_RISING, LEVEL_HIGH] : [LEVEL_HIGH];
}

/** A node whose status keeps it from being there is enabled. */
export function enable(node: DtNode): Fix {
  const from = firstString(getProperty(node, 'status'));
  return from === undefined ? {} : { mend: { kind: 'text', node, property: 'status', from, to: 'okay' } };
}

/** Cell of `reg` with the lower half of the size of an entry. */
export function lastCellOfEntry(node: DtNode, entry: number): number {
  const cells = (name: string, fallback: number): number =>
    (node.parent === undefined ? undefined : u32At(getProperty(node.parent, name), 0)) ?? fallback;
  return (entry + 1) * (cells('#address-cells', 2) + cells('#size-cells', 1)) - 1;
}
