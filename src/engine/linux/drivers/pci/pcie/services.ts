/**
 * Models the services of PCI Express ports that ask for interrupts: drivers/pci/pcie/pme.c and aer.c, and
 * drivers/pci/hotplug/pciehp_core.c and pciehp_hpc.c. Nothing is plugged, wakes up or fails here, so handlers find nothing to do.
 */
import { num, type Recorded, ref, source, struct } from '../../../../recorder/index.ts';
import { ENODEV, ENXIO } from '../../../include/linux/errno.ts';
import { IRQ_NONE, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import { pci_pcie_type } from '../../../include/linux/pci.ts';
import {
  PCI_ERR_ROOT_COMMAND,
  PCI_EXP_RTCTL,
  PCI_EXP_RTCTL_PMEIE,
  PCI_EXP_SLTCAP,
  PCI_EXP_SLTCTL,
  PCI_EXP_SLTCTL_CCIE,
  PCI_EXP_SLTCTL_HPIE,
  PCI_EXP_TYPE_RC_EC,
  PCI_EXP_TYPE_ROOT_PORT,
} from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { devm_request_threaded_irq } from '../../../kernel/irq/devres.ts';
import { free_irq, request_irq, request_threaded_irq } from '../../../kernel/irq/manage.ts';
import { driver_register } from '../../base/bus.ts';
import {
  pci_read_config_dword,
  pci_write_config_dword,
  pcie_capability_clear_and_set_word,
  pcie_capability_read_dword,
} from '../access.ts';
import { pci_msi_enabled } from '../msi/api.ts';
import {
  PCIE_PORT_SERVICE_AER,
  PCIE_PORT_SERVICE_HP,
  PCIE_PORT_SERVICE_PME,
  type pcie_device,
  type pcie_port_service_driver,
} from './portdrv_types.ts';

const pme_c = source('drivers/pci/pcie/pme.c');
const aer_c = source('drivers/pci/pcie/aer.c');
const pciehp_c = source('drivers/pci/hotplug/pciehp_core.c');
const pciehp_hpc_c = source('drivers/pci/hotplug/pciehp_hpc.c');

function isRoot(srv: pcie_device): boolean {
  return [PCI_EXP_TYPE_ROOT_PORT, PCI_EXP_TYPE_RC_EC].includes(pci_pcie_type(srv.port));
}

// --- power management events

export function pcie_pme_interrupt_enable(k: Kernel, dev: pcie_device['port'], enable: boolean): void {
  const set = enable ? PCI_EXP_RTCTL_PMEIE : 0;
  pcie_capability_clear_and_set_word(k, dev, PCI_EXP_RTCTL, PCI_EXP_RTCTL_PMEIE, set);
}

const pcie_pme_irq = pme_c.fn(
  'pcie_pme_irq',
  'A device below a root port wants to be woken: there is none.',
  (k: Kernel, irq: number, context: Recorded | undefined): number => IRQ_NONE,
);

const pcie_pme_probe = pme_c.fn(
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

const pcie_pme_remove = pme_c.fn(
  'pcie_pme_remove',
  'A root port reports power management events no more: its interrupt is freed.',
  (k: Kernel, srv: pcie_device): void => {
    pcie_pme_interrupt_enable(k, srv.port, false);
    free_irq(k, srv.irq, srv);
  },
);

export const pcie_pme_init = pme_c.fn(
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

// --- advanced error reporting

export const pci_aer_available = aer_c.fn(
  'pci_aer_available',
  'Says whether errors can be reported: that takes MSI.',
  (k: Kernel): boolean => Boolean(pci_msi_enabled(k)),
);

/** Errors of all three kinds interrupt. */
const ROOT_PORT_INTR_ON_MESG_MASK = 7;

const aer_irq = aer_c.fn(
  'aer_irq',
  'An error was reported: there is none.',
  (k: Kernel, irq: number, context: Recorded | undefined): number => IRQ_NONE,
);
const aer_isr = aer_c.fn(
  'aer_isr',
  'Handles errors in a thread.',
  (k: Kernel, irq: number, context: Recorded | undefined): number => IRQ_NONE,
);

const aer_probe = aer_c.fn('aer_probe', 'Lets a root port report errors.', (k: Kernel, dev: pcie_device): number => {
  if (!isRoot(dev)) return -ENODEV;
  const status = devm_request_threaded_irq(k, dev.dev, dev.irq, aer_irq, aer_isr, IRQF_SHARED, 'aerdrv', dev);
  if (status !== 0) return status;
  const at = dev.port.aer_cap + PCI_ERR_ROOT_COMMAND;
  pci_write_config_dword(k, dev.port, at, pci_read_config_dword(k, dev.port, at) | ROOT_PORT_INTR_ON_MESG_MASK);
  return 0;
});

export const pcie_aer_init = aer_c.fn(
  'pcie_aer_init',
  'Registers the driver for error reports.',
  (k: Kernel): number => {
    if (!pci_aer_available(k)) return -ENXIO;
    const driver: pcie_port_service_driver = {
      name: 'aer',
      bus: 'pci_express',
      service: PCIE_PORT_SERVICE_AER,
      port_type: undefined,
      probe: aer_probe,
    };
    return driver_register(k, driver);
  },
);

// --- hot plug

interface controller extends Recorded {
  pcie: pcie_device;
  slot_cap: number;
}
const controller = struct<controller>('pciehp controller', { pcie: ref() as never, slot_cap: num() });

const PCI_EXP_SLTCAP_ABP = 0x1;
const PCI_EXP_SLTCAP_NCCS = 0x40000;
const PCI_EXP_SLTCTL_ABPE = 0x1;
const PCI_EXP_SLTCTL_PFDE = 0x2;
const PCI_EXP_SLTCTL_PDCE = 0x8;
const PCI_EXP_SLTCTL_DLLSCE = 0x1000;

const pciehp_isr = pciehp_hpc_c.fn(
  'pciehp_isr',
  'Something happened at a slot: nothing did.',
  (k: Kernel, irq: number, dev_id: Recorded | undefined): number => IRQ_NONE,
);
const pciehp_ist = pciehp_hpc_c.fn(
  'pciehp_ist',
  'Handles events of a slot in a thread.',
  (k: Kernel, irq: number, dev_id: Recorded | undefined): number => IRQ_NONE,
);

/** Which events interrupt: link changes, the button or else presence, and the completion of commands. */
function pcie_enable_notification(k: Kernel, ctrl: controller): void {
  let cmd = PCI_EXP_SLTCTL_DLLSCE | PCI_EXP_SLTCTL_HPIE;
  cmd |= (ctrl.slot_cap & PCI_EXP_SLTCAP_ABP) === 0 ? PCI_EXP_SLTCTL_PDCE : PCI_EXP_SLTCTL_ABPE;
  if ((ctrl.slot_cap & PCI_EXP_SLTCAP_NCCS) === 0) cmd |= PCI_EXP_SLTCTL_CCIE;
  const events = PCI_EXP_SLTCTL_PDCE | PCI_EXP_SLTCTL_ABPE | PCI_EXP_SLTCTL_PFDE | PCI_EXP_SLTCTL_DLLSCE;
  const mask = events | PCI_EXP_SLTCTL_HPIE | PCI_EXP_SLTCTL_CCIE;
  pcie_capability_clear_and_set_word(k, ctrl.pcie.port, PCI_EXP_SLTCTL, mask, cmd);
}

const pcie_init_notification = pciehp_hpc_c.fn(
  'pcie_init_notification',
  "Requests a slot's interrupt and lets events raise it.",
  (k: Kernel, ctrl: controller): number => {
    const retval = request_threaded_irq(k, ctrl.pcie.irq, pciehp_isr, pciehp_ist, IRQF_SHARED, 'pciehp', ctrl);
    if (retval !== 0) return -1;
    pcie_enable_notification(k, ctrl);
    return 0;
  },
);

const pciehp_probe = pciehp_c.fn(
  'pciehp_probe',
  'Watches the slot of a port.',
  (k: Kernel, dev: pcie_device): number => {
    if (dev.service !== PCIE_PORT_SERVICE_HP || dev.port.subordinate === undefined) return -ENODEV;
    const slot_cap = pcie_capability_read_dword(k, dev.port, PCI_EXP_SLTCAP);
    const ctrl = controller.create(k.rec, { pcie: dev, slot_cap });
    dev.dev.drvdata = ctrl;
    return pcie_init_notification(k, ctrl) === 0 ? 0 : -ENODEV;
  },
);

const pciehp_remove = pciehp_c.fn(
  'pciehp_remove',
  'Watches the slot of a port no more: its interrupt is freed.',
  (k: Kernel, dev: pcie_device): void => {
    free_irq(k, dev.irq, dev.dev.drvdata);
  },
);

export const pcie_hp_init = pciehp_c.fn(
  'pcie_hp_init',
  'Registers the driver for hot-plug slots.',
  (k: Kernel): number => {
    const driver: pcie_port_service_driver = {
      name: 'pciehp',
      bus: 'pci_express',
      service: PCIE_PORT_SERVICE_HP,
      port_type: undefined,
      probe: pciehp_probe,
      remove: pciehp_remove,
    };
    return driver_register(k, driver);
  },
);
