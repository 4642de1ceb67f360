/**
 * Models drivers/vfio/pci/vfio_pci_core.c: a PCI function from the moment that it is offered to user space (`register.ts`)
 * through open and close (`enable.ts`) to what user space asks of it (`ioctl.ts`). Left out: regions and mappings of
 * them, other ioctls than those about interrupts, runtime power management (a device that nobody has open would sleep),
 * hot reset, virtual functions, VGA. Of the configuration space that user space sees only the interrupt pin is kept.
 */

export { vfio_pci_core_close_device, vfio_pci_core_enable, vfio_pci_core_finish_enable } from './enable.ts';
export { vfio_pci_core_ioctl, vfio_pci_ioctl_get_irq_info } from './ioctl.ts';
export { vfio_pci_memory_lock_and_enable, vfio_pci_memory_unlock_and_restore } from './enable.ts';
export {
  vfio_pci_core_init,
  vfio_pci_core_init_dev,
  vfio_pci_core_register_device,
  vfio_pci_core_request,
  vfio_pci_core_set_params,
  vfio_pci_core_unregister_device,
} from './register.ts';
