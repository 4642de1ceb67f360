/** What changed between two positions: one event in words, or the net effect of many. */
import { type Cursor, EventKind } from '../../recorder/index.ts';
import type { Change } from '../view-types/screen.ts';
import { describeEvent } from './describe.ts';

/** At most so many changes are listed. */
const MAX_CHANGES = 60;
/** A longer move is summed up from its last so many events. */
const MAX_EVENTS = 20_000;

export interface Changes {
  readonly list: readonly Change[];
  readonly more: number;
  /** Object ids that were created, changed or removed: for marking them everywhere. */
  readonly touched: ReadonlyMap<number, 'created' | 'changed' | 'removed'>;
  /** Slots that changed. */
  readonly slots: ReadonlySet<number>;
}

/**
 * The net changes from one position to another, in either direction; the cursor must stand at `to`. A field set twice
 * is one change from its first value to its last; calls are left out unless there was only one event.
 */
export function changesBetween(cursor: Cursor, from: number, to: number): Changes {
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  const touched = new Map<number, 'created' | 'changed' | 'removed'>();
  const slots = new Set<number>();
  const start = Math.max(low, high - MAX_EVENTS);
  const firsts = new Map<number, number>();
  const events: number[] = [];
  const { trace } = cursor.rec;
  for (let event = start; event < high; event++) {
    note(cursor, event, touched, slots);
    if (trace.kind[event] === EventKind.set) {
      const slot = trace.subject[event] ?? 0;
      const first = firsts.get(slot);
      if (first !== undefined) continue;
      firsts.set(slot, event);
    } else if (isFlow(trace.kind[event]) && high - low > 1) continue;
    events.push(event);
  }
  const shown = events.slice(-MAX_CHANGES);
  const forward = to >= from;
  const list = shown
    .map((event) => settle(cursor, event, high))
    .filter((change) => change.before === undefined || change.before !== change.after);
  return { list: forward ? list : list.map(reversed), more: events.length - shown.length, touched, slots };
}

const isFlow = (kind: number | undefined): boolean =>
  kind === EventKind.call || kind === EventKind.return || kind === EventKind.enter || kind === EventKind.leave;

/** For a field set several times: its first value to the value it has at the end. */
function settle(cursor: Cursor, event: number, high: number): Change {
  const change = describeEvent(cursor, event);
  const { trace } = cursor.rec;
  if (trace.kind[event] !== EventKind.set) return change;
  const slot = trace.subject[event];
  for (let later = high - 1; later > event; later--) {
    if (trace.kind[later] === EventKind.set && trace.subject[later] === slot) {
      const { after } = describeEvent(cursor, later);
      return after === undefined ? change : { ...change, after };
    }
  }
  return change;
}

function reversed(change: Change): Change {
  if (change.kind === 'created') return { ...change, kind: 'removed' };
  if (change.kind === 'removed') return { ...change, kind: 'created' };
  if (change.kind === 'changed' && change.before !== undefined && change.after !== undefined) {
    return { ...change, before: change.after, after: change.before };
  }
  return change;
}

function note(
  cursor: Cursor,
  event: number,
  touched: Map<number, 'created' | 'changed' | 'removed'>,
  slots: Set<number>,
): void {
  const { trace, parts } = cursor.rec;
  const subject = trace.subject[event] ?? 0;
  switch (trace.kind[event]) {
    case EventKind.create:
      touched.set(subject, 'created');
      break;
    case EventKind.free:
      touched.set(subject, 'removed');
      break;
    case EventKind.set: {
      slots.add(subject);
      const owner = cursor.rec.ownerOf(subject);
      const id = parts.get(owner.object)?.owner ?? owner.object;
      if (!touched.has(id)) touched.set(id, 'changed');
      break;
    }
    default:
  }
}
