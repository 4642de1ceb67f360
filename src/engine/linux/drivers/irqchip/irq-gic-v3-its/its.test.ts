import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cpumaskOf } from '../../../../../base/cpumask.ts';
import { KERNEL_VERSIONS } from '../../../../api/kernel-versions.ts';
import { PCI_IRQ_MSIX } from '../../../include/linux/pci/index.ts';
import { irq_set_affinity } from '../../../kernel/irq/manage/index.ts';
import { pci_alloc_irq_vectors, pci_irq_vector } from '../../pci/msi/api.ts';
import { bootedKernel, commands, functionAt, queued } from '../../pci/msi/testing.ts';
import { alloc_lpi_range, free_lpi_range } from './lpi-range.ts';
import { irq_gic_v3_its_c } from './types.ts';

const DTB = readFileSync(new URL('../../../../../../conformance/golden/6.12/gicv3-its/board.dtb', import.meta.url));

describe.each(KERNEL_VERSIONS)('the ITS driver in $version', ({ version }) => {
  it('binds a collection to each CPU', () => {
    const k = bootedKernel(version, DTB);
    const each = [0, 1, 2, 3].map((cpu) => [
      `MAPC icid=${cpu} rdbase=${cpu} valid=1`,
      `SYNC rdbase=${cpu}`,
      `INVALL icid=${cpu}`,
      `SYNC rdbase=${cpu}`,
    ]);
    expect(commands(k, 0)).toEqual(each.flat());
  });

  it('gives LPIs from the first free range that is large enough, and joins what comes back', () => {
    const k = bootedKernel(version, DTB);
    const ranges = () =>
      irq_gic_v3_its_c(k)
        .lpi_range_list.entries()
        .map(([base, { span }]) => [base, span]);
    expect(ranges()).toEqual([[8192, 57344]]);
    expect([32, 4, 128].map((nr) => alloc_lpi_range(k, nr))).toEqual([8192, 8224, 8228]);
    free_lpi_range(k, 8224, 4);
    expect(alloc_lpi_range(k, 8)).toBe(8356);
    expect(alloc_lpi_range(k, 2)).toBe(8224);
    free_lpi_range(k, 8192, 32);
    free_lpi_range(k, 8224, 2);
    free_lpi_range(k, 8228, 128);
    expect(ranges()[0]).toEqual([8192, 164]);
    free_lpi_range(k, 8356, 8);
    expect(ranges()).toEqual([[8192, 57344]]);
    expect(alloc_lpi_range(k, 60000)).toBe(-28);
  });

  it('moves an event to the collection of the CPU that is asked for, and counts where LPIs go', () => {
    const k = bootedKernel(version, DTB);
    const { pdev } = functionAt(k, 0x18, 4);
    pci_alloc_irq_vectors(k, pdev, 4, 4, PCI_IRQ_MSIX);
    const before = queued(k);
    expect(irq_set_affinity(k, pci_irq_vector(k, pdev, 1), cpumaskOf(3))).toBe(0);
    expect(commands(k, before)).toEqual(['MOVI dev=18 event=1 icid=3', 'SYNC rdbase=1']);
    expect(irq_gic_v3_its_c(k).cpu_lpi_count_unmanaged.values()).toEqual([1, 0, 1, 2]);
    // The least loaded of the mask; no command when it is there already.
    irq_set_affinity(k, pci_irq_vector(k, pdev, 0), 0b1011n);
    expect(queued(k)).toBe(before + 2);
  });
});
