/** Models the way of a request in vfio_pci_intrs.c from the ioctl to the kind of interrupt it is about. */
import { source } from '../../../../../recorder/index.ts';
import { eventfd_signal } from '../../../../fs/eventfd.ts';
import { EINVAL, ENOTTY } from '../../../../include/linux/errno.ts';
import { pci_is_pcie } from '../../../../include/linux/pci/index.ts';
import type { vfio_pci_core_device } from '../../../../include/linux/vfio_pci_core.ts';
import {
  VFIO_IRQ_SET_ACTION_MASK,
  VFIO_IRQ_SET_ACTION_TRIGGER,
  VFIO_IRQ_SET_ACTION_TYPE_MASK,
  VFIO_IRQ_SET_ACTION_UNMASK,
  VFIO_IRQ_SET_DATA_BOOL,
  VFIO_IRQ_SET_DATA_EVENTFD,
  VFIO_IRQ_SET_DATA_NONE,
  VFIO_PCI_ERR_IRQ_INDEX,
  VFIO_PCI_INTX_IRQ_INDEX,
  VFIO_PCI_MSI_IRQ_INDEX,
  VFIO_PCI_MSIX_IRQ_INDEX,
  VFIO_PCI_REQ_IRQ_INDEX,
} from '../../../../include/uapi/linux/vfio.ts';
import type { Kernel } from '../../../../kernel.ts';
import { irq_is, is_irq_none, vfio_irq_ctx_get } from './ctx.ts';
import { vfio_pci_set_intx_mask, vfio_pci_set_intx_trigger, vfio_pci_set_intx_unmask } from './intx-set.ts';
import { vfio_msi_disable, vfio_msi_enable, vfio_msi_set_block } from './msi.ts';
import { vfio_pci_set_err_trigger, vfio_pci_set_req_trigger } from './single.ts';

const at = source('drivers/vfio/pci/vfio_pci_intrs.c');

/** Triggers vectors as if their interrupts had come: without data all of the range, else those that are true. */
function loopback(
  k: Kernel,
  vdev: vfio_pci_core_device,
  start: number,
  count: number,
  flags: number,
  data: readonly number[],
): void {
  for (let i = start; i < start + count; i++) {
    const trigger = vfio_irq_ctx_get(vdev, i)?.trigger;
    if (trigger === undefined) continue;
    const chosen = (flags & VFIO_IRQ_SET_DATA_BOOL) !== 0 && (data[i - start] ?? 0) !== 0;
    if ((flags & VFIO_IRQ_SET_DATA_NONE) !== 0 || chosen) eventfd_signal(k, trigger);
  }
}

const vfio_pci_set_msi_trigger = at.fn(
  'vfio_pci_set_msi_trigger',
  'Brings MSI or MSI-X into use, changes the eventfds of vectors, triggers them, or ends it all.',
  (
    k: Kernel,
    vdev: vfio_pci_core_device,
    index: number,
    start: number,
    count: number,
    flags: number,
    data: readonly number[],
  ): number => {
    const msix = index === VFIO_PCI_MSIX_IRQ_INDEX;
    if (irq_is(vdev, index) && count === 0 && (flags & VFIO_IRQ_SET_DATA_NONE) !== 0) {
      vfio_msi_disable(k, vdev, msix);
      return 0;
    }
    if (!irq_is(vdev, index) && !is_irq_none(vdev)) return -EINVAL;
    if ((flags & VFIO_IRQ_SET_DATA_EVENTFD) !== 0) {
      // No data at all: no eventfd for any vector.
      const fds = data.length === 0 ? undefined : data;
      if (irq_is(vdev, index)) return vfio_msi_set_block(k, vdev, start, count, fds, msix);
      let ret = vfio_msi_enable(k, vdev, start + count, msix);
      if (ret !== 0) return ret;
      ret = vfio_msi_set_block(k, vdev, start, count, fds, msix);
      if (ret !== 0) vfio_msi_disable(k, vdev, msix);
      return ret;
    }
    // 6.12 need not look at the range: what has no eventfd is passed over.
    if (!irq_is(vdev, index) || (!k.since('6.12') && start + count > vdev.num_ctx)) return -EINVAL;
    loopback(k, vdev, start, count, flags, data);
    return 0;
  },
);

type SetIrqs = typeof vfio_pci_set_msi_trigger;

/** Vectors of MSI and MSI-X cannot be masked this way. Errors are PCI Express'. */
function chosen(vdev: vfio_pci_core_device, index: number, action: number): SetIrqs | undefined {
  const trigger = action === VFIO_IRQ_SET_ACTION_TRIGGER;
  switch (index) {
    case VFIO_PCI_INTX_IRQ_INDEX:
      if (action === VFIO_IRQ_SET_ACTION_MASK) return vfio_pci_set_intx_mask;
      if (action === VFIO_IRQ_SET_ACTION_UNMASK) return vfio_pci_set_intx_unmask;
      return trigger ? vfio_pci_set_intx_trigger : undefined;
    case VFIO_PCI_MSI_IRQ_INDEX:
    case VFIO_PCI_MSIX_IRQ_INDEX:
      return trigger ? vfio_pci_set_msi_trigger : undefined;
    case VFIO_PCI_ERR_IRQ_INDEX:
      return trigger && pci_is_pcie(vdev.pdev) ? vfio_pci_set_err_trigger : undefined;
    case VFIO_PCI_REQ_IRQ_INDEX:
      return trigger ? vfio_pci_set_req_trigger : undefined;
    default:
      return undefined;
  }
}

export const vfio_pci_set_irqs_ioctl = at.fn(
  'vfio_pci_set_irqs_ioctl',
  'Hands a request about interrupts to what knows that kind of interrupt.',
  (
    k: Kernel,
    vdev: vfio_pci_core_device,
    flags: number,
    index: number,
    start: number,
    count: number,
    data: readonly number[],
  ): number =>
    chosen(vdev, index, flags & VFIO_IRQ_SET_ACTION_TYPE_MASK)?.(k, vdev, index, start, count, flags, data) ?? -ENOTTY,
);
