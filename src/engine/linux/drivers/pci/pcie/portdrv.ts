/**
 * Models drivers/pci/pcie/portdrv.c and portdrv.h (6.1: portdrv_core.c and portdrv_pci.c): PCI Express ports, the services they offer,
 * each a device of its own, and the vectors those share. Left out: event collectors beyond their class, power.
 */
import { bitsOf } from '../../../../../base/bits.ts';
import { always, num, type Recorded, ref, source, struct } from '../../../../recorder/index.ts';
import { device } from '../../../include/linux/device.ts';
import { type device_driver, driverFor, maybeDriver } from '../../../include/linux/device/driver.ts';
import { EIO, ENODEV } from '../../../include/linux/errno.ts';
import {
  type pci_dev,
  PCI_DEVICE_CLASS,
  type pci_driver,
  PCI_IRQ_INTX,
  PCI_IRQ_MSI,
  PCI_IRQ_MSIX,
  pci_is_pcie,
  pci_name,
  pci_pcie_type,
} from '../../../include/linux/pci/index.ts';
import {
  PCI_ERR_ROOT_STATUS,
  PCI_EXP_DPC_CAP,
  PCI_EXP_FLAGS,
  PCI_EXP_FLAGS_IRQ,
  PCI_EXP_LNKCAP,
  PCI_EXP_LNKCAP_LBNC,
  PCI_EXP_TYPE_DOWNSTREAM,
  PCI_EXP_TYPE_RC_EC,
  PCI_EXP_TYPE_ROOT_PORT,
  PCI_EXP_TYPE_UPSTREAM,
  PCI_EXT_CAP_ID_DPC,
} from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { driver_of } from '../../base/bus.ts';
import { device_add, device_del } from '../../base/core/index.ts';
import { builtIn } from '../../base/init.ts';
import {
  pci_read_config_dword,
  pci_read_config_word,
  pcie_capability_read_dword,
  pcie_capability_read_word,
} from '../access.ts';
import { pcie_hp_init } from '../hotplug/pciehp_core.ts';
import { pci_alloc_irq_vectors, pci_free_irq_vectors, pci_irq_vector } from '../msi/api.ts';
import { __pci_register_driver } from '../pci-driver.ts';
import {
  pci_clear_master,
  pci_disable_device,
  pci_enable_device,
  pci_find_ext_capability,
  pci_set_master,
} from '../pci/index.ts';
import { pci_aer_available, pcie_aer_init } from './aer.ts';
import { pcie_bwctrl_init } from './bwctrl.ts';
import { pcie_pme_init, pcie_pme_interrupt_enable } from './pme.ts';

const at = source('drivers/pci/pcie/portdrv.c', { '6.1': 'drivers/pci/pcie/portdrv_core.c' });
const fromPortdrvPci = source('drivers/pci/pcie/portdrv.c', { '6.1': 'drivers/pci/pcie/portdrv_pci.c' });

/** Numbers of the services, and the bits they make. */
const PCIE_PORT_SERVICE_PME_SHIFT = 0;
const PCIE_PORT_SERVICE_AER_SHIFT = 1;
const PCIE_PORT_SERVICE_HP_SHIFT = 2;
const PCIE_PORT_SERVICE_DPC_SHIFT = 3;
const PCIE_PORT_SERVICE_BWCTRL_SHIFT = 4;
const PCIE_PORT_DEVICE_MAXSERVICES = 5;
export const PCIE_PORT_SERVICE_PME = 1 << PCIE_PORT_SERVICE_PME_SHIFT;
export const PCIE_PORT_SERVICE_AER = 1 << PCIE_PORT_SERVICE_AER_SHIFT;
export const PCIE_PORT_SERVICE_HP = 1 << PCIE_PORT_SERVICE_HP_SHIFT;
const PCIE_PORT_SERVICE_DPC = 1 << PCIE_PORT_SERVICE_DPC_SHIFT;
/** Until 6.12 bandwidth notification, without a driver. */
export const PCIE_PORT_SERVICE_BWCTRL = 1 << PCIE_PORT_SERVICE_BWCTRL_SHIFT;

export interface pcie_device extends Recorded {
  dev: device;
  port: pci_dev;
  irq: number;
  /** PCIE_PORT_SERVICE_… */
  service: number;
}
export const pcie_device = struct<pcie_device>(
  'pcie_device',
  { dev: always(ref()), port: always(ref()), irq: num(), service: num() },
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
  return pcie_device.of(dev.container);
}

const PCIE_PORT_MAX_MSI_ENTRIES = 32;
const SHARED_WITH_PME = PCIE_PORT_SERVICE_PME | PCIE_PORT_SERVICE_HP | PCIE_PORT_SERVICE_BWCTRL;

/** Which vector each service signals, and how many vectors that takes. */
interface MessageNumbers {
  pme: number;
  aer: number;
  dpc: number;
  nvec: number;
}

