/** Models drivers/char/random.c as far as interrupts touch it: their timing feeds the random numbers, which are left out. */
import { source } from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';

const at = source('drivers/char/random.c');

export const add_interrupt_randomness = at.fn(
  'add_interrupt_randomness',
  'Stirs the time of an interrupt into the random numbers.',
  (_k: Kernel, _irq: number): void => {},
);
