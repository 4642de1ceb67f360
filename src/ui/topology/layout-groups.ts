/**
 * The picture of a large board: devices in groups, a row each; beside them the controllers by rank, the root and the CPUs.
 * A narrow pane has all of that one under another.
 */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { TopologyEdge, TopologyNode, TopologyPlan } from '../../engine/index.ts';
import { groupState } from '../store/unfolded.ts';
import { type Box, boxOf } from './box.ts';
import { cablesOf } from './cables.ts';
import { besideOthers, CPU_PITCH, GRID, gridColumns, gridWidth, placeGrid } from './columns.ts';
import { type Group, groupsOf, sifted } from './groups.ts';
import { layOutDown } from './layout-down.ts';
import type { Wants } from './layout.ts';
import { type Block, pathsOf, placed } from './paths.ts';
import type { Frame, Layout, PlacedBox, PlacedEdge, PlacedPart } from './placed.ts';
import type { End, Layer } from './route.ts';
import { AIR, CLOSE, heightOf, ON_DESK, ON_PHONE, type Pitch, placeGroup } from './strip.ts';
import { inTwo, NAME_LINE, PAD, twoLinesWidth } from './text.ts';
import { textWidth } from '../widgets/text-width.ts';

const MARGIN = 16;
const HEAD = 32;
/** A column of devices: as wide as headings need at least, and as rows read well. */
const NARROWEST = 190;
const COMFORTABLE = 216;
const LEAST = 150;
const WIDEST = 330;
const GUTTER = 18;
const MOST_COLUMNS = 4;
/** Between columns, where lines run; nearer where there is little room. */
const BESIDE = { most: 30, least: 14 };
const TIGHT = 800;
/** Boxes of controllers: with their whole names where there is room, else with as much of them. */
const CONTROLLER = { least: 100, short: 128, most: 236 };
const CPU = { least: 76, most: 112 };
const FLAT = 25;
/** Fewer controllers that nothing is wired to are not worth a group. */
const LEAST_IDLE = 3;
const TALL = 46;

/** What there is to place. */
interface Scene {
  readonly plan: TopologyPlan;
  readonly unfolded: ReadonlySet<string>;
  readonly say: PageMessages['topology'];
  readonly groups: readonly Group[];
  /** Domains that are one device's alone, by the key of the device: they have no box. */
  readonly own: ReadonlyMap<string, readonly string[]>;
  /** Controllers by rank, the root last. */
  readonly ranks: readonly (readonly TopologyNode[])[];
  readonly cpus: readonly TopologyNode[];
}

