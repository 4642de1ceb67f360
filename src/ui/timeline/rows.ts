/** Which rows of the chart are in sight. */

/** Height of a row: as much as a name needs to be read. */
export const ROW = 12;

/**
 * How far rows are scrolled once the stack is so deep. A stack that fits is seen from its first row. Of another the deepest
 * row comes into sight with the one below, no further than it takes; a row of it that was clicked stays under the pointer.
 */
export function follow(top: number, depth: number, height: number, clicked?: number): number {
  if (depth * ROW <= height) return 0;
  if (clicked !== undefined && clicked < depth) return top;
  const deepest = (depth - 1) * ROW;
  if (deepest < top) return deepest;
  return Math.max(top, deepest + 2 * ROW - height);
}
