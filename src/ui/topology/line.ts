/** Ways as SVG paths. */
import { linkHorizontal, linkVertical } from 'd3';
import type { Block } from './paths.ts';
import type { Layout } from './placed.ts';
import type { Way } from './route.ts';

type Point = readonly [number, number];

interface Ends {
  readonly source: Point;
  readonly target: Point;
}

const across = linkHorizontal<Ends, Point>()
  .x(([x]) => x)
  .y(([, y]) => y);
const down = linkVertical<Ends, Point>()
  .x(([x]) => x)
  .y(([, y]) => y);

/** A way between boxes: curves between the layers, straight through each of them. It begins at the edge of its box. */
export function pathOf(way: Way, flow: Layout['flow'], edge: number): string {
  const link = flow === 'across' ? across : down;
  const point = ([main, cross]: Way[number]): Point => (flow === 'across' ? [main, cross] : [cross, main]);
  let path = `M${point([edge, way[0]?.[1] ?? 0]).join(',')}`;
  for (let at = 0; at + 1 < way.length; at += 2) {
    const [from, to] = [way[at], way[at + 1]];
    if (from === undefined || to === undefined) break;
    path += (link({ source: point(from), target: point(to) }) ?? '').replace(/^M/, 'L');
  }
  return path;
}

/** Between boxes of the same column: a bow beside it. */
export function bow(from: Block, to: Block, flow: Layout['flow']): string {
  const far = 16;
  if (flow === 'across') {
    const [x, y] = [Math.max(from.x + from.width, to.x + to.width), from.y + from.height / 2];
    const end = to.y + to.height / 2;
    return `M${from.x + from.width},${y}C${x + far},${y} ${x + far},${end} ${to.x + to.width},${end}`;
  }
  const [x, y] = [from.x + from.width / 2, Math.max(from.y + from.height, to.y + to.height)];
  const end = to.x + to.width / 2;
  return `M${x},${from.y + from.height}C${x},${y + far} ${end},${y + far} ${end},${to.y + to.height}`;
}

/** The same path from its end to its start. */
export function reversed(path: string): string {
  const steps = [...path.matchAll(/([MLC])([^MLC]*)/g)].map(([, letter = '', rest = '']) => ({
    letter,
    numbers: (rest.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number),
  }));
  const point = (at: number): string => (steps[at]?.numbers ?? []).slice(-2).join(',');
  let back = `M${point(steps.length - 1)}`;
  for (let at = steps.length - 1; at > 0; at--) {
    const { letter, numbers } = steps[at] ?? { letter: 'L', numbers: [] };
    const [x1, y1, x2, y2] = numbers;
    back += letter === 'C' ? `C${x2},${y2},${x1},${y1},${point(at - 1)}` : `L${point(at - 1)}`;
  }
  return back;
}
