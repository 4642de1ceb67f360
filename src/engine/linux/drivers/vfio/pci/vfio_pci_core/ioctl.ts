/** Models the ioctls of vfio_pci_core.c about interrupts. */
import { source } from '../../../../../recorder/index.ts';
import { EINVAL, ENOTTY } from '../../../../include/linux/errno.ts';
import { pci_is_pcie } from '../../../../include/linux/pci/index.ts';
import type { vfio_device } from '../../../../include/linux/vfio.ts';
import { vfio_pci_core_device } from '../../../../include/linux/vfio_pci_core.ts';
import {
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_QMASK,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_QSIZE,
} from '../../../../include/uapi/linux/pci_regs.ts';
import {
  VFIO_DEVICE_SET_IRQS,
  VFIO_IRQ_INFO_AUTOMASKED,
  VFIO_IRQ_INFO_EVENTFD,
  VFIO_IRQ_INFO_MASKABLE,
  VFIO_IRQ_INFO_NORESIZE,
  type vfio_irq_set,
  VFIO_PCI_ERR_IRQ_INDEX,
  VFIO_PCI_INTX_IRQ_INDEX,
  VFIO_PCI_MSI_IRQ_INDEX,
  VFIO_PCI_MSIX_IRQ_INDEX,
  VFIO_PCI_NUM_IRQS,
  VFIO_PCI_REQ_IRQ_INDEX,
} from '../../../../include/uapi/linux/vfio.ts';
import type { Kernel } from '../../../../kernel.ts';
import { pci_read_config_word } from '../../../pci/access.ts';
import { vfio_set_irqs_validate_and_prepare } from '../../vfio_main.ts';
import { vfio_pci_set_irqs_ioctl } from '../vfio_pci_intrs/index.ts';

const at = source('drivers/vfio/pci/vfio_pci_core.c');

const vfio_pci_get_irq_count = at.fn(
  'vfio_pci_get_irq_count',
  'How many interrupts of a kind a function has.',
  (k: Kernel, vdev: vfio_pci_core_device, irq_type: number): number => {
    const { pdev } = vdev;
    switch (irq_type) {
      case VFIO_PCI_INTX_IRQ_INDEX:
        return vdev.vconfig_pin === 0 ? 0 : 1;
      case VFIO_PCI_MSI_IRQ_INDEX:
        if (pdev.msi_cap === 0) return 0;
        return 1 << ((pci_read_config_word(k, pdev, pdev.msi_cap + PCI_MSI_FLAGS) & PCI_MSI_FLAGS_QMASK) >> 1);
      case VFIO_PCI_MSIX_IRQ_INDEX:
        if (pdev.msix_cap === 0) return 0;
        return (pci_read_config_word(k, pdev, pdev.msix_cap + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_QSIZE) + 1;
      case VFIO_PCI_ERR_IRQ_INDEX:
        return pci_is_pcie(pdev) ? 1 : 0;
      default:
        return irq_type === VFIO_PCI_REQ_IRQ_INDEX ? 1 : 0;
    }
  },
);

/** What user space is told about a kind of interrupt; an errno for a kind that the function cannot have. */
export const vfio_pci_ioctl_get_irq_info = at.fn(
  'vfio_pci_ioctl_get_irq_info',
  'Tells user space how many interrupts of a kind there are, and what can be done with them.',
  (
    k: Kernel,
    vdev: vfio_pci_core_device,
    index: number,
  ): { readonly flags: number; readonly count: number } | number => {
    if (index >= VFIO_PCI_NUM_IRQS || (index === VFIO_PCI_ERR_IRQ_INDEX && !pci_is_pcie(vdev.pdev))) return -EINVAL;
    const count = vfio_pci_get_irq_count(k, vdev, index);
    let flags = VFIO_IRQ_INFO_EVENTFD;
    if (index === VFIO_PCI_INTX_IRQ_INDEX) flags |= VFIO_IRQ_INFO_MASKABLE | VFIO_IRQ_INFO_AUTOMASKED;
    // From 6.5 on vectors of MSI-X can be added later, where the interrupt controller lets them.
    else if (index !== VFIO_PCI_MSIX_IRQ_INDEX || !vdev.has_dyn_msix) flags |= VFIO_IRQ_INFO_NORESIZE;
    return { flags, count };
  },
);

const vfio_pci_ioctl_set_irqs = at.fn(
  'vfio_pci_ioctl_set_irqs',
  'Checks a request about interrupts, and carries it out.',
  (k: Kernel, vdev: vfio_pci_core_device, hdr: vfio_irq_set): number => {
    const max = vfio_pci_get_irq_count(k, vdev, hdr.index);
    const size = vfio_set_irqs_validate_and_prepare(k, hdr, max, VFIO_PCI_NUM_IRQS);
    if (size < 0) return size;
    const data = size === 0 ? [] : hdr.data.slice(0, hdr.count);
    return vfio_pci_set_irqs_ioctl(k, vdev, hdr.flags, hdr.index, hdr.start, hdr.count, data);
  },
);

export const vfio_pci_core_ioctl = at.fn(
  'vfio_pci_core_ioctl',
  'Does what user space asks of a function that it has.',
  (k: Kernel, core_vdev: vfio_device, cmd: number, arg: vfio_irq_set): number => {
    const vdev = vfio_pci_core_device.of(core_vdev.container);
    return cmd === VFIO_DEVICE_SET_IRQS ? vfio_pci_ioctl_set_irqs(k, vdev, arg) : -ENOTTY;
  },
);
