/** What a running model writes to. One recorder belongs to one session; it has no global state. */
import { must } from '../../base/assert.ts';
import type { SignalText, StopReason } from '../api/messages/index.ts';
import { ABSENT, type LiveMap } from './containers.ts';
import { encode } from './encode.ts';
import type { Live } from './struct.ts';
import { boundary, EventKind, eventOf, F64Column, MAX_EVENTS, RunawayRun, TaggedColumn, Trace } from './trace.ts';
import type { FunctionInfo } from './traced.ts';
import type { StructInfo } from './types.ts';
import { Values } from './values.ts';
import { putArguments } from './arguments.ts';

/** Who runs: a task on a CPU, in task context or in a hard interrupt. */
export interface Context {
  /** As the goldens name it: "start_kernel", "init", "secondary1", "cpuhp", "kworker", … */
  readonly task: string;
  readonly cpu: number;
  readonly hardirq: boolean;
}

/** A message on its way through the hardware, for people to see move. */
export interface Signal {
  /** "msi", "lpi", "spi", "ppi", "sgi", "irq" (towards a CPU), "eventfd", … */
  readonly kind: string;
  /** Object ids of the ends; 0 where an end is no object of ours. */
  readonly from: number;
  readonly to: number;
  /** What it says: in English "DeviceID 0x10 EventID 3". */
  readonly text: SignalText;
  /** Set where the message went no further: why. */
  readonly stopped?: StopReason | undefined;
}

export interface LogLine {
  /** The kernel's log level, 0 emergency to 7 debug. */
  readonly level: number;
  /** Without time stamp, with the prefix that the kernel's file puts. */
  readonly text: string;
  /** Logged by other code than the interrupt code: people see it, the dump's dmesg leaves it out. */
  readonly aside?: boolean;
}

/** A place in the run that has a name: a command of the script begins or ends, or a checkpoint. */
export interface Mark {
  readonly kind: 'begin' | 'end' | 'checkpoint';
  /** Index of the command in the script. */
  readonly command: number;
  readonly name: string;
}

/** An owner of slots: a struct's fields (key -1) or one entry of a container (its key). */
export interface SlotOwner {
  readonly object: number;
  /** Slot of field 0 for a struct; the slot itself for an entry. */
  readonly start: number;
  readonly key: number;
}

export class Recorder {
  /** Off for throughput: the model runs the same, and leaves no trace. Set before the first object is made. */
  readonly recording: boolean;
  /** A run that records more events does not come to an end. */
  readonly limit: number;
  readonly trace = new Trace();
  readonly values = new Values();
  /** Arguments and results of calls, see arguments.ts. */
  readonly args = new TaggedColumn();
  /** Raw value of each slot when its object was created. */
  readonly initial = new F64Column();
  /** Functions by id, in order of first call. */
  readonly functions: FunctionInfo[] = [];
  readonly contexts: Context[] = [];
  /** By object id; 0 is no object. A container stands under its own id. */
  readonly objects: (Live | LiveMap<unknown> | undefined)[] = [undefined];
  readonly types: (StructInfo | undefined)[] = [undefined];
  /** Object ids of each struct type, in order of creation, freed ones included. */
  readonly byType = new Map<StructInfo, number[]>();
  /** For a container: the object it is part of and the index of its field. */
  readonly parts = new Map<number, { readonly owner: number; readonly field: number }>();
  /** Slots of a container's entries, in order of first use. */
  readonly entrySlots = new Map<number, number[]>();
  /** Events that are log lines, signals and marks, in order. */
  readonly logs: number[] = [];
  readonly signals: number[] = [];
  readonly marks: number[] = [];
  /** What those events say; the subject of such an event is a place in here. */
  private readonly said = { logs: new Array<LogLine>(), signals: new Array<Signal>(), marks: new Array<Mark>() };
  /** The event at which the run begins; what is before it is how things stood when power came on. */
  origin = 0;
  context: Context;
  /** Slot ranges in ascending order: start slot, object, key (-1 for the fields of a struct). */
  private readonly ownerStart = new F64Column();
  private readonly ownerObject = new F64Column();
  private readonly ownerKey = new F64Column();
  /** While folding: slots that changed, with their first and last value. */
  private folded: Map<number, { readonly before: number; after: number }> | undefined;
  /** Calls and contexts that have not ended, outermost first: the event of a call, the boundary of an `enter`. */
  private readonly open: number[] = [];
  private readonly slotById: (number | undefined)[] = [];
  private readonly functionIds = new Map<FunctionInfo, number>();
  /** By task, then by CPU and whether in a hard interrupt. */
  private readonly contextIds = new Map<string, (number | undefined)[]>();
  private contextId: number;

  constructor(recording = true, limit = MAX_EVENTS) {
    this.recording = recording;
    this.limit = limit;
    this.context = { task: 'start_kernel', cpu: 0, hardirq: false };
    this.contextId = this.contextNumber(this.context);
  }

