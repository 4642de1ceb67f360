/**
 * Models asm-generic/bug.h: warnings about what must not happen. A real kernel adds line numbers, registers and a stack
 * trace; here stands at most which function complains, and the record of calls says the rest.
 */
import { fileIn, type FunctionInfo } from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';
import { printk_aside } from '../../kernel/printk/printk.ts';

type Where = Pick<FunctionInfo, 'file' | 'otherFiles' | 'fname'>;

/** Logs a warning when the condition holds; returns whether it does. `where` is the function that complains. */
export function WARN_ON(k: Kernel, condition: boolean, where?: Where): boolean {
  if (condition)
    printk_aside(
      k,
      `WARNING: CPU: ${k.cpu}${where === undefined ? '' : ` at ${fileIn(where, k.version)} ${where.fname}`}`,
    );
  return condition;
}
/** The kernel warns the first time only; here every time is told. */
export function WARN_ON_ONCE(k: Kernel, condition: boolean, where?: Where): boolean {
  return WARN_ON(k, condition, where);
}
/** The same with a text of its own in front. */
export function WARN(k: Kernel, condition: boolean, text: string, where?: Where): boolean {
  if (condition) printk_aside(k, text);
  return WARN_ON(k, condition, where);
}
