/** How a field of a recorded struct is declared: what it holds, how it is stored in the trace, how it is shown. */
import type { Traced } from './traced.ts';
import type { Recorded, RecordedList, RecordedMap } from './types.ts';

/** Named bits or values for people to read: `{IRQ_DOMAIN_FLAG_HIERARCHY: 1}`. */
export type Names = Readonly<Record<string, number>>;

/** A field for a value of type V. */
export type FieldSpec<V> = PlainSpec<V> | RequiredSpec<V> | ContainerSpec<V>;

interface ValueSpec {
  readonly kind: 'num' | 'bool' | 'str' | 'big' | 'ref' | 'fn' | 'data';
  /** How a number or bigint is shown. */
  readonly show?: 'dec' | 'hex' | 'cpus' | { readonly bits: Names } | { readonly values: Names };
  readonly item?: undefined;
}

interface PlainSpec<V> extends ValueSpec {
  /** The value of a fresh object. */
  readonly initial: V;
  /** The state hash leaves the field out while it has this value: see `later`. */
  readonly isLater?: boolean;
  readonly isRequired?: undefined;
}

/** A field that a fresh object must be given. */
interface RequiredSpec<V> extends ValueSpec, Holding<V> {
  readonly isRequired: true;
}

interface ContainerSpec<V> extends Holding<V> {
  readonly kind: 'map' | 'list';
  readonly show?: undefined;
  readonly isRequired?: undefined;
  /** What an entry holds. */
  readonly item: FieldSpec<unknown>;
}

interface Holding<V> {
  readonly initial?: undefined;
  /** For the compiler alone: the type of the field. */
  readonly holds?: V;
}

/** A number shown in decimal. */
export const num = (initial = 0): PlainSpec<number> => ({ kind: 'num', initial, show: 'dec' });
/** A number shown in hex. */
export const hexnum = (initial = 0): PlainSpec<number> => ({ kind: 'num', initial, show: 'hex' });
/** A number made of named bits. */
export const bits = (names: Names, initial = 0): PlainSpec<number> => ({ kind: 'num', initial, show: { bits: names } });
/** A number that names one of a few values. */
export const choice = (names: Names, initial = 0): PlainSpec<number> => ({
  kind: 'num',
  initial,
  show: { values: names },
});
export const bool = (initial = false): PlainSpec<boolean> => ({ kind: 'bool', initial });
export const str = (): PlainSpec<string | undefined> => ({ kind: 'str', initial: undefined });
/** A 64-bit register or a CPU mask, as a bigint. */
export const big = (initial = 0n): PlainSpec<bigint> => ({ kind: 'big', initial });
/** A set of CPUs (base/cpumask.ts). */
export const cpus = (initial = 0n): PlainSpec<bigint> => ({ kind: 'big', initial, show: 'cpus' });
/** A set of CPUs that may be NULL. */
export const maybeCpus = (): PlainSpec<bigint | undefined> => ({ kind: 'big', initial: undefined, show: 'cpus' });
/** A pointer to another recorded object. */
export const ref = <T extends Recorded>(): PlainSpec<T | undefined> => ({ kind: 'ref', initial: undefined });
/** A pointer to a traced function. */
export const fnptr = <F extends Traced>(): PlainSpec<F | undefined> => ({ kind: 'fn', initial: undefined });
/** A pointer to something that never changes: a chip, a table of operations, a device-tree node, an array of cells. */
export const data = <T extends object>(): PlainSpec<T | undefined> => ({ kind: 'data', initial: undefined });

/** A pointer that is never NULL, so that it must be given to `create`: `always(ref<device>())`. */
export function always<V>(spec: PlainSpec<V>): FieldSpec<NonNullable<V>> {
  return { kind: spec.kind, isRequired: true, ...(spec.show === undefined ? {} : { show: spec.show }) };
}

/**
 * A field of a later kernel than those that links have been made for: as long as it has its first value, the state hash is
 * what it was without the field.
 */
export function later<V>(spec: PlainSpec<V>): PlainSpec<V> {
  return { ...spec, isLater: true };
}

/** Numbers (or numbers as keys) to values; an absent key reads as undefined. */
export function map<V>(item: FieldSpec<V>): FieldSpec<RecordedMap<NonNullable<V>>> {
  return { kind: 'map', item };
}

/** An ordered list with cheap insertion at both ends: the kernel's list_head. */
export function list<V>(item: FieldSpec<V>): FieldSpec<RecordedList<NonNullable<V>>> {
  return { kind: 'list', item };
}
