/** Models kernel/irq/debug.h: printing a descriptor. Left out but for the call: it prints pointers and states that nobody asks for here. */
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { Kernel } from '../../kernel.ts';
import { source } from '../../../recorder/index.ts';

const at = source('kernel/irq/debug.h');

/** Prints a descriptor for debugging: pointers, left out. */
export const print_irq_desc = at.fn(
  'print_irq_desc',
  'Prints what is known of an interrupt that should not have come.',
  (_k: Kernel, _irq: number, _desc: irq_desc): void => {},
);
