/** The boxes and lines of each reading of the plan, before they have places. */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { TopologyEdge, TopologyNode, TopologyPlan } from '../../engine/index.ts';
import { type Box, boxOf, type Graph } from './box.ts';

export type Reading = 'hardware' | 'domains';

/** Boxes in the order in which they stand in their columns. */
export function graphOf(plan: TopologyPlan, reading: Reading): Graph {
  const { boxes, edges } = reading === 'hardware' ? hardware(plan) : domains(plan);
  return { boxes: columnsOf(boxes, edges).flat(), edges };
}

/** What stands over a column. */
export function header(
  column: readonly Box[],
  edges: readonly TopologyEdge[],
  reading: Reading,
  index: number,
  count: number,
  say: PageMessages['topology'],
): string {
  if (reading === 'domains')
    return index === count - 1 ? say.rootDomain : index === 0 ? say.leafDomains : say.parentDomains;
  const kinds = new Set(column.map(({ kind }) => kind));
  const [kind = 'device'] = kinds;
  if (kinds.size > 1) return say.belowRoot;
  return kind === 'domain' && isPerDevice(column, edges) ? say.perDevice : say.titles[kind];
}

/** Some of them serve one device alone: where that is so, chips with a domain of their own stand among them. */
function isPerDevice(column: readonly Box[], edges: readonly TopologyEdge[]): boolean {
  return column.some(({ key }) => edges.filter(({ to }) => to === key).length === 1);
}

function hardware({ nodes, edges }: TopologyPlan): Graph {
  const seen = nodes.filter(({ views }) => views.includes('hardware'));
  return { boxes: seen.map((node) => boxOf(node, node.rank)), edges: among(seen, edges) };
}

/**
 * The domains, roots to the right; a domain stands one column left of what it leads to. One without a parent is a root too,
 * though its output is an interrupt of another: the line to that one is drawn as such.
 */
function domains({ nodes, edges }: TopologyPlan): Graph {
  const seen = nodes.filter(({ views }) => views.includes('domains'));
  const own = among(seen, edges);
  const parents = new Map(own.filter(({ kind }) => kind === 'parent').map(({ from, to }) => [from, to]));
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

/** Boxes by column. Devices whose messages go through an MSI controller stand above the others, so that lines cross less. */
export function columnsOf(boxes: readonly Box[], edges: readonly TopologyEdge[]): Box[][] {
  const columns = [...new Set(boxes.map(({ column }) => column))].toSorted((a, b) => a - b);
  const msi = behindMsi(boxes, edges);
  const place = (box: Box): number => (msi.has(box.key) ? 0 : 1);
  return columns.map((column) => {
    const own = boxes.filter((box) => box.column === column);
    return own.toSorted(
      (a, b) => place(a) - place(b) || (place(a) === 0 ? compare(a.label, b.label) : 0) || a.order - b.order,
    );
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Keys of the boxes from which lines lead to an MSI controller. */
function behindMsi(boxes: readonly Box[], edges: readonly TopologyEdge[]): ReadonlySet<string> {
  const found = new Set<string>();
  const next = boxes.filter(({ kind }) => kind === 'msi-controller').map(({ key }) => key);
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    for (const { from, to } of edges) {
      if (to !== at || found.has(from)) continue;
      found.add(from);
      next.push(from);
    }
  }
  return found;
}
