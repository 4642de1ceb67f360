/** What changed between two positions: one event in words, or the net effect of many. */
import { ABSENT } from '../../recorder/containers.ts';
import { type Cursor, EventKind, type Recorded, type Trace } from '../../recorder/index.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { Change } from '../../api/screen.ts';
import { entrySlot } from '../../record/field-history.ts';
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
  /** Fields of an object that have another value than where the move began. */
  fieldsOf(object: Recorded): readonly FieldChange[];
  /** Keys of a container's entries that have another value than where the move began. */
  keysOf(container: { readonly $id: number }): readonly number[];
  /** The raw value that an entry of a container had where the move began; undefined where it has not changed. */
  entryBefore(container: { readonly $id: number }, key: number): number | undefined;
}

/** Values are raw. */
export interface FieldChange {
  readonly field: string;
  readonly before: number;
  readonly after: number;
}

/** For what is not drawn, and so does not say what changed. */
export const NO_CHANGES: Changes = {
  list: [],
  more: 0,
  touched: new Map(),
  fieldsOf: () => [],
  keysOf: () => [],
  entryBefore: () => undefined,
};

/**
 * The net changes from one position to another, in either direction; the cursor must stand at `to`. A field set twice
 * is one change from its first value to its last; calls are left out unless there was only one event.
 */
export function changesBetween(messages: EngineMessages, cursor: Cursor, from: number, to: number): Changes {
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  const touched = new Map<number, 'created' | 'changed' | 'removed'>();
  const slots = new Map<number, number>();
  const isForward = to >= from;
  const start = Math.max(low, high - MAX_EVENTS);
  const firsts = new Set<number>();
  const lasts = new Map<number, number>();
  const events: number[] = [];
  const { trace } = cursor.rec;
  for (let event = start; event < high; event++) {
    note(cursor, event, touched);
    if (trace.kind[event] === EventKind.set) {
      const slot = trace.subject[event] ?? 0;
      // Backward the move began after the last of them.
      if (!isForward) slots.set(slot, trace.next[event] ?? 0);
      else if (!slots.has(slot)) slots.set(slot, trace.old[event] ?? 0);
      lasts.set(slot, trace.next[event] ?? 0);
      if (firsts.has(slot)) continue;
      firsts.add(slot);
    } else if (isFlow(trace.kind[event]) && high - low > 1) continue;
    events.push(event);
  }
  // What ends as it began has not changed.
  for (const [slot, before] of slots) if (Object.is(before, cursor.raw(slot))) slots.delete(slot);
  const shown = events.slice(-MAX_CHANGES);
  const list = shown
    .filter((event) => trace.kind[event] !== EventKind.set || !isBack(trace, event, lasts))
    .flatMap((event) => {
      const isSet = trace.kind[event] === EventKind.set;
      const change = describeEvent(messages, cursor, event, lasts.get(isSet ? (trace.subject[event] ?? 0) : -1));
      // Of several steps only what they come to is told: a word that was never set and is 0 now has not changed.
      const isSame = isSet && Object.is(trace.old[event], ABSENT) && change.before === change.after;
      return isSame && high - low > 1 ? [] : [change];
    });
  return {
    list: isForward ? list : list.map(reversed),
    more: events.length - shown.length,
    touched,
    ...slotReaders(cursor, touched, slots),
  };
}

/** `slots` are those that changed, with the raw values that they had where the move began. */
function slotReaders(
  cursor: Cursor,
  touched: Changes['touched'],
  slots: ReadonlyMap<number, number>,
): Pick<Changes, 'fieldsOf' | 'keysOf' | 'entryBefore'> {
  const { rec } = cursor;
  return {
    fieldsOf({ $id, $type }) {
      if (!touched.has($id)) return [];
      const start = rec.slotOf($id);
      return $type.fields.flatMap((field, i) => {
        const before = slots.get(start + i);
        return before === undefined ? [] : [{ field, before, after: cursor.raw(start + i) }];
      });
    },
    keysOf: ({ $id }) =>
      (rec.entrySlots.get($id) ?? []).flatMap((slot) => (slots.has(slot) ? [rec.ownerOf(slot).key] : [])),
    entryBefore: ({ $id }, key) => slots.get(entrySlot(rec, $id, key) ?? -1),
  };
}

const isFlow = (kind: number | undefined): boolean =>
  kind === EventKind.call || kind === EventKind.return || kind === EventKind.enter || kind === EventKind.leave;

/** Whether a slot ends with the value that it had before the first of its changes. */
function isBack(trace: Trace, event: number, lasts: ReadonlyMap<number, number>): boolean {
  return Object.is(trace.old[event], lasts.get(trace.subject[event] ?? 0));
}

function reversed(change: Change): Change {
  if (change.kind === 'created') return { ...change, kind: 'removed' };
  if (change.kind === 'removed') return { ...change, kind: 'created' };
  if (change.kind === 'changed' && change.before !== undefined && change.after !== undefined) {
    const { before, after, added = [], removed = [] } = change;
    return { ...change, before: after, after: before, added: removed, removed: added };
  }
  return change;
}

function note(cursor: Cursor, event: number, touched: Map<number, 'created' | 'changed' | 'removed'>): void {
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
      const owner = cursor.rec.ownerOf(subject);
      const id = parts.get(owner.object)?.owner ?? owner.object;
      if (!touched.has(id)) touched.set(id, 'changed');
      break;
    }
    default:
  }
}
