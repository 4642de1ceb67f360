/**
 * Models drivers/pci/pci.c: capabilities (`caps.ts`), enabling a function (`enable.ts`), what host bridges take (`host.ts`), access control (`acs.ts`), reset (`reset.ts`)
 * and saved state (`state.ts`).
 */

export {
  pci_find_capability,
  pci_find_ext_capability,
  pcie_get_supported_speeds,
  pci_find_next_capability,
} from './caps.ts';
export {
  pci_clear_master,
  pci_disable_device,
  pci_enable_device,
  pci_enable_device_mem,
  pci_intx,
  pci_is_enabled,
  pci_set_master,
  pci_upstream_bridge,
} from './enable.ts';
export { devm_pci_remap_iospace, ioport_map } from './host.ts';
export { PCI_ACS_CR, PCI_ACS_RR, PCI_ACS_SV, PCI_ACS_UF, pci_acs_enabled, pci_devs_are_dma_aliases } from './acs.ts';
export { pcie_downstream_port } from './caps.ts';
export { pci_bus_find_domain_nr, pci_setup } from './host.ts';
export {
  pci_load_and_free_saved_state,
  pci_restore_state,
  pci_save_state,
  pci_saved_state,
  pci_store_saved_state,
} from './state.ts';
export { __pci_reset_function_locked, pci_try_reset_function } from './reset.ts';
