/** Models the part of vfio_pci_intrs.c that keeps the interrupts of a device, and says which kind is in use. */
import { must } from '../../../../../../base/assert.ts';
import { always, bool, type Recorded, ref, source, str, struct } from '../../../../../recorder/index.ts';
import type { eventfd_ctx } from '../../../../fs/eventfd.ts';
import type { virqfd } from '../../../../include/linux/vfio.ts';
import { type vfio_pci_core_device } from '../../../../include/linux/vfio_pci_core.ts';
import {
  VFIO_PCI_INTX_IRQ_INDEX,
  VFIO_PCI_MSI_IRQ_INDEX,
  VFIO_PCI_MSIX_IRQ_INDEX,
} from '../../../../include/uapi/linux/vfio.ts';
import type { Kernel } from '../../../../kernel.ts';
import { irq_bypass_producer } from '../../../../virt/lib/irqbypass.ts';
import type { virqfd_slot } from '../../virqfd.ts';

const at = source('drivers/vfio/pci/vfio_pci_intrs.c');

export function irq_is(vdev: vfio_pci_core_device, type: number): boolean {
  return vdev.irq_type === type;
}

export function is_intx(vdev: vfio_pci_core_device): boolean {
  return vdev.irq_type === VFIO_PCI_INTX_IRQ_INDEX;
}

export function is_irq_none(vdev: vfio_pci_core_device): boolean {
  return ![VFIO_PCI_INTX_IRQ_INDEX, VFIO_PCI_MSI_IRQ_INDEX, VFIO_PCI_MSIX_IRQ_INDEX].includes(vdev.irq_type);
}

export function vfio_irq_ctx_get(vdev: vfio_pci_core_device, index: number): vfio_pci_irq_ctx | undefined {
  return vdev.ctx.get(index);
}

function makeCtx(k: Kernel, vdev: vfio_pci_core_device, index: number): vfio_pci_irq_ctx {
  const ctx = vfio_pci_irq_ctx.create(k.rec, { vdev, producer: irq_bypass_producer.create(k.rec) });
  vdev.ctx.set(index, ctx);
  return ctx;
}

/** 6.12. */
export const vfio_irq_ctx_alloc = at.fn(
  'vfio_irq_ctx_alloc',
  'Makes room for an interrupt of user space.',
  (k: Kernel, vdev: vfio_pci_core_device, index: number): vfio_pci_irq_ctx => makeCtx(k, vdev, index),
);

export function vfio_irq_ctx_free(k: Kernel, vdev: vfio_pci_core_device, ctx: vfio_pci_irq_ctx, index: number): void {
  vdev.ctx.delete(index);
  k.rec.free(ctx.producer);
  k.rec.free(ctx);
}

/** 6.1: room for all interrupts at once. */
export function allocArray(k: Kernel, vdev: vfio_pci_core_device, count: number): void {
  for (let i = 0; i < count; i++) makeCtx(k, vdev, i);
  vdev.num_ctx = count;
}

export function freeArray(k: Kernel, vdev: vfio_pci_core_device): void {
  for (const [i, ctx] of vdev.ctx.entries()) vfio_irq_ctx_free(k, vdev, ctx, i);
  vdev.num_ctx = 0;
}

/** The one interrupt of INTx, which is there while INTx is in use. */
export function intxCtx(vdev: vfio_pci_core_device): vfio_pci_irq_ctx {
  return must(vfio_irq_ctx_get(vdev, 0), 'the INTx of a device');
}

/** One interrupt that user space has. */
export interface vfio_pci_irq_ctx extends Recorded {
  vdev: vfio_pci_core_device;
  trigger: eventfd_ctx | undefined;
  unmask: virqfd | undefined;
  mask: virqfd | undefined;
  name: string | undefined;
  masked: boolean;
  producer: irq_bypass_producer;
}
export const vfio_pci_irq_ctx = struct<vfio_pci_irq_ctx>(
  'vfio_pci_irq_ctx',
  {
    vdev: always(ref()),
    trigger: ref(),
    unmask: ref(),
    mask: ref(),
    name: str(),
    masked: bool(),
    producer: always(ref()),
  },
  { label: (ctx) => ctx.name ?? 'interrupt without a name' },
);

/** The kernel passes the address of the pointer. */
export function slotOf(ctx: vfio_pci_irq_ctx, which: 'mask' | 'unmask'): virqfd_slot {
  return {
    get: () => ctx[which],
    set: (virqfd) => {
      ctx[which] = virqfd;
    },
  };
}
