/** /sys/kernel/irq/N (kernel/irq/irqdesc.c) and /proc/irq/N (kernel/irq/proc.c), in the dump's key=value form. */
import { cpumaskHex, cpumaskList } from '../../base/cpumask.ts';
import { IRQD_LEVEL, IRQD_WAKEUP_STATE } from '../linux/include/linux/irq.ts';
import type { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { actionNames, cpuIds, type Moment, possibleCpus } from './moment.ts';

/** Files of /sys/kernel/irq/N; one that is empty has no newline, so the next key follows on its line. */
export function reportSysIrq(moment: Moment, desc: irq_desc): string {
  const { chip, domain, hwirq } = desc.irq_data;
  const state = desc.irq_common_data.state_use_accessors;
  const line = (text: string | undefined): string => (text === undefined || text === '' ? '' : `${text}\n`);
  return (
    `actions=${line(actionNames(desc).join(','))}` +
    `chip_name=${line(chip?.name)}` +
    `hwirq=${line(domain === undefined ? undefined : `${hwirq}`)}` +
    `name=${line(desc.name)}` +
    `per_cpu_count=${possibleCpus(moment)
      .map((cpu) => desc.kstat_irqs.get(cpu) ?? 0)
      .join(',')}\n` +
    `type=${(state & IRQD_LEVEL) === 0 ? 'edge' : 'level'}\n` +
    `wakeup=${(state & IRQD_WAKEUP_STATE) === 0 ? 'disabled' : 'enabled'}\n`
  );
}

/** Files and folders of /proc/irq/N. */
export function reportProcIrq(moment: Moment, desc: irq_desc): string {
  const { affinity, effective_affinity, node } = desc.irq_common_data;
  const folders: string[] = [];
  for (let action = desc.action; action !== undefined; action = action.next) {
    if (action.dir && action.name !== undefined) folders.push(action.name);
  }
  return (
    `smp_affinity_list=${cpumaskList(affinity)}\n` +
    `effective_affinity_list=${cpumaskList(effective_affinity)}\n` +
    `affinity_hint=${cpumaskHex(desc.affinity_hint ?? 0n, cpuIds(moment))}\n` +
    `node=${node}\n` +
    folders
      .sort()
      .map((name) => `action=${name}\n`)
      .join('')
  );
}