export function layOutGroups(
  plan: TopologyPlan,
  say: PageMessages['topology'],
  width: number,
  height: number,
  room: number,
  flow: Layout['flow'],
  wants: Wants,
): Layout {
  const nodes = plan.nodes.filter(({ views }) => views.includes('hardware'));
  const own = ownDomains(nodes, plan.edges);
  const absorbed = new Set([...own.values()].flat());
  const inside = nodes.filter(({ key, kind }) => kind !== 'device' && kind !== 'cpu' && !absorbed.has(key));
  const numbers = [...new Set(inside.map(({ rank }) => rank))].toSorted((a, b) => a - b);
  const ranks = numbers.map((rank) => inside.filter((node) => node.rank === rank));
  const cpus = nodes.filter(({ kind }) => kind === 'cpu');
  const devices = sifted(nodes, plan.edges, wants.sift);
  if (flow === 'down') {
    const pitch = ON_PHONE;
    const fits = (rows: readonly number[]): boolean =>
      rows.reduce((sum, count) => sum + heightOf(count, pitch) + AIR, 0) <= 1.4 * room;
    const groups = groupsOf(devices, isPinned, wants.pinned, wants.unfolded, fits);
    return under({ plan, unfolded: wants.unfolded, say, groups, own, ranks, cpus }, width, height, pitch);
  }
  const pitch = ON_DESK;
  const between = width < TIGHT ? BESIDE.least : BESIDE.most;
  const inner = room - HEAD - MARGIN;
  const grid = gridColumns(cpus.length, inner);
  const wide = (most: number): number[] => [
    ...ranks.map((rank, at) =>
      widthOf(rank, at === ranks.length - 1 && width >= TIGHT ? Math.max(most, inTwoLines(rank)) : most),
    ),
    grid > 1 ? gridWidth(grid) : most > CONTROLLER.short ? CPU.most : CPU.least,
  ];
  const freeBeside = (widths: readonly number[]): number =>
    width - 2 * MARGIN - widths.reduce((sum, one) => sum + one + between, 0);
  const free = Math.max(LEAST, freeBeside(wide(CONTROLLER.short)));
  const most = Math.max(1, Math.min(MOST_COLUMNS, Math.floor((free + GUTTER) / (NARROWEST + GUTTER))));
  const closed = new Set(devices.map(({ device }) => device?.group)).size;
  const air = Math.ceil(closed / most) * (pitch.heading + AIR) <= inner ? AIR : CLOSE;
  const fits = (rows: readonly number[]): boolean =>
    splitAt(
      rows.map((count) => heightOf(count, pitch) + air),
      most,
    ).height <= inner;
  const groups = groupsOf(devices, isPinned, wants.pinned, wants.unfolded, fits);
  const usual = groups.map((group) => heightOf(group.usual, pitch) + air);
  // No more columns than it takes, so that what there is has room for its names.
  let count = 1;
  while (count < most && splitAt(usual, count).height > inner) count++;
  // Controllers have what devices do not need for their names.
  const needed = count * COMFORTABLE + (count - 1) * GUTTER;
  let limit = CONTROLLER.most;
  while (limit > CONTROLLER.short && freeBeside(wide(limit)) < needed) limit -= 12;
  const widths = wide(limit);
  const each = Math.min(WIDEST, (limit > CONTROLLER.short ? freeBeside(widths) : free - (count - 1) * GUTTER) / count);
  const split = splitAt(usual, count);
  return beside(
    { plan, unfolded: wants.unfolded, say, groups, own, ranks, cpus },
    {
      columns: split.columns,
      each,
      widths,
      grid,
      width,
      height,
      pitch,
      air,
      gap: between,
      room: inner,
    },
  );
}

/** Domains that serve one device and pass on what it sends, by the device. A controller of the tree is none, though one device is wired to it. */
function ownDomains(nodes: readonly TopologyNode[], edges: readonly TopologyEdge[]): Map<string, string[]> {
  const kinds = new Map(nodes.flatMap(({ key, kind, isController }) => (isController ? [] : [[key, kind] as const])));
  const found = new Map<string, string[]>();
  const into = new Map<string, TopologyEdge[]>();
  for (const edge of edges) into.set(edge.to, [...(into.get(edge.to) ?? []), edge]);
  const passes = new Set(edges.filter(({ kind }) => kind === 'parent').map(({ from }) => from));
  for (const [to, coming] of into) {
    const [{ from } = { from: '' }] = coming;
    if (coming.length > 1 || kinds.get(to) !== 'domain' || kinds.get(from) !== 'device' || !passes.has(to)) continue;
    found.set(from, [...(found.get(from) ?? []), to]);
  }
  return found;
}

/** A device that no group hides: it asked for an interrupt and got none, and a model says so. */
function isPinned({ device }: TopologyNode): boolean {
  return device?.sign === 'none' && !device.unsure;
}

/** Groups in so many columns, in their order, none taller than need be: how many stand in each, and the tallest. */
function splitAt(heights: readonly number[], columns: number): { readonly columns: number[]; readonly height: number } {
  const fill = (cap: number): number[] => {
    const counts = [0];
    let used = 0;
    for (const height of heights) {
      if (used > 0 && used + height > cap) {
        counts.push(0);
        used = 0;
      }
      used += height;
      counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    }
    return counts;
  };
  let [low, high] = [Math.max(0, ...heights), heights.reduce((sum, one) => sum + one, 0)];
  while (high - low > 1) {
    const cap = (low + high) / 2;
    if (fill(cap).length <= columns) high = cap;
    else low = cap;
  }
  return { columns: fill(high), height: high };
}

function widthOf(rank: readonly TopologyNode[], most: number): number {
  const widest = Math.max(...rank.map(({ label }) => textWidth(label, 'name'))) + 20;
  return Math.min(most, Math.max(CONTROLLER.least, widest));
}

/** The least width at which the names of a rank fit in two lines. */
function inTwoLines(rank: readonly TopologyNode[]): number {
  return Math.max(...rank.map(({ label }) => twoLinesWidth(label, 'name'))) + 2 * PAD;
}

