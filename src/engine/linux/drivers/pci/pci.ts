/** Models drivers/pci/pci.c; its concerns are in the folder pci. */
export { pci_find_capability, pci_find_ext_capability, pci_find_next_capability } from './pci/caps.ts';
export {
  pci_clear_master,
  pci_disable_device,
  pci_enable_device,
  pci_enable_device_mem,
  pci_intx,
  pci_is_enabled,
  pci_set_master,
  pci_upstream_bridge,
  pcim_enable_device,
} from './pci/enable.ts';
export { pci_iomap } from './pci/iomap.ts';
export { devm_pci_remap_iospace, ioport_map, pci_common_swizzle, pci_swizzle_interrupt_pin } from './pci/swizzle.ts';
