/** The rows of the chart: which are in sight, and what is at a place of them. */
import type { TimelineBox } from '../../engine/index.ts';
import type { Drawing } from './draw.ts';

/** Height of a row: as much as a name needs to be read. */
export const ROW = 12;

/** Outermost functions that stay in sight however far the rows are scrolled: where one is, is seen by them. */
const PINNED = 2;

/** How many rows stay in sight, of so much height; in a low chart none, since the others need it. */
function pinnedRows(height: number): number {
  return height >= 6 * ROW ? PINNED : 0;
}

/** Where a row is drawn, below the strip; undefined while it is scrolled out of sight. */
export function rowAt(
  { top, height, strip }: Pick<Drawing, 'top' | 'height' | 'strip'>,
  depth: number,
): number | undefined {
  const room = height - strip.height;
  const pinned = pinnedRows(room);
  if (depth < pinned) return depth * ROW;
  const y = depth * ROW - top;
  return y <= (pinned - 1) * ROW || y >= room ? undefined : y;
}

/** The row that is drawn so far below the strip. */
export function depthAt(y: number, top: number, height: number): number {
  return Math.floor((y < pinnedRows(height) * ROW ? y : y + top) / ROW);
}

/**
 * How far rows are scrolled once the stack is so deep. A stack that fits is seen from its first row. Of another the deepest
 * row comes into sight, when it is not, with the one below and as many callers as there is room for; a row of it that was
 * clicked stays under the pointer.
 */
export function follow(top: number, depth: number, height: number, clicked?: number): number {
  if (depth * ROW <= height) return 0;
  if (clicked !== undefined && clicked < depth) return top;
  const deepest = (depth - 1) * ROW;
  const least = deepest + 2 * ROW - height;
  return top < least || top > deepest - pinnedRows(height) * ROW ? least : top;
}

/** The box at a place of the chart. */
export function boxAt(
  { view, span, width, height, top, strip }: Drawing,
  x: number,
  y: number,
): TimelineBox | undefined {
  if (y < strip.height) return undefined;
  const step = span.from + (x / Math.max(1, width)) * (span.to - span.from);
  const depth = depthAt(y - strip.height, top, height - strip.height);
  const wait = view.waits.findLast(({ from, to }) => from <= step && step <= to);
  // A box is drawn at least a pixel wide.
  const slack = (span.to - span.from) / Math.max(1, width);
  return view.boxes.findLast(
    (box) =>
      box.depth === depth &&
      box.from <= step &&
      step <= Math.max(box.to, box.from + slack) &&
      (wait === undefined || box.from >= wait.from),
  );
}

/** A CPU, and the task that runs on it if it runs. */
interface CpuAt {
  readonly cpu: number;
  readonly task: string | undefined;
}

/** What runs at a place of the strip. */
export function cpuAt({ view, span, width, strip }: Drawing, x: number, y: number): CpuAt | undefined {
  const cpu = Math.floor(y / strip.row);
  if (strip.cpus === 0 || cpu >= strip.cpus) return undefined;
  const step = span.from + (x / Math.max(1, width)) * (span.to - span.from);
  const run = view.cpus.findLast((one) => one.cpu === cpu && one.from <= step && step <= one.to);
  return { cpu, task: run?.task };
}
