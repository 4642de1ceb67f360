/** Models drivers/pci/pcie/portdrv.h: the services of a PCI Express port, each a device of its own. */
import { num, type Recorded, ref, struct } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import type { device_driver } from '../../../include/linux/device/driver.ts';
import type { pci_dev } from '../../../include/linux/pci.ts';
import type { Kernel } from '../../../kernel.ts';

/** Numbers of the services, and the bits they make. */
export const PCIE_PORT_SERVICE_PME_SHIFT = 0;
export const PCIE_PORT_SERVICE_AER_SHIFT = 1;
export const PCIE_PORT_SERVICE_HP_SHIFT = 2;
export const PCIE_PORT_SERVICE_DPC_SHIFT = 3;
export const PCIE_PORT_SERVICE_BWNOTIF_SHIFT = 4;
export const PCIE_PORT_DEVICE_MAXSERVICES = 5;
export const PCIE_PORT_SERVICE_PME = 1 << PCIE_PORT_SERVICE_PME_SHIFT;
export const PCIE_PORT_SERVICE_AER = 1 << PCIE_PORT_SERVICE_AER_SHIFT;
export const PCIE_PORT_SERVICE_HP = 1 << PCIE_PORT_SERVICE_HP_SHIFT;
export const PCIE_PORT_SERVICE_DPC = 1 << PCIE_PORT_SERVICE_DPC_SHIFT;
export const PCIE_PORT_SERVICE_BWNOTIF = 1 << PCIE_PORT_SERVICE_BWNOTIF_SHIFT;

export interface pcie_device extends Recorded {
  dev: device;
  port: pci_dev;
  irq: number;
  /** PCIE_PORT_SERVICE_… */
  service: number;
}
export const pcie_device = struct<pcie_device>(
  'pcie_device',
  { dev: ref() as never, port: ref() as never, irq: num(), service: num() },
  { label: (pcie) => pcie.dev.name },
);

export interface pcie_port_service_driver extends device_driver {
  readonly bus: 'pci_express';
  /** PCIE_PORT_SERVICE_… */
  readonly service: number;
  /** PCI_EXP_TYPE_… of ports it is for; undefined for any. */
  readonly port_type: number | undefined;
  readonly probe: (k: Kernel, dev: pcie_device) => number;
  readonly remove?: ((k: Kernel, dev: pcie_device) => void) | undefined;
}

export function to_pcie_device(dev: device): pcie_device {
  return dev.container as pcie_device;
}
