/** Models drivers/pci/hotplug/pciehp_core.c: the driver of hot-plug slots. Nothing is plugged here. */
import { ENODEV } from '../../../include/linux/errno.ts';
import { PCI_EXP_SLTCAP } from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { free_irq } from '../../../kernel/irq/manage/index.ts';
import { driver_register } from '../../base/driver.ts';
import { pcie_capability_read_dword } from '../access.ts';
import { type pcie_device, type pcie_port_service_driver, PCIE_PORT_SERVICE_HP } from '../pcie/portdrv.ts';
import { controller } from './pciehp.ts';
import { pcie_init_notification } from './pciehp_hpc.ts';
import { source } from '../../../../recorder/index.ts';

const at = source('drivers/pci/hotplug/pciehp_core.c');

const pciehp_probe = at.fn('pciehp_probe', 'Watches the slot of a port.', (k: Kernel, dev: pcie_device): number => {
  if (dev.service !== PCIE_PORT_SERVICE_HP || dev.port.subordinate === undefined) return -ENODEV;
  const slot_cap = pcie_capability_read_dword(k, dev.port, PCI_EXP_SLTCAP);
  const ctrl = controller.create(k.rec, { pcie: dev, slot_cap });
  dev.dev.drvdata = ctrl;
  return pcie_init_notification(k, ctrl) === 0 ? 0 : -ENODEV;
});

const pciehp_remove = at.fn(
  'pciehp_remove',
  'Watches the slot of a port no more: its interrupt is freed.',
  (k: Kernel, dev: pcie_device): void => {
    free_irq(k, dev.irq, dev.dev.drvdata);
  },
);

export const pcie_hp_init = at.fn('pcie_hp_init', 'Registers the driver for hot-plug slots.', (k: Kernel): number => {
  const driver: pcie_port_service_driver = {
    name: 'pciehp',
    bus: 'pci_express',
    service: PCIE_PORT_SERVICE_HP,
    port_type: undefined,
    probe: pciehp_probe,
    remove: pciehp_remove,
  };
  return driver_register(k, driver);
});
