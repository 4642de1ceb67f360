/** Models how vfio_pci_core.c offers a function to user space, and asks for it back. */
import { source } from '../../../../../recorder/index.ts';
import { eventfd_signal } from '../../../../fs/eventfd.ts';
import { EINVAL } from '../../../../include/linux/errno.ts';
import { PCI_D0, to_pci_dev } from '../../../../include/linux/pci/index.ts';
import type { vfio_device } from '../../../../include/linux/vfio.ts';
import { vfio_pci_core_device } from '../../../../include/linux/vfio_pci_core.ts';
import { VFIO_PCI_NUM_IRQS } from '../../../../include/uapi/linux/vfio.ts';
import type { Kernel } from '../../../../kernel.ts';
import { printk } from '../../../../kernel/printk/printk.ts';
import { builtIn } from '../../../base/init.ts';
import { vfio_register_group_dev, vfio_unregister_group_dev } from '../../vfio_main.ts';
import { vfio_pci_init_perm_bits } from '../vfio_pci_config.ts';

const at = source('drivers/vfio/pci/vfio_pci_core.c');

/** module_init */
export const vfio_pci_core_init = at.fn(
  'vfio_pci_core_init',
  'Brings up what all drivers that give PCI functions to user space share.',
  (k: Kernel): number => (builtIn(k, 'vfio-pci') ? vfio_pci_init_perm_bits(k) : 0),
);

export const vfio_pci_core_set_params = at.fn(
  'vfio_pci_core_set_params',
  "Takes over the driver's parameters.",
  (_k: Kernel, _is_nointxmask: boolean, _is_disable_vga: boolean, _is_disable_idle_d3: boolean): void => undefined,
);

export const vfio_pci_core_init_dev = at.fn(
  'vfio_pci_core_init_dev',
  'Makes what is kept of a function for user space.',
  (k: Kernel, core_vdev: vfio_device): vfio_pci_core_device => {
    const pdev = to_pci_dev(core_vdev.dev);
    const vdev = vfio_pci_core_device.create(k.rec, { vdev: core_vdev, pdev, irq_type: VFIO_PCI_NUM_IRQS });
    core_vdev.container = vdev;
    return vdev;
  },
);

export const vfio_pci_core_register_device = at.fn(
  'vfio_pci_core_register_device',
  'Offers a function to user space; no bridge, and only behind an IOMMU.',
  (k: Kernel, vdev: vfio_pci_core_device): number => {
    if (vdev.pdev.hdr_type !== 0) return -EINVAL;
    vdev.pdev.current_state = PCI_D0;
    return vfio_register_group_dev(k, vdev.vdev);
  },
);

export const vfio_pci_core_unregister_device = at.fn(
  'vfio_pci_core_unregister_device',
  'Takes a function back from user space.',
  (k: Kernel, vdev: vfio_pci_core_device): void => vfio_unregister_group_dev(k, vdev.vdev),
);

export const vfio_pci_core_request = at.fn(
  'vfio_pci_core_request',
  'Asks user space to close a function, if it has said how it wants to be asked.',
  (k: Kernel, core_vdev: vfio_device, count: number): void => {
    const vdev = vfio_pci_core_device.of(core_vdev.container);
    const prefix = `vfio-pci ${vdev.pdev.dev.name}: `;
    if (vdev.req_trigger !== undefined) {
      if (count % 10 === 0) printk(k, 5, `${prefix}Relaying device request to user (#${count})`);
      eventfd_signal(k, vdev.req_trigger);
    } else if (count === 0) {
      printk(k, 4, `${prefix}No device request channel registered, blocked until released by user`);
    }
  },
);
