import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../../../../api/kernel-versions.ts';
import { PCI_IRQ_MSI, PCI_IRQ_MSIX } from '../../../include/linux/pci/index.ts';
import { pci_alloc_irq_vectors, pci_free_irq_vectors, pci_irq_vector } from './api.ts';
import { bootedKernel, commands, functionAt, MSI_CAP, MSIX_CAP, queued } from './testing.ts';

const DTB = readFileSync(new URL('../../../../../../conformance/golden/6.12/gicv3-its/board.dtb', import.meta.url));

/** One vector after the other, to CPU 0, 1, 2, … */
function mapped(count: number): string[] {
  return Array.from({ length: count }, (_, i) => [
    `MAPTI dev=18 event=${i} intid=${8192 + i} icid=${i}`,
    `SYNC rdbase=${i}`,
  ]).flat();
}
function discarded(count: number): string[] {
  return Array.from({ length: count }, (_, i) => [`DISCARD dev=18 event=${i}`, `SYNC rdbase=${i}`]).flat();
}

describe.each(KERNEL_VERSIONS)('PCI messages in $version', ({ version }) => {
  it('MSI-X: MAPD and a MAPTI for each vector, messages in the table, all masked; freeing undoes it', () => {
    const k = bootedKernel(version, DTB);
    const { pdev, config, table } = functionAt(k, 0x18, 5);
    const before = queued(k);
    expect(pci_alloc_irq_vectors(k, pdev, 1, 3, PCI_IRQ_MSIX)).toBe(3);
    // 6.1 provides for the vectors asked for, 6.12 for the whole table of 5.
    const size = version === '6.1' ? 2 : 3;
    expect(commands(k, before)).toEqual([`MAPD dev=18 size=${size} valid=1`, ...mapped(3)]);
    expect(config.getUint16(MSIX_CAP + 2, true)).toBe(0x8004);
    for (const [event, entry] of [table, table + 0x10, table + 0x20].entries()) {
      expect([0, 4, 8, 12].map((offset) => k.bus.read(entry + offset, 4, 0))).toEqual([0x8090040, 0, event, 1]);
    }
    expect(pci_irq_vector(k, pdev, 2)).toBe(pci_irq_vector(k, pdev, 0) + 2);
    const allocated = queued(k);
    pci_free_irq_vectors(k, pdev);
    // In 7.3 the ITS device stays with the MSI domain of the function.
    const unmapped = version === '7.3' ? [] : [`MAPD dev=18 size=${size} valid=0`];
    expect(commands(k, allocated)).toEqual([...discarded(3), ...unmapped]);
    expect(config.getUint16(MSIX_CAP + 2, true)).toBe(4);
    expect(pdev.dev.msi_data?.store.size).toBe(0);
  });

  it('MSI: one descriptor for a block of LPIs', () => {
    const k = bootedKernel(version, DTB);
    const { pdev, config } = functionAt(k, 0x18, 5);
    const before = queued(k);
    expect(pci_alloc_irq_vectors(k, pdev, 4, 4, PCI_IRQ_MSI)).toBe(4);
    // 7.3 provides for all that the capability offers, which is 8.
    const size = version === '7.3' ? 3 : 2;
    expect(commands(k, before)).toEqual([`MAPD dev=18 size=${size} valid=1`, ...mapped(4)]);
    expect(config.getUint16(MSI_CAP + 2, true)).toBe(0x1a7);
    expect(config.getUint32(MSI_CAP + 0x10, true)).toBe(0xff);
    expect(pci_irq_vector(k, pdev, 3)).toBe(pdev.irq + 3);
    pci_free_irq_vectors(k, pdev);
    expect(pdev.irq).toBe(40);
    expect(config.getUint16(MSI_CAP + 2, true) & 1).toBe(0);
  });

  it('asks for more than there is: fewer, or an errno', () => {
    const k = bootedKernel(version, DTB);
    const { pdev } = functionAt(k, 0x18, 5, 0);
    expect(pci_alloc_irq_vectors(k, pdev, 6, 8, PCI_IRQ_MSIX | PCI_IRQ_MSI)).toBe(-28);
    expect(pci_alloc_irq_vectors(k, pdev, 1, 64, PCI_IRQ_MSIX)).toBe(5);
    // The other capability is not touched while one is on.
    expect(pci_alloc_irq_vectors(k, pdev, 1, 1, PCI_IRQ_MSI)).toBe(-22);
  });
});
