/**
 * Large changes of the page are drawn a slice at a time, so that no task of the main thread is long; keys and pointers are
 * answered between two slices. Here it is known, too, whether all that was asked for is on the page.
 */
import { startTransition, useEffect, useState } from 'react';

let asked = 0;
let shown = 0;
let tell: ((count: number) => void) | undefined;

/** Does what changes states of components; React draws it in slices, and all of it appears at once. */
export function slowly(change: () => void): void {
  startTransition(() => {
    change();
    tell?.(++asked);
  });
}

/** For one component of the page, which so is drawn together with each change that was made `slowly`. */
export function useSlowly(): void {
  const [count, setCount] = useState(asked);
  useEffect(() => {
    tell = setCount;
    return () => {
      tell = undefined;
      shown = asked;
    };
  }, []);
  useEffect(() => {
    shown = count;
  }, [count]);
}

/** How many of so many parts are to be drawn: one at first, and one more whenever they are on the page. */
export function useTurns(parts: number): number {
  const [turn, setTurn] = useState(1);
  useEffect(() => {
    if (turn < parts) slowly(() => setTurn(turn + 1));
  }, [turn, parts]);
  return turn;
}

/** Whether the page shows all that was changed `slowly`. */
export function isAllShown(): boolean {
  return shown === asked;
}
