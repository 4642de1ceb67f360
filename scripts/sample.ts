/**
 * How much of a large set of cases a test goes through. All of it with CI=1, with `npm test -- --all`, and wherever a test
 * is run by itself. Where a person waits for `npm test`, a part that is the same each time.
 */
export const IS_SAMPLE = process.env['IRQSCOPE_SAMPLE'] === '1';

/** Of many cases so many, spread evenly over the list, the last among them: lists of kernels end with the newest. */
export function sampleOf<T>(all: readonly T[], count: number): readonly T[] {
  if (!IS_SAMPLE || count >= all.length) return all;
  return Array.from({ length: count }, (_, at) => all[Math.ceil(((at + 1) * all.length) / count) - 1]).filter(
    (each): each is T => each !== undefined,
  );
}
