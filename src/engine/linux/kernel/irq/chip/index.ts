/**
 * Models kernel/irq/chip.c: descriptors get their chip, handler and data (`setup.ts`, `handler.ts`), interrupts are
 * started, enabled and masked (`startup.ts`), the flow handlers run when one comes (`flow.ts`), and a chip passes calls
 * on to its parent (`parent.ts`). Left out: flow handlers for NMIs and for controllers of other architectures, runtime
 * power management of controllers, lock classes.
 */

export * from './flow.ts';
export * from './handler.ts';
export * from './inline.ts';
export * from './parent.ts';
export * from './setup.ts';
export * from './startup.ts';
