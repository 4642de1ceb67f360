/**
 * Models drivers/irqchip/irq-gic.c: the driver of GICv1 and v2. Each file says which part it has, and what that part
 * leaves out.
 */

export { gic_of_init, gic_of_init_child } from './init.ts';
export * from './types.ts';
