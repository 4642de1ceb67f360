/** Models drivers/pci/pcie/aer.c: root ports that report errors. Nothing fails here, so the handlers find nothing to do. */
import { source, type Recorded } from '../../../../recorder/index.ts';
import { ENODEV, ENXIO } from '../../../include/linux/errno.ts';
import { IRQ_NONE, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import { PCI_ERR_ROOT_COMMAND } from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { devm_request_threaded_irq } from '../../../kernel/irq/devres.ts';
import { driver_register } from '../../base/driver.ts';
import { pci_read_config_dword, pci_write_config_dword } from '../access.ts';
import { pci_msi_enabled } from '../msi/api.ts';
import { isRoot, type pcie_device, PCIE_PORT_SERVICE_AER, type pcie_port_service_driver } from './portdrv.ts';

const at = source('drivers/pci/pcie/aer.c');

export const pci_aer_available = at.fn(
  'pci_aer_available',
  'Says whether errors can be reported: that takes MSI.',
  (k: Kernel): boolean => Boolean(pci_msi_enabled(k)),
);

/** Errors of all three kinds interrupt. */
const ROOT_PORT_INTR_ON_MESG_MASK = 7;

const aer_irq = at.fn(
  'aer_irq',
  'An error was reported: there is none.',
  (k: Kernel, irq: number, context: Recorded | undefined): number => IRQ_NONE,
);
const aer_isr = at.fn(
  'aer_isr',
  'Handles errors in a thread.',
  (k: Kernel, irq: number, context: Recorded | undefined): number => IRQ_NONE,
);

const aer_probe = at.fn('aer_probe', 'Lets a root port report errors.', (k: Kernel, dev: pcie_device): number => {
  if (!isRoot(dev)) return -ENODEV;
  const status = devm_request_threaded_irq(k, dev.dev, dev.irq, aer_irq, aer_isr, IRQF_SHARED, 'aerdrv', dev);
  if (status !== 0) return status;
  const at = dev.port.aer_cap + PCI_ERR_ROOT_COMMAND;
  pci_write_config_dword(k, dev.port, at, pci_read_config_dword(k, dev.port, at) | ROOT_PORT_INTR_ON_MESG_MASK);
  return 0;
});

export const pcie_aer_init = at.fn('pcie_aer_init', 'Registers the driver for error reports.', (k: Kernel): number => {
  if (!pci_aer_available(k)) return -ENXIO;
  const driver: pcie_port_service_driver = {
    name: 'aer',
    bus: 'pci_express',
    service: PCIE_PORT_SERVICE_AER,
    port_type: undefined,
    probe: aer_probe,
  };
  return driver_register(k, driver);
});
