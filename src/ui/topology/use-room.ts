import type { RefObject } from 'react';
import { type Size, useMeasured } from '../widgets/use-size.ts';

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
