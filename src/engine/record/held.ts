/** What fields held at any step of a run, in raw values. Each question is one pass over the record. */
import { type AnyStruct, EventKind, type Recorder } from '../recorder/index.ts';

export class Held {
  readonly rec: Recorder;

  constructor(rec: Recorder) {
    this.rec = rec;
  }

  /** A test of raw values for a text. */
  text(wanted: string): (raw: number) => boolean {
    return (raw) => this.rec.values.get(raw) === wanted;
  }

  /** Objects of a type whose field ever held such a value. */
  having(type: AnyStruct, field: string, test: (raw: number) => boolean): number[] {
    const found = new Set(this.made(type, field, test));
    this.eachSet(type, field, this.rec.byType.get(type) ?? [], (id, raw) => {
      if (test(raw)) found.add(id);
    });
    return [...found];
  }

  /** Objects of a type that were made with such a value. */
  made(type: AnyStruct, field: string, test: (raw: number) => boolean): number[] {
    const at = type.fields.indexOf(field);
    return (this.rec.byType.get(type) ?? []).filter((id) => test(this.rec.initial.data[this.rec.slotOf(id) + at] ?? 0));
  }

  /** All that a field of these objects ever held, but for nothing. */
  values(type: AnyStruct, field: string, ids: Iterable<number>): Set<number> {
    const at = type.fields.indexOf(field);
    const of = [...ids];
    const found = new Set(of.map((id) => this.rec.initial.data[this.rec.slotOf(id) + at] ?? 0));
    this.eachSet(type, field, of, (_id, raw) => found.add(raw));
    found.delete(0);
    return found;
  }

  /** From the event that makes each of these objects to the one that frees it. */
  lives(ids: readonly number[]): { readonly from: number; readonly to: number }[] {
    const { kind, subject, length } = this.rec.trace;
    const born = new Map(ids.map((id) => [id, 0]));
    const died = new Map<number, number>();
    for (let event = 0; event < length; event++) {
      const id = subject[event] ?? 0;
      if (kind[event] === EventKind.create && born.has(id)) born.set(id, event);
      else if (kind[event] === EventKind.free && born.has(id)) died.set(id, event);
    }
    return [...born].map(([id, from]) => ({ from, to: died.get(id) ?? Number.POSITIVE_INFINITY }));
  }

  private eachSet(
    type: AnyStruct,
    field: string,
    ids: readonly number[],
    take: (id: number, raw: number) => void,
  ): void {
    const at = type.fields.indexOf(field);
    const bySlot = new Map(ids.map((id) => [this.rec.slotOf(id) + at, id]));
    if (bySlot.size === 0) return;
    const { trace } = this.rec;
    for (let event = 0; event < trace.length; event++) {
      if (trace.kind[event] !== EventKind.set) continue;
      const id = bySlot.get(trace.subject[event] ?? 0);
      if (id !== undefined) take(id, trace.next[event] ?? 0);
    }
  }
}
