/** PPIs that mean different devices on different CPUs: each has a domain of its own, with a hwirq for each group of CPUs. */
import { partition_desc } from '../linux/drivers/irqchip/irq-partition-percpu.ts';
import type { irq_data } from '../linux/include/linux/irq.ts';
import type { irq_domain } from '../linux/include/linux/irqdomain.ts';

/** The PPI whose partitions a domain has; undefined for any other domain. */
export function partitionsOf(domain: irq_domain | undefined): partition_desc | undefined {
  const data = domain?.host_data;
  return partition_desc.is(data) ? data : undefined;
}

/** The outermost part of an interrupt: what the hardware knows of it. A partition is its PPI. */
export function outermost(data: irq_data): irq_data {
  let at = data;
  while (at.parent_data?.domain !== undefined) at = at.parent_data;
  return partitionsOf(at.domain)?.chained_desc?.irq_data ?? at;
}
