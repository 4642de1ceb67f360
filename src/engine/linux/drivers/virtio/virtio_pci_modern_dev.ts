/** Models drivers/virtio/virtio_pci_modern_dev.c: telling a device which vector is for a queue. */
import { readw, writew } from '../../include/asm/io.ts';
import type { Kernel } from '../../kernel.ts';
import type { virtio_pci_device } from './virtio_pci_common/index.ts';
import { QUEUE_MSIX_VECTOR, QUEUE_SELECT } from './virtio_pci_modern.ts';

export function vp_modern_queue_vector(k: Kernel, vp_dev: virtio_pci_device, index: number, vector: number): number {
  writew(k, index, vp_dev.common + QUEUE_SELECT);
  writew(k, vector, vp_dev.common + QUEUE_MSIX_VECTOR);
  return readw(k, vp_dev.common + QUEUE_MSIX_VECTOR);
}
