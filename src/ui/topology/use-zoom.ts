import { select, type Selection, zoom, type ZoomBehavior, zoomIdentity, type ZoomTransform } from 'd3';
import { type RefObject, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useGesture } from '../store/hooks.ts';
import type { Layout } from './placed.ts';
import { type Size, useMeasured } from '../widgets/measure.ts';

type Picture = Selection<SVGSVGElement, unknown, null, undefined>;

/** How much one key press zooms. */
const A_KEY = 1.3;
/** A picture larger than the pane starts out no smaller than this: below it, texts are hard to read. */
const LEGIBLE = 0.9;
/** But where that brings every column into sight, down to this. */
const ALL_COLUMNS = 0.75;
const AIR = 12;

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Zoom {
  readonly ref: RefObject<SVGSVGElement | null>;
  readonly transform: string;
  /** Shows the whole; undefined while the whole is seen. */
  readonly reset: (() => void) | undefined;
  /** Moves the picture so that a part of it is in sight. */
  readonly reveal: (area: Area) => void;
}

/** Pan and zoom: d3 reads the gestures, React draws. Where there is more than the pane shows, the wheel moves it. */
export function useZoom(width: number, height: number, room: number, layout: Layout): Zoom {
  const ref = useRef<SVGSVGElement>(null);
  const behaviour = useRef<ZoomBehavior<SVGSVGElement, unknown>>(undefined);
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const now = useRef(transform);
  const fit = Math.min(1, width / layout.width, height / layout.height);
  // As large as without the strip above the panes, so that columns stand still when that comes: the wheel shows the rest.
  const roomy = Math.min(1, width / layout.width, room / layout.height);
  const wide = Math.min(1, width / layout.width);
  const home = roomy >= LEGIBLE ? roomy : wide >= ALL_COLUMNS ? wide : LEGIBLE;
  const size = useRef({ width: layout.width, height: layout.height });
  useEffect(() => {
    size.current = { width: layout.width, height: layout.height };
  }, [layout.width, layout.height]);
  useEffect(() => {
    if (ref.current === null) return undefined;
    const svg = select<SVGSVGElement, unknown>(ref.current);
    const overflows = (): boolean =>
      size.current.width * now.current.k > width + 1 || size.current.height * now.current.k > height + 1;
    const zooming = zoom<SVGSVGElement, unknown>()
      .extent([
        [0, 0],
        [width, height],
      ])
      .filter((event: MouseEvent | TouchEvent) => {
        if (event.type === 'wheel') return event.ctrlKey || !overflows();
        // Fingers have no buttons.
        return !event.ctrlKey && (!('button' in event) || event.button === 0);
      })
      .on('zoom', (event: { readonly transform: ZoomTransform }) => {
        now.current = event.transform;
        setTransform(event.transform);
      });
    behaviour.current = zooming;
    svg.call(zooming).on('dblclick.zoom', null);
    svg.on('wheel.move', (event: WheelEvent) => {
      if (event.ctrlKey || !overflows()) return;
      event.preventDefault();
      const { k } = now.current;
      const [x, y] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
      zooming.translateBy(svg, -x / k, -y / k);
    });
    return () => {
      svg.on('.zoom', null).on('.move', null);
    };
  }, [width, height]);
  useEffect(() => {
    const [svg, zooming] = [ref.current, behaviour.current];
    if (svg === null || zooming === undefined) return;
    zooming.scaleExtent([Math.min(fit, 1), 3]).translateExtent([
      [0, 0],
      [Math.max(width, layout.width), Math.max(height, layout.height)],
    ]);
    // What was folded may leave nothing where the pane looks.
    zooming.translateBy(select(svg), 0, 0);
  }, [width, height, layout.width, layout.height, fit]);
  const apply = useCallback((act: (zooming: ZoomBehavior<SVGSVGElement, unknown>, svg: Picture) => void) => {
    if (ref.current !== null && behaviour.current !== undefined) act(behaviour.current, select(ref.current));
  }, []);
  // Another pane size begins anew; unfolding does not, so that what is looked at stays where it is.
  const start = useEffectEvent(() => apply((zooming, svg) => zooming.transform(svg, zoomIdentity.scale(home))));
  useEffect(() => {
    if (width > 0 && height > 0) start();
  }, [width, height]);
  const reset = useCallback(
    () => apply((zooming, svg) => zooming.transform(svg, zoomIdentity.scale(fit))),
    [apply, fit],
  );
  const reveal = useCallback(
    (area: Area) => {
      const { x, y, k } = now.current;
      const dx = needed(area.x * k + x, area.width * k, width);
      const dy = needed(area.y * k + y, area.height * k, height);
      if (dx !== 0 || dy !== 0) apply((zooming, svg) => zooming.translateBy(svg, dx / k, dy / k));
    },
    [apply, width, height],
  );
  useGesture('picture-fit', reset);
  useGesture(
    'picture-in',
    useCallback(() => apply((zooming, svg) => zooming.scaleBy(svg, A_KEY)), [apply]),
  );
  useGesture(
    'picture-out',
    useCallback(() => apply((zooming, svg) => zooming.scaleBy(svg, 1 / A_KEY)), [apply]),
  );
  const moved = Math.abs(transform.k - fit) > 0.001 || transform.x !== 0 || transform.y !== 0;
  return { ref, transform: transform.toString(), reset: moved ? reset : undefined, reveal };
}

/** How far something must move to be seen. */
function needed(at: number, size: number, pane: number): number {
  if (at < AIR) return AIR - at;
  return at + size > pane - AIR ? Math.max(AIR - at, pane - AIR - at - size) : 0;
}

interface Room extends Size {
  /** The height without the strip above the panes, which comes and goes. */
  readonly room: number;
}

/** The size of the picture's pane, kept up to date; undefined before it is on the page. */
export function useRoom<T extends Element>(): readonly [RefObject<T | null>, Room | undefined] {
  return useMeasured<T, Room>(roomOf);
}

/** Both are measured at once: the strip's height told by a store would come a moment before or after the pane's. */
function roomOf(element: Element): Room {
  const { clientWidth: width, clientHeight: height } = element;
  const strip = document.querySelector('[data-strip]')?.getBoundingClientRect().height ?? 0;
  return { width, height, room: height + Math.round(strip * shareOf(element)) };
}

/** How much of a change in height its pane gets: as much as it has of its group. On a phone the page scrolls instead. */
function shareOf(element: Element): number {
  const pane = element.closest('[data-panel]');
  const group = pane?.closest('[data-group]');
  if (pane === null || group === null || group === undefined) return 0;
  return pane.getBoundingClientRect().height / Math.max(1, group.getBoundingClientRect().height);
}
