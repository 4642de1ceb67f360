/**
 * Models kernel/irq/manage.c: drivers request and free interrupts (`request.ts`, `setup.ts`, `free.ts`, `percpu.ts`),
 * disable and enable them (`enable.ts`), set trigger types (`trigger.ts`) and CPUs (`affinity.ts`), read and set state
 * at the controller (`state_at_chip.ts`), and serve them in threads (`thread.ts`). A thread is a flag of its action,
 * and runs when the interrupt is over (stand-ins/deferred.ts). Left out: locks, modules, NMIs (no modelled controller delivers
 * them), CPU isolation, notifiers of affinity changes.
 */

export * from './affinity.ts';
export * from './enable.ts';
export * from './free.ts';
export * from './inline.ts';
export * from './percpu.ts';
export * from './request.ts';
export * from './setup.ts';
export * from './thread.ts';
export * from './state_at_chip.ts';
export * from './sync.ts';
export * from './trigger.ts';
