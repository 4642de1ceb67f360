/** What is at a place of the chart. */
import type { TimelineBox } from '../../engine/index.ts';
import type { Drawing } from './draw.ts';
import { ROW } from './rows.ts';

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

/** What runs at a place of the strip. */
export function cpuAt({ view, span, width, strip }: Drawing, x: number, y: number): string | undefined {
  const cpu = Math.floor(y / strip.row);
  if (strip.cpus === 0 || cpu >= strip.cpus) return undefined;
  const step = span.from + (x / Math.max(1, width)) * (span.to - span.from);
  const run = view.cpus.findLast((one) => one.cpu === cpu && one.from <= step && step <= one.to);
  return `CPU ${cpu} · ${run === undefined ? 'does not run' : run.task}`;
}
