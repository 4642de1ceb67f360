import { useEffect, useState } from 'react';
import type { TimelineView } from '../../engine/index.ts';
import { useApp, useRun } from '../store/app-model.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The chart of a span of the run, asked for again when span, width or run change. */
export function useChart(span: Span, width: number): TimelineView | undefined {
  const { engine } = useApp();
  const info = useRun((run) => run.info);
  const [view, setView] = useState<TimelineView>();
  const { from, to } = span;
  useEffect(() => {
    if (info === undefined || width === 0) return undefined;
    let current = true;
    const resolution = Math.max(1, (to - from) / width);
    void engine.timeline({ from, to, resolution }).then((result) => {
      if (current && result.ok) setView(result.value);
    });
    return () => {
      current = false;
    };
  }, [engine, info, from, to, width]);
  return view;
}
