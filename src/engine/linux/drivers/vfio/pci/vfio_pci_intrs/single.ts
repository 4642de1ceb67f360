/** Models the two interrupts in vfio_pci_intrs.c that are none: a PCI error, and the kernel asking for the device back. */
import { source } from '../../../../../recorder/index.ts';
import { type eventfd_ctx, eventfd_ctx_fdget, eventfd_ctx_put, eventfd_signal } from '../../../../fs/eventfd.ts';
import { EINVAL, IS_ERR } from '../../../../include/linux/errno.ts';
import type { vfio_pci_core_device } from '../../../../include/linux/vfio_pci_core.ts';
import {
  VFIO_IRQ_SET_DATA_BOOL,
  VFIO_IRQ_SET_DATA_EVENTFD,
  VFIO_IRQ_SET_DATA_NONE,
  VFIO_PCI_ERR_IRQ_INDEX,
  VFIO_PCI_REQ_IRQ_INDEX,
} from '../../../../include/uapi/linux/vfio.ts';
import type { Kernel } from '../../../../kernel.ts';

const at = source('drivers/vfio/pci/vfio_pci_intrs.c');

type Which = 'err_trigger' | 'req_trigger';

function replace(k: Kernel, vdev: vfio_pci_core_device, which: Which, ctx: eventfd_ctx | undefined): void {
  const old = vdev[which];
  vdev[which] = ctx;
  if (old !== undefined) eventfd_ctx_put(k, old);
}

function setEventfd(k: Kernel, vdev: vfio_pci_core_device, which: Which, fd: number): number {
  if (fd >= 0) {
    const efdctx = eventfd_ctx_fdget(k, fd);
    if (IS_ERR(efdctx)) return efdctx;
    replace(k, vdev, which, efdctx);
    return 0;
  }
  if (fd === -1) {
    replace(k, vdev, which, undefined);
    return 0;
  }
  // 6.1 passes other negative numbers over.
  return k.since('6.12') ? -EINVAL : 0;
}

/** `which` says what the kernel passes the address of. */
const vfio_pci_set_ctx_trigger_single = at.fn(
  'vfio_pci_set_ctx_trigger_single',
  'Sets, takes back or triggers the eventfd of an interrupt that is none of the hardware.',
  (
    k: Kernel,
    vdev: vfio_pci_core_device,
    which: Which,
    count: number,
    flags: number,
    data: readonly number[],
  ): number => {
    const ctx = vdev[which];
    if ((flags & VFIO_IRQ_SET_DATA_NONE) !== 0) {
      if (ctx === undefined) return -EINVAL;
      if (count > 0) eventfd_signal(k, ctx);
      else replace(k, vdev, which, undefined);
      return 0;
    }
    if (count === 0) return -EINVAL;
    if ((flags & VFIO_IRQ_SET_DATA_BOOL) !== 0) {
      if ((data[0] ?? 0) !== 0 && ctx !== undefined) eventfd_signal(k, ctx);
      return 0;
    }
    return (flags & VFIO_IRQ_SET_DATA_EVENTFD) === 0 ? -EINVAL : setEventfd(k, vdev, which, data[0] ?? -1);
  },
);

export const vfio_pci_set_err_trigger = at.fn(
  'vfio_pci_set_err_trigger',
  'Handles requests about the interrupt for PCI errors.',
  (
    k: Kernel,
    vdev: vfio_pci_core_device,
    index: number,
    start: number,
    count: number,
    flags: number,
    data: readonly number[],
  ): number => {
    if (index !== VFIO_PCI_ERR_IRQ_INDEX || start !== 0 || count > 1) return -EINVAL;
    return vfio_pci_set_ctx_trigger_single(k, vdev, 'err_trigger', count, flags, data);
  },
);

export const vfio_pci_set_req_trigger = at.fn(
  'vfio_pci_set_req_trigger',
  'Handles requests about the interrupt by which the kernel asks for the device back.',
  (
    k: Kernel,
    vdev: vfio_pci_core_device,
    index: number,
    start: number,
    count: number,
    flags: number,
    data: readonly number[],
  ): number => {
    if (index !== VFIO_PCI_REQ_IRQ_INDEX || start !== 0 || count > 1) return -EINVAL;
    return vfio_pci_set_ctx_trigger_single(k, vdev, 'req_trigger', count, flags, data);
  },
);
