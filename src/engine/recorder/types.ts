/** What recorded objects and their declared types are, as code sees them that handles any struct. */
import type { FieldSpec } from './fields.ts';
import type { Recorder } from './recorder.ts';

/** What every recorded object has. `$id` is unique in its session, from 1. */
export interface Recorded {
  readonly $id: number;
  readonly $type: StructInfo;
}

/** What live objects and views of them have in common: both know their struct, and both can be read by the index of a field. */
export abstract class RecordedObject implements Recorded {
  // `declare`: assigned in the constructor alone. To define the fields before is dear, with a subclass for every struct.
  declare readonly $id: number;
  declare readonly $type: StructInfo;
  /** Slot of field 0. */
  declare readonly $slot: number;

  constructor(type: StructInfo, id: number, slot: number) {
    this.$type = type;
    this.$id = id;
    this.$slot = slot;
  }

  /** The value of the field with this index. */
  abstract $at(index: number): unknown;
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
  values(): readonly V[];
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
  toArray(): readonly V[];
}

/** Whether a field's value is a map, live or a cursor's view. */
export function isRecordedMap(value: unknown): value is RecordedMap<unknown> {
  return typeof value === 'object' && value !== null && 'entries' in value && 'keys' in value && '$id' in value;
}

/** Whether a field's value is a list, live or a cursor's view. */
export function isRecordedList(value: unknown): value is RecordedList<unknown> {
  return typeof value === 'object' && value !== null && 'toArray' in value && '$id' in value;
}

/** What code that handles any struct needs of its type. */
export interface StructInfo {
  readonly name: string;
  /** Field names, in slot order. */
  readonly fields: readonly string[];
  readonly specs: readonly FieldSpec<unknown>[];
  readonly side: 'kernel' | 'hardware';
  /** What people call this object. */
  labelOf(object: Recorded): string;
}

/** The fields of T that its author declares, without `$id` and `$type`. */
export type Fields<T> = Omit<T, '$id' | '$type'>;
type Containers<T> = { [K in keyof T]: T[K] extends RecordedMap<never> | RecordedList<never> ? K : never }[keyof T];
/** What `create` takes: any of the plain fields. */
export type Initial<T> = Partial<Omit<Fields<T>, Containers<Fields<T>>>>;

export interface StructType<T extends Recorded> extends StructInfo {
  /** kzalloc: a new object with these values, the rest zero. Throws when a field that is never NULL is not given. */
  create(rec: Recorder, initial?: Initial<T>): T;
  /** Whether a value is an object of this struct: a live one, or a cursor's view. */
  is(value: unknown): value is T;
  /**
   * What a `void *` points to (handler_data, chip_data, dev_id, container_of, …), as the struct that the reader knows it is. Throws
   * when it is none: a wrong pointer is a fault of the model.
   */
  of(value: unknown): T;
  /** As `of`, where the pointer may be NULL. */
  maybe(value: unknown): T | undefined;
}
