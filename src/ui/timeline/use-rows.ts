import { useCallback, useEffect, useState } from 'react';
import { useApp } from '../store/app-model.ts';
import { useGesture } from '../store/use-gesture.ts';

/** Height of a row: as much as a name needs to be read. */
export const ROW = 12;

export interface Rows {
  /** How far the rows are scrolled, in pixels. */
  readonly top: number;
  /** The most that they can be. */
  readonly most: number;
  readonly scroll: (pixels: number) => void;
}

/** Rows are as high as names need, and scroll; the row of the running function comes into sight with each step. */
export function useRows(depth: number, height: number): Rows {
  const { stores } = useApp();
  const [wanted, setWanted] = useState(0);
  const most = Math.max(0, depth * ROW - height);
  const scroll = useCallback(
    (pixels: number) => setWanted((before) => Math.max(0, Math.min(most, Math.min(most, before) + pixels))),
    [most],
  );
  useEffect(
    () =>
      stores.screen.subscribe(({ screen }, { screen: before }) => {
        if (screen === undefined || screen.step === before?.step) return;
        const row = Math.max(0, screen.frames.length - 1) * ROW;
        setWanted((top) => inSight(Math.min(most, top), row, height));
      }),
    [stores, height, most],
  );
  useGesture(
    'chart-up',
    useCallback(() => scroll(-3 * ROW), [scroll]),
  );
  useGesture(
    'chart-down',
    useCallback(() => scroll(3 * ROW), [scroll]),
  );
  return { top: Math.min(wanted, most), most, scroll };
}

/** Scrolls no further than it takes to see a row and the one below. */
function inSight(top: number, row: number, height: number): number {
  if (row < top) return row;
  return Math.max(top, row + 2 * ROW - height);
}
