import { useEffect, useRef, useState } from 'react';
import type { TimelineAsk, TimelineView } from '../../engine/index.ts';
import { useApp, usePlay, useRun } from '../store/app-model.ts';
import { activeStops } from '../store/breakpoints.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The chart of a span of the run, asked for again when span, width, breakpoints or run change: one request at a time. */
export function useChart({ from, to }: Span, width: number): TimelineView | undefined {
  const { engine } = useApp();
  const info = useRun((run) => run.info);
  const breakpoints = usePlay((play) => play.stops);
  const [view, setView] = useState<TimelineView>();
  const wanted = useRef<TimelineAsk>(undefined);
  const busy = useRef(false);
  useEffect(() => {
    if (info === undefined || width === 0) return;
    wanted.current = { from, to, resolution: Math.max(1, (to - from) / width), stops: activeStops(breakpoints) };
    const fetchAll = async (): Promise<void> => {
      busy.current = true;
      while (wanted.current !== undefined) {
        const ask = wanted.current;
        wanted.current = undefined;
        const result = await engine.timeline(ask);
        if (result.ok) setView(result.value);
      }
      busy.current = false;
    };
    if (!busy.current) void fetchAll();
  }, [engine, info, breakpoints, from, to, width]);
  return view;
}
