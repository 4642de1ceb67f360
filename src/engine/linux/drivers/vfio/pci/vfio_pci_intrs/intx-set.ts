/** Models what vfio_pci_intrs.c does with requests about INTx. */
import { source } from '../../../../../recorder/index.ts';
import { type eventfd_ctx, eventfd_ctx_fdget, eventfd_ctx_put } from '../../../../fs/eventfd.ts';
import { EINVAL, ENOTTY, IS_ERR } from '../../../../include/linux/errno.ts';
import type { vfio_pci_core_device } from '../../../../include/linux/vfio_pci_core.ts';
import {
  VFIO_IRQ_SET_DATA_BOOL,
  VFIO_IRQ_SET_DATA_EVENTFD,
  VFIO_IRQ_SET_DATA_NONE,
} from '../../../../include/uapi/linux/vfio.ts';
import type { Kernel } from '../../../../kernel.ts';
import { vfio_virqfd_disable, vfio_virqfd_enable } from '../../virqfd.ts';
import { intxCtx, is_intx, is_irq_none, slotOf } from './ctx.ts';
import {
  __vfio_pci_intx_mask,
  __vfio_pci_intx_unmask,
  vfio_intx_disable,
  vfio_intx_enable,
  vfio_intx_set_signal,
  vfio_pci_intx_unmask_handler,
  vfio_send_intx_eventfd,
} from './intx.ts';

const at = source('drivers/vfio/pci/vfio_pci_intrs.c');

/** The one interrupt there is, while INTx is in use. */
function inUse(vdev: vfio_pci_core_device, start: number, count: number): boolean {
  return is_intx(vdev) && start === 0 && count === 1;
}

/** Without data, or with a true one. */
function wanted(flags: number, data: readonly number[]): boolean {
  if ((flags & VFIO_IRQ_SET_DATA_NONE) !== 0) return true;
  return (flags & VFIO_IRQ_SET_DATA_BOOL) !== 0 && (data[0] ?? 0) !== 0;
}

export const vfio_pci_set_intx_unmask = at.fn(
  'vfio_pci_set_intx_unmask',
  'Unmasks INTx, now or whenever an eventfd goes up.',
  (
    k: Kernel,
    vdev: vfio_pci_core_device,
    _index: number,
    start: number,
    count: number,
    flags: number,
    data: readonly number[],
  ): number => {
    if (!inUse(vdev, start, count)) return -EINVAL;
    if (wanted(flags, data)) __vfio_pci_intx_unmask(k, vdev);
    if ((flags & VFIO_IRQ_SET_DATA_EVENTFD) === 0) return 0;
    const ctx = intxCtx(vdev);
    const fd = data[0] ?? -1;
    if (fd >= 0) {
      return vfio_virqfd_enable(
        k,
        vdev,
        vfio_pci_intx_unmask_handler,
        vfio_send_intx_eventfd,
        ctx,
        slotOf(ctx, 'unmask'),
        fd,
      );
    }
    vfio_virqfd_disable(k, slotOf(ctx, 'unmask'));
    return 0;
  },
);

export const vfio_pci_set_intx_mask = at.fn(
  'vfio_pci_set_intx_mask',
  'Masks INTx. An eventfd cannot do it.',
  (
    k: Kernel,
    vdev: vfio_pci_core_device,
    _index: number,
    start: number,
    count: number,
    flags: number,
    data: readonly number[],
  ): number => {
    if (!inUse(vdev, start, count)) return -EINVAL;
    if (wanted(flags, data)) __vfio_pci_intx_mask(k, vdev);
    return (flags & VFIO_IRQ_SET_DATA_EVENTFD) === 0 ? 0 : -ENOTTY;
  },
);

/** With an eventfd INTx comes into use; -1 is none, for the time being. */
function setTrigger(k: Kernel, vdev: vfio_pci_core_device, fd: number): number {
  let trigger: eventfd_ctx | undefined;
  if (fd >= 0) {
    const found = eventfd_ctx_fdget(k, fd);
    if (IS_ERR(found)) return found;
    trigger = found;
  }
  const ret = is_intx(vdev) ? vfio_intx_set_signal(k, vdev, trigger) : vfio_intx_enable(k, vdev, trigger);
  if (ret !== 0 && trigger !== undefined) eventfd_ctx_put(k, trigger);
  return ret;
}

export const vfio_pci_set_intx_trigger = at.fn(
  'vfio_pci_set_intx_trigger',
  'Brings INTx into use, ends it, or sends it to user space as if it had come.',
  (
    k: Kernel,
    vdev: vfio_pci_core_device,
    _index: number,
    start: number,
    count: number,
    flags: number,
    data: readonly number[],
  ): number => {
    if (is_intx(vdev) && count === 0 && (flags & VFIO_IRQ_SET_DATA_NONE) !== 0) {
      vfio_intx_disable(k, vdev);
      return 0;
    }
    if ((!is_intx(vdev) && !is_irq_none(vdev)) || start !== 0 || count !== 1) return -EINVAL;
    if ((flags & VFIO_IRQ_SET_DATA_EVENTFD) !== 0) return setTrigger(k, vdev, data[0] ?? -1);
    if (!is_intx(vdev)) return -EINVAL;
    if (wanted(flags, data)) vfio_send_intx_eventfd(k, vdev, vdev.ctx.get(0));
    return 0;
  },
);
