/**
 * Models drivers/net/ethernet/intel/igb/igb_main.c as far as interrupts go, for the 82576 without virtual functions: vectors are
 * allocated at probe, and handlers are requested when the interface is brought up. No packet travels.
 */
import { cpumaskWeight } from '../../../../../../../base/cpumask.ts';
import {
  always,
  bool,
  later,
  list,
  num,
  type Recorded,
  type RecordedList,
  ref,
  source,
  struct,
} from '../../../../../../recorder/index.ts';
import { readl } from '../../../../../include/asm/io.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_SHARED } from '../../../../../include/linux/interrupt.ts';
import type { net_device } from '../../../../../include/linux/netdevice.ts';
import {
  type msix_entry,
  type pci_dev,
  PCI_DEVICE,
  type pci_device_id,
  type pci_driver,
  pci_resource_start,
} from '../../../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { cpu_online_mask } from '../../../../../kernel/cpu/index.ts';
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

const at = source('drivers/net/ethernet/intel/igb/igb_main.c');

const INTEL = 0x8086;
const E1000_DEV_ID_82576 = 0x10c9;
const IGB_MAX_RX_QUEUES = 8;

interface igb_adapter extends Recorded {
  pdev: pci_dev;
  rss_queues: number;
  num_tx_queues: number;
  num_q_vectors: number;
  has_msix: boolean;
  has_msi: boolean;
  /** Undefined until the interface is first opened. */
  q_vectors: igb_q_vectors | undefined;
}
const igb_adapter = struct<igb_adapter>('igb_adapter', {
  pdev: always(ref()),
  rss_queues: num(),
  num_tx_queues: num(),
  num_q_vectors: num(),
  has_msix: bool(),
  has_msi: bool(),
  q_vectors: later(ref<igb_q_vectors>()),
});

/** What request_irq() is given for the vector of a queue, to tell it from the others. */
interface igb_q_vector extends Recorded {
  readonly adapter: igb_adapter;
  v_idx: number;
}
const igb_q_vector = struct<igb_q_vector>('igb_q_vector', { adapter: always(ref()), v_idx: num() });

/** Ours: those of an adapter. */
interface igb_q_vectors extends Recorded {
  all: RecordedList<igb_q_vector>;
}
const igb_q_vectors = struct<igb_q_vectors>('igb_q_vectors', { all: list(ref<igb_q_vector>()) });

/** Beyond half of the queues, those that receive and those that send share vectors. */
function sharesVectors(rss_queues: number): boolean {
  return rss_queues > IGB_MAX_RX_QUEUES / 2;
}

const igb_set_interrupt_capability = at.fn(
  'igb_set_interrupt_capability',
  'Allocates MSI-X vectors for the queues and one for the rest; else one MSI; else INTx stays.',
  (k: Kernel, adapter: igb_adapter): void => {
    const paired = sharesVectors(adapter.rss_queues);
    adapter.num_tx_queues = adapter.rss_queues;
    adapter.num_q_vectors = adapter.rss_queues + (paired ? 0 : adapter.num_tx_queues);
    const numvecs = adapter.num_q_vectors + 1;
    const entries: msix_entry[] = Array.from({ length: numvecs }, (_, entry) => ({ vector: 0, entry }));
    adapter.has_msix = pci_enable_msix_range(k, adapter.pdev, entries, numvecs, numvecs) > 0;
    if (!adapter.has_msix) useOneMessage(k, adapter);
  },
);

/** What igb_set_interrupt_capability does where it is not to use MSI-X. */
function useOneMessage(k: Kernel, adapter: igb_adapter): void {
  adapter.rss_queues = 1;
  adapter.num_tx_queues = 1;
  adapter.num_q_vectors = 1;
  adapter.has_msi = pci_enable_msi(k, adapter.pdev) === 0;
}

/** igb_reset_interrupt_capability, as far as vectors go. */
function resetCapability(k: Kernel, adapter: igb_adapter): void {
  if (adapter.has_msix) pci_disable_msix(k, adapter.pdev);
  else if (adapter.has_msi) pci_disable_msi(k, adapter.pdev);
}

// --- handlers

/** Interrupt Cause Read: what the adapter asks for. Reading takes the request back. */
const E1000_ICR = 0x000c0;
const E1000_ICR_INT_ASSERTED = 0x80000000;

const readCause = (k: Kernel, { pdev }: igb_adapter): number => readl(k, pci_resource_start(pdev, 0) + E1000_ICR);

const igb_msix_other = at.fn(
  'igb_msix_other',
  'Something other than packets: the link has changed, say.',
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    readCause(k, igb_adapter.of(data));
    return IRQ_HANDLED;
  },
);

const igb_msix_ring = at.fn(
  'igb_msix_ring',
  'Packets of a queue have arrived or been sent.',
  (k: Kernel, _irq: number, _data: Recorded | undefined): number => IRQ_HANDLED,
);

const igb_intr_msi = at.fn(
  'igb_intr_msi',
  "The adapter's one message.",
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    readCause(k, igb_adapter.of(data));
    return IRQ_HANDLED;
  },
);

const igb_intr = at.fn(
  'igb_intr',
  "The adapter's wire, which others may share: asks it whether it was it.",
  (k: Kernel, _irq: number, data: Recorded | undefined): number =>
    (readCause(k, igb_adapter.of(data)) & E1000_ICR_INT_ASSERTED) === 0 ? IRQ_NONE : IRQ_HANDLED,
);

// --- up and down

