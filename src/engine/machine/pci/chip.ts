/** What a modelled device has in its BARs beside the MSI-X table: registers that drivers read before they ask for interrupts. */
import type { pci_function } from './state.ts';

/** What a chip may reach: its own state, and memory as bus master. */
export interface ChipContext {
  readonly state: pci_function;
  /** Undefined where nothing is, or the function may not. */
  readMemory(address: number): number | undefined;
  writeMemory(address: number, value: number): void;
  /** The device asks for INTx service no longer. */
  deassert(): void;
}

/** Registers are words of 32 bits; `mask` says which bits of one a narrow write reaches. */
export interface Chip {
  readonly name: string;
  read(context: ChipContext, bar: number, offset: number): number;
  write(context: ChipContext, bar: number, offset: number, value: number, mask: number): void;
}
