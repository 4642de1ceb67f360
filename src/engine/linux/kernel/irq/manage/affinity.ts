/** kernel/irq/manage.c: which CPUs an interrupt goes to. */
import type { Cpumask } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import {
  type irq_data,
  irq_data_get_effective_affinity_mask,
  irq_data_get_irq_chip,
  irq_data_update_effective_affinity,
  IRQ_SET_MASK_OK,
  IRQ_SET_MASK_OK_DONE,
  IRQ_SET_MASK_OK_NOCOPY,
  irqd_affinity_is_managed,
  irqd_affinity_on_activate,
  IRQD_AFFINITY_SET,
  irqd_can_balance,
  irqd_clear,
  irqd_has,
  irqd_is_activated,
  irqd_set,
} from '../../../include/linux/irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpu_online_mask } from '../../cpu/index.ts';
import { pr_warn } from '../../printk/printk.ts';
import {
  for_each_action_of_desc,
  IRQ_GET_DESC_CHECK_GLOBAL,
  irq_get_desc_lock,
  irq_put_desc_unlock,
  IRQTF_AFFINITY,
} from '../internals.ts';
import { irq_data_to_desc, irq_to_desc } from '../irqdesc/index.ts';
import { manage_c } from './thread.ts';

const at = source('kernel/irq/manage.c');

/** Per-CPU interrupts and those kept from balancing stay where they are. */
function __irq_can_set_affinity(desc: irq_desc | undefined): boolean {
  return desc !== undefined && irqd_can_balance(desc.irq_data) && desc.irq_data.chip?.irq_set_affinity !== undefined;
}

export const irq_can_set_affinity = at.fn(
  'irq_can_set_affinity',
  'Whether an interrupt can be moved to other CPUs.',
  (k: Kernel, irq: number): number => (__irq_can_set_affinity(irq_to_desc(k, irq)) ? 1 : 0),
);

export const irq_can_set_affinity_usr = at.fn(
  'irq_can_set_affinity_usr',
  'Whether user space may move an interrupt: not if the kernel manages its CPUs.',
  (k: Kernel, irq: number): boolean => {
    const desc = irq_to_desc(k, irq);
    return desc !== undefined && __irq_can_set_affinity(desc) && !irqd_affinity_is_managed(desc.irq_data);
  },
);

const irq_set_thread_affinity = at.fn(
  'irq_set_thread_affinity',
  "Tells an interrupt's threads to follow it to its CPUs.",
  (k: Kernel, desc: irq_desc): void => {
    for (const action of for_each_action_of_desc(desc)) {
      if (action.thread) action.thread_flags |= IRQTF_AFFINITY;
      // 6.1 forgets the second thread of a forced one.
      if (k.since('6.12') && action.secondary?.thread === true) action.secondary.thread_flags |= IRQTF_AFFINITY;
    }
  },
);

function irq_validate_effective_affinity(k: Kernel, data: irq_data): void {
  const c = manage_c(k);
  if (irq_data_get_effective_affinity_mask(data) !== 0n || c.no_effective_affinity_logged) return;
  c.no_effective_affinity_logged = true;
  pr_warn(k, `genirq: irq_chip ${data.chip?.name} did not update eff. affinity mask of irq ${data.irq}`);
}

export const irq_do_set_affinity = at.fn(
  'irq_do_set_affinity',
  'Has the chip steer an interrupt to the online CPUs of a set, and keeps the set.',
  (k: Kernel, data: irq_data, mask: Cpumask, force: boolean): number => {
    const desc = irq_data_to_desc(k, data);
    const set_affinity = irq_data_get_irq_chip(data)?.irq_set_affinity;
    if (set_affinity === undefined) return -EINVAL;
    const online = mask & cpu_online_mask(k);
    if (!force && online === 0n) return -EINVAL;
    const ret = set_affinity(k, data, force ? mask : online, force);
    if (ret === IRQ_SET_MASK_OK || ret === IRQ_SET_MASK_OK_DONE) desc.irq_common_data.affinity = mask;
    else if (ret !== IRQ_SET_MASK_OK_NOCOPY) return ret;
    irq_validate_effective_affinity(k, data);
    irq_set_thread_affinity(k, desc);
    return 0;
  },
);

/** A chip that knows CPUs only of active interrupts: remember the set, it is used on activation. */
function irq_set_affinity_deactivated(k: Kernel, data: irq_data, mask: Cpumask): boolean {
  if (irqd_is_activated(data) || !irqd_affinity_on_activate(data)) return false;
  irq_data_to_desc(k, data).irq_common_data.affinity = mask;
  irq_data_update_effective_affinity(data, mask);
  irqd_set(data, IRQD_AFFINITY_SET);
  return true;
}

export const irq_set_affinity_locked = at.fn(
  'irq_set_affinity_locked',
  'Moves an interrupt to other CPUs.',
  (k: Kernel, data: irq_data, mask: Cpumask, force: boolean): number => {
    if (irq_data_get_irq_chip(data)?.irq_set_affinity === undefined) return -EINVAL;
    if (irq_set_affinity_deactivated(k, data, mask)) return 0;
    const ret = irq_do_set_affinity(k, data, mask, force);
    irqd_set(data, IRQD_AFFINITY_SET);
    return ret;
  },
);

const __irq_set_affinity = at.fn(
  '__irq_set_affinity',
  'Moves an interrupt to other CPUs, by its number.',
  (k: Kernel, irq: number, mask: Cpumask, force: boolean): number => {
    const desc = irq_to_desc(k, irq);
    return desc === undefined ? -EINVAL : irq_set_affinity_locked(k, desc.irq_data, mask, force);
  },
);

export const irq_set_affinity = at.fn(
  'irq_set_affinity',
  'Moves an interrupt to the online CPUs of a set.',
  (k: Kernel, irq: number, cpumask: Cpumask): number => __irq_set_affinity(k, irq, cpumask, false),
);

export const irq_force_affinity = at.fn(
  'irq_force_affinity',
  'Moves an interrupt to CPUs even if they are not online yet.',
  (k: Kernel, irq: number, cpumask: Cpumask): number => __irq_set_affinity(k, irq, cpumask, true),
);

export const __irq_apply_affinity_hint = at.fn(
  '__irq_apply_affinity_hint',
  'A driver says where it would like its interrupt to go; if asked, it is moved there.',
  (k: Kernel, irq: number, m: Cpumask | undefined, setaffinity: boolean): number => {
    const desc = irq_get_desc_lock(k, irq, IRQ_GET_DESC_CHECK_GLOBAL);
    if (desc === undefined) return -EINVAL;
    desc.affinity_hint = m;
    irq_put_desc_unlock(k, desc);
    if (m !== undefined && setaffinity) __irq_set_affinity(k, irq, m, false);
    return 0;
  },
);

export const irq_setup_affinity = at.fn(
  'irq_setup_affinity',
  'Chooses the CPUs of an interrupt that starts: what was set before if one of them is online, else the default.',
  (k: Kernel, desc: irq_desc): number => {
    if (!__irq_can_set_affinity(desc)) return 0;
    const d = desc.irq_data;
    const online = cpu_online_mask(k);
    let set = manage_c(k).irq_default_affinity;
    if (irqd_affinity_is_managed(d) || irqd_has(d, IRQD_AFFINITY_SET)) {
      if ((desc.irq_common_data.affinity & online) === 0n) irqd_clear(d, IRQD_AFFINITY_SET);
      else set = desc.irq_common_data.affinity;
    }
    const mask = (online & set) === 0n ? online : online & set;
    return irq_do_set_affinity(k, d, mask, false);
  },
);