  /** Everything made so far is the state at step 0. */
  begin(): void {
    this.origin = this.trace.length;
  }

  // --- objects, called by struct.ts and containers.ts

  place(type: StructInfo, values: readonly unknown[]): { id: number; slot: number } {
    const id = this.objects.push(undefined) - 1;
    this.types[id] = type;
    const ids = this.byType.get(type);
    if (ids === undefined) this.byType.set(type, [id]);
    else ids.push(id);
    if (!this.recording) return { id, slot: 0 };
    const slot = this.initial.extend(values.length, 0);
    let at = slot;
    for (const spec of type.specs) {
      const raw = encode(this, spec, values[at - slot]);
      this.initial.data[at++] = raw;
    }
    this.own(slot, id, -1);
    this.slotById[id] = slot;
    return { id, slot };
  }

  /** Makes room for a container that is field `field` of object `owner`; its id is the raw value of that slot. */
  embed(owner: number, field: number, slot: number): number {
    const id = this.objects.push(undefined) - 1;
    if (!this.recording) return id;
    this.parts.set(id, { owner, field });
    this.initial.data[slot] = id;
    return id;
  }

  container(id: number, container: LiveMap<unknown>): void {
    this.objects[id] = container;
  }

  /** A slot for a container's entry that was never used before. */
  entry(container: number, key: number): number {
    const slot = this.initial.extend(1, ABSENT);
    this.own(slot, container, key);
    const slots = this.entrySlots.get(container);
    if (slots === undefined) this.entrySlots.set(container, [slot]);
    else slots.push(slot);
    return slot;
  }

  created(live: Live): void {
    if (this.recording) this.note(EventKind.create, live.$id, 0, 0);
    this.objects[live.$id] = live;
  }

  /** kfree: the object is gone from here on. Its fields keep their last values for those who look back. */
  free(object: { readonly $id: number }): void {
    if (this.objects[object.$id] === undefined) throw new Error(`irqscope: object ${object.$id} freed twice`);
    if (this.recording) this.note(EventKind.free, object.$id, 0, 0);
    this.objects[object.$id] = undefined;
  }

  /** Notes that a slot changes; to be called before it does, since a run that is too long is stopped here. */
  set(slot: number, before: number, after: number): void {
    if (this.folded === undefined) {
      this.note(EventKind.set, slot, before, after);
      return;
    }
    const known = this.folded.get(slot);
    if (known === undefined) this.folded.set(slot, { before, after });
    else known.after = after;
  }

  /**
   * Runs something that repeats itself too often to be worth every step. Calls, signals and changes of context leave
   * no trace; the fields it changed are noted once each when it is over, from their first value to their last. When it
   * throws, they are noted all the same, and so is the context in which it did.
   */
  fold<R>(body: () => R): R {
    if (this.folded !== undefined) return body();
    const folded = new Map<number, { readonly before: number; after: number }>();
    const { contextId } = this;
    this.folded = folded;
    let hasReturned = false;
    try {
      const result = body();
      hasReturned = true;
      return result;
    } finally {
      this.folded = undefined;
      // What has happened is noted even where the run is too long by now.
      for (const [slot, { before, after }] of folded)
        if (!Object.is(before, after)) this.trace.push(EventKind.set, slot, before, after);
      if (hasReturned) this.runAs(contextId);
      else if (this.recording && this.contextId !== contextId) {
        this.open.push(boundary(this.trace.push(EventKind.enter, this.contextId, contextId, -1)));
      }
    }
  }

  /** While folding: runs `body`, and says which slots it set, with their values before and after. */
  changesIn(body: () => void): ReadonlyMap<number, { readonly before: number; readonly after: number }> {
    const outer = this.folded;
    if (outer === undefined) throw new Error('irqscope: changesIn outside of fold');
    const own: NonNullable<typeof this.folded> = new Map();
    this.folded = own;
    try {
      body();
    } finally {
      this.folded = outer;
      for (const [slot, { before, after }] of own) {
        const known = outer.get(slot);
        if (known === undefined) outer.set(slot, { before, after });
        else known.after = after;
      }
    }
    return own;
  }

  /** Appends an event, unless the run has too many. */
  private note(kind: EventKind, subject: number, old: number, next: number): number {
    if (this.trace.length >= this.limit) throw new RunawayRun(this.limit);
    return this.trace.push(kind, subject, old, next);
  }

  /** Slot of field 0 of a struct object. */
  slotOf(id: number): number {
    return this.slotById[id] ?? 0;
  }

