/** Edges with the ways of their lines. */
import type { TopologyEdge } from '../../engine/index.ts';
import { bow, pathOf } from './line.ts';
import type { Layout, PlacedBox, PlacedEdge } from './placed.ts';
import { type End, type Layer, routeAll, type Span } from './route.ts';

/** Edges with their paths. A line that leads back is drawn as if it led on. */
export function pathsOf(
  edges: readonly TopologyEdge[],
  byKey: ReadonlyMap<string, PlacedBox>,
  endOf: (box: PlacedBox) => End,
  layers: readonly Layer[],
  limit: Span,
  flow: Layout['flow'],
): PlacedEdge[] {
  const known = edges.flatMap((edge) => {
    const [from, to] = [byKey.get(edge.from), byKey.get(edge.to)];
    if (from === undefined || to === undefined) return [];
    const [a, b] = [endOf(from), endOf(to)];
    return [{ edge, from, to, wire: a.layer <= b.layer ? { from: a, to: b } : { from: b, to: a } }];
  });
  const ways = routeAll(
    known.map(({ wire }) => wire),
    layers,
    limit,
  );
  return known.map(({ edge, from, to }, at) => {
    const way = ways[at];
    if (way === undefined) return { ...edge, path: bow(from, to, flow) };
    const [start] = (flow === 'across' ? from.x <= to.x : from.y <= to.y) ? [from] : [to];
    return { ...edge, path: pathOf(way, flow, flow === 'across' ? start.x + start.width : start.y + start.height) };
  });
}
