/**
 * Models include/linux/pci.h: functions and buses (`device.ts`), drivers (`driver.ts`) and host bridges (`host_bridge.ts`).
 */

export * from './device.ts';
export * from './driver.ts';
export * from './host_bridge.ts';
