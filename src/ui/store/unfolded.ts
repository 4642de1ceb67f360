/** Devices whose interrupts are shown one by one: they stand among the unfolded things as "parts:COUNT:KEY". */
import type { PartsAsk } from '../../engine/index.ts';

/** So many are shown at first, and so many more at each wish for more. */
const FIRST = 8;
const MORE = 16;
/** What a picture can bear; beyond that a table is better. */
export const MOST_PARTS = 72;

const PATTERN = /^parts:(\d+):(.*)$/;

export function partsAsked(unfolded: ReadonlySet<string>): PartsAsk[] {
  return [...unfolded].flatMap((entry) => {
    const [, count, key] = PATTERN.exec(entry) ?? [];
    return count === undefined || key === undefined ? [] : [{ key, count: Number(count) }];
  });
}

/** How many interrupts of a device are shown; undefined while it is folded. */
export function partsShown(unfolded: ReadonlySet<string>, key: string): number | undefined {
  return partsAsked(unfolded).find((ask) => ask.key === key)?.count;
}

/** Folds a device, or unfolds it. */
export function toggleParts(unfolded: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return partsShown(unfolded, key) === undefined
    ? withParts(unfolded, key, FIRST)
    : withParts(unfolded, key, undefined);
}

/** Shows more interrupts of a device. */
export function moreParts(unfolded: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return withParts(unfolded, key, Math.min(MOST_PARTS, (partsShown(unfolded, key) ?? 0) + MORE));
}

/** Whether somebody unfolded a group of the picture, or folded it; undefined where nobody did. */
export function groupState(unfolded: ReadonlySet<string>, group: string): boolean | undefined {
  return unfolded.has(`open:${group}`) ? true : unfolded.has(`shut:${group}`) ? false : undefined;
}

/** With a group unfolded, or folded. */
export function withGroup(unfolded: ReadonlySet<string>, group: string, open: boolean): ReadonlySet<string> {
  const rest = [...unfolded].filter((entry) => entry !== `open:${group}` && entry !== `shut:${group}`);
  return new Set([...rest, `${open ? 'open' : 'shut'}:${group}`]);
}

function withParts(unfolded: ReadonlySet<string>, key: string, count: number | undefined): ReadonlySet<string> {
  const rest = [...unfolded].filter((entry) => PATTERN.exec(entry)?.[2] !== key);
  return new Set(count === undefined ? rest : [...rest, `parts:${count}:${key}`]);
}
