/** The v2m driver, interrupts: which SPI a vector gets, and what the device must write to raise it. */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import { EINVAL, ENOSPC } from '../../../include/linux/errno.ts';
import { type irq_chip, type irq_data, IRQ_TYPE_EDGE_RISING } from '../../../include/linux/irq.ts';
import {
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  is_fwnode_irqchip,
} from '../../../include/linux/irqdomain.ts';
import { allocInfoOf, type msi_msg, set_msg_address } from '../../../include/linux/msi.ts';
import { is_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
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
import { GICV2M_NEEDS_SPI_OFFSET, irq_gic_v2m_c, v2m_data, V2M_MSI_SETSPI_NS } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v2m.c');

/** The doorbell: where a device writes. */
function gicv2m_get_msi_addr(v2m: v2m_data): number {
  return v2m.base + V2M_MSI_SETSPI_NS;
}

const gicv2m_compose_msi_msg = at.fn(
  'gicv2m_compose_msi_msg',
  "Says what a device must write where: the SPI's INTID to the frame's doorbell.",
  (k: Kernel, d: irq_data, msg: msi_msg): void => {
    const v2m = v2m_data.of(d.chip_data);
    const addr = gicv2m_get_msi_addr(v2m);
    set_msg_address(msg, addr);
    msg.data = d.hwirq - ((v2m.flags & GICV2M_NEEDS_SPI_OFFSET) === 0 ? 0 : v2m.spi_offset);
    iommu_dma_compose_msi_msg(k, must(d.common?.msi_desc, 'the MSI descriptor'), msg);
  },
);

function gicv2m_irq_chip(k: Kernel): irq_chip {
  return (irq_gic_v2m_c(k).gicv2m_irq_chip ??= {
    name: 'GICv2m',
    irq_mask: irq_chip_mask_parent,
    irq_unmask: irq_chip_unmask_parent,
    irq_eoi: irq_chip_eoi_parent,
    irq_set_affinity: irq_chip_set_affinity_parent,
    irq_compose_msi_msg: gicv2m_compose_msi_msg,
    flags: 0,
  });
}

/** An SPI as the parent's specifier names it; undefined for a parent that cannot be named. */
function specifier(domain: irq_domain, hwirq: number): irq_fwspec | undefined {
  const fwnode = domain.parent?.fwnode;
  if (is_of_node(fwnode)) return { fwnode, param_count: 3, param: [0, hwirq - 32, IRQ_TYPE_EDGE_RISING] };
  if (is_fwnode_irqchip(fwnode)) return { fwnode, param_count: 2, param: [hwirq, IRQ_TYPE_EDGE_RISING] };
  return undefined;
}

const gicv2m_irq_gic_domain_alloc = at.fn(
  'gicv2m_irq_gic_domain_alloc',
  'Has the GIC map the SPI, and makes it edge triggered.',
  (k: Kernel, domain: irq_domain, virq: number, hwirq: number): number => {
    const fwspec = specifier(domain, hwirq);
    if (fwspec === undefined) return -EINVAL;
    const err = irq_domain_alloc_irqs_parent(k, domain, virq, 1, fwspec);
    if (err !== 0) return err;
    const d = irq_domain_get_irq_data(k, must(domain.parent, 'the GIC domain'), virq);
    if (d !== undefined) d.chip?.irq_set_type?.(k, d, IRQ_TYPE_EDGE_RISING);
    return 0;
  },
);

/** get_count_order: the power of two that holds a number of vectors. */
function blockOf(nr_irqs: number): number {
  return 2 ** Math.ceil(Math.log2(nr_irqs));
}

const gicv2m_unalloc_msi = at.fn(
  'gicv2m_unalloc_msi',
  "Gives a frame's SPIs back.",
  (_k: Kernel, v2m: v2m_data, hwirq: number, nr_irqs: number): void => {
    const first = hwirq - v2m.spi_start;
    for (let i = first; i < first + blockOf(nr_irqs); i++) v2m.bm.delete(i);
  },
);

/** The first free run of SPIs of a frame whose INTIDs start at a multiple of their (power of two) number. */
function findRun(v2m: v2m_data, nr_irqs: number): number | undefined {
  const mask = nr_irqs - 1;
  const before = v2m.spi_start & mask;
  for (let start = 0; ;) {
    while (v2m.bm.has(start)) start++;
    const index = ((start + before + mask) & ~mask) - before;
    if (index + nr_irqs > v2m.nr_spis) return undefined;
    let taken = index;
    while (taken < index + nr_irqs && !v2m.bm.has(taken)) taken++;
    if (taken === index + nr_irqs) return index;
    start = taken + 1;
  }
}

/** Takes SPIs from the first frame that has enough. */
function allocate(k: Kernel, nr_irqs: number): { v2m: v2m_data; hwirq: number } | undefined {
  for (const v2m of irq_gic_v2m_c(k).v2m_nodes) {
    const offset = findRun(v2m, nr_irqs);
    if (offset === undefined) continue;
    for (let i = offset; i < offset + nr_irqs; i++) v2m.bm.set(i, true);
    return { v2m, hwirq: v2m.spi_start + offset };
  }
  return undefined;
}

const gicv2m_irq_domain_alloc = at.fn(
  'gicv2m_irq_domain_alloc',
  'Takes free SPIs of a frame for the vectors of a device.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, args: unknown): number => {
    const info = allocInfoOf(args);
    const found = allocate(k, nr_irqs);
    if (found === undefined) return -ENOSPC;
    const { v2m, hwirq } = found;
    const prepared = iommu_dma_prepare_msi(
      k,
      info.desc ?? undefinedPointer('iommu_dma_prepare_msi'),
      gicv2m_get_msi_addr(v2m),
    );
    if (prepared !== 0) return prepared;
    for (let i = 0; i < nr_irqs; i++) {
      const err = gicv2m_irq_gic_domain_alloc(k, domain, virq + i, hwirq + i);
      if (err !== 0) {
        irq_domain_free_irqs_parent(k, domain, virq, nr_irqs);
        gicv2m_unalloc_msi(k, v2m, hwirq, nr_irqs);
        return err;
      }
      irq_domain_set_hwirq_and_chip(k, domain, virq + i, hwirq + i, gicv2m_irq_chip(k), v2m);
    }
    return 0;
  },
);

const gicv2m_irq_domain_free = at.fn(
  'gicv2m_irq_domain_free',
  'Gives the SPIs of vectors back.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const d = must(irq_domain_get_irq_data(k, domain, virq), 'the interrupt being freed');
    gicv2m_unalloc_msi(k, v2m_data.of(d.chip_data), d.hwirq, nr_irqs);
    irq_domain_free_irqs_parent(k, domain, virq, nr_irqs);
  },
);

/** The operations of the v2m domain. Being found as a parent for devices' domains is new in 6.11. */
export function gicv2m_domain_ops(k: Kernel): irq_domain_ops {
  return (irq_gic_v2m_c(k).gicv2m_domain_ops ??= {
    name: 'gicv2m_domain_ops',
    ...(k.since('6.12') ? { select: msi_lib_irq_domain_select } : {}),
    alloc: gicv2m_irq_domain_alloc,
    free: gicv2m_irq_domain_free,
  });
}
