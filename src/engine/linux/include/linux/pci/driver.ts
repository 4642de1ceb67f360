/** Models struct pci_driver and pci_device_id of include/linux/pci.h and mod_devicetable.h. */
import type { Kernel } from '../../../kernel.ts';
import type { device_driver } from '../device/driver.ts';
import type { pci_dev } from './device.ts';

export const PCI_ANY_ID = 0xffffffff;

/** Which functions a driver is for. `override_only`: those alone that sysfs tied to the driver. */
export interface pci_device_id {
  readonly vendor: number;
  readonly device: number;
  readonly subvendor: number;
  readonly subdevice: number;
  readonly class: number;
  readonly class_mask: number;
  readonly driver_data: number;
  readonly override_only?: boolean;
}

export interface pci_driver extends device_driver {
  readonly bus: 'pci';
  readonly id_table: readonly pci_device_id[] | undefined;
  readonly probe?: ((k: Kernel, dev: pci_dev, id: pci_device_id) => number) | undefined;
  readonly remove?: ((k: Kernel, dev: pci_dev) => void) | undefined;
  /** Ours: the only functions it is for, by name. */
  readonly places?: readonly string[];
  /** The driver sees to its IOMMU domain itself. */
  readonly driver_managed_dma?: boolean;
}

export function PCI_DEVICE(vendor: number, device: number, driver_data = 0): pci_device_id {
  return {
    vendor,
    device,
    subvendor: PCI_ANY_ID,
    subdevice: PCI_ANY_ID,
    class: 0,
    class_mask: 0,
    driver_data,
  };
}

export function PCI_DEVICE_CLASS(dev_class: number, dev_class_mask: number, driver_data = 0): pci_device_id {
  return { ...PCI_DEVICE(PCI_ANY_ID, PCI_ANY_ID, driver_data), class: dev_class, class_mask: dev_class_mask };
}
