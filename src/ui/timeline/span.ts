/** Zooming and moving the part of the run that is shown. */
import type { Span } from '../store/chart.ts';

const NARROWEST = 20;

/** Zooms by a factor about a place, 0 at the left to 1 at the right. undefined is the whole run. */
export function zoomSpan({ from, to }: Span, end: number, part: number, factor: number): Span | undefined {
  const size = to - from;
  const next = Math.round(Math.max(Math.min(NARROWEST, end), size * factor));
  return placed(from + part * (size - next), next, end);
}

/** Moves by a share of what is shown, forward or back. */
export function moveSpan({ from, to }: Span, end: number, share: number): Span | undefined {
  return placed(from + share * (to - from), to - from, end);
}

/** Moves no further than it takes to have a step in sight, a little off the edge. */
export function reveal(span: Span, end: number, step: number): Span | undefined {
  if (step >= span.from && step <= span.to) return span;
  const size = span.to - span.from;
  return placed(step < span.from ? step - size * 0.2 : step - size * 0.8, size, end);
}

/** A stretch of the run with a margin on both sides. */
export function around({ from, to }: Span, end: number): Span | undefined {
  const size = Math.max(NARROWEST, Math.ceil((to - from) * 1.1));
  return placed((from + to) / 2 - size / 2, size, end);
}

function placed(from: number, size: number, end: number): Span | undefined {
  if (size >= end) return undefined;
  const start = Math.round(Math.max(0, Math.min(end - size, from)));
  return { from: start, to: start + size };
}