interface Columns {
  /** How many groups stand in each column of devices. */
  readonly columns: readonly number[];
  readonly each: number;
  /** Of the columns behind them. */
  readonly widths: readonly number[];
  readonly grid: number;
  readonly width: number;
  readonly height: number;
  readonly pitch: Pitch;
  /** Between one group and the next. */
  readonly air: number;
  /** Between columns, at least. */
  readonly gap: number;
  /** The height that the pane shows at once. */
  readonly room: number;
}

/** Columns side by side. */
function beside(scene: Scene, { columns, each, widths, grid, width, height, pitch, air, gap, room }: Columns): Layout {
  const { plan, say, groups, ranks, cpus } = scene;
  const inner = height - HEAD - MARGIN;
  const boxes: PlacedBox[] = [];
  const parts: PlacedPart[] = [];
  const frames: Frame[] = [];
  const headers: Layout['headers'][number][] = [{ x: MARGIN, y: 22, text: say.devicesByKind }];
  let [x, next, tall] = [MARGIN, 0, inner];
  for (const [column, count] of columns.entries()) {
    let y = HEAD;
    for (const group of groups.slice(next, next + count)) {
      const { below, frame, ...placedGroup } = placeGroup(group, scene, column, x, y, each, pitch, air);
      boxes.push(...placedGroup.boxes);
      parts.push(...placedGroup.parts);
      frames.push(frame);
      y = below;
    }
    next += count;
    tall = Math.max(tall, y - air - HEAD);
    x += each + GUTTER;
  }
  x += gap - GUTTER;
  // What is left of the width goes between the columns, so that lines have room to bend.
  const spare = Math.max(0, width - MARGIN - x - widths.reduce((sum, one) => sum + one, 0) - gap * (widths.length - 1));
  const between = gap + Math.min(60, spare / Math.max(1, widths.length));
  x += between - gap;
  const shownRanks = ranks.map((rank) => usedIn(rank, scene, room));
  for (const { used, idle } of shownRanks)
    tall = Math.max(
      tall,
      used.length * FLAT + (idle === undefined ? 0 : heightOf(0, pitch) + AIR + idle.rows.length * FLAT),
    );
  const middleOf = middles(boxes, frames);
  let column = columns.length;
  for (const [index, { used: rank, idle }] of shownRanks.entries()) {
    const isLast = index === ranks.length - 1;
    headers.push({ x, y: 22, text: isLast ? say.root : say.belowRoot });
    const w = widths[index] ?? CONTROLLER.least;
    const own = rank.map((node) => boxOf(node, column));
    const cut = own.filter(({ label }) => textWidth(label, 'name') > w - 2 * PAD);
    // The root's name has a second line, if that is enough for it.
    const high = isLast && cut.length > 0 && cut.every(({ label }) => inTwo(label, w - 2 * PAD, 'name') !== undefined);
    const size = high ? TALL - 10 + NAME_LINE : rank.length * TALL <= tall ? TALL - 10 : FLAT - 4;
    const pitchHere = size + (size < 30 ? 4 : 10);
    // In a picture that is higher than the pane the root stands where it is seen at once.
    const low = HEAD + (isLast ? Math.min(tall, room) : tall) - (idle === undefined ? 0 : heightOf(0, pitch) + AIR);
    const placedMiddles = besideOthers(own, plan.edges, middleOf, pitchHere, HEAD, low);
    for (const box of own) {
      const middle = placedMiddles.get(box.key) ?? HEAD;
      boxes.push({ ...box, x, y: middle - size / 2, width: w, height: size });
    }
    if (idle !== undefined) {
      let y = Math.max(HEAD, ...own.map(({ key }) => (placedMiddles.get(key) ?? 0) + pitchHere / 2)) + AIR;
      boxes.push({ ...idleHeading(idle, column), x, y, width: w, height: pitch.heading });
      y += pitch.heading + CLOSE;
      for (const node of idle.rows) {
        boxes.push({ ...boxOf(node, column), x, y, width: w, height: FLAT - 4 });
        y += FLAT;
      }
    }
    x += w + between;
    column++;
  }
  const cpuWidth = widths.at(-1) ?? CPU.least;
  const root = boxes.findLast(({ kind }) => kind === 'controller');
  const middle = root === undefined ? HEAD + tall / 2 : root.y + root.height / 2;
  headers.push({ x, y: 22, text: say.titles.cpu });
  const cpuBoxes = cpus.map((node) => boxOf(node, column));
  if (grid > 1) {
    const placedGrid = placeGrid(cpuBoxes, grid, x, middle, HEAD, HEAD + tall);
    boxes.push(...placedGrid.boxes);
    frames.push(placedGrid.frame);
  } else {
    const step = Math.min(46, Math.max(CPU_PITCH, inner / Math.max(1, cpus.length)));
    const size = Math.min(34, step - 3);
    const top = Math.max(HEAD, Math.min(HEAD + tall - step * cpus.length, middle - (step * cpus.length) / 2));
    for (const [at, box] of cpuBoxes.entries())
      boxes.push({ ...box, x, y: top + at * step + (step - size) / 2, width: cpuWidth, height: size });
  }
  x += cpuWidth;
  return {
    flow: 'across',
    grouped: true,
    boxes,
    frames,
    parts,
    edges: cabled(plan, boxes, frames, HEAD + tall),
    headers,
    width: x + MARGIN,
    height: HEAD + tall + MARGIN,
  };
}

