/** The MBI driver, interrupts: which SPI a vector gets, and what the device must write to raise it. */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import { EINVAL, ENOSPC } from '../../../include/linux/errno.ts';
import { type irq_chip, type irq_data, IRQ_TYPE_EDGE_RISING } from '../../../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops } from '../../../include/linux/irqdomain.ts';
import { allocInfoOf, type msi_msg, set_msg_address } from '../../../include/linux/msi.ts';
import { is_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
} from '../../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_free_irqs_parent,
  irq_domain_get_irq_data,
  irq_domain_set_hwirq_and_chip,
} from '../../../kernel/irq/irqdomain/index.ts';
import { undefinedPointer } from '../../../kernel/panic.ts';
import { iommu_dma_compose_msi_msg, iommu_dma_prepare_msi } from '../../iommu/dma-iommu.ts';
import { msi_lib_irq_domain_select } from '../irq-msi-lib.ts';
import { GICD_SETSPI_NSR, irq_gic_v3_mbi_c, mbi_range } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-mbi.c');

function mbi_irq_chip(k: Kernel): irq_chip {
  return (irq_gic_v3_mbi_c(k).mbi_irq_chip ??= {
    name: 'MBI',
    irq_mask: irq_chip_mask_parent,
    irq_unmask: irq_chip_unmask_parent,
    irq_eoi: irq_chip_eoi_parent,
    irq_set_type: irq_chip_set_type_parent,
    irq_set_affinity: irq_chip_set_affinity_parent,
    flags: 0,
  });
}

const mbi_irq_gic_domain_alloc = at.fn(
  'mbi_irq_gic_domain_alloc',
  'Has the GIC map the SPI, and makes it edge triggered.',
  (k: Kernel, domain: irq_domain, virq: number, hwirq: number): number => {
    const parent = must(domain.parent, 'the GIC domain');
    const { fwnode } = parent;
    if (!is_of_node(fwnode)) return -EINVAL;
    const fwspec = { fwnode, param_count: 3, param: [0, hwirq - 32, IRQ_TYPE_EDGE_RISING] };
    const err = irq_domain_alloc_irqs_parent(k, domain, virq, 1, fwspec);
    if (err !== 0) return err;
    const d = must(irq_domain_get_irq_data(k, parent, virq), 'the SPI just mapped');
    return d.chip?.irq_set_type?.(k, d, IRQ_TYPE_EDGE_RISING) ?? 0;
  },
);

/** get_count_order: the power of two that holds a number of vectors. */
function blockOf(nr_irqs: number): number {
  return 2 ** Math.ceil(Math.log2(nr_irqs));
}

function mbi_free_msi(mbi: mbi_range, hwirq: number, nr_irqs: number): void {
  const first = hwirq - mbi.spi_start;
  for (let i = first; i < first + blockOf(nr_irqs); i++) mbi.bm.delete(i);
}

/** Takes a block of a power of two, at a multiple of its size, from the first range that has one free. */
function allocate(k: Kernel, nr_irqs: number): { mbi: mbi_range; hwirq: number } | undefined {
  const size = blockOf(nr_irqs);
  for (const mbi of irq_gic_v3_mbi_c(k).mbi_ranges) {
    for (let offset = 0; offset + size <= mbi.nr_spis; offset += size) {
      let free = 0;
      while (free < size && !mbi.bm.has(offset + free)) free++;
      if (free < size) continue;
      for (let i = offset; i < offset + size; i++) mbi.bm.set(i, true);
      return { mbi, hwirq: mbi.spi_start + offset };
    }
  }
  return undefined;
}

const mbi_irq_domain_alloc = at.fn(
  'mbi_irq_domain_alloc',
  'Takes free SPIs for the vectors of a device.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, args: unknown): number => {
    const info = allocInfoOf(args);
    const found = allocate(k, nr_irqs);
    if (found === undefined) return -ENOSPC;
    const { mbi, hwirq } = found;
    const doorbell = irq_gic_v3_mbi_c(k).mbi_phys_base + GICD_SETSPI_NSR;
    const prepared = iommu_dma_prepare_msi(k, info.desc ?? undefinedPointer('iommu_dma_prepare_msi'), doorbell);
    if (prepared !== 0) return prepared;
    for (let i = 0; i < nr_irqs; i++) {
      const err = mbi_irq_gic_domain_alloc(k, domain, virq + i, hwirq + i);
      if (err !== 0) {
        irq_domain_free_irqs_parent(k, domain, virq, nr_irqs);
        mbi_free_msi(mbi, hwirq, nr_irqs);
        return err;
      }
      irq_domain_set_hwirq_and_chip(k, domain, virq + i, hwirq + i, mbi_irq_chip(k), mbi);
    }
    return 0;
  },
);

const mbi_irq_domain_free = at.fn(
  'mbi_irq_domain_free',
  'Gives the SPIs of vectors back.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const d = must(irq_domain_get_irq_data(k, domain, virq), 'the interrupt being freed');
    mbi_free_msi(mbi_range.of(d.chip_data), d.hwirq, nr_irqs);
    irq_domain_free_irqs_parent(k, domain, virq, nr_irqs);
  },
);

/** The operations of the MBI domain. Being found as a parent for devices' domains is new in 6.11. */
export function mbi_domain_ops(k: Kernel): irq_domain_ops {
  return (irq_gic_v3_mbi_c(k).mbi_domain_ops ??= {
    name: 'mbi_domain_ops',
    ...(k.since('6.12') ? { select: msi_lib_irq_domain_select } : {}),
    alloc: mbi_irq_domain_alloc,
    free: mbi_irq_domain_free,
  });
}

/** A platform device can have a second message that lowers a level interrupt; the model composes the first. */
export const mbi_compose_msi_msg = at.fn(
  'mbi_compose_msi_msg',
  "Says what a device must write where: the SPI's INTID to the distributor's doorbell.",
  (k: Kernel, d: irq_data, msg: msi_msg): void => {
    const addr = irq_gic_v3_mbi_c(k).mbi_phys_base + GICD_SETSPI_NSR;
    set_msg_address(msg, addr);
    msg.data = must(d.parent_data, 'the SPI below the message').hwirq;
    iommu_dma_compose_msi_msg(k, must(d.common?.msi_desc, 'the MSI descriptor'), msg);
  },
);
