import { type RefObject, useCallback, useEffect, useState } from 'react';
import type { Span } from './use-chart.ts';

const NARROWEST = 20;

interface Zoomed {
  readonly span: Span;
  readonly isWhole: boolean;
  readonly reset: () => void;
}

/** The part of the run that the chart shows: a wheel zooms about the pointer, sideways or with shift it moves. */
export function useSpan(ref: RefObject<HTMLElement | null>, steps: number): Zoomed {
  const [zoomed, setZoomed] = useState<Span>();
  const to = Math.max(1, steps);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const rect = element.getBoundingClientRect();
      const part = (event.clientX - rect.left) / Math.max(1, rect.width);
      setZoomed((before) => zoomAt(before ?? { from: 0, to }, to, part, event));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [ref, to]);
  const fits = zoomed !== undefined && zoomed.to <= to;
  const reset = useCallback(() => setZoomed(undefined), []);
  return { span: fits ? zoomed : { from: 0, to }, isWhole: !fits, reset };
}

/** undefined is the whole run. */
function zoomAt(
  span: Span,
  end: number,
  part: number,
  wheel: Pick<WheelEvent, 'deltaX' | 'deltaY' | 'shiftKey'>,
): Span | undefined {
  const { deltaX, deltaY, shiftKey } = wheel;
  const size = span.to - span.from;
  const sideways = shiftKey ? deltaY : Math.abs(deltaX) > Math.abs(deltaY) ? deltaX : 0;
  const factor = sideways === 0 ? 1.002 ** deltaY : 1;
  const next = Math.max(Math.min(NARROWEST, end), size * factor);
  if (next >= end) return undefined;
  const wanted = span.from + part * (size - next) + (sideways / 1000) * size;
  const from = Math.max(0, Math.min(end - next, wanted));
  return { from: Math.round(from), to: Math.round(from + next) };
}
