/**
 * Models kernel/irq/cpuhotplug.c: interrupts leave a CPU that goes, and managed ones come back with it. Left out: CPU
 * isolation, and moves that wait for the next interrupt (not on arm64).
 */
import { type Cpumask, cpumaskHas, cpumaskList, cpumaskOf } from '../../../../base/cpumask.ts';
import { source } from '../../../recorder/index.ts';
import { ENOSPC } from '../../include/linux/errno.ts';
import {
  type irq_data,
  irq_data_get_affinity_mask,
  irq_data_get_effective_affinity_mask,
  irq_data_get_irq_chip,
  irqd_affinity_is_managed,
  irqd_is_managed_and_shutdown,
  irqd_is_per_cpu,
  irqd_is_single_target,
  irqd_is_started,
} from '../../include/linux/irq.ts';
import { type irq_desc, IRQS_SUSPENDED } from '../../include/linux/irqdesc.ts';
import type { Kernel } from '../../kernel.ts';
import { cpu_online_mask } from '../cpu/index.ts';
import { pr_warn } from '../printk/printk.ts';
import { irq_shutdown_and_deactivate, irq_startup, irq_startup_managed } from './chip/index.ts';
import { IRQ_RESEND, IRQ_START_COND, irqd_set_managed_shutdown } from './internals.ts';
import { for_each_active_irq, irq_lock_sparse, irq_to_desc, irq_unlock_sparse } from './irqdesc/index.ts';
import { irq_do_set_affinity, irq_set_affinity_locked } from './manage/index.ts';

const at = source('kernel/irq/cpuhotplug.c');

const irq_needs_fixup = at.fn(
  'irq_needs_fixup',
  'Whether an interrupt goes to the CPU that is leaving.',
  (k: Kernel, d: irq_data): boolean => {
    const effective = irq_data_get_effective_affinity_mask(d);
    const m = effective === 0n ? irq_data_get_affinity_mask(d) : effective;
    if ((m & ~cpumaskOf(k.cpu)) !== 0n && (m & cpu_online_mask(k)) === 0n) {
      const list = cpumaskList(m);
      pr_warn(k, `Eff. affinity ${list} of IRQ ${d.irq} contains only offline CPUs after offlining CPU ${k.cpu}`);
      return true;
    }
    return cpumaskHas(m, k.cpu);
  },
);

/** Moves an interrupt; from 6.11 on to any online CPU if its own ones have no room. Tells whether its set was left. */
function move(k: Kernel, d: irq_data, wanted: Cpumask): boolean {
  const online = cpu_online_mask(k);
  let brokeaff = (wanted & online) === 0n;
  let err = irq_do_set_affinity(k, d, brokeaff ? online : wanted, false);
  if (k.since('6.12') && err === -ENOSPC && !irqd_affinity_is_managed(d) && !brokeaff) {
    brokeaff = true;
    err = irq_do_set_affinity(k, d, online, false);
  }
  if (err === 0) return brokeaff;
  pr_warn(k, `IRQ${d.irq}: set affinity failed(${err}).`);
  return false;
}

const migrate_one_irq = at.fn(
  'migrate_one_irq',
  'Moves an interrupt off the CPU that is leaving; a managed one without another CPU is shut down.',
  (k: Kernel, desc: irq_desc): boolean => {
    const d = desc.irq_data;
    if (irq_data_get_irq_chip(d)?.irq_set_affinity === undefined) return false;
    if (irqd_is_per_cpu(d) || !irqd_is_started(d) || !irq_needs_fixup(k, d)) return false;
    const affinity = irq_data_get_affinity_mask(d);
    if ((affinity & cpu_online_mask(k)) === 0n && irqd_affinity_is_managed(d)) {
      irqd_set_managed_shutdown(d);
      irq_shutdown_and_deactivate(k, desc);
      return false;
    }
    return move(k, d, affinity);
  },
);

export const irq_migrate_all_off_this_cpu = at.fn(
  'irq_migrate_all_off_this_cpu',
  'Moves all interrupts off the running CPU, which is leaving.',
  (k: Kernel): void => {
    for (const irq of for_each_active_irq(k)) {
      const desc = irq_to_desc(k, irq);
      if (desc !== undefined) migrate_one_irq(k, desc);
    }
  },
);

/** A managed interrupt whose CPU comes back: started if it was shut down, else spread again. */
function irq_restore_affinity_of_irq(k: Kernel, desc: irq_desc, cpu: number): void {
  const d = desc.irq_data;
  const affinity = irq_data_get_affinity_mask(d);
  if (!irqd_affinity_is_managed(d) || desc.action === undefined) return;
  if (irq_data_get_irq_chip(d) === undefined || !cpumaskHas(affinity, cpu)) return;
  // 6.12 leaves suspended interrupts to the resume, and looks at the target of a started one as well, as later kernels do.
  if (k.since('6.12') && !k.since('7.3') && (desc.istate & IRQS_SUSPENDED) !== 0) return;
  if (irqd_is_managed_and_shutdown(d)) {
    if (k.since('7.3')) irq_startup_managed(k, desc);
    else irq_startup(k, desc, IRQ_RESEND, IRQ_START_COND);
    if (!k.since('6.12')) return;
  }
  if (!irqd_is_single_target(d)) irq_set_affinity_locked(k, d, affinity, false);
}

export const irq_affinity_online_cpu = at.fn(
  'irq_affinity_online_cpu',
  'Brings back the managed interrupts of a CPU that came online.',
  (k: Kernel, cpu: number): number => {
    irq_lock_sparse(k);
    for (const irq of for_each_active_irq(k)) {
      const desc = irq_to_desc(k, irq);
      if (desc !== undefined) irq_restore_affinity_of_irq(k, desc, cpu);
    }
    irq_unlock_sparse(k);
    return 0;
  },
);
