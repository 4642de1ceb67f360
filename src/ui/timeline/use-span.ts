import { type RefObject, useCallback, useEffect, useState } from 'react';
import { useApp } from '../store/app-model.ts';
import { useGesture } from '../store/use-gesture.ts';
import type { Stores } from '../store/stores.ts';
import type { Span } from './use-chart.ts';

const NARROWEST = 20;
/** One key press is as much as so many pixels of a wheel. */
const A_KEY = 300;

interface Zoomed {
  readonly span: Span;
  readonly isWhole: boolean;
  readonly reset: () => void;
}

/** The part of the run that the chart shows: a wheel zooms about the pointer, sideways or with shift it moves. */
export function useSpan(ref: RefObject<HTMLElement | null>, steps: number): Zoomed {
  const { stores } = useApp();
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
  useGesture('chart-fit', reset);
  useGesture(
    'chart-in',
    useCallback(() => setZoomed((before) => byKey(stores, before, to, -A_KEY)), [stores, to]),
  );
  useGesture(
    'chart-out',
    useCallback(() => setZoomed((before) => byKey(stores, before, to, A_KEY)), [stores, to]),
  );
  return { span: fits ? zoomed : { from: 0, to }, isWhole: !fits, reset };
}

/** A key zooms about the present step, which comes into view with it. */
function byKey({ screen }: Stores, before: Span | undefined, to: number, deltaY: number): Span | undefined {
  const span = before ?? { from: 0, to };
  const step = screen.getState().screen?.step ?? 0;
  const size = span.to - span.from;
  if (step < span.from || step > span.to) {
    const from = Math.max(0, Math.min(to - size, Math.round(step - size / 2)));
    return { from, to: from + size };
  }
  return zoomAt(span, to, (step - span.from) / Math.max(1, size), { deltaX: 0, deltaY, shiftKey: false });
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
