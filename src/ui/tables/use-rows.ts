import { type RefObject, useEffect, useState } from 'react';

/** Height of a row; the stylesheet has it as --row. */
export const ROW = 27;
/** Rows drawn beyond the visible ones, so that a quick scroll meets them. */
const OVERSCAN = 6;

interface Rows {
  /** Indexes of the rows to draw. */
  readonly first: number;
  readonly last: number;
}

/** Which rows of a scrolled table are visible. All rows are equally high, so this is arithmetic. */
export function useRows(scroll: RefObject<HTMLElement | null>, total: number): Rows {
  const [range, setRange] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const element = scroll.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const top = Math.floor(element.scrollTop / ROW);
      const height = Math.ceil(element.clientHeight / ROW);
      setRange((before) => (before.top === top && before.height === height ? before : { top, height }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [scroll]);
  const first = Math.max(0, Math.min(range.top, total - range.height) - OVERSCAN);
  return { first, last: Math.min(total - 1, range.top + range.height + OVERSCAN) };
}

/** Scrolls so that a row is visible. */
export function reveal(element: HTMLElement | null, index: number): void {
  if (element === null) return;
  // One row is the head, which covers the topmost.
  const [top, bottom] = [index * ROW, (index + 2) * ROW + 1];
  if (top < element.scrollTop) element.scrollTo({ top });
  else if (bottom > element.scrollTop + element.clientHeight) element.scrollTo({ top: bottom - element.clientHeight });
}
