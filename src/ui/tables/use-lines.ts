/** Lines of a table (rows, and heads of groups between them): which are in sight, and what stands on one. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect } from 'react';
import type { GroupHead, TableWindow } from '../../engine/index.ts';

/** Lines drawn beyond the visible ones, so that a quick scroll meets them. */
const OVERSCAN = 6;
/** Lines asked for beyond what is drawn. */
const MARGIN = 30;

/** In pixels: of a row, and of the head, which stays at the top. */
export interface Heights {
  readonly row: number;
  readonly head: number;
}

export interface Lines {
  /** Lines to draw, with their distances from the top. */
  readonly drawn: readonly { readonly line: number; readonly top: number }[];
  readonly height: number;
  /** Scrolls so that a line is visible. */
  readonly reveal: (line: number) => void;
}

/** As the virtualizer's own, which measures at once too and so makes the browser lay the page out in the midst of a task. */
function observeRect(
  { scrollElement }: { readonly scrollElement: HTMLElement | null },
  tell: (size: { width: number; height: number }) => void,
): (() => void) | undefined {
  if (scrollElement === null) return undefined;
  const observer = new ResizeObserver(() =>
    tell({ width: scrollElement.offsetWidth, height: scrollElement.offsetHeight }),
  );
  observer.observe(scrollElement);
  return () => observer.disconnect();
}

/** Which lines of a scrolled table are visible, and asks for those that have not come. */
export function useLines<T>(
  scroll: RefObject<HTMLElement | null>,
  data: TableWindow<T> | undefined,
  { row: rowHeight, head }: Heights,
  onWindow: ((first: number, count: number) => void) | undefined,
): Lines {
  const virtualizer = useVirtualizer({
    count: data?.total ?? 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: head,
    scrollPaddingStart: head,
    initialRect: { width: 0, height: 800 },
    useFlushSync: false,
    observeElementRect: observeRect,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight, head]);
  const drawn = virtualizer.getVirtualItems().map(({ index, start }) => ({ line: index, top: start - head }));
  const first = drawn[0]?.line ?? 0;
  const last = drawn.at(-1)?.line ?? -1;
  useEffect(() => {
    if (data === undefined || onWindow === undefined || last < first) return;
    const missing = first < data.first || last >= data.first + linesOf(data);
    if (missing) onWindow(Math.max(0, first - MARGIN), last - first + 1 + 2 * MARGIN);
  }, [data, first, last, onWindow]);
  const reveal = useCallback((line: number) => virtualizer.scrollToIndex(line, { align: 'auto' }), [virtualizer]);
  return {
    drawn,
    height: virtualizer.getTotalSize(),
    reveal,
  };
}

/** What stands on a line; undefined when it has not come yet. */
export type Line =
  | { readonly kind: 'head'; readonly head: GroupHead }
  /** Index among the window's rows. */
  | { readonly kind: 'row'; readonly at: number };

export function lineAt<T>({ first, rows, groups }: TableWindow<T>, line: number): Line | undefined {
  const heads = groups?.heads ?? [];
  let before = 0;
  for (const head of heads) {
    if (head.line === line) return { kind: 'head', head };
    if (head.line < line) before++;
  }
  const at = line - first - before;
  return at >= 0 && at < rows.length ? { kind: 'row', at } : undefined;
}

/** How many lines the window has. */
function linesOf<T>({ rows, groups }: TableWindow<T>): number {
  return rows.length + (groups?.heads.length ?? 0);
}
