/** What is measured of the page and its elements. */
import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { slowly } from './slowly.ts';

/** Whether a media query holds. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of an element, kept up to date; undefined before it is on the page. */
export function useSize<T extends Element>(): readonly [RefObject<T | null>, Size | undefined] {
  return useMeasured<T, Size>(sizeOf);
}

const sizeOf = ({ clientWidth: width, clientHeight: height }: Element): Size => ({ width, height });

/**
 * What is measured of an element whenever its size changes; the same object while nothing of it differs. The observer tells
 * the first size too, when the browser has laid the page out: who measures before makes it do so in the midst of a task.
 */
export function useMeasured<T extends Element, M extends Size>(
  measure: (element: Element) => M,
): readonly [RefObject<T | null>, M | undefined] {
  const ref = useRef<T>(null);
  const [now, setNow] = useState<M>();
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const update = (): void => {
      const next = measure(element);
      slowly(() => setNow((before) => (before !== undefined && isSame(before, next) ? before : next)));
    };
    const observer = new ResizeObserver(update);
    observer.observe(element);
    return () => observer.disconnect();
  }, [measure]);
  return [ref, now];
}

function isSame<M extends object>(a: M, b: M): boolean {
  const values = new Map<string, unknown>(Object.entries(b));
  return Object.entries(a).every(([key, value]) => Object.is(values.get(key), value));
}

/** Whether rows and heads of tables are pressed by fingers; base.css makes buttons and fields as large by the same rule. */
export function useFingers(): boolean {
  return useMedia('(max-width: 599px), (pointer: coarse)');
}

/** Whether the page is that of a phone: fewer columns at first. */
export function useNarrow(): boolean {
  return useMedia('(max-width: 760px)');
}
