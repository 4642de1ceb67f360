/**
 * Models drivers/net/ethernet/intel/e1000e/netdev.c up to the allocation of vectors at probe. Handlers are requested when
 * the interface is brought up, which nothing does here.
 */
import { always, num, type Recorded, ref, source, struct } from '../../../../../../recorder/index.ts';
import {
  type msix_entry,
  type pci_dev,
  PCI_DEVICE,
  type pci_device_id,
  type pci_driver,
} from '../../../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { builtIn } from '../../../../base/init.ts';
import { pci_disable_msi, pci_disable_msix, pci_enable_msi, pci_enable_msix_range } from '../../../../pci/msi/api.ts';
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
    return 0;
  },
);

const e1000_remove = at.fn('e1000_remove', 'Takes an Intel network adapter down.', (k: Kernel, pdev: pci_dev): void => {
  const adapter = e1000_adapter.of(pdev.dev.drvdata);
  if (adapter.int_mode === E1000E_INT_MODE_MSIX) pci_disable_msix(k, pdev);
  else if (adapter.int_mode === E1000E_INT_MODE_MSI) pci_disable_msi(k, pdev);
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
    };
    return __pci_register_driver(k, e1000_driver);
  },
);