function pcie_message_numbers(k: Kernel, dev: pci_dev, mask: number): MessageNumbers {
  const numbers: MessageNumbers = { pme: 0, aer: 0, dpc: 0, nvec: 0 };
  if ((mask & SHARED_WITH_PME) !== 0) {
    numbers.pme = (pcie_capability_read_word(k, dev, PCI_EXP_FLAGS) & PCI_EXP_FLAGS_IRQ) >> 9;
    numbers.nvec = numbers.pme + 1;
  }
  if ((mask & PCIE_PORT_SERVICE_AER) !== 0 && dev.aer_cap !== 0) {
    numbers.aer = pci_read_config_dword(k, dev, dev.aer_cap + PCI_ERR_ROOT_STATUS) >>> 27;
    numbers.nvec = Math.max(numbers.nvec, numbers.aer + 1);
  }
  const dpc = (mask & PCIE_PORT_SERVICE_DPC) === 0 ? 0 : pci_find_ext_capability(k, dev, PCI_EXT_CAP_ID_DPC);
  if (dpc !== 0) {
    numbers.dpc = pci_read_config_word(k, dev, dpc + PCI_EXP_DPC_CAP) & 0x1f;
    numbers.nvec = Math.max(numbers.nvec, numbers.dpc + 1);
  }
  return numbers;
}

const pcie_port_enable_irq_vec = at.fn(
  'pcie_port_enable_irq_vec',
  "Allocates MSI-X or MSI vectors for a port's services: first as many as there are, then as many as are needed.",
  (k: Kernel, dev: pci_dev, irqs: number[], mask: number): number => {
    const types = PCI_IRQ_MSIX | PCI_IRQ_MSI;
    let nr_entries = pci_alloc_irq_vectors(k, dev, 1, PCIE_PORT_MAX_MSI_ENTRIES, types);
    if (nr_entries < 0) return nr_entries;
    const { pme, aer, dpc, nvec } = pcie_message_numbers(k, dev, mask);
    if (nvec > nr_entries) {
      pci_free_irq_vectors(k, dev);
      return -EIO;
    }
    if (nvec !== nr_entries) {
      pci_free_irq_vectors(k, dev);
      nr_entries = pci_alloc_irq_vectors(k, dev, nvec, nvec, types);
      if (nr_entries < 0) return nr_entries;
    }
    if ((mask & SHARED_WITH_PME) !== 0) {
      const pcie_irq = pci_irq_vector(k, dev, pme);
      irqs[PCIE_PORT_SERVICE_PME_SHIFT] = pcie_irq;
      irqs[PCIE_PORT_SERVICE_HP_SHIFT] = pcie_irq;
      irqs[PCIE_PORT_SERVICE_BWCTRL_SHIFT] = pcie_irq;
    }
    if ((mask & PCIE_PORT_SERVICE_AER) !== 0) irqs[PCIE_PORT_SERVICE_AER_SHIFT] = pci_irq_vector(k, dev, aer);
    if ((mask & PCIE_PORT_SERVICE_DPC) !== 0) irqs[PCIE_PORT_SERVICE_DPC_SHIFT] = pci_irq_vector(k, dev, dpc);
    return 0;
  },
);

const pcie_init_service_irqs = at.fn(
  'pcie_init_service_irqs',
  "Finds interrupts for a port's services: messages, else INTx.",
  (k: Kernel, dev: pci_dev, irqs: number[], mask: number): number => {
    if (pcie_port_enable_irq_vec(k, dev, irqs, mask) === 0) return 0;
    if (pci_alloc_irq_vectors(k, dev, 1, 1, PCI_IRQ_INTX) < 0) return -ENODEV;
    for (let i = 0; i < PCIE_PORT_DEVICE_MAXSERVICES; i++) irqs[i] = pci_irq_vector(k, dev, 0);
    return 0;
  },
);

/** The services a port has, as bits. */
function get_port_device_capability(k: Kernel, dev: pci_dev): number {
  const type = pci_pcie_type(dev);
  const root = type === PCI_EXP_TYPE_ROOT_PORT || type === PCI_EXP_TYPE_RC_EC;
  const since612 = k.since('6.12');
  let services = 0;
  // 6.12 looks at the port's type here and for errors; 6.1 leaves that to the service drivers.
  const slot = type === PCI_EXP_TYPE_ROOT_PORT || type === PCI_EXP_TYPE_DOWNSTREAM || !since612;
  if (dev.is_hotplug_bridge && slot) services |= PCIE_PORT_SERVICE_HP;
  if ((root || !since612) && dev.aer_cap !== 0 && pci_aer_available(k)) services |= PCIE_PORT_SERVICE_AER;
  if (root) {
    services |= PCIE_PORT_SERVICE_PME;
    pcie_pme_interrupt_enable(k, dev, false);
  }
  const dpc = pci_find_ext_capability(k, dev, PCI_EXT_CAP_ID_DPC) !== 0;
  // Of a kernel that owns error reporting 7.3 asks no more that the port itself reports errors.
  const reports = k.since('7.3') || (services & PCIE_PORT_SERVICE_AER) !== 0;
  if (dpc && pci_aer_available(k) && reports) services |= PCIE_PORT_SERVICE_DPC;
  const link = type === PCI_EXP_TYPE_DOWNSTREAM || type === PCI_EXP_TYPE_ROOT_PORT;
  // 7.3 leaves links alone that have one speed.
  const speeds = k.since('7.3') ? bitsOf(dev.supported_speeds).length : 2;
  if (link && speeds > 1 && (pcie_capability_read_dword(k, dev, PCI_EXP_LNKCAP) & PCI_EXP_LNKCAP_LBNC) !== 0) {
    services |= PCIE_PORT_SERVICE_BWCTRL;
  }
  return services;
}

