/** Models include/linux/pci-ecam.h: configuration space that is mapped as memory. */
import { hexnum, num, type Recorded, struct } from '../../../recorder/index.ts';
import type { pci_ops } from './pci/index.ts';

/** Where the configuration space of a host bridge is mapped. */
export interface pci_config_window extends Recorded {
  /** Address of the first bus's functions. */
  win: number;
  busr_start: number;
  busr_end: number;
  /** Bits of an address that say the register and the function, below the bus. */
  bus_shift: number;
}
export const pci_config_window = struct<pci_config_window>('pci_config_window', {
  win: hexnum(),
  busr_start: hexnum(),
  busr_end: hexnum(),
  bus_shift: num(),
});

/** How a controller lays its configuration space out. */
export interface pci_ecam_ops {
  readonly bus_shift: number;
  readonly pci_ops: pci_ops;
}
