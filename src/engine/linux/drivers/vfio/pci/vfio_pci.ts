/** Models drivers/vfio/pci/vfio_pci.c: the driver that gives any PCI function to user space, when it is told to. */
import { source } from '../../../../recorder/index.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import {
  PCI_ANY_ID,
  type pci_dev,
  PCI_DEVICE,
  type pci_device_id,
  type pci_driver,
} from '../../../include/linux/pci/index.ts';
import { PCI_VENDOR_ID_INTEL } from '../../../include/linux/pci_ids.ts';
import type { vfio_device, vfio_device_ops } from '../../../include/linux/vfio.ts';
import { vfio_pci_core_device } from '../../../include/linux/vfio_pci_core.ts';
import type { Kernel } from '../../../kernel.ts';
import { printk } from '../../../kernel/printk/printk.ts';
import { builtIn } from '../../base/init.ts';
import { __pci_register_driver } from '../../pci/pci-driver.ts';
import { _vfio_alloc_device } from '../vfio_main.ts';
import {
  vfio_pci_core_close_device,
  vfio_pci_core_enable,
  vfio_pci_core_finish_enable,
  vfio_pci_core_init_dev,
  vfio_pci_core_ioctl,
  vfio_pci_core_register_device,
  vfio_pci_core_set_params,
  vfio_pci_core_unregister_device,
} from './vfio_pci_core/index.ts';

const at = source('drivers/vfio/pci/vfio_pci.c');

/** Intel QuickAssist, DSA and IAX: user space could break out of them. */
const DENIED = new Set([0x19e2, 0x19e3, 0x37c8, 0x37c9, 0x0435, 0x0443, 0x0b25, 0x0cfe]);

function vfio_pci_is_denylisted(k: Kernel, pdev: pci_dev): boolean {
  if (pdev.vendor !== PCI_VENDOR_ID_INTEL || !DENIED.has(pdev.device)) return false;
  const id = `${hex4(pdev.vendor)}:${hex4(pdev.device)}`;
  const text = `${id} exists in vfio-pci device denylist, driver probing disallowed.`;
  printk(k, 4, `vfio-pci ${pdev.dev.name}: ${text}`);
  return true;
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}

const vfio_pci_open_device = at.fn(
  'vfio_pci_open_device',
  'Sets a function up for user space.',
  (k: Kernel, core_vdev: vfio_device): number => {
    const vdev = vfio_pci_core_device.of(core_vdev.container);
    const ret = vfio_pci_core_enable(k, vdev);
    if (ret !== 0) return ret;
    vfio_pci_core_finish_enable(k, vdev);
    return 0;
  },
);

function vfio_pci_ops(): vfio_device_ops {
  return {
    name: 'vfio-pci',
    open_device: vfio_pci_open_device,
    close_device: vfio_pci_core_close_device,
    ioctl: vfio_pci_core_ioctl,
  };
}

const vfio_pci_probe = at.fn(
  'vfio_pci_probe',
  'Takes a function, to give it to user space.',
  (k: Kernel, pdev: pci_dev, _id: pci_device_id): number => {
    if (vfio_pci_is_denylisted(k, pdev)) return -EINVAL;
    const vdev = vfio_pci_core_init_dev(k, _vfio_alloc_device(k, pdev.dev, vfio_pci_ops()));
    pdev.dev.drvdata = vdev;
    const ret = vfio_pci_core_register_device(k, vdev);
    if (ret !== 0) {
      k.rec.free(vdev.vdev);
      k.rec.free(vdev);
    }
    return ret;
  },
);

const vfio_pci_remove = at.fn('vfio_pci_remove', 'Lets go of a function.', (k: Kernel, pdev: pci_dev): void => {
  const vdev = vfio_pci_core_device.of(pdev.dev.drvdata);
  vfio_pci_core_unregister_device(k, vdev);
  k.rec.free(vdev.vdev);
  k.rec.free(vdev);
});

/** IDs may be given as a parameter of the driver; none are. */
const vfio_pci_fill_ids = at.fn(
  'vfio_pci_fill_ids',
  'Takes IDs of functions to be tried from a parameter.',
  (_k: Kernel): void => undefined,
);

/** module_init. The driver fits every function, but only those that sysfs ties to it. */
export const vfio_pci_init = at.fn('vfio_pci_init', 'Registers the driver.', (k: Kernel): number => {
  if (!builtIn(k, 'vfio-pci')) return 0;
  vfio_pci_core_set_params(k, false, true, false);
  const driver: pci_driver = {
    name: 'vfio-pci',
    bus: 'pci',
    id_table: [{ ...PCI_DEVICE(PCI_ANY_ID, PCI_ANY_ID), override_only: true }],
    probe: vfio_pci_probe,
    remove: vfio_pci_remove,
    driver_managed_dma: true,
  };
  const ret = __pci_register_driver(k, driver);
  if (ret !== 0) return ret;
  vfio_pci_fill_ids(k);
  return 0;
});
