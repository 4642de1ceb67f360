/** Which rows of the chart are in sight. */

/** Height of a row: as much as a name needs to be read. */
export const ROW = 12;

/**
 * How far rows are scrolled once the stack is so deep. A stack that fits is seen from its first row. Of another the deepest
 * row comes into sight, when it is not, with the one below and as many callers as there is room for; a row of it that was
 * clicked stays under the pointer.
 */
export function follow(top: number, depth: number, height: number, clicked?: number): number {
  if (depth * ROW <= height) return 0;
  if (clicked !== undefined && clicked < depth) return top;
  const deepest = (depth - 1) * ROW;
  const least = deepest + 2 * ROW - height;
  return top < least || top > deepest ? least : top;
}
