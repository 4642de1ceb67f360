/** Looks into a schema: what valibot's objects hold, as far as forms and sentences need it. */
import type * as v from 'valibot';

/** What is asked of a valibot schema, whatever its kind. Each kind has some of these. */
export interface Shape {
  readonly type: string;
  /** Of an object. */
  readonly entries?: Readonly<Record<string, v.GenericSchema>>;
  /** Of what may be left out or null. */
  readonly wrapped?: v.GenericSchema;
  /** Of an array. */
  readonly item?: v.GenericSchema;
  /** Of a union or variant: schemas; of a picklist: values. */
  readonly options?: readonly (Shape | string | number)[];
  readonly literal?: unknown;
  /** Of an action in a pipe: the limit. */
  readonly requirement?: unknown;
  readonly pipe?: readonly Shape[];
}

/** What stands in the JSON at a place, from its top. */
export interface Step {
  readonly key: string | number;
  /** The object or array that has the key. */
  readonly input: unknown;
}

/** The schemas that the value at a path may have to fit: several where a union has not been decided. */
export function schemasAt(schema: Shape, path: readonly Step[]): readonly Shape[] {
  const [step, ...rest] = path;
  if (step === undefined) return [schema];
  return objectsIn(schema, step.input).flatMap(({ entries, item }) => {
    const next = item ?? (entries !== undefined && Object.hasOwn(entries, step.key) ? entries[step.key] : undefined);
    return next === undefined ? [] : schemasAt(next, rest);
  });
}

/** The objects and arrays that a schema allows for this value. A variant has the one that its `do` names. */
function objectsIn(schema: Shape, value: unknown): readonly Shape[] {
  if (schema.wrapped !== undefined) return objectsIn(schema.wrapped, value);
  if (schema.type === 'union') return schemasIn(schema).flatMap((option) => objectsIn(option, value));
  if (schema.type === 'variant') return schemasIn(schema).filter((option) => isNamed(option, value));
  return [schema];
}

function isNamed({ entries }: Shape, value: unknown): boolean {
  const name: Shape | undefined = entries?.['do'];
  return typeof value === 'object' && value !== null && 'do' in value && value.do === name?.literal;
}

/** The alternatives of a union or variant. */
export function schemasIn({ options = [] }: Shape): readonly Shape[] {
  return options.filter((option) => typeof option === 'object');
}

/** Keys that an object at this place may have. */
export function keysAt(schema: Shape, path: readonly Step[], value: unknown): readonly string[] {
  const objects = schemasAt(schema, path).flatMap((found) => objectsIn(found, value));
  return [...new Set(objects.flatMap(({ entries = {} }) => Object.keys(entries)))];
}
