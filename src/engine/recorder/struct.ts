/**
 * Recorded structs. `struct<T>(name, fields)` makes a type whose live objects note every assignment, and whose views
 * show the same fields at a cursor's moment, read only. Code that reads (reports, screens) takes either.
 */
import { LiveList, LiveMap } from './containers.ts';
import { encode } from './encode.ts';
import type { FieldSpec } from './fields.ts';
import type { Recorder } from './recorder.ts';
import { type Fields, type Recorded, RecordedObject, type StructInfo, type StructType } from './types.ts';

/** How the fields of T are declared. */
export type Specs<T> = { readonly [K in keyof Fields<T>]-?: FieldSpec<T[K & keyof T]> };

export interface StructOptions<T> {
  /** What people call one of these: `(domain) => domain.name`. Reads fields only. */
  readonly label?: (object: T) => string;
  /** Whether it is a thing of the kernel or of the hardware; hardware is drawn apart. */
  readonly side?: 'kernel' | 'hardware';
}

/** A live object. Its values sit in `$v` by field index. */
export class Live extends RecordedObject {
  declare readonly $v: unknown[];
  declare readonly $rec: Recorder;

  constructor(rec: Recorder, type: StructInfo, id: number, slot: number, values: unknown[]) {
    super(type, id, slot);
    this.$rec = rec;
    this.$v = values;
  }

  override $at(index: number): unknown {
    return this.$v[index];
  }
}

/** Declares a struct. Field order is slot order; add new fields at the end of their group. */
export function struct<T extends Recorded>(
  name: string,
  fieldSpecs: Specs<T>,
  options: StructOptions<T> = {},
): StructType<T> {
  const declared = Object.entries<FieldSpec<unknown>>(fieldSpecs);
  const fields = declared.map(([field]) => field);
  const specs = declared.map(([, spec]) => spec);
  const places = new Map(fields.map((field, i) => [field, i]));
  const initials = specs.map((spec) => spec.initial);
  const required = specs.flatMap(({ isRequired }, i) => (isRequired === true ? [i] : []));
  const containers = specs.flatMap((spec, i) => (spec.kind === 'map' || spec.kind === 'list' ? [{ spec, i }] : []));
  // A class of its own, so that its accessors sit on its own prototype.
  class LiveStruct extends Live {}
  specs.forEach((spec, i) => defineLiveField(LiveStruct.prototype, fields[i] ?? '', i, spec));

  const is = (value: unknown): value is T => value instanceof RecordedObject && value.$type === type;
  const of = (value: unknown): T => {
    if (is(value)) return value;
    throw new Error(
      `irqscope: ${value instanceof RecordedObject ? `a ${value.$type.name}` : typeof value} is no ${name}`,
    );
  };
  const type: StructType<T> = {
    name,
    fields,
    specs,
    side: options.side ?? 'kernel',
    labelOf: (object) => (is(object) ? options.label?.(object) : undefined) ?? `${name} ${object.$id}`,
    is,
    of,
    maybe: (value) => (value === undefined ? undefined : of(value)),
    create(rec, initial = {}): T {
      const given: Readonly<Record<string, unknown>> = initial;
      const values = initials.slice();
      for (const field in given) values[places.get(field) ?? -1] = given[field];
      for (const i of required)
        if (values[i] === undefined) throw new Error(`irqscope: ${name}.${fields[i]} is never NULL and was not given`);
      const { id, slot } = rec.place(type, values);
      const live = new LiveStruct(rec, type, id, slot, values);
      for (const { spec, i } of containers) {
        const Container = spec.kind === 'map' ? LiveMap : LiveList;
        values[i] = new Container(rec, spec.item, rec.embed(id, i, slot + i));
      }
      rec.created(live);
      return of(live);
    },
  };
  return type;
}

function defineLiveField(prototype: object, field: string, index: number, spec: FieldSpec<unknown>): void {
  const isContainer = spec.kind === 'map' || spec.kind === 'list';
  Object.defineProperty(prototype, field, {
    enumerable: true,
    get(this: Live): unknown {
      return this.$v[index];
    },
    set(this: Live, value: unknown): void {
      const before = this.$v[index];
      if (before === value) return;
      if (isContainer) throw new Error(`irqscope: ${field} is a container and cannot be assigned`);
      const rec = this.$rec;
      // Noted first: where the recorder stops the run, the field must not have changed.
      if (rec.recording) rec.set(this.$slot + index, encode(rec, spec, before), encode(rec, spec, value));
      this.$v[index] = value;
    },
  });
}
