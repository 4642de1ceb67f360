/**
 * Models kernel/irq/irqdesc.c: the descriptor of every interrupt number, how numbers are allocated and freed, and the
 * way from a number or a hardware interrupt to its flow handler. The kernels keep the numbers in a bitmap with a radix
 * tree (6.1) or in a maple tree (6.12); here one map stands for either. Left out: locks, memory failures, the modules
 * that own descriptors, NUMA (every descriptor is on node 0), the snapshot of counts for the lockup detector.
 */

export * from './alloc.ts';
export * from './handle.ts';
export * from './lookup.ts';
export * from './state.ts';
