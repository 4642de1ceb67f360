/** How a field of a recorded struct is declared: what it holds, how it is stored in the trace, how it is shown. */
import type { Recorded, RecordedList, RecordedMap } from './struct.ts';
import type { Traced } from './traced.ts';

export type FieldKind = 'num' | 'bool' | 'str' | 'big' | 'ref' | 'fn' | 'data' | 'map' | 'list';

/** Named bits or values for people to read: `{IRQ_DOMAIN_FLAG_HIERARCHY: 1}`. */
export type Names = Readonly<Record<string, number>>;

export interface FieldSpec<V> {
  readonly kind: FieldKind;
  /** The value of a fresh object. */
  readonly initial: V;
  /** How a number or bigint is shown. */
  readonly show?: 'dec' | 'hex' | 'cpus' | { readonly bits: Names } | { readonly values: Names };
  /** What a map or list holds. */
  readonly item?: FieldSpec<never> | FieldSpec<unknown>;
}

/** A number shown in decimal. */
export const num = (initial = 0): FieldSpec<number> => ({ kind: 'num', initial, show: 'dec' });
/** A number shown in hex. */
export const hexnum = (initial = 0): FieldSpec<number> => ({ kind: 'num', initial, show: 'hex' });
/** A number made of named bits. */
export const bits = (names: Names, initial = 0): FieldSpec<number> => ({ kind: 'num', initial, show: { bits: names } });
/** A number that names one of a few values. */
export const choice = (names: Names, initial = 0): FieldSpec<number> => ({
  kind: 'num',
  initial,
  show: { values: names },
});
export const bool = (initial = false): FieldSpec<boolean> => ({ kind: 'bool', initial });
export const str = (): FieldSpec<string | undefined> => ({ kind: 'str', initial: undefined });
/** A 64-bit register or a CPU mask, as a bigint. */
export const big = (initial = 0n): FieldSpec<bigint> => ({ kind: 'big', initial });
/** A set of CPUs (base/cpumask.ts). */
export const cpus = (initial = 0n): FieldSpec<bigint> => ({ kind: 'big', initial, show: 'cpus' });
/** A set of CPUs that may be NULL. */
export const maybeCpus = (): FieldSpec<bigint | undefined> => ({ kind: 'big', initial: undefined, show: 'cpus' });
/** A pointer to another recorded object. */
export const ref = <T extends Recorded>(): FieldSpec<T | undefined> => ({ kind: 'ref', initial: undefined });
/** A pointer to a traced function. */
export const fnptr = <F extends Traced>(): FieldSpec<F | undefined> => ({ kind: 'fn', initial: undefined });
/** A pointer to something that never changes: a chip, a table of operations, a device-tree node, an array of cells. */
export const data = <T extends object>(): FieldSpec<T | undefined> => ({ kind: 'data', initial: undefined });

/** Numbers (or numbers as keys) to values; an absent key reads as undefined. */
export function map<V>(item: FieldSpec<V>): FieldSpec<RecordedMap<NonNullable<V>>> {
  return { kind: 'map', item: item as FieldSpec<unknown> } as FieldSpec<RecordedMap<NonNullable<V>>>;
}

/** An ordered list with cheap insertion at both ends: the kernel's list_head. */
export function list<V>(item: FieldSpec<V>): FieldSpec<RecordedList<NonNullable<V>>> {
  return { kind: 'list', item: item as FieldSpec<unknown> } as FieldSpec<RecordedList<NonNullable<V>>>;
}
