/** What arrow keys do in a table. */
import type { KeyboardEvent } from 'react';
import type { Line } from './use-lines.ts';

/** A wide table is scrolled sideways by so much. */
const SIDE = 80;

/** The line that a key moves to. */
export function moved(
  event: KeyboardEvent<HTMLElement>,
  active: number,
  total: number,
  rowHeight: number,
): number | undefined {
  const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / rowHeight) - 2);
  const moves: Readonly<Record<string, number>> = {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -page,
    PageDown: page,
    Home: -total,
    End: total,
  };
  const by = moves[event.key];
  return by === undefined || event.shiftKey ? undefined : Math.max(0, Math.min(total - 1, active + by));
}

/** Left and right fold a group away and out; elsewhere they scroll. */
export function sideways(
  { key, currentTarget }: KeyboardEvent<HTMLElement>,
  what: Line | undefined,
  onFold: ((group: string, folded: boolean) => void) | undefined,
): void {
  const isLeft = key === 'ArrowLeft';
  if (what?.kind !== 'head') currentTarget.scrollBy({ left: isLeft ? -SIDE : SIDE });
  else if (what.head.folded !== isLeft) onFold?.(what.head.name, isLeft);
}
