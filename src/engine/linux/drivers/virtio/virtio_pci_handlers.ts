/** The interrupt handlers of drivers/virtio/virtio_pci_common.c. */
import { type Recorded, source } from '../../../recorder/index.ts';
import { readb } from '../../include/asm/io.ts';
import { IRQ_HANDLED, IRQ_NONE } from '../../include/linux/interrupt.ts';
import type { Kernel } from '../../kernel.ts';
import type { virtio_pci_device } from './virtio_pci_types.ts';
import { vring_interrupt } from './virtio_ring.ts';

const at = source('drivers/virtio/virtio_pci_common.c');

/** Bit of the interrupt status: the configuration changed. */
const VIRTIO_PCI_ISR_CONFIG = 2;

export const vp_config_changed = at.fn(
  'vp_config_changed',
  "The device's configuration has changed.",
  (k: Kernel, irq: number, opaque: Recorded | undefined): number => IRQ_HANDLED,
);

export const vp_vring_interrupt = at.fn(
  'vp_vring_interrupt',
  'Some queue has used buffers: asks all of them.',
  (k: Kernel, irq: number, opaque: Recorded | undefined): number => {
    let ret = IRQ_NONE;
    for (const vq of (opaque as virtio_pci_device).vdev.vqs) {
      if (vq.callback !== undefined && vring_interrupt(k, irq, vq) === IRQ_HANDLED) ret = IRQ_HANDLED;
    }
    return ret;
  },
);

export const vp_interrupt = at.fn(
  'vp_interrupt',
  "The device's INTx: reads what for, which takes the line back, and asks the queues.",
  (k: Kernel, irq: number, opaque: Recorded | undefined): number => {
    const isr = readb(k, (opaque as virtio_pci_device).isr);
    if (isr === 0) return IRQ_NONE;
    if ((isr & VIRTIO_PCI_ISR_CONFIG) !== 0) vp_config_changed(k, irq, opaque);
    return vp_vring_interrupt(k, irq, opaque);
  },
);
