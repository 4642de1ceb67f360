/** When fields last changed: an index over the trace, made when it is first asked for and extended as the run grows. */
import { LiveMap } from '../recorder/containers.ts';
import { EventKind, type Recorder } from '../recorder/index.ts';

/** The slot of a container's entry, if it ever had one. */
export function entrySlot(rec: Recorder, container: number, key: number): number | undefined {
  const live = rec.objects[container];
  return live instanceof LiveMap ? live.slotFor(key) : undefined;
}

export class FieldHistory {
  private readonly rec: Recorder;
  /** For each event that sets a slot: the one before it that set the same slot, plus one; 0 for none. */
  private before = new Int32Array(0);
  /** The last event that set a slot, plus one. */
  private last = new Int32Array(0);
  /** The event that created an object. */
  private readonly born = new Map<number, number>();
  private at = 0;

  constructor(rec: Recorder) {
    this.rec = rec;
  }

  /** The last event before `position` that set the slot; with `test`, the last whose values pass it. */
  lastSet(slot: number, position: number, test?: (old: number, next: number) => boolean): number | undefined {
    this.extend();
    const { old, next } = this.rec.trace;
    for (let event = (this.last[slot] ?? 0) - 1; event >= 0; event = (this.before[event] ?? 0) - 1) {
      if (event < position && (test === undefined || test(old[event] ?? 0, next[event] ?? 0))) return event;
    }
    return undefined;
  }

  /** The event that made an object. */
  created(id: number): number | undefined {
    this.extend();
    return this.born.get(id);
  }

  /** The slot of a container's entry, if it ever had one. */
  entrySlot(container: number, key: number): number | undefined {
    return entrySlot(this.rec, container, key);
  }

  private extend(): void {
    const { trace } = this.rec;
    const { length } = trace;
    if (this.at === length) return;
    if (this.before.length < length) this.before = grown(this.before, trace.kind.length);
    if (this.last.length < this.rec.initial.length) this.last = grown(this.last, this.rec.initial.data.length);
    for (; this.at < length; this.at++) {
      const subject = trace.subject[this.at] ?? 0;
      if (trace.kind[this.at] === EventKind.set) {
        this.before[this.at] = this.last[subject] ?? 0;
        this.last[subject] = this.at + 1;
      } else if (trace.kind[this.at] === EventKind.create) this.born.set(subject, this.at);
    }
  }
}

function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
