import { type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import { useApp, useGesture } from '../store/hooks.ts';
import { moveSpan, reveal, zoomSpan } from './span.ts';
import type { Span } from '../store/chart.ts';

/** A key zooms by so much, and moves by such a share. */
const KEY_ZOOM = 1.8;
const KEY_MOVE = 0.25;

export interface Zoom {
  readonly span: Span;
  readonly isWhole: boolean;
  /** undefined shows the whole run. */
  readonly show: (span: Span | undefined) => void;
  /** About a place, 0 at the left to 1 at the right. */
  readonly zoom: (part: number, factor: number) => void;
  readonly move: (share: number) => void;
}

/** The part of the run that the chart shows. It follows the present step when that leaves it. */
export function useSpan(steps: number): Zoom {
  const { state } = useApp();
  const [zoomed, setZoomed] = useState<Span>();
  const end = Math.max(1, steps);
  const fits = zoomed !== undefined && zoomed.to <= end;
  const change = useCallback(
    (make: (span: Span) => Span | undefined) => setZoomed((before) => make(before ?? { from: 0, to: end })),
    [end],
  );
  const zoom = useCallback(
    (part: number, factor: number) => change((span) => zoomSpan(span, end, part, factor)),
    [change, end],
  );
  const move = useCallback((share: number) => change((span) => moveSpan(span, end, share)), [change, end]);
  useEffect(
    () =>
      state.screen.subscribe(({ screen }, { screen: before }) => {
        if (screen === undefined || screen.step === before?.step) return;
        setZoomed((span) => (span === undefined ? undefined : reveal(span, end, screen.step)));
      }),
    [state, end],
  );
  /** A key zooms about the present step, which comes into view with it. */
  const byKey = useCallback(
    (factor: number) => {
      const step = state.screen.getState().screen?.step ?? 0;
      change((before) => {
        const span = reveal(before, end, step) ?? before;
        return zoomSpan(span, end, (step - span.from) / Math.max(1, span.to - span.from), factor);
      });
    },
    [state, change, end],
  );
  const whole = useCallback(() => setZoomed(undefined), []);
  useGesture('chart-fit', whole);
  useGesture(
    'chart-in',
    useCallback(() => byKey(1 / KEY_ZOOM), [byKey]),
  );
  useGesture(
    'chart-out',
    useCallback(() => byKey(KEY_ZOOM), [byKey]),
  );
  useGesture(
    'chart-earlier',
    useCallback(() => move(-KEY_MOVE), [move]),
  );
  useGesture(
    'chart-later',
    useCallback(() => move(KEY_MOVE), [move]),
  );
  return useMemo(
    () => ({ span: fits ? zoomed : { from: 0, to: end }, isWhole: !fits, show: setZoomed, zoom, move }),
    [fits, zoomed, end, zoom, move],
  );
}

/** A wheel zooms at the pointer; sideways or with shift it moves in time, with alt by rows. */
export function useWheel(
  ref: RefObject<HTMLElement | null>,
  { zoom, move }: Zoom,
  scroll: (pixels: number) => void,
): void {
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { deltaX, deltaY, shiftKey, altKey } = event;
      const rect = element.getBoundingClientRect();
      const sideways = shiftKey ? deltaY || deltaX : Math.abs(deltaX) > Math.abs(deltaY) ? deltaX : 0;
      if (altKey) scroll(deltaY);
      else if (sideways !== 0) move(sideways / 1000);
      else zoom((event.clientX - rect.left) / Math.max(1, rect.width), 1.002 ** deltaY);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [ref, zoom, move, scroll]);
}
