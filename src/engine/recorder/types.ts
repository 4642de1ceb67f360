/** The declared type of a recorded struct, as other rooms see it. */
import type { FieldSpec } from './fields.ts';
import type { Recorder } from './recorder.ts';
import type { Initial, Recorded } from './struct.ts';

export type ReadonlySpecs = readonly FieldSpec<unknown>[];

/** What code that handles any struct needs of its type. */
export interface StructInfo {
  readonly name: string;
  /** Field names, in slot order. */
  readonly fields: readonly string[];
  readonly specs: ReadonlySpecs;
  readonly side: 'kernel' | 'hardware';
  /** What people call this object. */
  labelOf(object: Recorded): string;
}

export interface StructType<T extends Recorded> extends StructInfo {
  /** kzalloc: a new object with these values, the rest zero. */
  create(rec: Recorder, initial?: Initial<T>): T;
}
