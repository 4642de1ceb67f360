/**
 * Places the boxes. The place depends on the plan of the run, the size of the pane and what is unfolded, never on the
 * step, so that the picture stays put while time moves. Where there is no room for a box for each device, devices stand in
 * groups. Whether they do, and what is folded, depends on the height that there is `room` for when nothing stands above the
 * panes: a tour folds nothing away.
 */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { TopologyEdge, TopologyKind, TopologyNode, TopologyPlan } from '../../engine/index.ts';
import { ALL_DEVICES, type Sift } from '../store/stores.ts';
import { groupState, partsShown } from '../store/unfolded.ts';
import type { Box } from './box.ts';
import { cablesOf } from './cables.ts';
import { CPU_PITCH, GRID, gridColumns, gridWidth, placeGrid } from './columns.ts';
import type { Group } from './groups.ts';
import { columnsOf, graphOf, header, type Reading } from './graph.ts';
import { layOutDown } from './layout-down.ts';
import { layOutGroups } from './layout-groups.ts';
import { PART_PITCH, partsBelow } from './parts.ts';
import { type Block, pathsOf } from './paths.ts';
import { settle } from './place.ts';
import type { Frame, Layout, PlacedBox, PlacedEdge, PlacedPart } from './placed.ts';
import type { End, Layer, Span } from './route.ts';
import { AIR, heightOf, ON_DESK, placeGroup } from './strip.ts';
import { NAME_LINE, PAD } from './text.ts';
import { textWidth } from '../widgets/text-width.ts';

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
/** The least that a box with two lines takes in height, and one with one line. */
const LEAST_PITCH = 35;
const FLAT_PITCH = 25;
const LEAST_GAP = 26;
/** What a strip needs for a heading with a count. */
const LEAST_STRIP = 190;
/** So many devices have a box each in any case: the picture is moved where the pane is low. */
const FEW = 12;

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

/** What somebody wants to see of the picture. */
export interface Wants {
  readonly unfolded: ReadonlySet<string>;
  readonly sift: Sift;
  /** Keys of devices that no group hides: what is selected. */
  readonly pinned: ReadonlySet<string>;
}

export const NOTHING: Wants = { unfolded: new Set(), sift: ALL_DEVICES, pinned: new Set() };

export function layOut(
  plan: TopologyPlan,
  say: PageMessages['topology'],
  reading: Reading,
  width: number,
  height: number,
  wants: Wants,
  room = height,
): Layout {
  const whole = graphOf(plan, reading);
  const { unfolded } = wants;
  // Those that never ask for an interrupt share a strip: they are many where a board has places for devices that are not there.
  const idle = whole.boxes.flatMap(({ node }) => (node?.device?.sign === 'never' ? [node] : []));
  const graph = { ...whole, boxes: whole.boxes.filter(({ node }) => node?.device?.sign !== 'never') };
  const devices = graph.boxes.filter(({ kind }) => kind === 'device').length;
  const across = width >= NARROW;
  const inner = room - HEAD - MARGIN;
  if (devices > (across ? Math.max(FEW, Math.floor(inner / LEAST_PITCH)) : FEW))
    return layOutGroups(plan, say, width, height, room, across ? 'across' : 'down', wants);
  const strip = idleGroup(idle, unfolded, say);
  if (!across) return layOutDown(graph, say, reading, width, height, unfolded, strip);
  const ranks = columnsOf(graph.boxes, graph.edges);
  const cpus = ranks.find(areCpus) ?? [];
  const grid = gridColumns(cpus.length, inner);
  return columnwise(ranks, graph.edges, say, reading, width, height, unfolded, grid, strip);
}

/** What never asks, as a group that is folded until somebody unfolds it; undefined where all ask. */
function idleGroup(
  members: readonly TopologyNode[],
  unfolded: ReadonlySet<string>,
  say: PageMessages['topology'],
): Group | undefined {
  if (members.length === 0) return undefined;
  const open = groupState(unfolded, say.idle) ?? false;
  return { name: say.idle, members, rows: open ? members : [], open, usual: 0 };
}

