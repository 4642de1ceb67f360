/** How English counts and writes numbers. */
import { thousands } from '../../../../base/hex.ts';

/** The form of a noun that goes with a count: `plural(2, 'row', 'rows')` is "rows". */
export function plural(count: number, one: string, other: string): string {
  return count === 1 ? one : other;
}

/** A count with its noun: "1 row", "2 rows". */
export function counted(count: number, one: string, other: string): string {
  return `${count} ${plural(count, one, other)}`;
}

export { thousands as number };
