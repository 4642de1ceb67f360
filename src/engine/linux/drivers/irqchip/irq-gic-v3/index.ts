/**
 * Models drivers/irqchip/irq-gic-v3.c: the driver of GICv3 and v4, the root interrupt controller of most arm64 machines.
 * Each file says which part it has, and what that part leaves out.
 */

export { gic_of_init } from './init.ts';
export * from './types.ts';
