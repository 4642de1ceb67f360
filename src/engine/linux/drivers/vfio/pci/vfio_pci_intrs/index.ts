/**
 * Models drivers/vfio/pci/vfio_pci_intrs.c: interrupts that user space has, each of which makes an eventfd go up. INTx
 * (`intx.ts`, `intx-set.ts`), MSI and MSI-X (`msi.ts`), errors and requests of the kernel to give the device back
 * (`single.ts`), and the way from an ioctl to them (`ioctl.ts`). Left out: locks, memory failures.
 */

export { vfio_pci_intx_mask, vfio_pci_intx_unmask } from './intx.ts';
export { vfio_pci_set_irqs_ioctl } from './ioctl.ts';
export { vfio_pci_irq_ctx } from './ctx.ts';
