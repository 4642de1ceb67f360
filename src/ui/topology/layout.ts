/**
 * Places the boxes. The place depends on the plan of the run and the size of the pane, never on the step, so that the
 * picture stays put while time moves.
 */
import type { TopologyEdge, TopologyKind, TopologyPlan } from '../../engine/index.ts';
import { type Box, fold } from './fold.ts';
import { columnsOf, graphOf, header, type Reading } from './graph.ts';
import { layOutDown } from './layout-down.ts';

export interface PlacedBox extends Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  /** Columns side by side, or on narrow panes bands one under another. */
  readonly flow: 'across' | 'down';
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly TopologyEdge[];
  readonly headers: readonly { readonly x: number; readonly y: number; readonly text: string }[];
  readonly width: number;
  readonly height: number;
}

/** Below this width there is no room for columns. */
const NARROW = 560;
const MARGIN = 16;
const HEAD = 34;
const WIDTHS: Readonly<Record<TopologyKind, number>> = {
  device: 178,
  domain: 182,
  'msi-controller': 158,
  controller: 150,
  cpu: 88,
};
const TALLEST = 40;
/** Below this a box has room for one line only. */
export const TWO_LINES = 34;
const FLATTEST = 22;
const BETWEEN = 14;
const LEAST_GAP = 26;

/** In the tree of domains there is room for their whole names. */
function widthOf({ kind, label }: Box, reading: Reading): number {
  return reading === 'domains' ? Math.max(WIDTHS[kind], Math.min(330, label.length * 7.4 + 24)) : WIDTHS[kind];
}

export function layOut(
  plan: TopologyPlan,
  reading: Reading,
  width: number,
  height: number,
  unfolded: ReadonlySet<string>,
): Layout {
  const graph = graphOf(plan, reading);
  if (width < NARROW) return layOutDown(graph, reading, width, height, unfolded);
  const inner = height - HEAD - MARGIN;
  const folded = fold(graph, Math.max(4, Math.floor(inner / (FLATTEST + 4))), unfolded);
  const columns = columnsOf(folded.boxes, folded.edges);
  const most = Math.max(1, ...columns.map((column) => column.length));
  const pitch = Math.max(FLATTEST + 4, Math.min(TALLEST + BETWEEN, inner / most));
  const size = Math.min(TALLEST, pitch >= TWO_LINES + 4 ? pitch - 6 : pitch - 4);
  const widths = columns.map((column) => Math.max(...column.map((box) => widthOf(box, reading))));
  const total = widths.reduce((sum, one) => sum + one, 0);
  const gaps = Math.max(1, columns.length - 1);
  const scale = Math.min(1, Math.max(0.55, (width - 2 * MARGIN - gaps * LEAST_GAP) / total));
  const gap = Math.max(LEAST_GAP, Math.min(130, (width - 2 * MARGIN - total * scale) / gaps));
  const ys = rows(columns, folded.edges, pitch, inner);
  const boxes: PlacedBox[] = [];
  const headers: Layout['headers'][number][] = [];
  let x = MARGIN;
  for (const [index, column] of columns.entries()) {
    const boxWidth = (widths[index] ?? 0) * scale;
    headers.push({ x, y: 22, text: header(column, reading, index, columns.length) });
    for (const box of column) {
      boxes.push({ ...box, x, y: HEAD + (ys.get(box.key) ?? 0) + (pitch - size) / 2, width: boxWidth, height: size });
    }
    x += boxWidth + gap;
  }
  return {
    flow: 'across',
    boxes,
    edges: folded.edges,
    headers,
    width: x - gap + MARGIN,
    height: HEAD + Math.max(inner, most * pitch) + MARGIN,
  };
}

/** Heights: the fullest column is spread evenly; the others stand by what they are connected to, without overlap. */
function rows(
  columns: readonly Box[][],
  edges: readonly TopologyEdge[],
  pitch: number,
  inner: number,
): Map<string, number> {
  const ys = new Map<string, number>();
  const fullest = columns.reduce(
    (best, column, index) => (column.length > (columns[best]?.length ?? 0) ? index : best),
    0,
  );
  spread(columns[fullest] ?? [], pitch, inner, ys);
  for (let index = fullest - 1; index >= 0; index--) settle(columns[index] ?? [], edges, pitch, inner, ys);
  for (let index = fullest + 1; index < columns.length; index++) settle(columns[index] ?? [], edges, pitch, inner, ys);
  return ys;
}

function spread(column: readonly Box[], pitch: number, inner: number, ys: Map<string, number>): void {
  const top = Math.max(0, (inner - column.length * pitch) / 2);
  for (const [at, box] of column.entries()) ys.set(box.key, Math.min(top, pitch / 2) + at * pitch);
}

function settle(
  column: readonly Box[],
  edges: readonly TopologyEdge[],
  pitch: number,
  inner: number,
  ys: Map<string, number>,
): void {
  const wanted = column.map((box, at) => {
    const near = edges.flatMap(({ from, to }) => (from === box.key ? [to] : to === box.key ? [from] : []));
    const places = near.flatMap((key) => ys.get(key) ?? []);
    // Boxes that hang on the same thing, as CPUs do, are spread around it.
    const middle = places.length === 0 ? inner / 2 : places.reduce((sum, y) => sum + y, 0) / places.length;
    return { box, y: middle + (at - (column.length - 1) / 2) * 0.01 };
  });
  wanted.sort((a, b) => a.y - b.y);
  const step =
    column.length > 1 && wanted.every(({ y }) => Math.abs(y - (wanted[0]?.y ?? 0)) < 1)
      ? Math.max(pitch, Math.min(76, inner / column.length))
      : pitch;
  const placed: number[] = [];
  for (const [at, { y }] of wanted.entries()) placed.push(Math.max(y, at === 0 ? y : (placed[at - 1] ?? 0) + step));
  // Pushed down by their neighbours, they move back up as one so that their middle stays.
  const drift = placed.reduce((sum, y, at) => sum + y - (wanted[at]?.y ?? 0), 0) / Math.max(1, placed.length);
  const lowest = inner - pitch;
  let shift = drift;
  const last = (placed.at(-1) ?? 0) - shift;
  if (last > lowest) shift += last - lowest;
  if ((placed[0] ?? 0) - shift < 0) shift = placed[0] ?? 0;
  for (const [at, { box }] of wanted.entries()) ys.set(box.key, (placed[at] ?? 0) - shift);
}
