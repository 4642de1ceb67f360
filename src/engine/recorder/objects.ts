/**
 * Recorded objects at one moment, by type and by id. A cursor shows those of a run at any step; `LiveObjects` shows those of a
 * recorder as they are now, whether or not it keeps a record.
 */
import type { Recorder } from './recorder.ts';
import { type Recorded, RecordedObject, type StructInfo, type StructType } from './types.ts';

export interface Objects {
  /** All living objects of a type, in order of creation. */
  all<T extends Recorded>(type: StructType<T>): T[];
  /** Ids of all living objects of a type, in order of creation. */
  idsOf(type: StructInfo): number[];
  /** How many objects of a type are living. */
  count(type: StructInfo): number;
  isAlive(id: number): boolean;
  /** The type of an object, freed ones included; undefined for an id that is no struct object. */
  typeOf(id: number): StructInfo | undefined;
  /** The object with this id, which must be of this type. What was freed has its last values where there is a record. */
  object<T extends Recorded>(id: number, type: StructType<T>): T;
  /** The same, of whatever type it is; undefined for an id that is no struct object. */
  anyObject(id: number): Recorded | undefined;
  /** The first living object of a type with a field that refers to the object with this id. */
  holding<T extends Recorded>(type: StructType<T>, field: keyof T & string, id: number): T | undefined;
  /** For a map or list: the object it is part of, and the name of its field. */
  partOf(id: number): { readonly owner: number; readonly field: string } | undefined;
}

/** The objects that a recorder's structs were created in, as they are now. */
export class LiveObjects implements Objects {
  private readonly rec: Recorder;

  constructor(rec: Recorder) {
    this.rec = rec;
  }

  all<T extends Recorded>(type: StructType<T>): T[] {
    return this.idsOf(type).map((id) => this.object(id, type));
  }

  idsOf(type: StructInfo): number[] {
    return (this.rec.byType.get(type) ?? []).filter((id) => this.isAlive(id));
  }

  count(type: StructInfo): number {
    return this.idsOf(type).length;
  }

  isAlive(id: number): boolean {
    return this.rec.types[id] !== undefined && this.rec.objects[id] !== undefined;
  }

  typeOf(id: number): StructInfo | undefined {
    return this.rec.types[id];
  }

  object<T extends Recorded>(id: number, type: StructType<T>): T {
    return type.of(this.rec.objects[id]);
  }

  anyObject(id: number): Recorded | undefined {
    const object = this.rec.objects[id];
    return object instanceof RecordedObject ? object : undefined;
  }

  holding<T extends Recorded>(type: StructType<T>, field: keyof T & string, id: number): T | undefined {
    return this.all(type).find((object) => {
      const value: unknown = object[field];
      return typeof value === 'object' && value !== null && '$id' in value && value.$id === id;
    });
  }

  partOf(id: number): { readonly owner: number; readonly field: string } | undefined {
    return partIn(this.rec, id);
  }
}

export function partIn({ parts, types }: Recorder, id: number): { owner: number; field: string } | undefined {
  const part = parts.get(id);
  return part === undefined ? undefined : { owner: part.owner, field: types[part.owner]?.fields[part.field] ?? '?' };
}
