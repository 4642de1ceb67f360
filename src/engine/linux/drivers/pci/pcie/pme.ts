/**
 * Models drivers/pci/pcie/pme.c: root ports that report who wants to be woken. Nothing sleeps here, so the handler finds nothing to
 * do.
 */
import { source, type Recorded } from '../../../../recorder/index.ts';
import { ENODEV } from '../../../include/linux/errno.ts';
import { IRQ_NONE, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import { PCI_EXP_RTCTL, PCI_EXP_RTCTL_PMEIE } from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { free_irq, request_irq } from '../../../kernel/irq/manage/index.ts';
import { driver_register } from '../../base/driver.ts';
import { pcie_capability_clear_and_set_word } from '../access.ts';
import { isRoot, type pcie_device, type pcie_port_service_driver, PCIE_PORT_SERVICE_PME } from './portdrv.ts';

const at = source('drivers/pci/pcie/pme.c');

export function pcie_pme_interrupt_enable(k: Kernel, dev: pcie_device['port'], enable: boolean): void {
  const set = enable ? PCI_EXP_RTCTL_PMEIE : 0;
  pcie_capability_clear_and_set_word(k, dev, PCI_EXP_RTCTL, PCI_EXP_RTCTL_PMEIE, set);
}

const pcie_pme_irq = at.fn(
  'pcie_pme_irq',
  'A device below a root port wants to be woken: there is none.',
  (k: Kernel, irq: number, context: Recorded | undefined): number => IRQ_NONE,
);

const pcie_pme_probe = at.fn(
  'pcie_pme_probe',
  'Lets a root port report power management events.',
  (k: Kernel, srv: pcie_device): number => {
    if (!isRoot(srv)) return -ENODEV;
    pcie_pme_interrupt_enable(k, srv.port, false);
    const ret = request_irq(k, srv.irq, pcie_pme_irq, IRQF_SHARED, 'PCIe PME', srv);
    if (ret !== 0) return ret;
    pcie_pme_interrupt_enable(k, srv.port, true);
    return 0;
  },
);

const pcie_pme_remove = at.fn(
  'pcie_pme_remove',
  'A root port reports power management events no more: its interrupt is freed.',
  (k: Kernel, srv: pcie_device): void => {
    pcie_pme_interrupt_enable(k, srv.port, false);
    free_irq(k, srv.irq, srv);
  },
);

export const pcie_pme_init = at.fn(
  'pcie_pme_init',
  'Registers the driver for power management events.',
  (k: Kernel): number => {
    const driver: pcie_port_service_driver = {
      name: 'pcie_pme',
      bus: 'pci_express',
      service: PCIE_PORT_SERVICE_PME,
      port_type: undefined,
      probe: pcie_pme_probe,
      remove: pcie_pme_remove,
    };
    return driver_register(k, driver);
  },
);
