/** The machine's door, for the session and for reports. The kernel model knows `bus.ts` alone. */
export { buildMachine } from './board.ts';
export type { Bus, Width } from './bus.ts';
export { cpu_core } from './cpu.ts';
export { VIRTIO_MMIO_MODELS } from './devices/virtio-mmio.ts';
export { type Fault, faultProblem } from './fault.ts';
export { board_device } from './generic.ts';
export type { HardwareOptions, MachineOptions } from './hardware.ts';
export { type LineTarget, Machine, type Translator, type WireHandler } from './machine.ts';
export { memoryReader, ram } from './ram.ts';
export type { Memory, MmioRegion } from './region.ts';
export { gicIntid, type MapRow, type Wire } from './wiring.ts';
export { pl011 } from './devices/pl011.ts';
export { pl061 } from './devices/pl061.ts';
export * from './gic/index.ts';
export { isVirt } from './gic/places.ts';
export * from './pci/index.ts';
export { peekTranslation, readSmmuWord } from './smmu/smmu.ts';
export { smmu_v3 } from './smmu/state.ts';
