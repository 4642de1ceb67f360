/**
 * Models drivers/net/ethernet/intel/e1000e/netdev.c as far as interrupts go: vectors are allocated at probe, and handlers are
 * requested when the interface is brought up. No packet travels. Before it relies on MSI the driver has the adapter send one; it
 * is taken to arrive.
 */
import { always, num, type Recorded, ref, source, struct } from '../../../../../../recorder/index.ts';
import { readl } from '../../../../../include/asm/io.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_SHARED } from '../../../../../include/linux/interrupt.ts';
import { net_device } from '../../../../../include/linux/netdevice.ts';
import {
  type msix_entry,
  type pci_dev,
  PCI_DEVICE,
  type pci_device_id,
  type pci_driver,
  pci_resource_start,
} from '../../../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { free_irq, request_irq } from '../../../../../kernel/irq/manage/index.ts';
import { register_netdev, unregister_netdev } from '../../../../../net/core/dev.ts';
import { builtIn } from '../../../../base/init.ts';
import {
  irqOfVector,
  pci_disable_msi,
  pci_disable_msix,
  pci_enable_msi,
  pci_enable_msix_range,
} from '../../../../pci/msi/api.ts';
import { __pci_register_driver } from '../../../../pci/pci-driver.ts';
import { pci_disable_device, pci_enable_device_mem, pci_set_master } from '../../../../pci/pci/index.ts';

const at = source('drivers/net/ethernet/intel/e1000e/netdev.c');

const INTEL = 0x8086;
/** driver_data of chips that have MSI-X: the 82574. */
const board_82574 = 1;
const board_82583 = 0;

/** How the adapter interrupts. */
const E1000E_INT_MODE_LEGACY = 0;
const E1000E_INT_MODE_MSI = 1;
const E1000E_INT_MODE_MSIX = 2;

interface e1000_adapter extends Recorded {
  pdev: pci_dev;
  int_mode: number;
  num_vectors: number;
}
const e1000_adapter = struct<e1000_adapter>('e1000_adapter', {
  pdev: always(ref()),
  int_mode: num(),
  num_vectors: num(),
});

const e1000e_set_interrupt_capability = at.fn(
  'e1000e_set_interrupt_capability',
  'Allocates MSI-X vectors to receive, to send and for the rest; else one MSI; else INTx stays.',
  (k: Kernel, adapter: e1000_adapter): void => {
    if (adapter.int_mode === E1000E_INT_MODE_MSIX) {
      adapter.num_vectors = 3;
      const entries: msix_entry[] = [0, 1, 2].map((entry) => ({ vector: 0, entry }));
      if (pci_enable_msix_range(k, adapter.pdev, entries, 3, 3) > 0) return;
      adapter.int_mode = E1000E_INT_MODE_MSI;
    }
    if (pci_enable_msi(k, adapter.pdev) !== 0) adapter.int_mode = E1000E_INT_MODE_LEGACY;
    adapter.num_vectors = 1;
  },
);

/** e1000e_reset_interrupt_capability, which has no caller where the compiler inlines it. */
function resetCapability(k: Kernel, { int_mode, pdev }: e1000_adapter): void {
  if (int_mode === E1000E_INT_MODE_MSIX) pci_disable_msix(k, pdev);
  else if (int_mode === E1000E_INT_MODE_MSI) pci_disable_msi(k, pdev);
}

// --- handlers

/** Interrupt Cause Read: what the adapter asks for. Reading takes the request back. */
const E1000_ICR = 0x000c0;
const E1000_ICR_INT_ASSERTED = 0x80000000;

const readCause = (k: Kernel, { pdev }: e1000_adapter): number => readl(k, pci_resource_start(pdev, 0) + E1000_ICR);

/** What request_irq() was given to tell interrupts apart: the interface. */
const adapterOf = (data: Recorded | undefined): e1000_adapter => e1000_adapter.of(net_device.of(data).priv);

const e1000_intr_msix_rx = at.fn(
  'e1000_intr_msix_rx',
  'Packets have arrived.',
  (k: Kernel, _irq: number, _data: Recorded | undefined): number => IRQ_HANDLED,
);

const e1000_intr_msix_tx = at.fn(
  'e1000_intr_msix_tx',
  'Packets have been sent.',
  (k: Kernel, _irq: number, _data: Recorded | undefined): number => IRQ_HANDLED,
);

const e1000_msix_other = at.fn(
  'e1000_msix_other',
  'Something other than packets: the link has changed, say.',
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    readCause(k, adapterOf(data));
    return IRQ_HANDLED;
  },
);

const e1000_intr_msi = at.fn(
  'e1000_intr_msi',
  "The adapter's one message.",
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    readCause(k, adapterOf(data));
    return IRQ_HANDLED;
  },
);

const e1000_intr_msi_test = at.fn(
  'e1000_intr_msi_test',
  'The message by which the driver sees that messages arrive.',
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    readCause(k, adapterOf(data));
    return IRQ_HANDLED;
  },
);

const e1000_intr = at.fn(
  'e1000_intr',
  "The adapter's wire, which others may share: asks it whether it was it.",
  (k: Kernel, _irq: number, data: Recorded | undefined): number =>
    (readCause(k, adapterOf(data)) & E1000_ICR_INT_ASSERTED) === 0 ? IRQ_NONE : IRQ_HANDLED,
);

// --- up and down

/** A name for people: the ring's, of 14 characters and what it does at most. */
const ringName = ({ name }: net_device, what: string): string => `${(name ?? '').slice(0, 14)}-${what}-0`;

