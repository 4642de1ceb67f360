/**
 * What drivers of controllers that stand in front of a GIC have alike, each in a file of its own in the kernel: a specifier that is
 * the GIC's, an SPI for an SPI, and a domain that passes it on.
 */
import type { Recorded } from '../../recorder/index.ts';
import { EINVAL } from '../include/linux/errno.ts';
import { type irq_chip, IRQ_TYPE_SENSE_MASK } from '../include/linux/irq.ts';
import type { irq_domain, irq_fwspec, Translated } from '../include/linux/irqdomain.ts';
import { is_of_node } from '../include/linux/of.ts';
import type { Kernel } from '../kernel.ts';
import { irq_domain_alloc_irqs_parent, irq_domain_set_hwirq_and_chip } from '../kernel/irq/irqdomain/index.ts';

export const GIC_SPI = 0;

/** Three cells as the GIC's, for SPIs alone. */
export function translateSpi({ fwnode, param, param_count }: irq_fwspec): Translated | number {
  const [kind, hwirq = 0, type = 0] = param;
  if (!is_of_node(fwnode) || param_count !== 3 || kind !== GIC_SPI) return -EINVAL;
  return { hwirq, type: type & IRQ_TYPE_SENSE_MASK };
}

/** Sets up interrupts at this level, and asks the parent for the same specifier. */
export function allocSameSpi(
  k: Kernel,
  domain: irq_domain,
  virq: number,
  nr_irqs: number,
  fwspec: irq_fwspec,
  chipOf: (hwirq: number) => { readonly chip: irq_chip; readonly data: Recorded | undefined },
): number {
  const first = fwspec.param[1] ?? 0;
  for (let i = 0; i < nr_irqs; i++) {
    const { chip, data } = chipOf(first + i);
    irq_domain_set_hwirq_and_chip(k, domain, virq + i, first + i, chip, data);
  }
  return irq_domain_alloc_irqs_parent(k, domain, virq, nr_irqs, { ...fwspec, fwnode: domain.parent?.fwnode });
}
