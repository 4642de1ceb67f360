/** The part of drivers/pci/pcie/portdrv.c (6.1: of pci-driver.c) that is the bus of port services. */
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import type { bus_type, device_driver } from '../../../include/linux/device/driver.ts';
import { pci_pcie_type } from '../../../include/linux/pci.ts';
import type { Kernel } from '../../../kernel.ts';
import { bus_register, driver_of } from '../../base/bus.ts';
import { type pcie_port_service_driver, to_pcie_device } from './portdrv_types.ts';

const at = source('drivers/pci/pcie/portdrv.c');

function pcie_port_bus_match(_k: Kernel, dev: device, drv: device_driver): number {
  const { service, port_type } = drv as pcie_port_service_driver;
  const pciedev = to_pcie_device(dev);
  if (service !== pciedev.service) return 0;
  return port_type === undefined || port_type === pci_pcie_type(pciedev.port) ? 1 : 0;
}

const pcie_port_probe_service = at.fn(
  'pcie_port_probe_service',
  "Calls the probe of a port service's driver.",
  (k: Kernel, dev: device): number => (driver_of(k, dev) as pcie_port_service_driver).probe(k, to_pcie_device(dev)),
);

function pcie_port_remove_service(k: Kernel, dev: device): void {
  (driver_of(k, dev) as pcie_port_service_driver | undefined)?.remove?.(k, to_pcie_device(dev));
}

export function pcie_port_bus_type(): bus_type {
  return {
    name: 'pci_express',
    match: pcie_port_bus_match,
    probe: pcie_port_probe_service,
    remove: pcie_port_remove_service,
  };
}

/** Registered with the PCI bus, by pci_driver_init. */
export function registerPortBus(k: Kernel): number {
  return bus_register(k, pcie_port_bus_type());
}