  /** Whose slot this is. */
  ownerOf(slot: number): SlotOwner {
    const starts = this.ownerStart.data;
    let low = 0;
    let high = this.ownerStart.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= slot) low = middle;
      else high = middle - 1;
    }
    return {
      object: this.ownerObject.data[low] ?? 0,
      start: starts[low] ?? 0,
      key: this.ownerKey.data[low] ?? -1,
    };
  }

  private own(slot: number, object: number, key: number): void {
    this.ownerStart.push(slot);
    this.ownerObject.push(object);
    this.ownerKey.push(key);
  }

  // --- calls, called by traced.ts

  /** The innermost traced function that is open; undefined outside of any. */
  innermost(): FunctionInfo | undefined {
    const call = this.open.findLast((event) => event >= 0 && this.trace.kind[event] === EventKind.call);
    return call === undefined ? undefined : this.functions[this.subjectOf(call, EventKind.call)];
  }

  call(info: FunctionInfo, args: readonly unknown[]): number {
    if (this.folded !== undefined) return -1;
    const call = this.note(EventKind.call, this.functionId(info), -1, putArguments(this, args));
    this.open.push(call);
    return call;
  }

  return(info: FunctionInfo, call: number, result: unknown): void {
    if (this.folded !== undefined) return;
    this.closeUpTo(call);
    this.returned(this.functionId(info), call, result === undefined ? -1 : putArguments(this, [result]));
  }

  private returned(fn: number, call: number, result: number): void {
    const at = this.trace.push(EventKind.return, fn, call, result);
    // Only now: appending may replace the columns by larger ones.
    this.trace.old[call] = at;
  }

  /**
   * Takes an open call or context off the stack. What lies above it was left by an exception that somebody below has caught: it is
   * closed first, innermost first, so that every return has its call right below it.
   */
  private closeUpTo(entry: number): void {
    for (let top = this.open.pop(); top !== entry; top = this.open.pop()) {
      if (top === undefined) throw new Error('irqscope: what was not open has ended');
      if (top < 0) this.leave(eventOf(top));
      else this.returned(this.trace.subject[top] ?? 0, top, -1);
    }
  }

  private functionId(info: FunctionInfo): number {
    const known = this.functionIds.get(info);
    if (known !== undefined) return known;
    const id = this.functions.push(info) - 1;
    this.functionIds.set(info, id);
    return id;
  }

  // --- who runs, and what else happens

  /** Runs `body` as another task, CPU or in interrupt context, and comes back. When `body` throws, it does not come back. */
  within<R>(context: Context, body: () => R): R {
    const before = this.contextId;
    const id = this.contextNumber(context);
    const isNoted = this.recording && this.folded === undefined;
    const enter = isNoted ? this.note(EventKind.enter, id, before, -1) : -1;
    if (isNoted) this.open.push(boundary(enter));
    this.runAs(id);
    const result = body();
    if (isNoted) {
      this.closeUpTo(boundary(enter));
      this.leave(enter);
    } else this.runAs(before);
    return result;
  }

  private leave(enter: number): void {
    const before = this.trace.old[enter] ?? 0;
    this.trace.push(EventKind.leave, before, this.contextId, enter);
    this.runAs(before);
  }

  private runAs(id: number): void {
    this.contextId = id;
    this.context = must(this.contexts[id], 'the context of a number');
  }

  private contextNumber(context: Context): number {
    let ofTask = this.contextIds.get(context.task);
    if (ofTask === undefined) this.contextIds.set(context.task, (ofTask = []));
    const place = context.cpu * 2 + (context.hardirq ? 1 : 0);
    const known = ofTask[place];
    if (known !== undefined) return known;
    const id = this.contexts.push(context) - 1;
    ofTask[place] = id;
    return id;
  }

  signal(signal: Signal): void {
    if (!this.recording || this.folded !== undefined) return;
    this.signals.push(this.note(EventKind.signal, this.said.signals.length, 0, 0));
    this.said.signals.push(signal);
  }

  log(line: LogLine): void {
    if (!this.recording) return;
    this.logs.push(this.note(EventKind.log, this.said.logs.length, 0, 0));
    this.said.logs.push(line);
  }

  /** Beyond the limit too: where a run was stopped has a name. */
  mark(mark: Mark): void {
    if (!this.recording) return;
    this.marks.push(this.trace.push(EventKind.mark, this.said.marks.length, 0, 0));
    this.said.marks.push(mark);
  }

  /** The signal of an event that is one (`signals` has them all). Throws for another event. */
  signalAt(event: number): Signal {
    return must(this.said.signals[this.subjectOf(event, EventKind.signal)], 'the signal of an event');
  }

  /** The log line of an event that is one (`logs` has them all). Throws for another event. */
  logAt(event: number): LogLine {
    return must(this.said.logs[this.subjectOf(event, EventKind.log)], 'the log line of an event');
  }

  /** The mark of an event that is one (`marks` has them all). Throws for another event. */
  markAt(event: number): Mark {
    return must(this.said.marks[this.subjectOf(event, EventKind.mark)], 'the mark of an event');
  }

  private subjectOf(event: number, kind: EventKind): number {
    return this.trace.kind[event] === kind ? (this.trace.subject[event] ?? -1) : -1;
  }
}
