/**
 * Which CPU an LPI goes to: the least loaded of those allowed. Left out: NUMA nodes, which the modelled configuration
 * does not have (CONFIG_NUMA), and an erratum that goes with them.
 */
import { type Cpumask, cpumaskCpus, cpumaskOf } from '../../../../../base/cpumask.ts';
import { type RecordedMap, source } from '../../../../recorder/index.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import {
  type irq_data,
  irq_data_update_effective_affinity,
  IRQ_SET_MASK_OK_DONE,
  IRQD_AFFINITY_MANAGED,
  IRQD_FORWARDED_TO_VCPU,
  irqd_has,
} from '../../../include/linux/irq.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpu_online_mask, nr_cpu_ids } from '../../../kernel/cpu/index.ts';
import { its_send_movi } from './queue.ts';
import { collection_of, irq_gic_v3_its_c, its_dev_of, its_get_event_id, its_of } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

/** Managed and other interrupts are counted apart. */
function cpu_lpi_count(k: Kernel, d: irq_data): RecordedMap<number> {
  const c = irq_gic_v3_its_c(k);
  return irqd_has(d, IRQD_AFFINITY_MANAGED) ? c.cpu_lpi_count_managed : c.cpu_lpi_count_unmanaged;
}

export const its_inc_lpi_count = at.fn(
  'its_inc_lpi_count',
  'Counts an LPI that goes to a CPU.',
  (k: Kernel, d: irq_data, cpu: number): void => {
    const count = cpu_lpi_count(k, d);
    count.set(cpu, (count.get(cpu) ?? 0) + 1);
  },
);

export const its_dec_lpi_count = at.fn(
  'its_dec_lpi_count',
  'Counts an LPI that no longer goes to a CPU.',
  (k: Kernel, d: irq_data, cpu: number): void => {
    const count = cpu_lpi_count(k, d);
    count.set(cpu, (count.get(cpu) ?? 0) - 1);
  },
);

const cpumask_pick_least_loaded = at.fn(
  'cpumask_pick_least_loaded',
  'Picks the CPU with the fewest LPIs; of equals, the lowest.',
  (k: Kernel, d: irq_data, cpu_mask: Cpumask): number => {
    const counts = cpu_lpi_count(k, d);
    let cpu = nr_cpu_ids(k);
    let count = Infinity;
    for (const each of cpumaskCpus(cpu_mask)) {
      const this_count = counts.get(each) ?? 0;
      if (this_count >= count) continue;
      cpu = each;
      count = this_count;
    }
    return cpu;
  },
);

export const its_select_cpu = at.fn(
  'its_select_cpu',
  'Chooses the CPU an LPI goes to, given the CPUs it may go to.',
  (k: Kernel, d: irq_data, aff_mask: Cpumask): number => {
    if (irqd_has(d, IRQD_AFFINITY_MANAGED)) return cpumask_pick_least_loaded(k, d, aff_mask);
    const online = cpu_online_mask(k);
    const allowed = aff_mask & online;
    return cpumask_pick_least_loaded(k, d, allowed === 0n ? online : allowed);
  },
);

export const its_set_affinity = at.fn(
  'its_set_affinity',
  "Moves an LPI to a CPU of the mask, by moving its event to that CPU's collection.",
  (k: Kernel, d: irq_data, mask_val: Cpumask, force: boolean): number => {
    const its_dev = its_dev_of(d);
    const id = its_get_event_id(d);
    if (irqd_has(d, IRQD_FORWARDED_TO_VCPU)) return -EINVAL;
    const prev_cpu = its_dev.col_map.get(id) ?? 0;
    its_dec_lpi_count(k, d, prev_cpu);
    const cpu = force ? cpumask_pick_least_loaded(k, d, mask_val) : its_select_cpu(k, d, mask_val);
    if (cpu < 0 || cpu >= nr_cpu_ids(k)) {
      its_inc_lpi_count(k, d, prev_cpu);
      return -EINVAL;
    }
    if (cpu !== prev_cpu) {
      its_send_movi(k, its_dev, collection_of(its_of(its_dev), cpu), id);
      its_dev.col_map.set(id, cpu);
      irq_data_update_effective_affinity(d, cpumaskOf(cpu));
    }
    its_inc_lpi_count(k, d, cpu);
    return IRQ_SET_MASK_OK_DONE;
  },
);
