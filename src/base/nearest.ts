/** What was meant by a name that does not exist: the known one with the fewest letters changed. */

/** Names longer than this are not compared: the work grows with the square. */
const MAX_LENGTH = 64;
const MAX_CANDIDATES = 20_000;

/** Insertions, deletions and replacements that make one word the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The candidate most like `name`, letter case aside; undefined when none is near: with more than `most` letters changed. */
export function nearest(
  name: string,
  candidates: readonly string[],
  most = Math.ceil(name.length / 3),
): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  let bestDistance = most + 1;
  for (const candidate of candidates.slice(0, MAX_CANDIDATES)) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const steps = distance(name.toLowerCase(), candidate.toLowerCase());
    if (steps < bestDistance) [best, bestDistance] = [candidate, steps];
  }
  return best;
}
