/**
 * Models kernel/irq/generic-chip.c: a ready-made irq_chip for controllers of simple registers. None of the modelled
 * controllers uses one, so only its initcall is here.
 */
import { source } from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';

const at = source('kernel/irq/generic-chip.c');

export const irq_gc_init_ops = at.fn(
  'irq_gc_init_ops',
  'Has generic interrupt chips saved over suspend, which is not modelled.',
  (_k: Kernel): number => 0,
);
