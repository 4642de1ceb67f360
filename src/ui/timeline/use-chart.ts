import { useEffect } from 'react';
import type { TimelineView } from '../../engine/index.ts';
import { useActions, useChartView } from '../store/hooks.ts';
import type { Zoom } from './use-span.ts';

/** The chart of what is zoomed to, as long as the component is there; undefined until it has come. */
export function useChart({ span, isWhole }: Zoom, width: number): TimelineView | undefined {
  const { showChart, hideChart } = useActions();
  const { from, to } = span;
  useEffect(() => {
    if (width > 0) showChart(isWhole ? undefined : { from, to }, width);
  }, [showChart, isWhole, from, to, width]);
  useEffect(() => hideChart, [hideChart]);
  return useChartView();
}
