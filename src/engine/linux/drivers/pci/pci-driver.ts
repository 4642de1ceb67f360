/**
 * Models drivers/pci/pci-driver.c: the PCI bus, which driver is for which function, and probing. Left out: new ids from
 * sysfs, power management.
 */
import { source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import type { bus_type } from '../../include/linux/device/bus.ts';
import { type device_driver, driverFor, maybeDriver } from '../../include/linux/device/driver.ts';
import { ENODEV } from '../../include/linux/errno.ts';
import {
  PCI_ANY_ID,
  type pci_dev,
  type pci_device_id,
  type pci_driver,
  pci_pcie_type,
  to_pci_dev,
} from '../../include/linux/pci/index.ts';
import type { Kernel } from '../../kernel.ts';
import { probeTurn } from '../../stand-ins/probe-turn.ts';
import { bus_register, driver_of } from '../base/bus.ts';
import { driver_register } from '../base/driver.ts';
import { iommu_device_unuse_default_domain, iommu_device_use_default_domain } from '../iommu/iommu/index.ts';
import { of_dma_configure } from '../of/device.ts';
import { pci_get_host_bridge_device } from './host-bridge.ts';
import { pci_assign_irq } from './irq.ts';
import {
  pcie_port_probe_service,
  pcie_port_remove_service,
  type pcie_port_service_driver,
  to_pcie_device,
} from './pcie/portdrv.ts';

const at = source('drivers/pci/pci-driver.c');

const pci_device_id_any: pci_device_id = {
  vendor: PCI_ANY_ID,
  device: PCI_ANY_ID,
  subvendor: PCI_ANY_ID,
  subdevice: PCI_ANY_ID,
  class: 0,
  class_mask: 0,
  driver_data: 0,
};

function pci_match_one_device(id: pci_device_id, dev: pci_dev): boolean {
  const same = (wanted: number, value: number): boolean => wanted === PCI_ANY_ID || wanted === value;
  return (
    same(id.vendor, dev.vendor) &&
    same(id.device, dev.device) &&
    same(id.subvendor, dev.subsystem_vendor) &&
    same(id.subdevice, dev.subsystem_device) &&
    ((id.class ^ dev.class) & id.class_mask) === 0
  );
}

/** The entry of a driver's table that a function fits; one tied to the driver by sysfs fits in any case. */
function pci_match_device(drv: pci_driver, dev: pci_dev): pci_device_id | undefined {
  const { driver_override } = dev.dev;
  if (drv.places?.includes(dev.dev.name) === false) return undefined;
  if (driver_override !== undefined && driver_override !== drv.name) return undefined;
  const tied = driver_override !== undefined;
  const found = drv.id_table?.find((id) => (tied || id.override_only !== true) && pci_match_one_device(id, dev));
  return found ?? (tied ? pci_device_id_any : undefined);
}

function pci_bus_match(_k: Kernel, dev: device, drv: device_driver): number {
  const pdev = to_pci_dev(dev);
  return pdev.match_driver && pci_match_device(driverFor<pci_driver>('pci', drv), pdev) !== undefined ? 1 : 0;
}

function __pci_device_probe(k: Kernel, drv: pci_driver, dev: pci_dev): number {
  if (drv.probe === undefined) return 0;
  const id = pci_match_device(drv, dev);
  if (id === undefined) return -ENODEV;
  const error = drv.probe(k, dev, id);
  return error < 0 ? error : 0;
}

const pci_device_probe = at.fn(
  'pci_device_probe',
  "Maps a function's INTx pin and calls its driver's probe.",
  (k: Kernel, dev: device): number => {
    const pdev = to_pci_dev(dev);
    // What is a virtio device waits for its turn as such.
    const turn = dev.driver === 'virtio-pci' ? 0 : probeTurn(k, dev);
    if (turn !== 0) return turn;
    pci_assign_irq(k, pdev);
    return __pci_device_probe(k, driverFor<pci_driver>('pci', driver_of(k, dev)), pdev);
  },
);

const pci_device_remove = at.fn(
  'pci_device_remove',
  "Calls the remove function of a function's driver.",
  (k: Kernel, dev: device): void => maybeDriver<pci_driver>('pci', driver_of(k, dev))?.remove?.(k, to_pci_dev(dev)),
);

/** What a function's accesses to memory go through, as its host bridge's node says. */
const pci_dma_configure = at.fn(
  'pci_dma_configure',
  'Puts a function behind its IOMMU before its driver probes it; its driver waits until the IOMMU is up.',
  (k: Kernel, dev: device): number => {
    const np = pci_get_host_bridge_device(to_pci_dev(dev))?.parent?.of_node;
    const ret = np === undefined ? 0 : of_dma_configure(k, dev, np, true);
    // 7.3's IOMMU core asks for functions that have no driver.
    if (ret !== 0 || dev.driver === undefined) return ret;
    if (driverFor<pci_driver>('pci', driver_of(k, dev)).driver_managed_dma === true) return 0;
    return iommu_device_use_default_domain(k, dev);
  },
);

function pci_dma_cleanup(k: Kernel, dev: device): void {
  if (driverFor<pci_driver>('pci', driver_of(k, dev)).driver_managed_dma !== true)
    iommu_device_unuse_default_domain(k, dev);
}

function pci_bus_type(): bus_type {
  return {
    name: 'pci',
    match: pci_bus_match,
    probe: pci_device_probe,
    remove: pci_device_remove,
    dma_configure: pci_dma_configure,
    dma_cleanup: pci_dma_cleanup,
  };
}

/** pci_register_driver. */
export const __pci_register_driver = at.fn(
  '__pci_register_driver',
  'Registers a driver for PCI functions, and tries it on those that have none.',
  (k: Kernel, drv: pci_driver): number => driver_register(k, drv),
);

export const pci_driver_init = at.fn(
  'pci_driver_init',
  'Registers the PCI bus and the bus of port services.',
  (k: Kernel): number => {
    const ret = bus_register(k, pci_bus_type());
    return ret === 0 ? registerPortBus(k) : ret;
  },
);

function pcie_port_bus_match(_k: Kernel, dev: device, drv: device_driver): number {
  const { service, port_type } = driverFor<pcie_port_service_driver>('pci_express', drv);
  const pciedev = to_pcie_device(dev);
  if (service !== pciedev.service) return 0;
  return port_type === undefined || port_type === pci_pcie_type(pciedev.port) ? 1 : 0;
}

function pcie_port_bus_type(): bus_type {
  return {
    name: 'pci_express',
    match: pcie_port_bus_match,
    probe: pcie_port_probe_service,
    remove: pcie_port_remove_service,
  };
}

/** Registered with the PCI bus, by pci_driver_init. */
function registerPortBus(k: Kernel): number {
  return bus_register(k, pcie_port_bus_type());
}
