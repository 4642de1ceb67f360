/** Lines of a table: rows, and heads of groups between them. */
import type { GroupHead, TableWindow } from '../../engine/index.ts';

/** What stands on a line; undefined when it has not come yet. */
export type Line =
  | { readonly kind: 'head'; readonly head: GroupHead }
  /** Index among the window's rows. */
  | { readonly kind: 'row'; readonly at: number };

export function lineAt<T>({ first, rows, groups }: TableWindow<T>, line: number): Line | undefined {
  const heads = groups?.heads ?? [];
  let before = 0;
  for (const head of heads) {
    if (head.line === line) return { kind: 'head', head };
    if (head.line < line) before++;
  }
  const at = line - first - before;
  return at >= 0 && at < rows.length ? { kind: 'row', at } : undefined;
}

/** How many lines the window has. */
export function linesOf<T>({ rows, groups }: TableWindow<T>): number {
  return rows.length + (groups?.heads.length ?? 0);
}
