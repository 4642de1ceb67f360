/** What a report reads: the state at one moment, and which kernel it is the state of. */
import type { Objects } from '../recorder/index.ts';
import { type Cpumask, cpumaskCpus } from '../../base/cpumask.ts';
import type { irq_data } from '../linux/include/linux/irq.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { cpu_c } from '../linux/kernel/cpu/index.ts';
import type { KernelVersion } from '../api/kernel-versions.ts';

export interface Moment {
  readonly objects: Objects;
  readonly version: KernelVersion;
}

function mask(moment: Moment, which: 'cpu_possible_mask' | 'cpu_online_mask'): Cpumask {
  return moment.objects.all(cpu_c.type)[0]?.[which] ?? 0n;
}

export function onlineCpus(moment: Moment): number[] {
  return cpumaskCpus(mask(moment, 'cpu_online_mask'));
}

export function possibleCpus(moment: Moment): number[] {
  return cpumaskCpus(mask(moment, 'cpu_possible_mask'));
}

/** nr_cpu_ids: one more than the highest possible CPU. */
export function cpuIds(moment: Moment): number {
  return (possibleCpus(moment).at(-1) ?? 0) + 1;
}

/** All interrupt descriptors, by virq. */
export function descriptors(moment: Moment): irq_desc[] {
  return moment.objects.all(irq_desc).sort((a, b) => a.irq_data.irq - b.irq_data.irq);
}

/** What a chip calls itself for an interrupt; one that is just being set up has no data to make a name of yet. */
export function chipName(data: irq_data): string | undefined {
  const { chip } = data;
  return (data.chip_data === undefined ? undefined : chip?.irq_print_chip?.(data)) ?? chip?.name;
}

/** Names of a descriptor's actions, in the order they run. */
export function actionNames(desc: irq_desc): string[] {
  const names: string[] = [];
  for (let action = desc.action; action !== undefined; action = action.next) names.push(action.name ?? '(null)');
  return names;
}
