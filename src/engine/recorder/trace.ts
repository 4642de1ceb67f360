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
 * | signal | value id       | 0                                 | 0                             |
 * | log    | value id       | 0                                 | 0                             |
 * | mark   | value id       | 0                                 | 0                             |
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

const FIRST_CAPACITY = 1 << 12;

/** A run that records more than this does not come to an end. Some 350 MB of columns. */
export const MAX_EVENTS = 1 << 24;

/** Thrown when a run records more than MAX_EVENTS. */
export class RunawayRun extends Error {
  constructor() {
    super(`the run does not come to an end: it was stopped after ${MAX_EVENTS.toLocaleString('en')} steps`);
  }
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
    let capacity = this.data.length;
    while (capacity < length) capacity *= 2;
    const grown = new Float64Array(capacity);
    grown.set(this.data);
    this.data = grown;
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

  private grow(): void {
    const capacity = this.kind.length * 2;
    const kind = new Uint8Array(capacity);
    const subject = new Uint32Array(capacity);
    const old = new Float64Array(capacity);
    const next = new Float64Array(capacity);
    kind.set(this.kind);
    subject.set(this.subject);
    old.set(this.old);
    next.set(this.next);
    this.kind = kind;
    this.subject = subject;
    this.old = old;
    this.next = next;
  }
}
