/** The moves a person makes: in, over, out, and to the next of a kind, back and forth. All return a position. */
import type { Cursor } from './cursor.ts';
import { EventKind, type Trace } from './trace.ts';

export type Direction = 1 | -1;

/** To the next event, or the one before. */
export function stepIn(cursor: Cursor, direction: Direction): number {
  return cursor.position + direction;
}

/** As stepIn, but a call (back: a return) is passed whole. A call that never returned is passed to the end. */
export function stepOver(cursor: Cursor, direction: Direction): number {
  const { trace } = cursor.rec;
  const at = cursor.position;
  if (direction === 1) {
    if (trace.kind[at] !== EventKind.call) return at + 1;
    const returned = trace.old[at] ?? -1;
    return returned < 0 ? trace.length : returned + 1;
  }
  return trace.kind[at - 1] === EventKind.return ? (trace.old[at - 1] ?? 0) : at - 1;
}

/** To just after the running function returns; back: to just before it was called. At the top: to the end or start. */
export function stepOut(cursor: Cursor, direction: Direction): number {
  const { trace } = cursor.rec;
  const call = cursor.innermost;
  if (call === undefined) return direction === 1 ? trace.length : 0;
  if (direction === -1) return call;
  const returned = trace.old[call] ?? -1;
  return returned < 0 ? trace.length : returned + 1;
}

/** Says whether an event is one that is looked for. */
export type EventTest = (trace: Trace, event: number) => boolean;

/**
 * The position just after the next event that passes (back: after the one before the event just done).
 * undefined when there is none.
 */
export function findEvent(cursor: Cursor, test: EventTest, direction: Direction): number | undefined {
  const { trace, origin } = cursor.rec;
  if (direction === 1) {
    for (let i = cursor.position; i < trace.length; i++) if (test(trace, i)) return i + 1;
    return undefined;
  }
  for (let i = cursor.position - 2; i >= origin; i--) if (test(trace, i)) return i + 1;
  return undefined;
}
