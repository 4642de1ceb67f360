/**
 * Models drivers/virtio/virtio_pci_common.c and virtio_pci_common.h: how a virtio device behind PCI (`types.ts`) and its queues get their
 * interrupts (`driver.ts`).
 */

export * from './driver.ts';
export * from './types.ts';
