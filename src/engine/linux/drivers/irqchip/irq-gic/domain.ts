/** The GICv2 driver's interrupt domain: from what firmware writes to INTIDs, and from INTIDs to Linux's numbers. */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import { WARN } from '../../../include/asm-generic/bug.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import {
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_NONE,
  IRQ_TYPE_SENSE_MASK,
  IRQD_HANDLE_ENFORCE_IRQCTX,
  irqd_set,
  irqd_set_single_target,
} from '../../../include/linux/irq.ts';
import {
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  is_fwnode_irqchip,
  type Translated,
} from '../../../include/linux/irqdomain.ts';
import { is_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { handle_fasteoi_irq, handle_percpu_devid_irq, irq_set_probe } from '../../../kernel/irq/chip/index.ts';
import { irq_set_percpu_devid, irq_to_desc } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_domain_free_irqs_top, irq_domain_set_info } from '../../../kernel/irq/irqdomain/index.ts';
import { pr_err } from '../../../kernel/printk/printk.ts';
import { gic_chip } from './chip.ts';
import { gic_c, gic_chip_data } from './types.ts';

const at = source('drivers/irqchip/irq-gic.c');

const gic_irq_domain_map = at.fn(
  'gic_irq_domain_map',
  'Gives an interrupt of the GIC its chip and its flow handler: the first 32 belong to each CPU.',
  (k: Kernel, d: irq_domain, irq: number, hw: number): number => {
    const desc = must(irq_to_desc(k, irq), 'the descriptor being mapped');
    const chip = gic_chip(k, gic_chip_data.of(d.host_data));
    if (hw < 32) {
      irq_set_percpu_devid(k, irq);
      irq_domain_set_info(k, d, irq, hw, chip, d.host_data, handle_percpu_devid_irq, undefined, undefined);
    } else {
      irq_domain_set_info(k, d, irq, hw, chip, d.host_data, handle_fasteoi_irq, undefined, undefined);
      irq_set_probe(k, irq);
      irqd_set_single_target(desc.irq_data);
    }
    irqd_set(desc.irq_data, IRQD_HANDLE_ENFORCE_IRQCTX);
    return 0;
  },
);

const gic_irq_domain_translate = at.fn(
  'gic_irq_domain_translate',
  "Reads a specifier: shared or private, number, trigger type. The result is the GIC's INTID.",
  (k: Kernel, _d: irq_domain, fwspec: irq_fwspec): Translated | number => {
    const [kind = 0, number = 0, flags = 0] = fwspec.param;
    if (fwspec.param_count === 1 && kind < 16) return { hwirq: kind, type: IRQ_TYPE_EDGE_RISING };
    if (is_of_node(fwspec.fwnode)) {
      if (fwspec.param_count < 3 || kind > 1) return -EINVAL;
      const hwirq = number + (kind === 0 ? 32 : 16);
      const type = flags & IRQ_TYPE_SENSE_MASK;
      WARN(k, type === IRQ_TYPE_NONE, `HW irq ${hwirq} has invalid type`, gic_irq_domain_translate);
      return { hwirq, type };
    }
    if (!is_fwnode_irqchip(fwspec.fwnode) || fwspec.param_count !== 2) return -EINVAL;
    if (kind < 16) {
      pr_err(k, `[Firmware Bug]: Illegal GSI${kind} translation request`);
      return -EINVAL;
    }
    WARN(k, number === IRQ_TYPE_NONE, `HW irq ${kind} has invalid type`, gic_irq_domain_translate);
    return { hwirq: kind, type: number };
  },
);

const gic_irq_domain_alloc = at.fn(
  'gic_irq_domain_alloc',
  'Maps Linux interrupt numbers to INTIDs.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const found = gic_irq_domain_translate(k, domain, fwspecOf(arg));
    if (typeof found === 'number') return found;
    for (let i = 0; i < nr_irqs; i++) {
      const ret = gic_irq_domain_map(k, domain, virq + i, found.hwirq + i);
      if (ret !== 0) return ret;
    }
    return 0;
  },
);

/** The operations of a GICv2's domain. */
export function gic_irq_domain_hierarchy_ops(k: Kernel): irq_domain_ops {
  const c = gic_c(k);
  return (c.gic_irq_domain_hierarchy_ops ??= {
    name: 'gic_irq_domain_hierarchy_ops',
    translate: gic_irq_domain_translate,
    alloc: gic_irq_domain_alloc,
    free: irq_domain_free_irqs_top,
  });
}
