/** The boxes and lines of each reading of the plan, before they have places. */
import type { TopologyEdge, TopologyKind, TopologyNode, TopologyPlan } from '../../engine/index.ts';
import { type Box, boxOf, type Graph } from './fold.ts';

export type Reading = 'hardware' | 'domains';

const TITLES: Readonly<Record<TopologyKind, string>> = {
  device: 'Devices',
  domain: 'Domains',
  'msi-controller': 'MSI parent',
  controller: 'Root controller',
  cpu: 'CPUs',
};

export function graphOf(plan: TopologyPlan, reading: Reading): Graph {
  return reading === 'hardware' ? hardware(plan) : domains(plan);
}

/** What stands over a column. */
export function header(column: readonly Box[], reading: Reading, index: number, count: number): string {
  if (reading === 'domains')
    return index === count - 1 ? 'Root domain' : index === 0 ? 'Leaf domains' : 'Parent domains';
  const kind = column[0]?.kind ?? 'device';
  return TITLES[kind];
}

function hardware({ nodes, edges }: TopologyPlan): Graph {
  const seen = nodes.filter(({ views }) => views.includes('hardware'));
  return { boxes: seen.map((node) => boxOf(node, node.rank)), edges: among(seen, edges) };
}

/** The tree of domains, roots to the right; a domain stands one column left of its parent. */
function domains({ nodes, edges }: TopologyPlan): Graph {
  const seen = nodes.filter(({ views }) => views.includes('domains'));
  const own = among(seen, edges);
  const parents = new Map(own.map(({ from, to }) => [from, to]));
  const depthOf = (key: string): number => {
    let depth = 0;
    const met = new Set<string>();
    for (let at = parents.get(key); at !== undefined && !met.has(at); at = parents.get(at)) {
      met.add(at);
      depth++;
    }
    return depth;
  };
  const deepest = Math.max(0, ...seen.map(({ key }) => depthOf(key)));
  return { boxes: seen.map((node) => boxOf(node, deepest - depthOf(node.key))), edges: own };
}

function among(nodes: readonly TopologyNode[], edges: readonly TopologyEdge[]): TopologyEdge[] {
  const keys = new Set(nodes.map(({ key }) => key));
  return edges.filter(({ from, to }) => keys.has(from) && keys.has(to));
}

export function columnsOf(boxes: readonly Box[]): Box[][] {
  const columns = [...new Set(boxes.map(({ column }) => column))].toSorted((a, b) => a - b);
  return columns.map((column) => boxes.filter((box) => box.column === column).toSorted((a, b) => a.order - b.order));
}
