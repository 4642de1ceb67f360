/**
 * Models drivers/pci/setup-bus.c: how large the windows of bridges must be (`size.ts`, `list.ts`, `sorted.ts`) and what address each
 * resource gets (`assign.ts`, `distribute.ts`).
 */

export { pci_assign_unassigned_root_bus_resources, pci_bus_assign_resources } from './assign.ts';
export { pci_bus_size_bridges } from './size.ts';
export { pci_add_flags, pci_clear_flags, pci_has_flag, pcibios_assign_all_busses } from './assign.ts';
