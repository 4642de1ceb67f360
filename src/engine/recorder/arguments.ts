/**
 * Arguments and results of calls, in one flat column: a count, then for each a tag and a value.
 * Only what can be shown later without holding on to live things is kept: numbers, text, objects by id.
 */
import type { F64Column } from './trace.ts';
import type { FunctionInfo } from './traced.ts';
import type { Values } from './values.ts';

const TAG = { nothing: 0, num: 1, bool: 2, value: 3, object: 4, opaque: 5 } as const;

/** What an argument was, for showing. */
export type Argument =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'value'; readonly value: string | bigint }
  | { readonly kind: 'object'; readonly id: number }
  /** A structure that is passed by address and not recorded, e.g. a firmware specifier. */
  | { readonly kind: 'opaque' }
  | { readonly kind: 'function'; readonly name: string };

interface Pool {
  readonly args: F64Column;
  readonly values: Values;
}

/** Returns the place of the list, for `getArguments`. */
export function putArguments(pool: Pool, args: readonly unknown[]): number {
  const at = pool.args.push(args.length);
  for (const arg of args) {
    const [tag, value] = pack(pool, arg);
    pool.args.push(tag);
    pool.args.push(value);
  }
  return at;
}

function pack(pool: Pool, arg: unknown): [number, number] {
  switch (typeof arg) {
    case 'number':
      return [TAG.num, arg];
    case 'boolean':
      return [TAG.bool, arg ? 1 : 0];
    case 'string':
    case 'bigint':
    case 'function':
      return [TAG.value, pool.values.id(arg)];
    case 'object':
      if (arg !== null && '$id' in arg && typeof arg.$id === 'number') return [TAG.object, arg.$id];
      return [TAG.opaque, 0];
    default:
      return [TAG.nothing, 0];
  }
}

/** The list that `putArguments` placed at `at`; empty for -1. */
export function getArguments(pool: Pool, at: number): Argument[] {
  if (at < 0) return [];
  const data = pool.args.data;
  const out: Argument[] = [];
  for (let i = 0, place = at + 1; i < (data[at] ?? 0); i++, place += 2) {
    out.push(unpack(pool, data[place] ?? 0, data[place + 1] ?? 0));
  }
  return out;
}

function unpack(pool: Pool, tag: number, raw: number): Argument {
  switch (tag) {
    case TAG.num:
      return { kind: 'number', value: raw };
    case TAG.bool:
      return { kind: 'boolean', value: raw === 1 };
    case TAG.object:
      return { kind: 'object', id: raw };
    case TAG.value: {
      const value = pool.values.at(raw);
      if (typeof value === 'function') return { kind: 'function', name: (value as Partial<FunctionInfo>).fname ?? '?' };
      return { kind: 'value', value: value as string | bigint };
    }
    case TAG.opaque:
      return { kind: 'opaque' };
    default:
      return { kind: 'nothing' };
  }
}
