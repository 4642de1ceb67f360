/**
 * Models MSI and MSI-X in vfio_pci_intrs.c. All vectors that are asked for first are allocated at once; each gets a handler
 * when it gets an eventfd. Whatever touches the vector table needs the function's memory decoding on for that time.
 */
import { type Recorded, source } from '../../../../../recorder/index.ts';
import { eventfd_ctx, eventfd_ctx_fdget, eventfd_ctx_put, eventfd_signal } from '../../../../fs/eventfd.ts';
import { EINVAL, IS_ERR } from '../../../../include/linux/errno.ts';
import { IRQ_HANDLED } from '../../../../include/linux/interrupt.ts';
import { PCI_IRQ_MSI, PCI_IRQ_MSIX, pci_name } from '../../../../include/linux/pci/index.ts';
import type { vfio_pci_core_device } from '../../../../include/linux/vfio_pci_core.ts';
import {
  VFIO_PCI_MSI_IRQ_INDEX,
  VFIO_PCI_MSIX_IRQ_INDEX,
  VFIO_PCI_NUM_IRQS,
} from '../../../../include/uapi/linux/vfio.ts';
import type { Kernel } from '../../../../kernel.ts';
import { free_irq, request_irq } from '../../../../kernel/irq/manage/index.ts';
import { get_cached_msi_msg } from '../../../../kernel/irq/msi/index.ts';
import { dev_info } from '../../../../kernel/printk/printk.ts';
import { irq_bypass_register_producer, irq_bypass_unregister_producer } from '../../../../virt/lib/irqbypass.ts';
import {
  pci_alloc_irq_vectors,
  pci_free_irq_vectors,
  pci_irq_vector,
  pci_msix_alloc_irq_at,
} from '../../../pci/msi/api.ts';
import { pci_write_msi_msg } from '../../../pci/msi/msi/index.ts';
import { pci_intx } from '../../../pci/pci/index.ts';
import { vfio_virqfd_disable } from '../../virqfd.ts';
import { vfio_pci_memory_lock_and_enable, vfio_pci_memory_unlock_and_restore } from '../vfio_pci_core/index.ts';
import {
  allocArray,
  freeArray,
  is_irq_none,
  slotOf,
  vfio_irq_ctx_alloc,
  vfio_irq_ctx_free,
  vfio_irq_ctx_get,
  type vfio_pci_irq_ctx,
} from './ctx.ts';

const at = source('drivers/vfio/pci/vfio_pci_intrs.c');

const vfio_msihandler = at.fn(
  'vfio_msihandler',
  'Handles a message interrupt of user space: its eventfd goes up.',
  (k: Kernel, _irq: number, arg: Recorded | undefined): number => {
    eventfd_signal(k, eventfd_ctx.of(arg));
    return IRQ_HANDLED;
  },
);

/** Base 2 logarithm of the vectors, rounded up: what user space then reads as multiple message enable. */
function qmax(nvec: number): number {
  return Math.ceil(Math.log2(nvec));
}

/** 0, an errno, or how many vectors there would have been. */
export const vfio_msi_enable = at.fn(
  'vfio_msi_enable',
  'Allocates as many vectors as user space wants, or none.',
  (k: Kernel, vdev: vfio_pci_core_device, nvec: number, msix: boolean): number => {
    const { pdev } = vdev;
    if (!is_irq_none(vdev)) return -EINVAL;
    const cmd = vfio_pci_memory_lock_and_enable(k, vdev);
    const ret = pci_alloc_irq_vectors(k, pdev, 1, nvec, msix ? PCI_IRQ_MSIX : PCI_IRQ_MSI);
    if (ret < nvec) {
      if (ret > 0) pci_free_irq_vectors(k, pdev);
      vfio_pci_memory_unlock_and_restore(k, vdev, cmd);
      return ret;
    }
    vfio_pci_memory_unlock_and_restore(k, vdev, cmd);
    if (!k.since('6.12')) allocArray(k, vdev, nvec);
    vdev.irq_type = msix ? VFIO_PCI_MSIX_IRQ_INDEX : VFIO_PCI_MSI_IRQ_INDEX;
    if (!msix) vdev.msi_qmax = qmax(nvec);
    return 0;
  },
);

/** 6.12: a vector past those that were allocated first may be added, where MSI-X can be. */
const vfio_msi_alloc_irq = at.fn(
  'vfio_msi_alloc_irq',
  'Finds the interrupt of a vector, or allocates one.',
  (k: Kernel, vdev: vfio_pci_core_device, vector: number, msix: boolean): number => {
    const irq = pci_irq_vector(k, vdev.pdev, vector);
    if (irq === 0) return -EINVAL;
    if (irq > 0 || !msix || !vdev.has_dyn_msix) return irq;
    const cmd = vfio_pci_memory_lock_and_enable(k, vdev);
    const map = pci_msix_alloc_irq_at(k, vdev.pdev, vector, undefined);
    vfio_pci_memory_unlock_and_restore(k, vdev, cmd);
    return map.index < 0 ? map.index : map.virq;
  },
);

/** Takes the handler of a vector away. */
function freeVector(k: Kernel, vdev: vfio_pci_core_device, ctx: vfio_pci_irq_ctx, irq: number): void {
  const { trigger } = ctx;
  const cmd = vfio_pci_memory_lock_and_enable(k, vdev);
  free_irq(k, irq, trigger);
  vfio_pci_memory_unlock_and_restore(k, vdev, cmd);
  if (trigger !== undefined) eventfd_ctx_put(k, trigger);
}

