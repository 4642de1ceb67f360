/**
 * Models drivers/net/ethernet/intel/igb/igb_main.c up to the allocation of vectors at probe, for the 82576 without virtual
 * functions. Handlers are requested when the interface is brought up, which nothing does here.
 */
import { cpumaskWeight } from '../../../../../../../base/cpumask.ts';
import { always, bool, num, type Recorded, ref, source, struct } from '../../../../../../recorder/index.ts';
import {
  type msix_entry,
  type pci_dev,
  PCI_DEVICE,
  type pci_device_id,
  type pci_driver,
} from '../../../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { cpu_online_mask } from '../../../../../kernel/cpu/index.ts';
import { builtIn } from '../../../../base/init.ts';
import { pci_disable_msi, pci_disable_msix, pci_enable_msi, pci_enable_msix_range } from '../../../../pci/msi/api.ts';
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
}
const igb_adapter = struct<igb_adapter>('igb_adapter', {
  pdev: always(ref()),
  rss_queues: num(),
  num_tx_queues: num(),
  num_q_vectors: num(),
  has_msix: bool(),
  has_msi: bool(),
});

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
    if (adapter.has_msix) return;
    adapter.rss_queues = 1;
    adapter.num_tx_queues = 1;
    adapter.num_q_vectors = 1;
    adapter.has_msi = pci_enable_msi(k, adapter.pdev) === 0;
  },
);

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
    return 0;
  },
);

const igb_remove = at.fn('igb_remove', 'Takes an Intel gigabit adapter down.', (k: Kernel, pdev: pci_dev): void => {
  const adapter = igb_adapter.of(pdev.dev.drvdata);
  if (adapter.has_msix) pci_disable_msix(k, pdev);
  else if (adapter.has_msi) pci_disable_msi(k, pdev);
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
    };
    return __pci_register_driver(k, igb_driver);
  },
);