/** The vectors of the queues: the kernel makes them in probe, but nothing needs them before the interface is opened. */
function queueVectors(k: Kernel, adapter: igb_adapter): readonly igb_q_vector[] {
  const { all } = (adapter.q_vectors ??= igb_q_vectors.create(k.rec));
  for (let v_idx = all.length; v_idx < adapter.num_q_vectors; v_idx++) {
    all.addTail(igb_q_vector.create(k.rec, { adapter, v_idx }));
  }
  return all.toArray();
}

/** With a vector for each direction those that receive come first; else each does both. */
function ringName({ rss_queues, num_q_vectors }: igb_adapter, { name }: net_device, v_idx: number): string {
  if (num_q_vectors === rss_queues) return `${name ?? ''}-TxRx-${v_idx}`;
  return v_idx < rss_queues ? `${name ?? ''}-rx-${v_idx}` : `${name ?? ''}-tx-${v_idx - rss_queues}`;
}

const igb_request_msix = at.fn(
  'igb_request_msix',
  'Requests the vector for the rest and one for each queue; where one is refused none.',
  (k: Kernel, adapter: igb_adapter, netdev: net_device): number => {
    const { pdev } = adapter;
    const err = request_irq(k, irqOfVector(k, pdev, 0), igb_msix_other, 0, netdev.name, adapter);
    if (err !== 0) return err;
    const vectors = queueVectors(k, adapter);
    for (const [i, q_vector] of vectors.entries()) {
      const irq = irqOfVector(k, pdev, i + 1);
      const ret = request_irq(k, irq, igb_msix_ring, 0, ringName(adapter, netdev, i), q_vector);
      if (ret === 0) continue;
      free_irq(k, irqOfVector(k, pdev, 0), adapter);
      for (const [done, before] of vectors.slice(0, i).entries()) free_irq(k, irqOfVector(k, pdev, done + 1), before);
      return ret;
    }
    return 0;
  },
);

const igb_request_irq = at.fn(
  'igb_request_irq',
  'Requests what was allocated, and where that is refused the next simpler kind.',
  (k: Kernel, adapter: igb_adapter, netdev: net_device): number => {
    const { pdev } = adapter;
    if (adapter.has_msix) {
      if (igb_request_msix(k, adapter, netdev) === 0) return 0;
      resetCapability(k, adapter);
      adapter.has_msix = false;
      useOneMessage(k, adapter);
    }
    if (adapter.has_msi) {
      if (request_irq(k, pdev.irq, igb_intr_msi, 0, netdev.name, adapter) === 0) return 0;
      resetCapability(k, adapter);
      adapter.has_msi = false;
    }
    return request_irq(k, pdev.irq, igb_intr, IRQF_SHARED, netdev.name, adapter);
  },
);

const igb_free_irq = at.fn(
  'igb_free_irq',
  'Gives the interrupts of an adapter back.',
  (k: Kernel, adapter: igb_adapter): void => {
    const { pdev, has_msix } = adapter;
    free_irq(k, has_msix ? irqOfVector(k, pdev, 0) : pdev.irq, adapter);
    if (!has_msix) return;
    for (const [i, each] of queueVectors(k, adapter).entries()) free_irq(k, irqOfVector(k, pdev, i + 1), each);
  },
);

const __igb_open = at.fn(
  '__igb_open',
  'The interface is brought up: requests the interrupts of the adapter.',
  (k: Kernel, netdev: net_device): number => igb_request_irq(k, igb_adapter.of(netdev.priv), netdev),
);

const __igb_close = at.fn(
  '__igb_close',
  'The interface is taken down: gives the interrupts of the adapter back.',
  (k: Kernel, netdev: net_device): number => {
    igb_free_irq(k, igb_adapter.of(netdev.priv));
    return 0;
  },
);

const igb_netdev_ops = { ndo_open: __igb_open, ndo_stop: __igb_close };

// --- probe

const igb_probe = at.fn(
  'igb_probe',
  'Brings up an Intel gigabit adapter.',
  (k: Kernel, pdev: pci_dev, _ent: pci_device_id): number => {
    const err = pci_enable_device_mem(k, pdev);
    if (err !== 0) return err;
    pci_set_master(k, pdev);
    const rss_queues = Math.min(IGB_MAX_RX_QUEUES, cpumaskWeight(cpu_online_mask(k)));
    const adapter = igb_adapter.create(k.rec, { pdev, rss_queues });
    pdev.dev.drvdata = adapter;
    igb_set_interrupt_capability(k, adapter);
    register_netdev(k, pdev.dev, adapter, igb_netdev_ops);
    return 0;
  },
);

const igb_remove = at.fn('igb_remove', 'Takes an Intel gigabit adapter down.', (k: Kernel, pdev: pci_dev): void => {
  unregister_netdev(k, pdev.dev);
  resetCapability(k, igb_adapter.of(pdev.dev.drvdata));
  pci_disable_device(k, pdev);
});

export const igb_init_module = at.fn(
  'igb_init_module',
  'Registers the driver for Intel gigabit adapters.',
  (k: Kernel): number => {
    if (!builtIn(k, 'igb')) return 0;
    const igb_driver: pci_driver = {
      name: 'igb',
      bus: 'pci',
      id_table: [PCI_DEVICE(INTEL, E1000_DEV_ID_82576)],
      probe: igb_probe,
      remove: igb_remove,
      net: { ops: igb_netdev_ops, priv: (_k, dev) => dev.drvdata },
    };
    return __pci_register_driver(k, igb_driver);
  },
);