function pcie_device_init(k: Kernel, pdev: pci_dev, service: number, irq: number): number {
  const id = ((pci_pcie_type(pdev) - 4) << 8) | service;
  const name = `${pci_name(pdev)}:pcie${id.toString(16).padStart(3, '0')}`;
  const dev = device.create(k.rec, { name, bus: 'pci_express', parent: pdev.dev });
  dev.container = pcie_device.create(k.rec, { dev, port: pdev, irq, service });
  return device_add(k, dev);
}

/** Adds a device for each service, once there are interrupts; those that cannot be are taken out of the result. */
function addServices(k: Kernel, dev: pci_dev, capabilities: number): number {
  const irqs = Array.from({ length: PCIE_PORT_DEVICE_MAXSERVICES }, () => -1);
  let left = capabilities;
  // Hot plug alone could poll.
  if (pcie_init_service_irqs(k, dev, irqs, capabilities) !== 0) left &= PCIE_PORT_SERVICE_HP;
  for (let i = 0; i < PCIE_PORT_DEVICE_MAXSERVICES; i++) {
    const service = 1 << i;
    if ((left & service) !== 0 && pcie_device_init(k, dev, service, irqs[i] ?? -1) !== 0) left &= ~service;
  }
  return left;
}

const pcie_port_device_register = at.fn(
  'pcie_port_device_register',
  'Brings up a port and a device for each of its services.',
  (k: Kernel, dev: pci_dev): number => {
    const status = pci_enable_device(k, dev);
    if (status !== 0) return status;
    const capabilities = get_port_device_capability(k, dev);
    if (capabilities === 0) return 0;
    pci_set_master(k, dev);
    if (addServices(k, dev, capabilities) !== 0) return 0;
    pci_free_irq_vectors(k, dev);
    // 6.12 keeps the port without services; 6.1 gives it up.
    if (k.since('6.12')) {
      pci_clear_master(k, dev);
      return 0;
    }
    pci_disable_device(k, dev);
    return -ENODEV;
  },
);

const pcie_portdrv_probe = fromPortdrvPci.fn(
  'pcie_portdrv_probe',
  'Brings up a PCI Express port.',
  (k: Kernel, dev: pci_dev): number => {
    const types = [PCI_EXP_TYPE_ROOT_PORT, PCI_EXP_TYPE_UPSTREAM, PCI_EXP_TYPE_DOWNSTREAM, PCI_EXP_TYPE_RC_EC];
    if (!pci_is_pcie(dev) || !types.includes(pci_pcie_type(dev))) return -ENODEV;
    return pcie_port_device_register(k, dev);
  },
);

const pcie_portdrv_remove = fromPortdrvPci.fn(
  'pcie_portdrv_remove',
  'Takes a PCI Express port down.',
  (k: Kernel, dev: pci_dev): void => {
    for (const child of dev.dev.klist_children.toArray()) if (child.bus === 'pci_express') device_del(k, child);
    pci_free_irq_vectors(k, dev);
    pci_disable_device(k, dev);
  },
);

export const pcie_portdrv_init = fromPortdrvPci.fn(
  'pcie_portdrv_init',
  'Registers the drivers of port services, and of ports.',
  (k: Kernel): number => {
    if (!builtIn(k, 'pcieport')) return 0;
    pcie_aer_init(k);
    pcie_pme_init(k);
    if (k.since('7.3')) pcie_bwctrl_init(k);
    pcie_hp_init(k);
    const pcie_portdriver: pci_driver = {
      name: 'pcieport',
      bus: 'pci',
      id_table: [
        PCI_DEVICE_CLASS(0x060400, 0xffffffff),
        PCI_DEVICE_CLASS(0x060401, 0xffffffff),
        PCI_DEVICE_CLASS(0x080700, 0xffffffff),
      ],
      probe: pcie_portdrv_probe,
      remove: pcie_portdrv_remove,
      driver_managed_dma: true,
    };
    return __pci_register_driver(k, pcie_portdriver);
  },
);

export const pcie_port_probe_service = at.fn(
  'pcie_port_probe_service',
  "Calls the probe of a port service's driver.",
  (k: Kernel, dev: device): number =>
    driverFor<pcie_port_service_driver>('pci_express', driver_of(k, dev)).probe(k, to_pcie_device(dev)),
);

export function pcie_port_remove_service(k: Kernel, dev: device): void {
  maybeDriver<pcie_port_service_driver>('pci_express', driver_of(k, dev))?.remove?.(k, to_pcie_device(dev));
}

export function isRoot(srv: pcie_device): boolean {
  return [PCI_EXP_TYPE_ROOT_PORT, PCI_EXP_TYPE_RC_EC].includes(pci_pcie_type(srv.port));
}
