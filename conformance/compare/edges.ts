/**
 * From rows to edges. An edge is a call and its nearest caller that is *known*: that occurs in both traces. The model's
 * rows say how deep each call is, so its stack is plain. A golden's rows are flat: a row names only the function whose
 * code made the call. For a caller that is
 *
 * - known: that is the edge;
 * - unknown but traced: its own nearest known caller, as found at its most recent row in the same thread;
 * - unknown and never traced (drivers, the driver core, a few functions of kernel/irq): the trace does not say who
 *   called it. Of the functions that may be running below it, the innermost is taken that the model has as the caller
 *   too; and if there is none, the call comes from outside.
 *
 * A function that a golden only ever names as a caller (do_one_initcall, …) is an *outer* one: where a golden's chain
 * is cut, the model's may run on to such a function, and means the same outside.
 */
import { OUTSIDE, type Row, threadOf } from './rows.ts';
import { type Ancestors, walkStacks } from './stacks.ts';

export interface Edge {
  readonly row: Row;
  readonly caller: string;
}

function edgeName(fn: string, caller: string): string {
  return `${fn} <-${caller}`;
}

export function nameOf({ row, caller }: Edge): string {
  return edgeName(row.fn, caller);
}

/** The model's edges (and a call tree's): the nearest known function on the stack. */
export function edgesByDepth(rows: readonly Row[], known: ReadonlySet<string>): Edge[] {
  const stacks = new Map<string, { fn: string; depth: number }[]>();
  const edges: Edge[] = [];
  for (const row of rows) {
    const thread = threadOf(row);
    const stack = stacks.get(thread) ?? [];
    stacks.set(thread, stack);
    const depth = row.depth ?? 0;
    while ((stack.at(-1)?.depth ?? -1) >= depth) stack.pop();
    if (known.has(row.fn)) edges.push({ row, caller: stack.findLast(({ fn }) => known.has(fn))?.fn ?? OUTSIDE });
    stack.push({ fn: row.fn, depth });
  }
  return edges;
}

/** A golden's edges from flat rows; `model` says which edges the model has. */
export function edgesByCaller(rows: readonly Row[], known: ReadonlySet<string>, model: ReadonlySet<string>): Edge[] {
  /** For each row, its nearest known caller. */
  const resolved: string[] = [];
  const edges: Edge[] = [];
  const guess = (fn: string, ancestors: Ancestors): string =>
    ancestors.findLast((frame) => frame.row !== undefined && known.has(frame.fn) && model.has(edgeName(fn, frame.fn)))
      ?.fn ?? OUTSIDE;
  walkStacks(rows, (index, ancestors) => {
    const row = rows[index];
    if (row === undefined) return;
    const callerRow = ancestors.at(-1)?.row;
    const beyond = callerRow === undefined ? undefined : resolved[callerRow];
    const caller = known.has(row.caller) ? row.caller : (beyond ?? guess(row.fn, ancestors));
    resolved[index] = caller;
    if (known.has(row.fn)) edges.push({ row, caller });
  });
  return edges;
}

/** The model's edges with outer callers taken for the outside, unless the golden has that very edge. */
export function withoutOuter(edges: readonly Edge[], outer: ReadonlySet<string>, golden: ReadonlySet<string>): Edge[] {
  return edges.map((edge) =>
    outer.has(edge.caller) && !golden.has(nameOf(edge)) ? { row: edge.row, caller: OUTSIDE } : edge,
  );
}
