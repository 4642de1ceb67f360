/**
 * Ways of lines between boxes. A line that skips a column passes it through a gap between its boxes, so that no line is
 * drawn over a box or a heading. All of it is told along the flow ("main": from devices to CPUs) and across it ("cross").
 */
import { settle } from './place.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A column, or a row of a narrow picture: where it is along the flow, and what stands in it. */
export interface Layer extends Span {
  readonly blocks: readonly Span[];
}

/** A box: its layer, and its extent across. */
export interface End {
  readonly layer: number;
  readonly cross: Span;
}

export interface Wire {
  readonly from: End;
  readonly to: End;
}

/** Points along and across the flow; between the points of an odd and the next even place the line is straight. */
export type Way = readonly (readonly [main: number, cross: number])[];

/** Air that a line leaves around boxes. */
const AIR = 2;
/** Lines side by side. */
const SIDE = 4;

const middle = ({ from, to }: Span): number => (from + to) / 2;

/** A line while its way is looked for. */
interface Run {
  readonly index: number;
  readonly wire: Wire;
  readonly points: [number, number][];
}

/** The way of every wire that leads on by at least one layer; undefined for the others. */
export function routeAll(wires: readonly Wire[], layers: readonly Layer[], limit: Span): (Way | undefined)[] {
  const runs: Run[] = [];
  for (const [index, wire] of wires.entries()) {
    const { from, to } = wire;
    if (from.layer >= to.layer) continue;
    runs.push({ index, wire, points: [[layers[from.layer]?.to ?? 0, middle(from.cross)]] });
  }
  const last = Math.max(0, ...runs.map(({ wire }) => wire.to.layer));
  for (let at = 1; at < last; at++) {
    const passing = runs.filter(({ wire }) => wire.from.layer < at && wire.to.layer > at);
    pass(passing, layers, at, limit);
  }
  arrive(runs, layers);
  const ways: (Way | undefined)[] = wires.map(() => undefined);
  for (const { index, points } of runs) ways[index] = points;
  return ways;
}

/** Leads lines through the gaps of a layer. */
function pass(runs: readonly Run[], layers: readonly Layer[], at: number, limit: Span): void {
  const layer = layers[at];
  if (layer === undefined || runs.length === 0) return;
  const gaps = gapsOf(layer, limit);
  const byGap = new Map<Span, { run: Run; wish: number }[]>();
  for (const run of runs) {
    // Straight on, if nothing is in the way: the fewer bends, the easier a line is to follow.
    const wish = run.points.at(-1)?.[1] ?? 0;
    const gap = nearest(gaps, wish);
    byGap.set(gap, [...(byGap.get(gap) ?? []), { run, wish }]);
  }
  for (const [gap, through] of byGap) {
    through.sort((a, b) => a.wish - b.wish);
    const room = Math.max(0, gap.to - gap.from);
    const half = Math.min(SIDE, room / through.length) / 2;
    const wishes = through.map(({ wish }) => ({
      at: Math.min(gap.to - half, Math.max(gap.from + half, wish)),
      before: half,
      behind: half,
    }));
    const places = settle(wishes, gap.from, gap.to);
    for (const [i, { run }] of through.entries()) {
      const cross = places[i] ?? middle(gap);
      run.points.push([layer.from - AIR, cross], [layer.to + AIR, cross]);
    }
  }
}

/** Lines that come to the same box arrive side by side, in the order in which they come. */
function arrive(runs: readonly Run[], layers: readonly Layer[]): void {
  const byEnd = new Map<string, Run[]>();
  for (const run of runs) {
    const { layer, cross } = run.wire.to;
    const key = `${layer} ${cross.from}`;
    byEnd.set(key, [...(byEnd.get(key) ?? []), run]);
  }
  for (const coming of byEnd.values()) {
    coming.sort((a, b) => (a.points.at(-1)?.[1] ?? 0) - (b.points.at(-1)?.[1] ?? 0));
    for (const [i, run] of coming.entries()) {
      const { layer, cross } = run.wire.to;
      const step = Math.min(SIDE, Math.max(0, cross.to - cross.from - 12) / Math.max(1, coming.length - 1));
      run.points.push([layers[layer]?.from ?? 0, middle(cross) + (i - (coming.length - 1) / 2) * step]);
    }
  }
}

/** What is free across a layer. */
function gapsOf({ blocks }: Layer, limit: Span): Span[] {
  const gaps: Span[] = [];
  let free = limit.from;
  for (const { from, to } of blocks.toSorted((a, b) => a.from - b.from)) {
    if (from - AIR > free) gaps.push({ from: free, to: from - AIR });
    free = Math.max(free, to + AIR);
  }
  // There is always a way behind the last box.
  gaps.push({ from: free, to: Math.max(limit.to, free + 2 * SIDE) });
  return gaps.filter(({ from, to }) => to - from >= 1);
}

function nearest(gaps: readonly Span[], wish: number): Span {
  const away = ({ from, to }: Span): number => (wish < from ? from - wish : wish > to ? wish - to : 0);
  return gaps.reduce((best, gap) => (away(gap) < away(best) ? gap : best), gaps[0] ?? { from: wish, to: wish });
}
