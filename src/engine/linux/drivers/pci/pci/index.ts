/**
 * Models drivers/pci/pci.c: capabilities (`caps.ts`), enabling a function (`enable.ts`), its INTx pin (`intx.ts`) and the pin's way
 * through bridges (`swizzle.ts`, which has port space too), access control (`acs.ts`), reset (`reset.ts`), saved state (`state.ts`) and
 * the number of a domain (`domain.ts`).
 */

export { pci_find_capability, pci_find_ext_capability, pci_find_next_capability } from './caps.ts';
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
export { devm_pci_remap_iospace, ioport_map, pci_common_swizzle, pci_swizzle_interrupt_pin } from './swizzle.ts';
export { PCI_ACS_CR, PCI_ACS_RR, PCI_ACS_SV, PCI_ACS_UF, pci_acs_enabled, pci_devs_are_dma_aliases } from './acs.ts';
export { asksForIntx, pci_check_and_mask_intx, pci_check_and_unmask_intx, pci_intx_mask_supported } from './intx.ts';
export { pcie_downstream_port } from './caps.ts';
export { pci_bus_find_domain_nr } from './domain.ts';
export {
  pci_load_and_free_saved_state,
  pci_restore_state,
  pci_save_state,
  pci_saved_state,
  pci_store_saved_state,
} from './state.ts';
export { __pci_reset_function_locked, pci_try_reset_function } from './reset.ts';
