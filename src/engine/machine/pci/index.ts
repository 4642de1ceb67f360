/** PCI's door, for the session and for reports. */
export { attachPci } from './attach.ts';
export { PciMachine } from './machine.ts';
export type { Fired } from './messages.ts';
export type { BarOptions, MsiOptions, MsixOptions, PciFunctionOptions } from './options.ts';
export { barAddress, msixControl, msixEntry, pci_function, readConfig } from './state.ts';
export type { MsiRegisters, MsixEntry } from './state.ts';
