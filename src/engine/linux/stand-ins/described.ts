/**
 * Stands in for the driver of a PCI function that a scenario describes by hand. It asks for vectors in the words of the scenario
 * (`"driver": {"minVectors", "maxVectors", "flags"}`), and for the interrupt of each it gets.
 */
import type { DriverFlag } from '../../api/scenario/names.ts';
import { always, num, type Recorded, ref, source, struct } from '../../recorder/index.ts';
import { asksForIntx, pci_free_irq, pci_request_irq } from '../drivers/pci/irq.ts';
import { pci_alloc_irq_vectors_affinity, pci_free_irq_vectors } from '../drivers/pci/msi/api.ts';
import { __pci_register_driver } from '../drivers/pci/pci-driver.ts';
import { pci_disable_device, pci_enable_device, pci_set_master } from '../drivers/pci/pci/index.ts';
import { readl } from '../include/asm/io.ts';
import { ENODEV } from '../include/linux/errno.ts';
import { type irq_affinity, IRQ_HANDLED, IRQ_NONE } from '../include/linux/interrupt.ts';
import { IORESOURCE_MEM } from '../include/linux/ioport.ts';
import {
  PCI_ANY_ID,
  type pci_dev,
  PCI_DEVICE,
  type pci_driver,
  PCI_IRQ_AFFINITY,
  PCI_IRQ_INTX,
  PCI_IRQ_MSI,
  PCI_IRQ_MSIX,
  pci_name,
  pci_resource_flags,
  pci_resource_len,
  pci_resource_start,
} from '../include/linux/pci/index.ts';
import type { Kernel } from '../kernel.ts';

const at = source('stand-ins/described.ts');

const FLAGS: Readonly<Record<DriverFlag, number>> = {
  intx: PCI_IRQ_INTX,
  msi: PCI_IRQ_MSI,
  msix: PCI_IRQ_MSIX,
  affinity: PCI_IRQ_AFFINITY,
};

interface described_dev extends Recorded {
  pdev: pci_dev;
  vectors: number;
}
const described_dev = struct<described_dev>('described_dev', { pdev: always(ref()), vectors: num() });

const described_irq = at.fn(
  'described_irq',
  "The device's interrupt: there is nothing to do but to take it. Of a shared line the device is asked whether it was it.",
  (k: Kernel, irq: number, data: Recorded | undefined): number => {
    const { pdev } = described_dev.of(data);
    if (pdev.msi_enabled || pdev.msix_enabled) return IRQ_HANDLED;
    const status = statusRegister(pdev);
    const asks = status === undefined ? asksForIntx(k, pdev) : readl(k, status) !== 0;
    return asks ? IRQ_HANDLED : IRQ_NONE;
  },
);

/** The last word of the first memory BAR; the machine's side of it is in machine/pci/described.ts. */
function statusRegister(pdev: pci_dev): number | undefined {
  for (let bar = 0; bar < 6; bar++) {
    if ((pci_resource_flags(pdev, bar) & IORESOURCE_MEM) !== 0)
      return pci_resource_start(pdev, bar) + pci_resource_len(pdev, bar) - 4;
  }
  return undefined;
}

function requestAll(k: Kernel, dev: described_dev): number {
  for (let nr = 0; nr < dev.vectors; nr++) {
    const name = `${pci_name(dev.pdev)}-${nr}`;
    const err = pci_request_irq(k, dev.pdev, nr, described_irq, undefined, dev, name);
    if (err === 0) continue;
    for (let done = nr - 1; done >= 0; done--) pci_free_irq(k, dev.pdev, done, dev);
    return err;
  }
  return 0;
}

const described_probe = at.fn(
  'described_probe',
  'Brings up a device that the scenario describes: as many vectors as it asks for, and a handler for each.',
  (k: Kernel, pdev: pci_dev): number => {
    const wish = k.boot.pciDrivers?.find(({ bdf }) => bdf.toLowerCase() === pci_name(pdev));
    if (wish === undefined) return -ENODEV;
    const err = pci_enable_device(k, pdev);
    if (err !== 0) return err;
    pci_set_master(k, pdev);
    const flags = wish.flags.reduce((all, flag) => all | FLAGS[flag], 0);
    const affd: irq_affinity = { pre_vectors: 0, post_vectors: 0, nr_sets: 0, set_size: [] };
    const spread = wish.flags.includes('affinity') ? affd : undefined;
    const vectors = pci_alloc_irq_vectors_affinity(k, pdev, wish.minVectors, wish.maxVectors, flags, spread);
    const dev = described_dev.create(k.rec, { pdev, vectors: Math.max(0, vectors) });
    const requested = vectors < 0 ? vectors : requestAll(k, dev);
    if (requested !== 0) {
      if (vectors >= 0) pci_free_irq_vectors(k, pdev);
      pci_disable_device(k, pdev);
      return requested;
    }
    pdev.dev.drvdata = dev;
    return 0;
  },
);

const described_remove = at.fn(
  'described_remove',
  'Takes a device that the scenario describes down: its handlers and vectors are given back.',
  (k: Kernel, pdev: pci_dev): void => {
    const dev = described_dev.of(pdev.dev.drvdata);
    for (let nr = dev.vectors - 1; nr >= 0; nr--) pci_free_irq(k, pdev, nr, dev);
    pci_free_irq_vectors(k, pdev);
    pci_disable_device(k, pdev);
  },
);

export const described_driver_init = at.fn(
  'described_driver_init',
  'Registers the driver of the functions that the scenario describes, if there are any.',
  (k: Kernel): number => {
    const places = k.boot.pciDrivers?.map(({ bdf }) => bdf.toLowerCase()) ?? [];
    if (places.length === 0) return 0;
    const driver: pci_driver = {
      name: 'described',
      bus: 'pci',
      places,
      id_table: [PCI_DEVICE(PCI_ANY_ID, PCI_ANY_ID)],
      probe: described_probe,
      remove: described_remove,
    };
    return __pci_register_driver(k, driver);
  },
);
