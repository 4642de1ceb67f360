import { select, type Selection, zoom, type ZoomBehavior, zoomIdentity, type ZoomTransform } from 'd3';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useGesture } from '../store/use-gesture.ts';
import type { Layout } from './layout.ts';

type Picture = Selection<SVGSVGElement, unknown, null, undefined>;

/** How much one key press zooms. */
const A_KEY = 1.3;

interface Zoom {
  readonly ref: RefObject<SVGSVGElement | null>;
  readonly transform: string;
  /** Back to the whole; undefined while nothing is moved. */
  readonly reset: (() => void) | undefined;
}

/** Pan and zoom: d3 reads the gestures, React draws. A picture larger than the pane starts out fitted into it. */
export function useZoom(width: number, height: number, layout: Layout): Zoom {
  const ref = useRef<SVGSVGElement>(null);
  const behaviour = useRef<ZoomBehavior<SVGSVGElement, unknown>>(undefined);
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const fit = Math.min(1, width / layout.width, height / layout.height);
  useEffect(() => {
    if (ref.current === null) return undefined;
    const svg = select<SVGSVGElement, unknown>(ref.current);
    const zooming = zoom<SVGSVGElement, unknown>()
      .scaleExtent([Math.min(fit, 1), 3])
      .extent([
        [0, 0],
        [width, height],
      ])
      .translateExtent([
        [0, 0],
        [Math.max(width, layout.width), Math.max(height, layout.height)],
      ])
      .on('zoom', (event: { readonly transform: ZoomTransform }) => setTransform(event.transform));
    behaviour.current = zooming;
    svg.call(zooming).on('dblclick.zoom', null);
    zooming.transform(svg, zoomIdentity.scale(fit));
    return () => {
      svg.on('.zoom', null);
    };
  }, [width, height, layout.width, layout.height, fit]);
  const apply = useCallback((act: (zooming: ZoomBehavior<SVGSVGElement, unknown>, svg: Picture) => void) => {
    if (ref.current !== null && behaviour.current !== undefined) act(behaviour.current, select(ref.current));
  }, []);
  const reset = useCallback(
    () => apply((zooming, svg) => zooming.transform(svg, zoomIdentity.scale(fit))),
    [apply, fit],
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
  const moved = transform.k !== fit || transform.x !== 0 || transform.y !== 0;
  return {
    ref,
    transform: transform.toString(),
    reset: moved ? reset : undefined,
  };
}
