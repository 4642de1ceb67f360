/** Puts large fan-outs together, so that a picture of hundreds of devices stays readable. */
import type { TopologyEdge, TopologyKind, TopologyNode } from '../../engine/index.ts';

/** A box of the picture: a node of the run, or a fold that stands for many. */
export interface Box {
  readonly key: string;
  readonly kind: TopologyKind;
  readonly label: string;
  readonly column: number;
  readonly order: number;
  readonly node: TopologyNode | undefined;
  /** Keys of the nodes behind a fold. */
  readonly folded: readonly string[];
}

export interface Graph {
  readonly boxes: readonly Box[];
  readonly edges: readonly TopologyEdge[];
}

/** Of a folded fan-out, so many stay visible. */
const SHOWN = 3;

export function boxOf(node: TopologyNode, column: number): Box {
  return { key: node.key, kind: node.kind, label: node.label, column, order: node.order, node, folded: [] };
}

/** Folds fan-outs, the largest first, until no column holds more boxes than there is room for. */
export function fold(graph: Graph, room: number, unfolded: ReadonlySet<string>): Graph {
  let { boxes } = graph;
  const home = new Map<string, string>();
  for (const column of new Set(boxes.map((box) => box.column))) {
    const groups = groupsOf(
      boxes.filter((box) => box.column === column),
      graph.edges,
    );
    for (const [key, members] of groups) {
      const height = boxes.filter((box) => box.column === column).length;
      if (height <= room) break;
      if (members.length <= SHOWN + 1 || unfolded.has(key)) continue;
      const hidden = members.slice(SHOWN);
      for (const { key: from } of hidden) home.set(from, key);
      boxes = [...boxes.filter((box) => !hidden.includes(box)), foldedBox(key, hidden)];
    }
  }
  const edges = new Map<string, TopologyEdge>();
  for (const edge of graph.edges) {
    const from = home.get(edge.from) ?? edge.from;
    const to = home.get(edge.to) ?? edge.to;
    if (from !== to) edges.set(`${from}>${to}`, { from, to, kind: edge.kind });
  }
  return { boxes, edges: [...edges.values()] };
}

/** Boxes of a column by kind and what they are connected to, the largest group first. */
function groupsOf(boxes: readonly Box[], edges: readonly TopologyEdge[]): [string, Box[]][] {
  const groups = new Map<string, Box[]>();
  for (const box of boxes) {
    const near = edges.flatMap(({ from, to }) =>
      from === box.key ? [`>${to}`] : to === box.key && box.kind === 'cpu' ? [`<${from}`] : [],
    );
    const key = `fold:${box.kind}:${near.toSorted().join(' ')}`;
    groups.set(key, [...(groups.get(key) ?? []), box]);
  }
  return [...groups].toSorted(([, a], [, b]) => b.length - a.length);
}

const PLURALS: Readonly<Record<TopologyKind, string>> = {
  device: 'devices',
  domain: 'domains',
  'msi-controller': 'MSI controllers',
  controller: 'controllers',
  cpu: 'CPUs',
};

function foldedBox(key: string, hidden: readonly Box[]): Box {
  const kind = hidden[0]?.kind ?? 'device';
  return {
    key,
    kind,
    label: `${hidden.length} more ${PLURALS[kind]}`,
    column: hidden[0]?.column ?? 0,
    order: hidden[0]?.order ?? 0,
    node: undefined,
    folded: hidden.map((box) => box.key),
  };
}
