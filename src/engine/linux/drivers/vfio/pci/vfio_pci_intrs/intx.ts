/**
 * Models INTx in vfio_pci_intrs.c. A level stays until the device is served, which user space does in its own time: so
 * the interrupt is masked when it comes, at the function or, where that is not possible, at the interrupt controller.
 */
import { must } from '../../../../../../base/assert.ts';
import { type Recorded, source } from '../../../../../recorder/index.ts';
import { type eventfd_ctx, eventfd_ctx_put, eventfd_signal } from '../../../../fs/eventfd.ts';
import { EINVAL, ENODEV } from '../../../../include/linux/errno.ts';
import {
  IRQ_HANDLED,
  IRQ_NONE,
  IRQ_NOTCONNECTED,
  IRQF_NO_AUTOEN,
  IRQF_SHARED,
} from '../../../../include/linux/interrupt.ts';
import { IRQ_DISABLE_UNLAZY } from '../../../../include/linux/irq.ts';
import { pci_name } from '../../../../include/linux/pci/index.ts';
import { vfio_pci_core_device } from '../../../../include/linux/vfio_pci_core.ts';
import { VFIO_PCI_INTX_IRQ_INDEX, VFIO_PCI_NUM_IRQS } from '../../../../include/uapi/linux/vfio.ts';
import type { Kernel } from '../../../../kernel.ts';
import { irq_clear_status_flags, irq_set_status_flags } from '../../../../kernel/irq/chip/index.ts';
import {
  disable_irq_nosync,
  enable_irq,
  free_irq,
  request_irq,
  synchronize_irq,
} from '../../../../kernel/irq/manage/index.ts';
import { pci_check_and_mask_intx, pci_check_and_unmask_intx } from '../../../pci/irq.ts';
import { pci_intx } from '../../../pci/pci/index.ts';
import { vfio_virqfd_disable, vfio_virqfd_flush_thread } from '../../virqfd.ts';
import {
  allocArray,
  freeArray,
  intxCtx,
  is_intx,
  is_irq_none,
  slotOf,
  vfio_irq_ctx_alloc,
  vfio_irq_ctx_free,
  vfio_pci_irq_ctx,
} from './ctx.ts';

const at = source('drivers/vfio/pci/vfio_pci_intrs.c');

export const vfio_send_intx_eventfd = at.fn(
  'vfio_send_intx_eventfd',
  'Tells user space that INTx came, unless it masked INTx itself.',
  (k: Kernel, opaque: Recorded | undefined, _data: Recorded | undefined): void => {
    const vdev = vfio_pci_core_device.of(opaque);
    if (!is_intx(vdev) || vdev.virq_disabled) return;
    const { trigger } = intxCtx(vdev);
    if (trigger !== undefined) eventfd_signal(k, trigger);
  },
);

/** At the function where it can; the function follows also while INTx is not in use, as configuration space says. */
export const __vfio_pci_intx_mask = at.fn(
  '__vfio_pci_intx_mask',
  'Masks INTx; says whether it was not masked.',
  (k: Kernel, vdev: vfio_pci_core_device): boolean => {
    const { pdev } = vdev;
    if (!is_intx(vdev)) {
      if (vdev.pci_2_3) pci_intx(k, pdev, 0);
      return false;
    }
    const ctx = intxCtx(vdev);
    if (ctx.masked) return false;
    if (vdev.pci_2_3) pci_intx(k, pdev, 0);
    else disable_irq_nosync(k, pdev.irq);
    ctx.masked = true;
    return true;
  },
);

export const vfio_pci_intx_mask = at.fn(
  'vfio_pci_intx_mask',
  'Masks INTx for the kernel itself, which wants to send the device to sleep.',
  (k: Kernel, vdev: vfio_pci_core_device): boolean => __vfio_pci_intx_mask(k, vdev),
);

/** 1 when the interrupt waits already: it stays masked, and user space is told again. */
export const vfio_pci_intx_unmask_handler = at.fn(
  'vfio_pci_intx_unmask_handler',
  'Unmasks INTx; says whether user space must be told that it came again.',
  (k: Kernel, opaque: Recorded | undefined, _data: Recorded | undefined): number => {
    const vdev = vfio_pci_core_device.of(opaque);
    const { pdev } = vdev;
    if (!is_intx(vdev)) {
      if (vdev.pci_2_3) pci_intx(k, pdev, 1);
      return 0;
    }
    const ctx = intxCtx(vdev);
    if (!ctx.masked || vdev.virq_disabled) return 0;
    let waits = false;
    if (vdev.pci_2_3) waits = !pci_check_and_unmask_intx(k, pdev);
    else enable_irq(k, pdev.irq);
    ctx.masked = waits;
    return waits ? 1 : 0;
  },
);

export function __vfio_pci_intx_unmask(k: Kernel, vdev: vfio_pci_core_device): void {
  const ctx = vdev.ctx.get(0);
  if (vfio_pci_intx_unmask_handler(k, vdev, ctx) > 0) vfio_send_intx_eventfd(k, vdev, ctx);
}