const e1000_request_msix = at.fn(
  'e1000_request_msix',
  'Requests the vectors to receive, to send and for the rest.',
  (k: Kernel, adapter: e1000_adapter, netdev: net_device): number => {
    const vector = (nr: number): number => irqOfVector(k, adapter.pdev, nr);
    let err = request_irq(k, vector(0), e1000_intr_msix_rx, 0, ringName(netdev, 'rx'), netdev);
    if (err !== 0) return err;
    err = request_irq(k, vector(1), e1000_intr_msix_tx, 0, ringName(netdev, 'tx'), netdev);
    if (err !== 0) return err;
    return request_irq(k, vector(2), e1000_msix_other, 0, netdev.name, netdev);
  },
);

/** The driver does not give back what it got before one of three was refused. */
const e1000_request_irq = at.fn(
  'e1000_request_irq',
  'Requests what was allocated, and where that is refused the next simpler kind.',
  (k: Kernel, adapter: e1000_adapter, netdev: net_device): number => {
    if (adapter.int_mode === E1000E_INT_MODE_MSIX) {
      const err = e1000_request_msix(k, adapter, netdev);
      if (err === 0) return 0;
      resetCapability(k, adapter);
      adapter.int_mode = E1000E_INT_MODE_MSI;
      e1000e_set_interrupt_capability(k, adapter);
    }
    if (adapter.int_mode === E1000E_INT_MODE_MSI) {
      const err = request_irq(k, adapter.pdev.irq, e1000_intr_msi, 0, netdev.name, netdev);
      if (err === 0) return 0;
      resetCapability(k, adapter);
      adapter.int_mode = E1000E_INT_MODE_LEGACY;
    }
    return request_irq(k, adapter.pdev.irq, e1000_intr, IRQF_SHARED, netdev.name, netdev);
  },
);

const e1000_free_irq = at.fn(
  'e1000_free_irq',
  'Gives the interrupts of an adapter back.',
  (k: Kernel, adapter: e1000_adapter, netdev: net_device): void => {
    if (adapter.int_mode !== E1000E_INT_MODE_MSIX) free_irq(k, adapter.pdev.irq, netdev);
    else for (const nr of [0, 1, 2]) free_irq(k, irqOfVector(k, adapter.pdev, nr), netdev);
  },
);

const e1000_test_msi_interrupt = at.fn(
  'e1000_test_msi_interrupt',
  'Has the adapter send a message to a handler for the test, and requests the real one anew.',
  (k: Kernel, adapter: e1000_adapter, netdev: net_device): number => {
    const { pdev } = adapter;
    e1000_free_irq(k, adapter, netdev);
    resetCapability(k, adapter);
    if (pci_enable_msi(k, pdev) === 0) {
      if (request_irq(k, pdev.irq, e1000_intr_msi_test, 0, netdev.name, netdev) === 0) free_irq(k, pdev.irq, netdev);
      pci_disable_msi(k, pdev);
    }
    e1000e_set_interrupt_capability(k, adapter);
    return e1000_request_irq(k, adapter, netdev);
  },
);

const e1000e_open = at.fn(
  'e1000e_open',
  'The interface is brought up: requests the interrupts of the adapter.',
  (k: Kernel, netdev: net_device): number => {
    const adapter = e1000_adapter.of(netdev.priv);
    const err = e1000_request_irq(k, adapter, netdev);
    if (err !== 0 || adapter.int_mode !== E1000E_INT_MODE_MSI) return err;
    return e1000_test_msi_interrupt(k, adapter, netdev);
  },
);

const e1000e_close = at.fn(
  'e1000e_close',
  'The interface is taken down: gives the interrupts of the adapter back.',
  (k: Kernel, netdev: net_device): number => {
    e1000_free_irq(k, e1000_adapter.of(netdev.priv), netdev);
    return 0;
  },
);

const e1000e_netdev_ops = { ndo_open: e1000e_open, ndo_stop: e1000e_close };

// --- probe

const e1000_probe = at.fn(
  'e1000_probe',
  'Brings up an Intel network adapter.',
  (k: Kernel, pdev: pci_dev, ent: pci_device_id): number => {
    const err = pci_enable_device_mem(k, pdev);
    if (err !== 0) return err;
    pci_set_master(k, pdev);
    const int_mode = ent.driver_data === board_82574 ? E1000E_INT_MODE_MSIX : E1000E_INT_MODE_MSI;
    const adapter = e1000_adapter.create(k.rec, { pdev, int_mode });
    pdev.dev.drvdata = adapter;
    e1000e_set_interrupt_capability(k, adapter);
    register_netdev(k, pdev.dev, adapter, e1000e_netdev_ops);
    return 0;
  },
);

const e1000_remove = at.fn('e1000_remove', 'Takes an Intel network adapter down.', (k: Kernel, pdev: pci_dev): void => {
  unregister_netdev(k, pdev.dev);
  resetCapability(k, e1000_adapter.of(pdev.dev.drvdata));
  pci_disable_device(k, pdev);
});

export const e1000_init_module = at.fn(
  'e1000_init_module',
  'Registers the driver for Intel network adapters on PCI Express.',
  (k: Kernel): number => {
    if (!builtIn(k, 'e1000e')) return 0;
    const e1000_driver: pci_driver = {
      name: 'e1000e',
      bus: 'pci',
      id_table: [
        PCI_DEVICE(INTEL, 0x10d3, board_82574),
        PCI_DEVICE(INTEL, 0x10f6, board_82574),
        PCI_DEVICE(INTEL, 0x150c, board_82583),
      ],
      probe: e1000_probe,
      remove: e1000_remove,
      net: { ops: e1000e_netdev_ops, priv: (_k, dev) => dev.drvdata },
    };
    return __pci_register_driver(k, e1000_driver);
  },
);
