/**
 * The record of a run: one row an event, in typed columns that double when full.
 * A row is 21 bytes: kind (1), subject (4), old (8), new (8). What the columns mean depends on the kind:
 *
 * | kind   | subject        | old                               | next                          |
 * |--------|----------------|-----------------------------------|-------------------------------|
 * | create | object id      | 0                                 | 0                             |
 * | free   | object id      | 0                                 | 0                             |
 * | set    | slot           | raw value before                  | raw value after               |
 * | call   | function id    | event of the return, -1 while open| place of the arguments        |
 * | return | function id    | event of the call                 | place of the result           |
 * | enter  | context id     | context id before                 | -1                            |
 * | leave  | context id     | context id before                 | event of the matching enter   |
 * | signal | its number     | 0                                 | 0                             |
 * | log    | its number     | 0                                 | 0                             |
 * | mark   | its number     | 0                                 | 0                             |
 *
 * A call that ended by an exception has no return as long as nobody has caught it: a kernel that panics leaves its calls open. Once
 * the call in which it was caught returns, those above it return first, without a result.
 */
export const EventKind = {
  create: 0,
  free: 1,
  set: 2,
  call: 3,
  return: 4,
  enter: 5,
  leave: 6,
  signal: 7,
  log: 8,
  mark: 9,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

/**
 * A stack of what is open holds the event of each call, and for each `enter` this number: frames above it run in the context that it
 * entered.
 */
export const boundary = (enter: number): number => -1 - enter;
/** The `enter` of a boundary. */
export const eventOf = (entry: number): number => -1 - entry;

const FIRST_CAPACITY = 1 << 12;

/** A run that records more than this does not come to an end, unless it has many vectors. Some 350 MB of columns. */
export const MAX_EVENTS = 1 << 24;

/** Longer than this no run may be: some 1.4 GB of columns. */
const MOST_EVENTS = 1 << 26;
/** Events that bringing up a vector may take, with its removal and a second time. One boot takes some 390. */
const EVENTS_OF_VECTOR = 1 << 10;

/** How many events a run may record that brings up so many vectors. */
export function eventsFor(vectors: number): number {
  return Math.min(MOST_EVENTS, MAX_EVENTS + vectors * EVENTS_OF_VECTOR);
}

/** Columns double up to so many rows, and grow by as many from there on: a long run wastes no half of its memory. */
const LARGEST_GROWTH = 1 << 23;

/** Thrown when a run records more than it may: after so many events. */
export class RunawayRun extends Error {
  readonly events: number;

  constructor(events: number) {
    super('runaway');
    this.events = events;
  }
}

/** Rows to make room for, when `needed` do not fit any more. */
function roomFor(needed: number, capacity: number): number {
  let room = capacity;
  while (room < needed) room += Math.min(room, LARGEST_GROWTH);
  return room;
}

/** A longer array of the same kind, with the same beginning. */
function grown<A extends { readonly length: number; set(from: A): void }>(from: A, to: A): A {
  to.set(from);
  return to;
}

/** A Float64Array that grows. */
export class F64Column {
  data = new Float64Array(FIRST_CAPACITY);
  length = 0;

  push(value: number): number {
    if (this.length === this.data.length) this.reserve(this.length + 1);
    this.data[this.length] = value;
    return this.length++;
  }

  /** Makes room for `count` values, all `fill`; returns the place of the first. */
  extend(count: number, fill: number): number {
    const start = this.length;
    this.reserve(start + count);
    if (fill !== 0) this.data.fill(fill, start, start + count);
    this.length += count;
    return start;
  }

  private reserve(length: number): void {
    if (length <= this.data.length) return;
    this.data = grown(this.data, new Float64Array(roomFor(length, this.data.length)));
  }
}

/** A number with a small tag, 9 bytes a row, that grows. */
export class TaggedColumn {
  tag = new Uint8Array(FIRST_CAPACITY);
  data = new Float64Array(FIRST_CAPACITY);
  length = 0;

  push(tag: number, value: number): number {
    const at = this.length;
    if (at === this.data.length) {
      const room = roomFor(at + 1, at);
      this.tag = grown(this.tag, new Uint8Array(room));
      this.data = grown(this.data, new Float64Array(room));
    }
    this.tag[at] = tag;
    this.data[at] = value;
    this.length = at + 1;
    return at;
  }

  /** Bytes it occupies, spare room included. */
  get bytes(): number {
    return this.tag.byteLength + this.data.byteLength;
  }
}

/** The events of a run. Only the recorder writes; cursors read. */
export class Trace {
  length = 0;
  kind = new Uint8Array(FIRST_CAPACITY);
  subject = new Uint32Array(FIRST_CAPACITY);
  old = new Float64Array(FIRST_CAPACITY);
  next = new Float64Array(FIRST_CAPACITY);

  /** Appends an event; returns its index. */
  push(kind: EventKind, subject: number, old: number, next: number): number {
    const at = this.length;
    if (at === this.kind.length) this.grow();
    this.kind[at] = kind;
    this.subject[at] = subject;
    this.old[at] = old;
    this.next[at] = next;
    this.length = at + 1;
    return at;
  }

  /** Bytes the columns occupy, spare room included. */
  get bytes(): number {
    return this.kind.byteLength + this.subject.byteLength + this.old.byteLength + this.next.byteLength;
  }

  /** One column after another, so that there is one of them twice at a time. */
  private grow(): void {
    const room = roomFor(this.length + 1, this.length);
    this.kind = grown(this.kind, new Uint8Array(room));
    this.subject = grown(this.subject, new Uint32Array(room));
    this.old = grown(this.old, new Float64Array(room));
    this.next = grown(this.next, new Float64Array(room));
  }
}
