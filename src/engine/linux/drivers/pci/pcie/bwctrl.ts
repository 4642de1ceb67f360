/**
 * Models drivers/pci/pcie/bwctrl.c (new after 6.12): ports that report that their link got slower or faster. Links do not change here,
 * so the handler finds nothing to do. Left out: setting a speed, and the cooling device that does.
 */
import { source, type Recorded } from '../../../../recorder/index.ts';
import { ENODEV } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import {
  PCI_EXP_LNKCTL,
  PCI_EXP_LNKCTL_LABIE,
  PCI_EXP_LNKCTL_LBMIE,
  PCI_EXP_LNKSTA,
  PCI_EXP_LNKSTA_LABS,
  PCI_EXP_LNKSTA_LBMS,
} from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { free_irq, request_irq } from '../../../kernel/irq/manage/index.ts';
import { driver_register } from '../../base/driver.ts';
import {
  pcie_capability_clear_and_set_word,
  pcie_capability_read_word,
  pcie_capability_write_word,
} from '../access.ts';
import { pcie_device, PCIE_PORT_SERVICE_BWCTRL, type pcie_port_service_driver } from './portdrv.ts';

const at = source('drivers/pci/pcie/bwctrl.c');

const EVENTS = PCI_EXP_LNKSTA_LBMS | PCI_EXP_LNKSTA_LABS;
const INTERRUPTS = PCI_EXP_LNKCTL_LBMIE | PCI_EXP_LNKCTL_LABIE;

/** Old reports are dropped. */
function pcie_bwnotif_enable(k: Kernel, srv: pcie_device): void {
  pcie_capability_read_word(k, srv.port, PCI_EXP_LNKSTA);
  pcie_capability_clear_and_set_word(k, srv.port, PCI_EXP_LNKCTL, 0, INTERRUPTS);
  pcie_capability_write_word(k, srv.port, PCI_EXP_LNKSTA, EVENTS);
}

const pcie_bwnotif_irq = at.fn(
  'pcie_bwnotif_irq',
  'The link below a port got slower or faster.',
  (k: Kernel, _irq: number, context: Recorded | undefined): number => {
    const { port } = pcie_device.of(context);
    const events = pcie_capability_read_word(k, port, PCI_EXP_LNKSTA) & EVENTS;
    if (events === 0) return IRQ_NONE;
    pcie_capability_write_word(k, port, PCI_EXP_LNKSTA, events);
    return IRQ_HANDLED;
  },
);

const pcie_bwnotif_probe = at.fn(
  'pcie_bwnotif_probe',
  'Lets a port report changes of its link.',
  (k: Kernel, srv: pcie_device): number => {
    if (srv.port.subordinate === undefined) return -ENODEV;
    const ret = request_irq(k, srv.irq, pcie_bwnotif_irq, IRQF_SHARED, 'PCIe bwctrl', srv);
    if (ret !== 0) return ret;
    pcie_bwnotif_enable(k, srv);
    return 0;
  },
);

const pcie_bwnotif_remove = at.fn(
  'pcie_bwnotif_remove',
  'A port reports changes of its link no more: its interrupt is freed.',
  (k: Kernel, srv: pcie_device): void => {
    pcie_capability_clear_and_set_word(k, srv.port, PCI_EXP_LNKCTL, INTERRUPTS, 0);
    free_irq(k, srv.irq, srv);
  },
);

export const pcie_bwctrl_init = at.fn(
  'pcie_bwctrl_init',
  'Registers the driver for changes of links.',
  (k: Kernel): number => {
    const driver: pcie_port_service_driver = {
      name: 'pcie_bwctrl',
      bus: 'pci_express',
      service: PCIE_PORT_SERVICE_BWCTRL,
      port_type: undefined,
      probe: pcie_bwnotif_probe,
      remove: pcie_bwnotif_remove,
    };
    return driver_register(k, driver);
  },
);