export const vfio_pci_intx_unmask = at.fn(
  'vfio_pci_intx_unmask',
  'Unmasks INTx for the kernel itself, which has woken the device.',
  (k: Kernel, vdev: vfio_pci_core_device): void => __vfio_pci_intx_unmask(k, vdev),
);

/** A function that cannot mask itself does not share its line, so it was it. */
const vfio_intx_handler = at.fn(
  'vfio_intx_handler',
  'Handles INTx: masks it, and tells user space.',
  (k: Kernel, _irq: number, dev_id: Recorded | undefined): number => {
    const ctx =
      dev_id?.$type === vfio_pci_irq_ctx ? vfio_pci_irq_ctx.of(dev_id) : intxCtx(vfio_pci_core_device.of(dev_id));
    const { vdev } = ctx;
    if (!vdev.pci_2_3) disable_irq_nosync(k, vdev.pdev.irq);
    else if (ctx.masked || !pci_check_and_mask_intx(k, vdev.pdev)) return IRQ_NONE;
    ctx.masked = true;
    vfio_send_intx_eventfd(k, vdev, ctx);
    return IRQ_HANDLED;
  },
);

/** What the handler is given: the device in 6.1, the interrupt in 6.12. */
function cookie(k: Kernel, vdev: vfio_pci_core_device): Recorded {
  return k.since('6.12') ? intxCtx(vdev) : vdev;
}

function release(k: Kernel, vdev: vfio_pci_core_device): void {
  if (k.since('6.12')) vfio_irq_ctx_free(k, vdev, intxCtx(vdev), 0);
  else freeArray(k, vdev);
  vdev.irq_type = VFIO_PCI_NUM_IRQS;
}

/** From 6.10 on a line that is masked at the controller is masked at once, lest it come twice. */
function unlazy(k: Kernel, vdev: vfio_pci_core_device, on: boolean): void {
  if (vdev.pci_2_3 || !k.since('6.12')) return;
  if (on) irq_set_status_flags(k, vdev.pdev.irq, IRQ_DISABLE_UNLAZY);
  else irq_clear_status_flags(k, vdev.pdev.irq, IRQ_DISABLE_UNLAZY);
}

export const vfio_intx_enable = at.fn(
  'vfio_intx_enable',
  'Requests INTx for user space.',
  (k: Kernel, vdev: vfio_pci_core_device, trigger: eventfd_ctx | undefined): number => {
    const { pdev } = vdev;
    if (!is_irq_none(vdev)) return -EINVAL;
    if (pdev.irq === 0 || pdev.irq === IRQ_NOTCONNECTED) return -ENODEV;
    if (k.since('6.12')) vfio_irq_ctx_alloc(k, vdev, 0);
    else allocArray(k, vdev, 1);
    const ctx = intxCtx(vdev);
    ctx.name = `vfio-intx(${pci_name(pdev)})`;
    ctx.trigger = trigger;
    ctx.masked = vdev.virq_disabled;
    let irqflags = ctx.masked ? IRQF_NO_AUTOEN : 0;
    if (vdev.pci_2_3) {
      pci_intx(k, pdev, ctx.masked ? 0 : 1);
      irqflags = IRQF_SHARED;
    }
    vdev.irq_type = VFIO_PCI_INTX_IRQ_INDEX;
    unlazy(k, vdev, true);
    const ret = request_irq(k, pdev.irq, vfio_intx_handler, irqflags, ctx.name, cookie(k, vdev));
    if (ret === 0) return 0;
    unlazy(k, vdev, false);
    release(k, vdev);
    return ret;
  },
);

export const vfio_intx_set_signal = at.fn(
  'vfio_intx_set_signal',
  'Gives INTx another eventfd, or none.',
  (k: Kernel, vdev: vfio_pci_core_device, trigger: eventfd_ctx | undefined): number => {
    const ctx = intxCtx(vdev);
    const old = ctx.trigger;
    ctx.trigger = trigger;
    if (old === undefined) return 0;
    synchronize_irq(k, vdev.pdev.irq);
    vfio_virqfd_flush_thread(k, slotOf(ctx, 'unmask'));
    eventfd_ctx_put(k, old);
    return 0;
  },
);

export const vfio_intx_disable = at.fn(
  'vfio_intx_disable',
  'Frees INTx.',
  (k: Kernel, vdev: vfio_pci_core_device): void => {
    const ctx = must(vdev.ctx.get(0), 'the INTx of a device');
    vfio_virqfd_disable(k, slotOf(ctx, 'unmask'));
    vfio_virqfd_disable(k, slotOf(ctx, 'mask'));
    free_irq(k, vdev.pdev.irq, cookie(k, vdev));
    unlazy(k, vdev, false);
    if (ctx.trigger !== undefined) eventfd_ctx_put(k, ctx.trigger);
    release(k, vdev);
  },
);