/** Gives a vector a handler. User space may have reset the device, so its message is written once more. */
function requestVector(
  k: Kernel,
  vdev: vfio_pci_core_device,
  ctx: vfio_pci_irq_ctx,
  irq: number,
  msix: boolean,
  trigger: eventfd_ctx,
): number {
  const cmd = vfio_pci_memory_lock_and_enable(k, vdev);
  if (msix) pci_write_msi_msg(k, irq, get_cached_msi_msg(k, irq));
  const ret = request_irq(k, irq, vfio_msihandler, 0, ctx.name, trigger);
  vfio_pci_memory_unlock_and_restore(k, vdev, cmd);
  if (ret !== 0) {
    eventfd_ctx_put(k, trigger);
    return ret;
  }
  ctx.producer.token = trigger;
  ctx.producer.irq = irq;
  const bypass = irq_bypass_register_producer(k, ctx.producer);
  if (bypass !== 0) {
    dev_info(k, vdev.pdev.dev, `irq bypass producer (token (____ptrval____)) registration fails: ${bypass}`);
    ctx.producer.token = undefined;
  }
  ctx.trigger = trigger;
  return 0;
}

function nameOf(vdev: vfio_pci_core_device, vector: number, msix: boolean): string {
  return `vfio-msi${msix ? 'x' : ''}[${vector}](${pci_name(vdev.pdev)})`;
}

function setSignal61(k: Kernel, vdev: vfio_pci_core_device, vector: number, fd: number, msix: boolean): number {
  const ctx = vfio_irq_ctx_get(vdev, vector);
  if (ctx === undefined) return -EINVAL;
  const irq = pci_irq_vector(k, vdev.pdev, vector);
  if (ctx.trigger !== undefined) {
    irq_bypass_unregister_producer(k, ctx.producer);
    freeVector(k, vdev, ctx, irq);
    ctx.trigger = undefined;
  }
  if (fd < 0) return 0;
  ctx.name = nameOf(vdev, vector, msix);
  const trigger = eventfd_ctx_fdget(k, fd);
  return IS_ERR(trigger) ? trigger : requestVector(k, vdev, ctx, irq, msix, trigger);
}

/** The interrupt of a vector stays allocated until all go; only its handler comes and goes. */
function setSignal612(k: Kernel, vdev: vfio_pci_core_device, vector: number, fd: number, msix: boolean): number {
  let irq = -EINVAL;
  const old = vfio_irq_ctx_get(vdev, vector);
  if (old !== undefined) {
    irq_bypass_unregister_producer(k, old.producer);
    irq = pci_irq_vector(k, vdev.pdev, vector);
    freeVector(k, vdev, old, irq);
    vfio_irq_ctx_free(k, vdev, old, vector);
  }
  if (fd < 0) return 0;
  if (irq === -EINVAL) irq = vfio_msi_alloc_irq(k, vdev, vector, msix);
  if (irq < 0) return irq;
  const ctx = vfio_irq_ctx_alloc(k, vdev, vector);
  ctx.name = nameOf(vdev, vector, msix);
  const trigger = eventfd_ctx_fdget(k, fd);
  const ret = IS_ERR(trigger) ? trigger : requestVector(k, vdev, ctx, irq, msix, trigger);
  if (ret !== 0) vfio_irq_ctx_free(k, vdev, ctx, vector);
  return ret;
}

const vfio_msi_set_vector_signal = at.fn(
  'vfio_msi_set_vector_signal',
  'Gives a vector an eventfd, another one, or none: only with one it has a handler.',
  (k: Kernel, vdev: vfio_pci_core_device, vector: number, fd: number, msix: boolean): number =>
    k.since('6.12') ? setSignal612(k, vdev, vector, fd, msix) : setSignal61(k, vdev, vector, fd, msix),
);

/** 6.1 knows only the vectors that were allocated first. Of a block all get their eventfds, or none. */
export const vfio_msi_set_block = at.fn(
  'vfio_msi_set_block',
  'Gives a row of vectors their eventfds.',
  (
    k: Kernel,
    vdev: vfio_pci_core_device,
    start: number,
    count: number,
    fds: readonly number[] | undefined,
    msix: boolean,
  ): number => {
    if (!k.since('6.12') && (start >= vdev.num_ctx || start + count > vdev.num_ctx)) return -EINVAL;
    let ret = 0;
    let j = start;
    for (let i = 0; i < count && ret === 0; i++, j++)
      ret = vfio_msi_set_vector_signal(k, vdev, j, fds?.[i] ?? -1, msix);
    if (ret !== 0) for (let i = start; i < j; i++) vfio_msi_set_vector_signal(k, vdev, i, -1, msix);
    return ret;
  },
);

export const vfio_msi_disable = at.fn(
  'vfio_msi_disable',
  'Takes all vectors back.',
  (k: Kernel, vdev: vfio_pci_core_device, msix: boolean): void => {
    for (const [i, ctx] of vdev.ctx.entries()) {
      vfio_virqfd_disable(k, slotOf(ctx, 'unmask'));
      vfio_virqfd_disable(k, slotOf(ctx, 'mask'));
      vfio_msi_set_vector_signal(k, vdev, i, -1, msix);
    }
    const cmd = vfio_pci_memory_lock_and_enable(k, vdev);
    pci_free_irq_vectors(k, vdev.pdev);
    vfio_pci_memory_unlock_and_restore(k, vdev, cmd);
    // Turning messages off lets INTx through, which such a device must not use.
    if (vdev.nointx) pci_intx(k, vdev.pdev, 0);
    vdev.irq_type = VFIO_PCI_NUM_IRQS;
    if (!k.since('6.12')) freeArray(k, vdev);
  },
);
