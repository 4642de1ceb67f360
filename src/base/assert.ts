/** Loud checks for mistakes of ours. They never judge input: that is what `Problem` is for. */

/** Returns the value, or throws when it is missing though the program's own rules say it is there. */
export function must<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`irqscope: ${what} is missing`);
  return value;
}

/** Closes a switch over a union: the compiler objects when a case is forgotten. */
export function unreachable(value: never): never {
  throw new Error(`irqscope: unexpected value ${String(value)}`);
}
