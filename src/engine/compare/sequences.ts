/** Where two sequences part, and what each has there. */
import { commonSubsequence } from '../../base/lcs.ts';

export interface Hunk {
  /** The last item that both have before it; undefined at the beginning. */
  readonly after: string | undefined;
  readonly a: readonly string[];
  readonly b: readonly string[];
}

/** The table of a comparison grows with the product of the lengths: 20,000 by 20,000 items are 50 MB. */
const MOST = 4e8;

/** undefined when they are too long to be compared. */
export function hunksOf(a: readonly string[], b: readonly string[]): Hunk[] | undefined {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  if ((a.length - start) * (b.length - start) > MOST) return undefined;
  const hunks: Hunk[] = [];
  let [atA, atB] = [0, 0];
  for (const [i, j] of [...commonSubsequence(a, b), [a.length, b.length] as const]) {
    if (i > atA || j > atB) hunks.push({ after: a[atA - 1], a: a.slice(atA, i), b: b.slice(atB, j) });
    [atA, atB] = [i + 1, j + 1];
  }
  return hunks;
}
