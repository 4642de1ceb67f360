import { useCallback, useEffect, useRef, useState } from 'react';
import { useApp, useGesture } from '../store/hooks.ts';
import { depthAt, follow, ROW } from './rows.ts';

export interface Rows {
  /** How far the rows are scrolled, in pixels. */
  readonly top: number;
  /** The most that they can be. */
  readonly most: number;
  readonly scroll: (pixels: number) => void;
  /** Someone asked for a step by pointing so far down the rows, in pixels: what is there stays there. */
  readonly point: (step: number, y: number) => void;
}

/** Rows are as high as names need, and scroll; the row of the running function comes into sight with each step. */
export function useRows(depth: number, height: number): Rows {
  const { state } = useApp();
  const [wanted, setWanted] = useState(0);
  const most = Math.max(0, depth * ROW - height);
  const scroll = useCallback(
    (pixels: number) => setWanted((before) => Math.max(0, Math.min(most, Math.min(most, before) + pixels))),
    [most],
  );
  /** Rows that were pointed at, by the steps that were asked for: the page may come to the last of a drag alone. */
  const pointed = useRef(new Map<number, number>());
  const now = Math.min(wanted, most);
  const point = useCallback(
    (step: number, y: number) => {
      // Above the rows is the strip of the CPUs.
      if (y >= 0) pointed.current.set(step, depthAt(y, now, height));
      else pointed.current.delete(step);
    },
    [now, height],
  );
  useEffect(
    () =>
      state.screen.subscribe(({ screen }, { screen: before }) => {
        if (screen === undefined || screen.step === before?.step) return;
        const clicked = pointed.current.get(screen.step);
        if (clicked === undefined) pointed.current.clear();
        setWanted((top) => follow(Math.min(most, top), screen.frames.length, height, clicked));
      }),
    [state, height, most],
  );
  useGesture(
    'chart-up',
    useCallback(() => scroll(-3 * ROW), [scroll]),
  );
  useGesture(
    'chart-down',
    useCallback(() => scroll(3 * ROW), [scroll]),
  );
  return { top: now, most, scroll, point };
}
