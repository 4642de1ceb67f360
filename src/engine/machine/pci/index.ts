/** PCI's door, for the session and for reports. */
export { attachPci, rootBuses } from './attach.ts';
export { PciMachine } from './machine.ts';
export { modelFacts } from './models/facts.ts';
export type { Fired } from './messages.ts';
export type { FunctionOptions } from './options.ts';
export { rootPin } from './lines.ts';
export {
  barAddress,
  COMMAND,
  COMMAND_INTX_DISABLE,
  COMMAND_MASTER,
  ENTRY_MASKED,
  MSI_ENABLE,
  msiControl,
  msiRegisters,
  MSIX_ENABLE,
  MSIX_MASKALL,
  msixControl,
  msixEntry,
  pci_function,
  readConfig,
} from './state.ts';
export type { MsiRegisters, MsixEntry } from './state.ts';
export type { MsiBlock } from './msi-block.ts';
