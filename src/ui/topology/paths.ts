/** Cables with the ways of their lines. */
import type { Cable } from './cables.ts';
import { bow, pathOf } from './line.ts';
import type { Layout, PlacedBox, PlacedEdge } from './placed.ts';
import { type End, type Layer, routeAll, type Span } from './route.ts';

export interface Block {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Edges with their paths. A line that leads back is drawn as if it led on. */
export function pathsOf(
  cables: readonly Cable[],
  blocks: ReadonlyMap<string, Block>,
  boxes: ReadonlyMap<string, PlacedBox>,
  endOf: (block: Block) => End,
  layers: readonly Layer[],
  limit: Span,
  flow: Layout['flow'],
): PlacedEdge[] {
  const known = cables.flatMap((cable) => {
    const [from, to] = [blocks.get(cable.from), blocks.get(cable.to)];
    if (from === undefined || to === undefined) return [];
    const [a, b] = [endOf(from), endOf(to)];
    return [{ cable, from, to, wire: a.layer <= b.layer ? { from: a, to: b } : { from: b, to: a } }];
  });
  const ways = routeAll(
    known.map(({ wire }) => wire),
    layers,
    limit,
  );
  return known.map(({ cable, from, to }, at) => {
    const way = ways[at];
    if (way === undefined) return placed(cable, bow(from, to, flow), () => bow(from, to, flow));
    const [start] = (flow === 'across' ? from.x <= to.x : from.y <= to.y) ? [from] : [to];
    const edge = flow === 'across' ? start.x + start.width : start.y + start.height;
    const path = pathOf(way, flow, edge);
    return placed(cable, path, (key) => {
      const box = boxes.get(key);
      const [first, ...rest] = way;
      if (box === undefined || key === cable.from || first === undefined || flow === 'down') return path;
      return pathOf([[first[0], box.y + box.height / 2], ...rest], flow, box.x + box.width);
    });
  });
}

export function placed(
  { from, to, kind, irqs, sources, starts, targets }: Cable,
  path: string,
  line: (start: string) => string,
): PlacedEdge {
  const lines = new Map(starts.map((key) => [key, line(key)]));
  return { key: `${from}>${to}`, kind, irqs, path, sources, lines, targets };
}
