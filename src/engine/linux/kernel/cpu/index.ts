/**
 * Models kernel/cpu.c: the sets of CPUs (`masks.ts`) and the state machine of hotplug: one state on one CPU (`step.ts`), files
 * registering states (`setup.ts`, `inline.ts`), a CPU's way through them (`up.ts`, `down.ts`).
 */

export * from './down.ts';
export * from './masks.ts';
export * from './setup.ts';
export * from './step.ts';
export * from './up.ts';
export * from './inline.ts';
