/** Things that stand in columns beside the devices: controllers by rank, and CPUs. */
import type { TopologyEdge } from '../../engine/index.ts';
import type { Box } from './box.ts';
import type { Frame, PlacedBox } from './placed.ts';
import { settle } from './place.ts';

/** What a CPU takes in height: it says what it has to say in one line. */
export const CPU_PITCH = 22;
const CELL = 34;
const CELL_GAP = 3;

/** Key of the frame around CPUs that stand in a grid. */
export const GRID = 'cpus';

/** How many columns CPUs take, so that all of them are seen: never more than a number each where there are many. */
export function gridColumns(cpus: number, height: number): number {
  return Math.max(1, Math.ceil(cpus / Math.max(1, Math.floor(height / CPU_PITCH))));
}

export function gridWidth(columns: number): number {
  return columns * (CELL + CELL_GAP) - CELL_GAP;
}

/** CPUs in a grid around a middle, and the frame in which lines to them end. */
export function placeGrid(
  cpus: readonly Box[],
  columns: number,
  x: number,
  middle: number,
  low: number,
  high: number,
): { readonly boxes: PlacedBox[]; readonly frame: Frame } {
  const rows = Math.ceil(cpus.length / columns);
  const height = rows * CPU_PITCH - CELL_GAP;
  const y = Math.max(low, Math.min(high - height, middle - height / 2));
  const boxes = cpus.map((box, at) => ({
    ...box,
    shape: 'cell' as const,
    x: x + (at % columns) * (CELL + CELL_GAP),
    y: y + Math.floor(at / columns) * CPU_PITCH,
    width: CELL,
    height: CPU_PITCH - CELL_GAP,
  }));
  const frame = {
    key: GRID,
    kind: 'grid' as const,
    x: x - 4,
    y: y - 4,
    width: gridWidth(columns) + 8,
    height: height + 8,
  };
  return { boxes, frame };
}

/**
 * Middles of boxes that stand one under another, each near to what it is connected to. Those that nothing is connected to
 * come last.
 */
export function besideOthers(
  boxes: readonly Box[],
  edges: readonly TopologyEdge[],
  middleOf: (key: string) => number | undefined,
  pitch: number,
  low: number,
  high: number,
): Map<string, number> {
  const near = new Map<string, string[]>();
  for (const { from, to } of edges) {
    near.set(from, [...(near.get(from) ?? []), to]);
    near.set(to, [...(near.get(to) ?? []), from]);
  }
  const wanted = boxes.map((box) => {
    const places = (near.get(box.key) ?? []).flatMap((key) => middleOf(key) ?? []);
    return { box, wish: places.length === 0 ? high : places.reduce((sum, one) => sum + one, 0) / places.length };
  });
  wanted.sort((a, b) => a.wish - b.wish);
  const wishes = wanted.map(({ wish }) => ({ at: wish, before: pitch / 2, behind: pitch / 2 }));
  const middles = settle(wishes, low, high);
  return new Map(wanted.map(({ box }, at) => [box.key, middles[at] ?? 0]));
}
