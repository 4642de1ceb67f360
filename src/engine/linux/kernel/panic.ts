/** Models kernel/panic.c: the end of a run that cannot go on. */
import type { Kernel } from '../kernel.ts';
import { printk } from './printk/printk.ts';

/** Thrown through all open frames; the session catches it and the trace keeps them open. */
export class KernelPanic extends Error {}

export function panic(k: Kernel, message: string): never {
  printk(k, 0, `Kernel panic - not syncing: ${message}`);
  throw new KernelPanic(message);
}

/** The function follows a pointer from memory that holds something else: what happens then is undefined, and here the run ends. */
export function undefinedPointer(fn: string): never {
  throw new KernelPanic(`${fn} follows a pointer that nobody has set: what happens from here on is undefined`);
}
