/**
 * Recorded structs. `struct<T>(name, fields)` makes a type whose live objects note every assignment, and whose views
 * show the same fields at a cursor's moment, read only. Code that reads (reports, screens) takes either.
 */
import { LiveList, LiveMap } from './containers.ts';
import type { FieldSpec } from './fields.ts';
import type { Recorder } from './recorder.ts';
import { encode } from './encode.ts';
import type { ReadonlySpecs, StructInfo, StructType } from './types.ts';

/** What every recorded object has. `$id` is unique in its session, from 1. */
export interface Recorded {
  readonly $id: number;
  readonly $type: AnyStruct;
}

/** Numbers to values. Keys are non-negative integers below 2^53. */
export interface RecordedMap<V> {
  readonly $id: number;
  readonly size: number;
  get(key: number): V | undefined;
  has(key: number): boolean;
  set(key: number, value: V): void;
  delete(key: number): void;
  /** In ascending order of key. */
  keys(): number[];
  values(): V[];
  entries(): [number, V][];
}

/** An ordered list. */
export interface RecordedList<V> extends Iterable<V> {
  readonly $id: number;
  readonly length: number;
  /** list_add: in front of all others. */
  addHead(value: V): void;
  /** list_add_tail. */
  addTail(value: V): void;
  /** list_del of the first entry that is this value; false when there is none. */
  remove(value: V): boolean;
  first(): V | undefined;
  toArray(): V[];
}

/** The fields of T that its author declares, without `$id` and `$type`. */
export type Fields<T> = Omit<T, '$id' | '$type'>;
type Containers<T> = { [K in keyof T]: T[K] extends RecordedMap<never> | RecordedList<never> ? K : never }[keyof T];
/** What `create` takes: any of the plain fields. */
export type Initial<T> = Partial<Omit<Fields<T>, Containers<Fields<T>>>>;
export type Specs<T> = { readonly [K in keyof Fields<T>]-?: FieldSpec<T[K & keyof T]> };
export type AnyStruct = StructInfo;
export type { StructType };

export interface StructOptions<T> {
  /** What people call one of these: `(domain) => domain.name`. Reads fields only. */
  readonly label?: (object: T) => string;
  /** Whether it is a thing of the kernel or of the hardware; hardware is drawn apart. */
  readonly side?: 'kernel' | 'hardware';
}

/** A live object. Its values sit in `$v` by field index; `$slot` is the slot of field 0. */
export class Live implements Recorded {
  readonly $type: AnyStruct;
  readonly $v: unknown[];
  readonly $rec: Recorder;
  readonly $id: number;
  readonly $slot: number;

  constructor(rec: Recorder, type: AnyStruct, id: number, slot: number, values: unknown[]) {
    this.$rec = rec;
    this.$type = type;
    this.$id = id;
    this.$slot = slot;
    this.$v = values;
  }
}

/** Declares a struct. Field order is slot order; add new fields at the end of their group. */
export function struct<T extends Recorded>(
  name: string,
  specs: Specs<T>,
  options: StructOptions<T> = {},
): StructType<T> {
  const fields = Object.keys(specs);
  const places = new Map(fields.map((field, i) => [field, i]));
  const list: ReadonlySpecs = fields.map(
    (field) => (specs as Record<string, FieldSpec<unknown>>)[field] as FieldSpec<unknown>,
  );
  const initials = list.map((spec) => spec.initial);
  const containers = fields.map((_, i) => i).filter((i) => isContainer(list[i]));
  // A class of its own, so that its accessors sit on its own prototype.
  class LiveStruct extends Live {}
  fields.forEach((field, i) => defineLiveField(LiveStruct.prototype, field, i, list[i] as FieldSpec<unknown>));
  const type: StructType<T> = {
    name,
    fields,
    specs: list,
    side: options.side ?? 'kernel',
    labelOf: (object) => options.label?.(object as T) ?? `${name} ${object.$id}`,
    create(rec: Recorder, initial: Initial<T> = {}): T {
      const values = initials.slice();
      for (const field in initial) values[places.get(field) ?? -1] = initial[field as keyof typeof initial];
      const { id, slot } = rec.place(type, values);
      const live = new LiveStruct(rec, type, id, slot, values);
      for (const i of containers) {
        const spec = list[i] as FieldSpec<unknown>;
        const Container = spec.kind === 'map' ? LiveMap : LiveList;
        values[i] = new Container(rec, spec, rec.embed(id, i, slot + i));
      }
      rec.created(live);
      return live as unknown as T;
    },
  };
  return type;
}

function isContainer(spec: FieldSpec<unknown> | undefined): boolean {
  return spec?.kind === 'map' || spec?.kind === 'list';
}

function defineLiveField(prototype: object, field: string, index: number, spec: FieldSpec<unknown>): void {
  const container = isContainer(spec);
  Object.defineProperty(prototype, field, {
    enumerable: true,
    get(this: Live): unknown {
      return this.$v[index];
    },
    set(this: Live, value: unknown): void {
      const before = this.$v[index];
      if (before === value) return;
      if (container) throw new Error(`irqscope: ${field} is a container and cannot be assigned`);
      const rec = this.$rec;
      // Noted first: where the recorder stops the run, the field must not have changed.
      if (rec.recording) rec.set(this.$slot + index, encode(rec, spec, before), encode(rec, spec, value));
      this.$v[index] = value;
    },
  });
}
