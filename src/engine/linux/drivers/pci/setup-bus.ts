/** Models drivers/pci/setup-bus.c; its concerns are in the folder setup-bus. */
export {
  __pci_bus_assign_resources,
  pci_assign_unassigned_root_bus_resources,
  pci_bus_assign_resources,
  pci_setup_bridge,
} from './setup-bus/assign.ts';
export { __pci_bus_size_bridges, pci_bus_size_bridges } from './setup-bus/size.ts';
