/**
 * A flat trace says who called, not when a call returned. The stack is found again from two facts: a caller is running
 * when it calls, and it runs from its own row to the last row that names it or something below it as the caller.
 * Callers that were never traced get a frame of their own, which ends when something below it has to go on.
 */
import { type Row, threadOf } from './rows.ts';

export interface Frame {
  readonly fn: string;
  /** The frame's row; undefined for a caller that was never traced. */
  readonly row: number | undefined;
}

/** The frame of each row's caller, and all that may be running below it, outermost first; the caller is the last. */
export type Ancestors = readonly Frame[];

interface Thread {
  /** The most recent row of each function. */
  readonly latest: Map<string, number>;
  readonly stack: Frame[];
}

/** Calls `visit` for each row with what is below it on its stack. */
export function walkStacks(rows: readonly Row[], visit: (index: number, ancestors: Ancestors) => void): void {
  const callers = callerRows(rows);
  const lastUses = lastUsesOf(callers);
  const threads = new Map<string, Thread>();
  for (const [index, row] of rows.entries()) {
    const { stack } = threadFor(threads, row);
    const caller = callers[index];
    const at = caller === undefined ? virtualFrame(stack, row.caller, index, lastUses) : frameOf(stack, caller);
    if (at === -1) stack.push({ fn: row.caller, row: caller });
    else stack.length = at + 1;
    visit(index, stack);
    stack.push({ fn: row.fn, row: index });
  }
}

/** For each row, the row of its caller. */
function callerRows(rows: readonly Row[]): (number | undefined)[] {
  const threads = new Map<string, Thread>();
  return rows.map((row, index) => {
    const { latest } = threadFor(threads, row);
    const caller = latest.get(row.caller);
    latest.set(row.fn, index);
    return caller;
  });
}

/** For each row, the last row that was called by it or by something that it called. */
function lastUsesOf(callers: readonly (number | undefined)[]): number[] {
  const lastUses = callers.map((_, index) => index);
  for (let index = 0; index < callers.length; index++) {
    for (let above = callers[index]; above !== undefined; above = callers[above]) lastUses[above] = index;
  }
  return lastUses;
}

function frameOf(stack: readonly Frame[], row: number): number {
  return stack.findLastIndex((frame) => frame.row === row);
}

/** The frame of an untraced caller, unless something above it is needed later on: then it was called once more. */
function virtualFrame(stack: readonly Frame[], fn: string, now: number, lastUses: readonly number[]): number {
  for (let at = stack.length - 1; at >= 0; at--) {
    const frame = stack[at];
    if (frame === undefined) break;
    if (frame.row === undefined && frame.fn === fn) return at;
    if (frame.row !== undefined && (lastUses[frame.row] ?? 0) > now) break;
  }
  return -1;
}

function threadFor(threads: Map<string, Thread>, row: Row): Thread {
  const name = threadOf(row);
  const thread = threads.get(name) ?? { latest: new Map<string, number>(), stack: [] };
  threads.set(name, thread);
  return thread;
}