/** Controllers of a rank that something is wired to, and where there is no room for all the others as a group. */
function usedIn(
  rank: readonly TopologyNode[],
  { plan, unfolded, say }: Scene,
  room: number,
): { readonly used: readonly TopologyNode[]; readonly idle: Group | undefined } {
  const wired = new Set(plan.edges.map(({ to }) => to));
  const idle = rank.filter(({ key, kind }) => !wired.has(key) && kind !== 'controller');
  if (rank.length * FLAT <= room || idle.length < LEAST_IDLE) return { used: rank, idle: undefined };
  const open = groupState(unfolded, say.unused) ?? false;
  return {
    used: rank.filter((node) => !idle.includes(node)),
    idle: { name: say.unused, members: idle, rows: open ? idle : [], open, usual: 0 },
  };
}

function idleHeading({ name, members, rows, open }: Group, column: number): Box {
  const keys = members.map(({ key }) => key);
  return {
    key: `group:${name}`,
    kind: 'domain',
    shape: 'heading',
    label: name,
    column,
    order: 0,
    node: undefined,
    folded: rows.length === 0 ? keys : [],
    group: { name, open, members: keys, unsure: true },
  };
}

/** Where a node is, as far as it has been placed: the middle of its box, or of what hides it. */
function middles(boxes: readonly PlacedBox[], frames: readonly Frame[]): (key: string) => number | undefined {
  const byFrame = new Map(frames.map((frame) => [frame.key, frame.y + frame.height / 2]));
  return (key) => {
    const box = boxes.find((one) => one.key === key || one.folded.includes(key));
    if (box === undefined) return undefined;
    return byFrame.get(box.key) ?? box.y + box.height / 2;
  };
}

/** Boxes by the keys of all nodes that they stand for. */
function standing(boxes: readonly PlacedBox[]): Map<string, PlacedBox> {
  return new Map(boxes.flatMap((box) => [box.key, ...box.folded].map((key) => [key, box] as const)));
}

/** The frame that a box is in. */
function framesOf(boxes: readonly PlacedBox[], frames: readonly Frame[]): (box: PlacedBox) => string {
  const frameOf = new Map<string, string>();
  const framed = new Set(frames.map(({ key }) => key));
  for (const { group, key } of boxes)
    if (framed.has(key)) for (const member of group?.members ?? []) frameOf.set(member, key);
  const hasGrid = frames.some(({ kind }) => kind === 'grid');
  return ({ key, kind }) => (kind === 'cpu' && hasGrid ? GRID : (frameOf.get(key) ?? key));
}

