import { select, zoom, type ZoomBehavior, zoomIdentity, type ZoomTransform } from 'd3';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Layout } from './layout.ts';

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
  const moved = transform.k !== fit || transform.x !== 0 || transform.y !== 0;
  return {
    ref,
    transform: transform.toString(),
    reset: moved
      ? () => {
          if (ref.current !== null)
            behaviour.current?.transform(select<SVGSVGElement, unknown>(ref.current), zoomIdentity.scale(fit));
        }
      : undefined,
  };
}
