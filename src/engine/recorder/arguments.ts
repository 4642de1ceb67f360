/**
 * Arguments and results of calls, in one flat column: for each a tag and a value; the last one's tag says that it is.
 * Only what can be shown later without holding on to live things is kept: numbers, text, objects by id.
 */
import type { TaggedColumn } from './trace.ts';
import { nameOf } from './traced.ts';
import type { Values } from './values.ts';

const TAG = { nothing: 0, num: 1, bool: 2, value: 3, object: 4, opaque: 5 } as const;
/** In the tag of a list's last entry. */
const LAST = 0x80;

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
  readonly args: TaggedColumn;
  readonly values: Values;
}

/** Returns the place of the list, for `getArguments`; -1 for an empty one. */
export function putArguments(pool: Pool, args: readonly unknown[]): number {
  const last = args.length - 1;
  for (let i = 0; i < last; i++) put(pool, args[i], 0);
  return last < 0 ? -1 : put(pool, args[last], LAST) - last;
}

function put({ args, values }: Pool, arg: unknown, mark: number): number {
  switch (typeof arg) {
    case 'number':
      return args.push(TAG.num | mark, arg);
    case 'boolean':
      return args.push(TAG.bool | mark, arg ? 1 : 0);
    case 'string':
    case 'bigint':
    case 'function':
      return args.push(TAG.value | mark, values.id(arg));
    case 'object':
      if (arg !== null && '$id' in arg && typeof arg.$id === 'number') return args.push(TAG.object | mark, arg.$id);
      return args.push(TAG.opaque | mark, 0);
    default:
      return args.push(TAG.nothing | mark, 0);
  }
}

/** The list that `putArguments` placed at `at`; empty for -1. */
export function getArguments(pool: Pool, at: number): Argument[] {
  if (at < 0) return [];
  const { tag, data } = pool.args;
  const out: Argument[] = [];
  for (let place = at, isLast = false; !isLast; place++) {
    const full = tag[place] ?? LAST;
    isLast = (full & LAST) !== 0;
    out.push(unpack(pool, full & ~LAST, data[place] ?? 0));
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
      const value = pool.values.get(raw);
      if (typeof value === 'string' || typeof value === 'bigint') return { kind: 'value', value };
      return { kind: 'function', name: nameOf(value) ?? '?' };
    }
    case TAG.opaque:
      return { kind: 'opaque' };
    default:
      return { kind: 'nothing' };
  }
}
