/** Ways along the lines of the picture: what a message passes between two of its boxes. */
import type { TopologyPlan } from '../../api/topology.ts';

/**
 * The boxes from one to another, both included, over as few lines as there can be, and over domains alone: a message
 * goes through no other device and no other CPU. Lines are followed towards the CPUs where that leads there; boxes that
 * `avoid` names are taken only where there is no other way. Undefined where no line leads there.
 */
export function wayBetween(
  { nodes, edges }: TopologyPlan,
  from: string,
  to: string,
  avoid: (key: string) => boolean,
): string[] | undefined {
  const ends = new Set(nodes.filter(({ kind }) => kind === 'device' || kind === 'cpu').map(({ key }) => key));
  const search = (near: ReadonlyMap<string, string[]>, mayPass: (key: string) => boolean): string[] | undefined => {
    const before = new Map<string, string | undefined>([[from, undefined]]);
    const queue = [from];
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      if (at === to) return trace(before, to);
      for (const next of near.get(at) ?? []) {
        if (before.has(next) || (next !== to && (ends.has(next) || !mayPass(next)))) continue;
        before.set(next, at);
        queue.push(next);
      }
    }
    return undefined;
  };
  const towards = neighbours(edges);
  const any = neighbours([...edges, ...edges.map((edge) => ({ from: edge.to, to: edge.from }))]);
  const isThere = (key: string): boolean => !avoid(key);
  return search(towards, isThere) ?? search(towards, () => true) ?? search(any, isThere) ?? search(any, () => true);
}

function neighbours(edges: readonly { readonly from: string; readonly to: string }[]): Map<string, string[]> {
  const near = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const list = near.get(from);
    if (list === undefined) near.set(from, [to]);
    else list.push(to);
  }
  return near;
}

function trace(before: ReadonlyMap<string, string | undefined>, to: string): string[] {
  const way: string[] = [];
  for (let at: string | undefined = to; at !== undefined; at = before.get(at)) way.unshift(at);
  return way;
}