function columnwise(
  ranks: readonly (readonly Box[])[],
  edges: readonly TopologyEdge[],
  say: PageMessages['topology'],
  reading: Reading,
  width: number,
  height: number,
  unfolded: ReadonlySet<string>,
  grid: number,
  strip: Group | undefined,
): Layout {
  const inner = height - HEAD - MARGIN - (strip === undefined ? 0 : heightOf(strip.usual, ON_DESK) + AIR);
  // What stands side by side is of one height, so that a device and its domain are on a level.
  const most = Math.max(1, ...ranks.filter((boxes) => !areCpus(boxes)).map((boxes) => boxes.length));
  const columns = ranks.map((boxes) => {
    if (!areCpus(boxes)) return measured(boxes, inner, most);
    return measured(boxes.slice(0, Math.ceil(boxes.length / grid)), inner, Math.ceil(boxes.length / grid));
  });
  const tall = Math.max(inner, ...columns.map(({ total }) => total));
  const widths = ranks.map((boxes) =>
    areCpus(boxes) && grid > 1 ? gridWidth(grid) : Math.max(...boxes.map((box) => widthOf(box, reading))),
  );
  const total = widths.reduce((sum, one) => sum + one, 0);
  const gaps = Math.max(1, columns.length - 1);
  const scale = Math.min(1, Math.max(0.62, (width - 2 * MARGIN - gaps * LEAST_GAP) / total));
  const gap = Math.max(LEAST_GAP, Math.min(130, (width - 2 * MARGIN - total * scale) / gaps));
  const middles = heights(columns, edges, tall);
  const sunk = sink(columns, middles, unfolded);
  const boxes: PlacedBox[] = [];
  const frames: Frame[] = [];
  const headers: Layout['headers'][number][] = [];
  let x = MARGIN;
  for (const [index, column] of columns.entries()) {
    const own = ranks[index] ?? [];
    const isGrid = areCpus(own) && grid > 1;
    const size = Math.min(TALLEST, column.pitch - (column.pitch < LEAST_PITCH ? 3 : column.pitch < TALLEST ? 5 : 8));
    const boxWidth = isGrid ? gridWidth(grid) : (widths[index] ?? 0) * scale;
    headers.push({ x, y: 22, text: header(own, edges, reading, index, columns.length, say) });
    if (isGrid) {
      const placed = placeGrid(own, grid, x, HEAD + tall / 2, HEAD, HEAD + tall);
      boxes.push(...placed.boxes);
      frames.push(placed.frame);
    } else {
      for (const box of column.boxes) {
        const isCut = textWidth(box.label, 'name') > boxWidth - 2 * PAD;
        const height = isCut && column.pitch - 4 >= TALLEST + NAME_LINE - 4 ? TALLEST + NAME_LINE - 4 : size;
        boxes.push({ ...box, x, y: HEAD + (middles.get(box.key) ?? 0) - height / 2, width: boxWidth, height });
      }
    }
    x += boxWidth + gap;
  }
  const parts = boxes.flatMap((box) => partsBelow(box, unfolded, say));
  const bottom = HEAD + tall + sunk;
  const drawn = {
    flow: 'across',
    grouped: false,
    edges: wired(boxes, frames, parts, edges, { from: HEAD - 6, to: bottom + 6 }),
    headers,
    width: x - gap + MARGIN,
  } as const;
  if (strip === undefined) return { ...drawn, boxes, frames, parts, height: bottom + MARGIN };
  const last = placeGroup(
    strip,
    { unfolded, own: new Map(), say },
    0,
    MARGIN,
    bottom + AIR,
    Math.max((widths[0] ?? 0) * scale, LEAST_STRIP),
    ON_DESK,
  );
  return {
    ...drawn,
    boxes: [...boxes, ...last.boxes],
    frames: [...frames, last.frame],
    parts: [...parts, ...last.parts],
    height: last.below - AIR + MARGIN,
  };
}

function areCpus(boxes: readonly Box[]): boolean {
  return boxes.every(({ kind }) => kind === 'cpu');
}

function measured(boxes: readonly Box[], inner: number, most: number): Column {
  const least = areCpus(boxes) ? CPU_PITCH : boxes.length * LEAST_PITCH <= inner ? LEAST_PITCH : FLAT_PITCH;
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
  frames: readonly Frame[],
  parts: readonly PlacedPart[],
  edges: readonly TopologyEdge[],
  limit: Span,
): PlacedEdge[] {
  const inGrid = frames.length > 0;
  const blocks: Block[] = [...boxes.filter(({ shape }) => shape !== 'cell'), ...frames];
  const starts = [...new Set(blocks.map(({ x }) => x))].toSorted((a, b) => a - b);
  const layers: Layer[] = starts.map((x) => {
    const own = blocks.filter((block) => block.x === x);
    const all = [...own, ...parts.filter(({ device }) => own.some(({ key }) => key === device))];
    return {
      from: x,
      to: x + (own[0]?.width ?? 0),
      blocks: all.map(({ y, height }) => ({ from: y, to: y + height })),
    };
  });
  const byKey = new Map(boxes.map((box) => [box.key, box]));
  const endOf = ({ x, y, height }: Block): End => ({
    layer: starts.indexOf(x),
    cross: { from: y, to: y + height },
  });
  const cables = cablesOf(
    edges,
    (key) => byKey.get(key),
    ({ key, shape }) => (inGrid && shape === 'cell' ? GRID : key),
  );
  return pathsOf(cables, new Map(blocks.map((block) => [block.key, block])), byKey, endOf, layers, limit, 'across');
}
