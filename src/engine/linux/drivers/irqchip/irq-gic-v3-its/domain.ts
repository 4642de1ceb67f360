/** The ITS's irq domain: LPIs, between the per-device or PCI domain above and the GIC below. */
import { must } from '../../../../../base/assert.ts';
import { cpumaskOf } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import {
  type irq_data,
  irq_data_update_effective_affinity,
  IRQ_TYPE_EDGE_RISING,
  IRQD_AFFINITY_ON_ACTIVATE,
  IRQD_RESEND_WHEN_IN_PROGRESS,
  irqd_set,
  IRQD_SINGLE_TARGET,
} from '../../../include/linux/irq.ts';
import { GIC_IRQ_TYPE_LPI } from '../../../include/linux/irqchip/arm-gic-v3.ts';
import {
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  is_fwnode_irqchip,
} from '../../../include/linux/irqdomain.ts';
import { allocInfoOf } from '../../../include/linux/msi.ts';
import { is_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpu_online_mask, nr_cpu_ids } from '../../../kernel/cpu/index.ts';
import { irq_get_irq_data } from '../../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_free_irqs_parent,
  irq_domain_get_irq_data,
  irq_domain_reset_irq_data,
  irq_domain_set_hwirq_and_chip,
} from '../../../kernel/irq/irqdomain/index.ts';
import { undefinedPointer } from '../../../kernel/panic.ts';
import { bitmap_empty, bitmap_release_region } from '../../../lib/bitmap.ts';
import { iommu_dma_prepare_msi } from '../../iommu/dma-iommu.ts';
import { msi_lib_irq_domain_select } from '../irq-msi-lib.ts';
import { its_dec_lpi_count, its_inc_lpi_count, its_select_cpu } from './affinity.ts';
import { get_msi_base, its_irq_chip } from './chip.ts';
import { get_count_order, its_alloc_device_irq, its_free_device } from './devices.ts';
import { its_lpi_free } from './lpi-range.ts';
import { its_send_discard, its_send_mapd, its_send_mapti } from './queue.ts';
import { its_dev_of, its_device, its_get_event_id } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

const its_irq_gic_domain_alloc = at.fn(
  'its_irq_gic_domain_alloc',
  "Allocates an LPI in the GIC's domain below.",
  (k: Kernel, domain: irq_domain, virq: number, hwirq: number): number => {
    const fwnode = domain.parent?.fwnode;
    let fwspec: irq_fwspec;
    if (is_of_node(fwnode)) fwspec = { fwnode, param_count: 3, param: [GIC_IRQ_TYPE_LPI, hwirq, IRQ_TYPE_EDGE_RISING] };
    else if (is_fwnode_irqchip(fwnode)) fwspec = { fwnode, param_count: 2, param: [hwirq, IRQ_TYPE_EDGE_RISING] };
    else return -EINVAL;
    return irq_domain_alloc_irqs_parent(k, domain, virq, 1, fwspec);
  },
);

const its_irq_domain_alloc = at.fn(
  'its_irq_domain_alloc',
  'Gives irqs their LPIs from the block of their device.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, args: unknown): number => {
    const info = allocInfoOf(args);
    const its_dev = its_device.of(info.scratchpad[0] ?? undefinedPointer('its_irq_domain_alloc'));
    const hwirq = its_alloc_device_irq(k, its_dev, nr_irqs);
    if (hwirq < 0) return hwirq;
    const desc = must(info.desc, 'the MSI descriptor of an allocation');
    const err = iommu_dma_prepare_msi(k, desc, get_msi_base(k, its_dev));
    if (err !== 0) return err;
    for (let i = 0; i < nr_irqs; i++) {
      const ret = its_irq_gic_domain_alloc(k, domain, virq + i, hwirq + i);
      if (ret !== 0) return ret;
      irq_domain_set_hwirq_and_chip(k, domain, virq + i, hwirq + i, its_irq_chip(k), its_dev);
      const irqd = must(irq_get_irq_data(k, virq + i), 'the irq_data of a new irq');
      irqd_set(irqd, IRQD_SINGLE_TARGET);
      irqd_set(irqd, IRQD_AFFINITY_ON_ACTIVATE);
      // From 6.4 on: an LPI that moved to another CPU while it ran is raised again there.
      if (k.since('6.12')) irqd_set(irqd, IRQD_RESEND_WHEN_IN_PROGRESS);
    }
    return 0;
  },
);

const its_irq_domain_activate = at.fn(
  'its_irq_domain_activate',
  'Chooses a CPU for an LPI and maps its event, so that it can be delivered.',
  (k: Kernel, domain: irq_domain, d: irq_data, reserve: boolean): number => {
    const its_dev = its_dev_of(d);
    const event = its_get_event_id(d);
    const cpu = its_select_cpu(k, d, cpu_online_mask(k));
    if (cpu < 0 || cpu >= nr_cpu_ids(k)) return -EINVAL;
    its_inc_lpi_count(k, d, cpu);
    its_dev.col_map.set(event, cpu);
    irq_data_update_effective_affinity(d, cpumaskOf(cpu));
    its_send_mapti(k, its_dev, d.hwirq, event);
    return 0;
  },
);

const its_irq_domain_deactivate = at.fn(
  'its_irq_domain_deactivate',
  'Unmaps the event of an LPI.',
  (k: Kernel, domain: irq_domain, d: irq_data): void => {
    const its_dev = its_dev_of(d);
    const event = its_get_event_id(d);
    its_dec_lpi_count(k, d, its_dev.col_map.get(event) ?? 0);
    its_send_discard(k, its_dev, event);
  },
);

function dataOf(k: Kernel, domain: irq_domain, virq: number): irq_data {
  return must(irq_domain_get_irq_data(k, domain, virq), 'the irq_data of an LPI');
}

const its_irq_domain_free = at.fn(
  'its_irq_domain_free',
  'Takes LPIs back; with the last one goes the ITS device, unless others share it.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const its_dev = its_dev_of(dataOf(k, domain, virq));
    bitmap_release_region(its_dev.lpi_map, its_get_event_id(dataOf(k, domain, virq)), get_count_order(nr_irqs));
    for (let i = 0; i < nr_irqs; i++) irq_domain_reset_irq_data(k, dataOf(k, domain, virq + i));
    // In 7.3 the ITS device stays until the MSI domain of the device goes.
    if (!k.since('7.3') && !its_dev.shared && bitmap_empty(its_dev.lpi_map)) {
      its_lpi_free(k, its_dev);
      its_send_mapd(k, its_dev, 0);
      its_free_device(k, its_dev);
    }
    irq_domain_free_irqs_parent(k, domain, virq, nr_irqs);
  },
);

export function its_domain_ops(k: Kernel): irq_domain_ops {
  return {
    name: 'its_domain_ops',
    // The domain became an MSI parent, which is looked up by more than one bus token.
    ...(k.since('6.12') ? { select: msi_lib_irq_domain_select } : {}),
    alloc: its_irq_domain_alloc,
    free: its_irq_domain_free,
    activate: its_irq_domain_activate,
    deactivate: its_irq_domain_deactivate,
  };
}
