/** The rows of the chart: which are in sight, and what is at a place of them. */
import type { TimelineBox } from '../../engine/index.ts';
import type { Drawing } from './draw.ts';

/** Height of a row: as much as a name needs to be read. */
export const ROW = 12;

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
  return top < least || top > deepest ? least : top;
}

/** The box at a place of the chart. */
export function boxAt({ view, span, width, top, strip }: Drawing, x: number, y: number): TimelineBox | undefined {
  if (y < strip.height) return undefined;
  const step = span.from + (x / Math.max(1, width)) * (span.to - span.from);
  const depth = Math.floor((y - strip.height + top) / ROW);
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
