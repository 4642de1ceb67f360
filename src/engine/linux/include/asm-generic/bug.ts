/**
 * Models asm-generic/bug.h: warnings about what must not happen. A real kernel adds line numbers, registers and a stack
 * trace; here stands which file and function complains, and the record of calls says the rest.
 */
import { fileIn, type FunctionInfo, list, type Recorded, type RecordedList, str } from '../../../recorder/index.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { pr_warn } from '../../kernel/printk/printk.ts';

/** The function that complains. */
export type Where = Pick<FunctionInfo, 'file' | 'otherFiles' | 'fname'>;

interface bug_h extends Recorded {
  /** Functions whose WARN_ON_ONCE has been logged. */
  once: RecordedList<string>;
}
const bug_h = statics<bug_h>('include/asm-generic/bug.h', { once: list(str()) });

function warn(k: Kernel, where: Where | undefined): void {
  const at = where ?? k.rec.innermost();
  pr_warn(k, at === undefined ? 'WARNING' : `WARNING: at ${fileIn(at, k.version)} ${at.fname}`);
}

/** Logs a warning when the condition holds; returns whether it does. `where` stands for the innermost traced function. */
export function WARN_ON(k: Kernel, condition: boolean, where?: Where): boolean {
  if (condition) warn(k, where);
  return condition;
}
/** The same, logged the first time only. A function has at most one of them here. */
export function WARN_ON_ONCE(k: Kernel, condition: boolean, where?: Where): boolean {
  if (!condition) return false;
  const name = (where ?? k.rec.innermost())?.fname ?? '';
  const { once } = bug_h(k);
  if (!once.toArray().includes(name)) {
    once.addTail(name);
    warn(k, where);
  }
  return true;
}
/** WARN_ON with a text of its own in front. */
export function WARN(k: Kernel, condition: boolean, text: string, where?: Where): boolean {
  if (condition) pr_warn(k, text);
  return WARN_ON(k, condition, where);
}
