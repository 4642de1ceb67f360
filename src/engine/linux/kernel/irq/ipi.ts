/**
 * Models kernel/irq/ipi.c as far as arm64 uses it: sending an interrupt that stands for a message between CPUs. Left
 * out: interrupts between processors that drivers reserve.
 */
import { type Cpumask, cpumaskCpus } from '../../../../base/cpumask.ts';
import { source } from '../../../recorder/index.ts';
import { type irq_data, irq_data_get_irq_chip } from '../../include/linux/irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import { irq_domain_is_ipi_per_cpu } from '../../include/linux/irqdomain.ts';
import type { Kernel } from '../../kernel.ts';
import { irq_get_irq_data } from './chip/index.ts';

const at = source('kernel/irq/ipi.c');

/** The data for one CPU, where every CPU has an interrupt number of its own. */
function data_for_cpu(k: Kernel, data: irq_data, cpu: number): irq_data {
  const offset = data.common?.ipi_offset ?? 0;
  if (data.domain === undefined || !irq_domain_is_ipi_per_cpu(data.domain) || cpu === offset) return data;
  return irq_get_irq_data(k, data.irq + cpu - offset) ?? data;
}

export const __ipi_send_mask = at.fn(
  '__ipi_send_mask',
  'Sends an inter-processor interrupt to a set of CPUs.',
  (k: Kernel, desc: irq_desc, dest: Cpumask): number => {
    const data = desc.irq_data;
    const chip = irq_data_get_irq_chip(data);
    if (chip?.ipi_send_mask !== undefined) {
      chip.ipi_send_mask(k, data, dest);
      return 0;
    }
    for (const cpu of cpumaskCpus(dest)) chip?.ipi_send_single?.(k, data_for_cpu(k, data, cpu), cpu);
    return 0;
  },
);
