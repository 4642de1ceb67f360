/**
 * A position in a run, and the state there. Position p means: the first p events have happened. Moving is replay:
 * each event carries the old value too, so a step back costs what a step forward does.
 */
import { must } from '../../base/assert.ts';
import type { Context, Recorder } from './recorder.ts';
import { boundary, EventKind } from './trace.ts';
import { type Objects, partIn } from './objects.ts';
import type { Recorded, StructInfo, StructType } from './types.ts';
import { ListView, MapView, type Moment, View, viewClass } from './view.ts';

/** A function that has been entered and not left. */
export interface Frame {
  /** Event of the call. */
  readonly call: number;
  readonly fn: number;
}

/** What a cursor shows of an object or container. */
type AnyView = View | MapView | ListView;

export class Cursor implements Moment, Objects {
  readonly rec: Recorder;
  private at = 0;
  private slots = new Float64Array(0);
  private alive = new Uint8Array(0);
  private known = 0;
  /** Calls (their event) and context boundaries (see above), outermost first. */
  private readonly stack: number[] = [];
  private contextId = 0;
  private readonly views: (AnyView | undefined)[] = [];
  private readonly classes = new Map<StructInfo, typeof View>();

  constructor(rec: Recorder) {
    this.rec = rec;
  }

  /** How many events have happened, from the very first. */
  get position(): number {
    return this.at;
  }

  /** Position counted from the beginning of the run: what people call the step. */
  get step(): number {
    return this.at - this.rec.origin;
  }

  get context(): Context {
    return must(this.rec.contexts[this.contextId], 'the context of a moment');
  }

  /** Moves to a position; clamps to the run. */
  seek(position: number): void {
    const { trace } = this.rec;
    const goal = Math.max(0, Math.min(trace.length, Math.trunc(position)));
    this.grow();
    if (goal > this.at) this.forward(goal);
    else this.back(goal);
    this.at = goal;
  }

  /** Open calls of the running context, outermost first. */
  frames(): Frame[] {
    const { subject } = this.rec.trace;
    const from = this.stack.findLastIndex((entry) => entry < 0) + 1;
    return this.stack.slice(from).map((call) => ({ call, fn: subject[call] ?? 0 }));
  }

  /** Event of the innermost open call, whatever its context; undefined at the top. */
  get innermost(): number | undefined {
    return this.stack.findLast((entry) => entry >= 0);
  }

  isAlive(id: number): boolean {
    return this.alive[id] === 1;
  }

  raw(slot: number): number {
    return this.slots[slot] ?? 0;
  }

  /** All living objects of a type, in order of creation. */
  all<T extends Recorded>(type: StructType<T>): T[] {
    const found: T[] = [];
    for (const id of this.rec.byType.get(type) ?? []) if (this.alive[id] === 1) found.push(this.object(id, type));
    return found;
  }

  idsOf(type: StructInfo): number[] {
    return (this.rec.byType.get(type) ?? []).filter((id) => this.alive[id] === 1);
  }

  /** How many objects of a type are living. */
  count(type: StructInfo): number {
    let count = 0;
    for (const id of this.rec.byType.get(type) ?? []) count += this.alive[id] ?? 0;
    return count;
  }

  typeOf(id: number): StructInfo | undefined {
    return this.rec.types[id];
  }

  anyObject(id: number): Recorded | undefined {
    if (this.rec.types[id] === undefined) return undefined;
    const object = this.object(id);
    return object instanceof View ? object : undefined;
  }

  /** There may be very many objects: only their slots are read. */
  holding<T extends Recorded>(type: StructType<T>, field: keyof T & string, id: number): T | undefined {
    const at = type.fields.indexOf(field);
    const ids = this.rec.byType.get(type);
    const found = ids?.find((one) => this.alive[one] === 1 && this.raw(this.rec.slotOf(one) + at) === id);
    return found === undefined ? undefined : this.object(found, type);
  }

  partOf(id: number): { readonly owner: number; readonly field: string } | undefined {
    return partIn(this.rec, id);
  }

  /**
   * The view of an object or container, freed ones included (with their last values). Of an object whose struct is known:
   * `cursor.object(id, irq_desc)`, which throws when it is another.
   */
  object(id: number): AnyView;
  object<T extends Recorded>(id: number, type: StructType<T>): T;
  object<T extends Recorded>(id: number, type?: StructType<T>): AnyView | T {
    let view = this.views[id];
    if (view === undefined) {
      view = this.makeView(id);
      this.views[id] = view;
    }
    return type === undefined ? view : type.of(view);
  }

  private makeView(id: number): AnyView {
    const part = this.rec.parts.get(id);
    if (part !== undefined) {
      const spec = must(this.rec.types[part.owner]?.specs[part.field], 'the field of a container');
      const item = must(spec.item, 'what a container holds');
      return spec.kind === 'map' ? new MapView(this, id, item) : new ListView(this, id, item);
    }
    const type = this.rec.types[id];
    if (type === undefined) throw new Error(`irqscope: no object ${id}`);
    let Class = this.classes.get(type);
    if (Class === undefined) {
      Class = viewClass(type);
      this.classes.set(type, Class);
    }
    return new Class(this, type, id, this.rec.slotOf(id));
  }

  /** Takes in what the run has added since the last move. */
  private grow(): void {
    const { initial, objects } = this.rec;
    if (initial.length > this.known) {
      if (initial.length > this.slots.length) {
        const grown = new Float64Array(initial.data.length);
        grown.set(this.slots.subarray(0, this.known));
        this.slots = grown;
      }
      this.slots.set(initial.data.subarray(this.known, initial.length), this.known);
      this.known = initial.length;
    }
    if (objects.length > this.alive.length) {
      const grown = new Uint8Array(objects.length * 2);
      grown.set(this.alive);
      this.alive = grown;
    }
  }

  private forward(goal: number): void {
    const { kind, subject, next } = this.rec.trace;
    const { slots, alive, stack } = this;
    for (let i = this.at; i < goal; i++) {
      switch (kind[i]) {
        case EventKind.set:
          slots[subject[i] ?? 0] = next[i] ?? 0;
          break;
        case EventKind.call:
          stack.push(i);
          break;
        case EventKind.return:
          stack.pop();
          break;
        case EventKind.create:
          alive[subject[i] ?? 0] = 1;
          break;
        case EventKind.free:
          alive[subject[i] ?? 0] = 0;
          break;
        case EventKind.enter:
          stack.push(boundary(i));
          this.contextId = subject[i] ?? 0;
          break;
        case EventKind.leave:
          stack.pop();
          this.contextId = subject[i] ?? 0;
          break;
        default: // Signals, log lines and marks change no state.
      }
    }
  }

  private back(goal: number): void {
    const { kind, subject, old, next } = this.rec.trace;
    const { slots, alive, stack } = this;
    for (let i = this.at - 1; i >= goal; i--) {
      switch (kind[i]) {
        case EventKind.set:
          slots[subject[i] ?? 0] = old[i] ?? 0;
          break;
        case EventKind.call:
        case EventKind.enter:
          stack.pop();
          if (kind[i] === EventKind.enter) this.contextId = old[i] ?? 0;
          break;
        case EventKind.return:
          stack.push(old[i] ?? 0);
          break;
        case EventKind.create:
          alive[subject[i] ?? 0] = 0;
          break;
        case EventKind.free:
          alive[subject[i] ?? 0] = 1;
          break;
        case EventKind.leave:
          stack.push(boundary(next[i] ?? 0));
          this.contextId = old[i] ?? 0;
          break;
        default: // Signals, log lines and marks change no state.
      }
    }
  }
}
