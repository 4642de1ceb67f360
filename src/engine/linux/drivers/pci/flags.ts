/** Models pci_flags of drivers/pci/setup-bus.c and include/linux/pci.h: how the platform wants PCI set up. */
import { bits, type Recorded } from '../../../recorder/index.ts';
import { type Kernel, statics } from '../../kernel.ts';

export const PCI_REASSIGN_ALL_RSRC = 1 << 0;
export const PCI_REASSIGN_ALL_BUS = 1 << 1;
export const PCI_PROBE_ONLY = 1 << 2;

interface flags_c extends Recorded {
  pci_flags: number;
}
const flags_c = statics<flags_c>('drivers/pci/setup-bus.c', {
  pci_flags: bits({ PCI_REASSIGN_ALL_RSRC, PCI_REASSIGN_ALL_BUS, PCI_PROBE_ONLY }),
});

export function pci_add_flags(k: Kernel, flags: number): void {
  flags_c(k).pci_flags |= flags;
}
export function pci_clear_flags(k: Kernel, flags: number): void {
  flags_c(k).pci_flags &= ~flags;
}
export function pci_has_flag(k: Kernel, flag: number): boolean {
  return (flags_c(k).pci_flags & flag) !== 0;
}

/** pcibios_assign_all_busses: arm64 asks the flag. */
export function pcibios_assign_all_busses(k: Kernel): boolean {
  return pci_has_flag(k, PCI_REASSIGN_ALL_BUS);
}
