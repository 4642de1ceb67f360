/**
 * Models drivers/pci/probe.c: a host bridge comes up (`host.ts`), its buses are numbered (`bus.ts`), functions are found (`device.ts`)
 * and their BARs sized (`bars.ts`).
 */

export * from './bars.ts';
export * from './bus.ts';
export * from './device.ts';
export * from './host.ts';