/** Lines of groups to controllers, and of controllers on to the CPUs. */
function cabled(plan: TopologyPlan, boxes: readonly PlacedBox[], frames: readonly Frame[], low: number): PlacedEdge[] {
  const byKey = standing(boxes);
  const framed = framesOf(boxes, frames);
  const cables = cablesOf(plan.edges, (key) => byKey.get(key), framed);
  const inFrame = new Set(frames.map(({ key }) => key));
  const blocks: Block[] = [...frames, ...boxes.filter((box) => !inFrame.has(framed(box)))];
  const starts = [...new Set(blocks.map(({ x }) => x))].toSorted((a, b) => a - b);
  const layers: Layer[] = starts.map((from) => {
    const own = blocks.filter(({ x }) => x === from);
    const to = from + Math.max(...own.map(({ width }) => width));
    return { from, to, blocks: own.map(({ y, height }) => ({ from: y, to: y + height })) };
  });
  const endOf = ({ x, y, height }: Block): End => ({ layer: starts.indexOf(x), cross: { from: y, to: y + height } });
  const limit = { from: HEAD - 6, to: low + 6 };
  return pathsOf(cables, new Map(blocks.map((block) => [block.key, block])), byKey, endOf, layers, limit, 'across');
}

const TRUNK = 26;

/** One under another: groups as wide as the pane, and below them what `layOutDown` makes of controllers and CPUs. */
function under(scene: Scene, width: number, height: number, pitch: Pitch): Layout {
  const { plan, say, groups, ranks, cpus } = scene;
  const boxes: PlacedBox[] = [];
  const parts: PlacedPart[] = [];
  const frames: Frame[] = [];
  const left = MARGIN - 4;
  let y = HEAD;
  for (const group of groups) {
    const { below, frame, ...rest } = placeGroup(group, scene, 0, left, y, width - left - TRUNK, pitch);
    boxes.push(...rest.boxes);
    parts.push(...rest.parts);
    frames.push(frame);
    y = below;
  }
  const shown = [
    ...ranks.flatMap((rank) => rank.map((node) => boxOf(node, node.rank))),
    ...cpus.map((node) => boxOf(node, node.rank)),
  ];
  const keys = new Set(shown.map(({ key }) => key));
  const inside = plan.edges.filter(({ from, to }) => keys.has(from) && keys.has(to));
  const rest = layOutDown({ boxes: shown, edges: inside }, say, 'hardware', width - TRUNK + MARGIN - 4, 0, new Set());
  const lower = rest.boxes.map((box) => ({ ...box, y: box.y + y }));
  const byKey = standing([...boxes, ...lower]);
  const framed = framesOf(boxes, frames);
  const cables = cablesOf(plan.edges, (key) => byKey.get(key), framed);
  const inFrame = new Map(frames.map((frame) => [frame.key, frame]));
  const ends = [...new Set(cables.filter(({ from }) => inFrame.has(from)).map(({ to }) => to))];
  const trunks = cables.flatMap((cable) => {
    const [from, to] = [inFrame.get(cable.from), byKey.get(cable.to)];
    if (from === undefined || to === undefined) return [];
    // Lines to one controller go down together, those to others beside them as far as there is room.
    const main = width - 5 - Math.min(ends.indexOf(cable.to) * 3, TRUNK - 12);
    const way = (start: number): string => {
      const [end, above] = [to.x + to.width / 2, to.y - 5];
      return `M${from.x + from.width},${start}L${main},${start}L${main},${above}L${end},${above}L${end},${to.y}`;
    };
    const middle = from.y + pitch.heading / 2;
    return [
      placed(cable, way(middle), (key) => {
        const box = byKey.get(key);
        return box === undefined || box.shape === 'heading' ? way(middle) : way(box.y + box.height / 2);
      }),
    ];
  });
  return {
    flow: 'down',
    grouped: true,
    boxes: [...boxes, ...lower],
    frames,
    parts,
    edges: [...trunks, ...rest.edges.map((edge) => lowered(edge, y))],
    headers: [{ x: left, y: 20, text: say.devicesByKind }, ...rest.headers.map((one) => ({ ...one, y: one.y + y }))],
    width,
    height: Math.max(height, y + rest.height),
  };
}

function lowered(edge: PlacedEdge, by: number): PlacedEdge {
  const move = (path: string): string => {
    let isY = false;
    return path.replaceAll(/-?[\d.]+(?:e-?\d+)?/g, (number) => {
      const value = isY ? Number(number) + by : Number(number);
      isY = !isY;
      return `${value}`;
    });
  };
  return { ...edge, path: move(edge.path), lines: new Map([...edge.lines].map(([key, path]) => [key, move(path)])) };
}
