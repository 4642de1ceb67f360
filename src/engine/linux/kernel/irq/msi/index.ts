/**
 * Models kernel/irq/msi.c: the descriptors of a device's messages (`device-data.ts`, `store.ts`, `iterate.ts`), the irq domain
 * that sits on top of a hierarchy of message interrupts (`domain.ts`), how such domains are made, shared (`create.ts`) or
 * for one device (`device-domain.ts`), and how interrupts are allocated and freed: 6.1 names the domain (`alloc-6-1.ts`),
 * 6.12 the device (`alloc.ts`). Bridges that turn wires into messages do both in ways of their own. Left out: locks, memory
 * failures, domains of Xen.
 */

export * from './alloc.ts';
export * from './alloc-6-1.ts';
export * from './virq.ts';
export * from './create.ts';
export * from './device-data.ts';
export * from './device-domain.ts';
export * from './domain.ts';
export * from './iterate.ts';
export * from './store.ts';
