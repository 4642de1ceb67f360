/** Values in a draft by their path. A draft may be any JSON, since a person may have typed it. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Path = readonly (string | number)[];

/** Plain data as JSON: keys that are there but undefined are left out. */
export function jsonOf(value: unknown): Json {
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
      inner === undefined ? [] : [[key, jsonOf(inner)]],
    ),
  );
}

/** "pci[2].msix.entries", as problems name it. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text === '' ? '' : '.'}${key}`),
    '',
  );
}

export function pathOf(text: string): Path {
  return [...text.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key = '']) =>
    index === undefined ? key : Number(index),
  );
}

export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function getAt(draft: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((at, key) => {
    if (typeof key === 'number') return isList(at) ? at[key] : undefined;
    return isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }, draft);
}

const NOTHING: readonly Json[] = [];

export function listAt(draft: Json | undefined, path: Path): readonly Json[] {
  const value = getAt(draft, path);
  return isList(value) ? value : NOTHING;
}

export function textAt(draft: Json | undefined, path: Path): string | undefined {
  const value = getAt(draft, path);
  return typeof value === 'string' ? value : undefined;
}

export function numberAt(draft: Json | undefined, path: Path): number | undefined {
  const value = getAt(draft, path);
  return typeof value === 'number' ? value : undefined;
}

/** The draft with another value there; undefined takes it away, from a list too. What is missing above is made. */
export function setAt(draft: Json | undefined, path: Path, value: Json | undefined): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list = isList(draft) ? [...draft] : [];
    const inner = setAt(list[key], rest, value);
    if (inner === undefined) list.splice(key, 1);
    else list[key] = inner;
    return list;
  }
  const object: { [key: string]: Json } = isObject(draft) ? { ...draft } : {};
  const inner = setAt(object[key], rest, value);
  if (inner === undefined) delete object[key];
  else object[key] = inner;
  return object;
}

/** The list with the item at `from` moved to `to`. */
export function moved(list: readonly Json[], from: number, to: number): readonly Json[] {
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)];
}

/** Whether a problem is at this path or below it. */
export function isWithin(where: string | undefined, path: string): boolean {
  return where !== undefined && (where === path || where.startsWith(`${path}.`) || where.startsWith(`${path}[`));
}
