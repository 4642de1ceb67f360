/** The time axis of a run: its record, the position that is looked at, and what is known of all of it. */
import type { Selection } from '../api/selection.ts';
import type { Cursor, Recorder } from '../recorder/index.ts';
import { FieldHistory } from './field-history.ts';
import { type Members, membersOf } from './members.ts';

const MAX_MEMBERSHIPS = 32;

export class History {
  readonly cursor: Cursor;
  readonly rec: Recorder;
  /** When fields last changed. */
  readonly fields: FieldHistory;
  private readonly memberships = new Map<string, { readonly length: number; readonly members: Members }>();

  constructor(cursor: Cursor) {
    this.cursor = cursor;
    this.rec = cursor.rec;
    this.fields = new FieldHistory(cursor.rec);
  }

  /** Number of the last step. */
  get steps(): number {
    return this.rec.trace.length - this.rec.origin;
  }

  /** Looks at another position, and comes back. */
  at<T>(position: number, look: () => T): T {
    const { cursor } = this;
    const before = cursor.position;
    cursor.seek(position);
    const seen = look();
    cursor.seek(before);
    return seen;
  }

  /** What belongs to a selection, over the run as long as it is now. */
  members(selection: Selection): Members {
    const { rec } = this;
    const key = JSON.stringify(selection);
    const known = this.memberships.get(key);
    if (known !== undefined && known.length === rec.trace.length) return known.members;
    const members = membersOf(rec, selection);
    // The oldest goes: people ask about one selection and a few breakpoints, again and again.
    if (this.memberships.size >= MAX_MEMBERSHIPS)
      for (const oldest of [...this.memberships.keys()].slice(0, 1)) this.memberships.delete(oldest);
    this.memberships.set(key, { length: rec.trace.length, members });
    return members;
  }
}
