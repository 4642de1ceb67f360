/** What stands in the picture, before it has a place. */
import type { TopologyEdge, TopologyKind, TopologyNode } from '../../engine/index.ts';

/**
 * How a thing is drawn: a box with two lines of text, a row of a group, the heading of a group, a cell of a grid of CPUs, or
 * the frame around such a grid.
 */
export type Shape = 'box' | 'row' | 'heading' | 'cell';

export interface Box {
  readonly key: string;
  readonly kind: TopologyKind;
  readonly shape: Shape;
  readonly label: string;
  readonly column: number;
  readonly order: number;
  /** undefined for a heading. */
  readonly node: TopologyNode | undefined;
  /** Keys of the nodes that have no place of their own: those behind a folded heading, and the domain of a row's device. */
  readonly folded: readonly string[];
  /** For a heading: the group, whether its rows are shown, and whether all of it that got none got none for want of a model. */
  readonly group?: {
    readonly name: string;
    readonly open: boolean;
    readonly members: readonly string[];
    readonly unsure: boolean;
  };
}

export interface Graph {
  /** In the order in which they stand in their columns. */
  readonly boxes: readonly Box[];
  readonly edges: readonly TopologyEdge[];
}

export function boxOf(node: TopologyNode, column: number, shape: Shape = 'box'): Box {
  return { key: node.key, kind: node.kind, shape, label: node.label, column, order: node.order, node, folded: [] };
}
