/** Between a field's value and the number that stands for it in the trace. */
import type { FieldSpec } from './fields.ts';
import type { Recorder } from './recorder.ts';
import { RecordedObject } from './types.ts';

/** The raw number of a value: itself, 0 or 1, an object's id, or an id in the table of values. */
export function encode(rec: Recorder, spec: FieldSpec<unknown>, value: unknown): number {
  switch (spec.kind) {
    case 'num':
      if (typeof value === 'number') return value;
      break;
    case 'bool':
      return value === true ? 1 : 0;
    case 'ref':
      if (value === undefined) return 0;
      if (value instanceof RecordedObject) return value.$id;
      break;
    case 'map':
    case 'list':
      return 0;
    default:
      return rec.values.id(value);
  }
  throw new Error(`irqscope: a field for ${spec.kind} holds a value of type ${typeof value}`);
}

/** Finds what an object's id stands for: a live object, or a cursor's view of it. */
export interface Resolver {
  readonly rec: Recorder;
  object(id: number): unknown;
}

export function decode(from: Resolver, spec: FieldSpec<unknown>, raw: number): unknown {
  switch (spec.kind) {
    case 'num':
      return raw;
    case 'bool':
      return raw === 1;
    case 'ref':
      return raw === 0 ? undefined : from.object(raw);
    default:
      return from.rec.values.get(raw);
  }
}
