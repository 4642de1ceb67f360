/**
 * Places the boxes. The place depends on the plan of the run, the size of the pane and what is unfolded, never on the
 * step, so that the picture stays put while time moves. What is folded depends on the height that there is `room` for
 * when nothing stands above the panes: a tour folds nothing away.
 */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { TopologyEdge, TopologyKind, TopologyPlan } from '../../engine/index.ts';
import { partsShown } from '../store/unfolded.ts';
import { type Box, fold } from './fold.ts';
import { columnsOf, graphOf, header, type Reading } from './graph.ts';
import { layOutDown } from './layout-down.ts';
import { PART_PITCH, partsBelow } from './parts.ts';
import { pathsOf } from './paths.ts';
import { settle } from './place.ts';
import type { Layout, PlacedBox, PlacedEdge, PlacedPart } from './placed.ts';
import type { End, Layer, Span } from './route.ts';

/** Below this width there is no room for columns. */
const NARROW = 560;
const MARGIN = 16;
const HEAD = 34;
const WIDTHS: Readonly<Record<TopologyKind, number>> = {
  device: 192,
  domain: 176,
  'msi-controller': 146,
  controller: 134,
  cpu: 128,
};
const TALLEST = 40;
const BETWEEN = 14;
/** Below this a box has room for one line only. */
export const TWO_LINES = 30;
/** The least that boxes of a kind take in height: CPUs say what they have to say in one line. */
const LEAST_PITCH = 35;
const LEAST_PITCH_CPU = 22;
const LEAST_GAP = 26;

/** In the tree of domains there is room for their whole names. */
function widthOf({ kind, label }: Box, reading: Reading): number {
  return reading === 'domains' ? Math.max(WIDTHS[kind], Math.min(330, label.length * 7.4 + 24)) : WIDTHS[kind];
}

/** A column with the heights of its boxes. */
interface Column {
  readonly boxes: readonly Box[];
  readonly pitch: number;
  /** All of it, one box after another. */
  readonly total: number;
}

export function layOut(
  plan: TopologyPlan,
  say: PageMessages['topology'],
  reading: Reading,
  width: number,
  height: number,
  unfolded: ReadonlySet<string>,
  room = height,
): Layout {
  const graph = graphOf(plan, reading);
  if (width < NARROW) return layOutDown(graph, say, reading, width, height, unfolded);
  const inner = height - HEAD - MARGIN;
  const roomOf = (column: number): number => {
    const pitch = graph.boxes.find((box) => box.column === column)?.kind === 'cpu' ? LEAST_PITCH_CPU : LEAST_PITCH;
    return Math.max(4, Math.floor((room - HEAD - MARGIN) / pitch));
  };
  const folded = fold(graph, roomOf, unfolded, say);
  const ranks = columnsOf(folded.boxes, folded.edges);
  // What stands side by side is of one height, so that a device and its domain are on a level.
  const most = Math.max(1, ...ranks.filter((boxes) => !areCpus(boxes)).map((boxes) => boxes.length));
  const columns = ranks.map((boxes) => measured(boxes, inner, areCpus(boxes) ? boxes.length : most));
  const tall = Math.max(inner, ...columns.map(({ total }) => total));
  const widths = columns.map(({ boxes }) => Math.max(...boxes.map((box) => widthOf(box, reading))));
  const total = widths.reduce((sum, one) => sum + one, 0);
  const gaps = Math.max(1, columns.length - 1);
  const scale = Math.min(1, Math.max(0.62, (width - 2 * MARGIN - gaps * LEAST_GAP) / total));
  const gap = Math.max(LEAST_GAP, Math.min(130, (width - 2 * MARGIN - total * scale) / gaps));
  const middles = heights(columns, folded.edges, tall);
  const sunk = sink(columns, middles, unfolded);
  const boxes: PlacedBox[] = [];
  const headers: Layout['headers'][number][] = [];
  let x = MARGIN;
  for (const [index, column] of columns.entries()) {
    const size = Math.min(TALLEST, column.pitch - (column.pitch < LEAST_PITCH ? 3 : column.pitch < TALLEST ? 5 : 8));
    const boxWidth = (widths[index] ?? 0) * scale;
    headers.push({ x, y: 22, text: header(column.boxes, folded.edges, reading, index, columns.length, say) });
    for (const box of column.boxes) {
      boxes.push({ ...box, x, y: HEAD + (middles.get(box.key) ?? 0) - size / 2, width: boxWidth, height: size });
    }
    x += boxWidth + gap;
  }
  const parts = boxes.flatMap((box) => partsBelow(box, unfolded, say));
  return {
    flow: 'across',
    boxes,
    parts,
    edges: wired(boxes, parts, folded.edges, { from: HEAD - 6, to: HEAD + tall + sunk + 6 }),
    headers,
    width: x - gap + MARGIN,
    height: HEAD + tall + sunk + MARGIN,
  };
}

function areCpus(boxes: readonly Box[]): boolean {
  return boxes.every(({ kind }) => kind === 'cpu');
}

function measured(boxes: readonly Box[], inner: number, most: number): Column {
  const least = areCpus(boxes) ? LEAST_PITCH_CPU : LEAST_PITCH;
  const pitch = Math.max(least, Math.min(TALLEST + BETWEEN, inner / most));
  return { boxes, pitch, total: pitch * boxes.length };
}

/**
 * What is unfolded below a box moves the boxes below it down, and nothing else: all others keep their places. Returns how
 * much lower the picture ends.
 */
function sink(columns: readonly Column[], middles: Map<string, number>, unfolded: ReadonlySet<string>): number {
  let most = 0;
  for (const { boxes } of columns) {
    let down = 0;
    for (const { key, node } of boxes.toSorted((a, b) => (middles.get(a.key) ?? 0) - (middles.get(b.key) ?? 0))) {
      middles.set(key, (middles.get(key) ?? 0) + down);
      const shown = partsShown(unfolded, key);
      if (shown !== undefined) down += Math.min(node?.parts?.count ?? 0, shown + 1) * PART_PITCH;
    }
    most = Math.max(most, down);
  }
  return most;
}

/** Middles of the boxes: the tallest column is spread evenly; the others stand by what they are connected to. */
function heights(columns: readonly Column[], edges: readonly TopologyEdge[], tall: number): Map<string, number> {
  const middles = new Map<string, number>();
  const fullest = columns.reduce((best, { total }, index) => (total > (columns[best]?.total ?? 0) ? index : best), 0);
  const stand = (column: Column | undefined): void => {
    if (column !== undefined) standBy(column, edges, tall, middles);
  };
  stand(columns[fullest]);
  for (let index = fullest - 1; index >= 0; index--) stand(columns[index]);
  for (let index = fullest + 1; index < columns.length; index++) stand(columns[index]);
  return middles;
}

function standBy(
  { boxes, pitch, total }: Column,
  edges: readonly TopologyEdge[],
  tall: number,
  middles: Map<string, number>,
): void {
  let free = Math.max(0, Math.min(pitch / 2, (tall - total) / 2));
  const wanted = boxes.map((box) => {
    const near = edges.flatMap(({ from, to }) => (from === box.key ? [to] : to === box.key ? [from] : []));
    const places = near.flatMap((key) => middles.get(key) ?? []);
    const inRow = free + pitch / 2;
    free += pitch;
    const wish = places.length === 0 ? inRow : places.reduce((sum, one) => sum + one, 0) / places.length;
    return { box, wish };
  });
  wanted.sort((a, b) => a.wish - b.wish);
  const alike = wanted.length > 1 && wanted.every(({ wish }) => Math.abs(wish - (wanted[0]?.wish ?? 0)) < 1);
  // Boxes that hang on the same thing, as CPUs do, are spread around it.
  const air = alike ? Math.max(0, Math.min(76, (tall - total) / wanted.length + pitch) - pitch) / 2 : 0;
  const wishes = wanted.map(({ wish }) => ({ at: wish, before: pitch / 2 + air, behind: pitch / 2 + air }));
  for (const [at, middle] of settle(wishes, -air, tall + air).entries()) {
    const key = wanted[at]?.box.key;
    if (key !== undefined) middles.set(key, middle);
  }
}

/** The ways of the lines, through the gaps between boxes. */
function wired(
  boxes: readonly PlacedBox[],
  parts: readonly PlacedPart[],
  edges: readonly TopologyEdge[],
  limit: Span,
): PlacedEdge[] {
  const starts = [...new Set(boxes.map(({ x }) => x))].toSorted((a, b) => a - b);
  const layers: Layer[] = starts.map((x) => {
    const own = boxes.filter((box) => box.x === x);
    const blocks = [...own, ...parts.filter(({ device }) => own.some(({ key }) => key === device))];
    return {
      from: x,
      to: x + (own[0]?.width ?? 0),
      blocks: blocks.map(({ y, height }) => ({ from: y, to: y + height })),
    };
  });
  const byKey = new Map(boxes.map((box) => [box.key, box]));
  const endOf = (box: PlacedBox): End => ({
    layer: starts.indexOf(box.x),
    cross: { from: box.y, to: box.y + box.height },
  });
  return pathsOf(edges, byKey, endOf, layers, limit, 'across');
}
