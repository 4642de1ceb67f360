/** Commands about interrupts as user space reaches them: affinity, injection, and what a driver would do. */
import { cpumaskCpus, cpumaskList, parseCpuList } from '../../../base/cpumask.ts';
import { ok, type Result } from '../../../base/result.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { Command, IrqName } from '../../api/scenario/types.ts';
import { ENOENT } from '../../linux/include/linux/errno.ts';
import { irqd_affinity_is_managed, irqd_can_balance } from '../../linux/include/linux/irq.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { Kernel } from '../../linux/kernel.ts';
import { cpu_online_mask, nr_cpu_ids } from '../../linux/kernel/cpu/index.ts';
import { irq_debug_write } from '../../linux/kernel/irq/debugfs.ts';
import { disable_irq, enable_irq, free_irq, free_percpu_irq } from '../../linux/kernel/irq/manage/index.ts';
import { irq_affinity_list_proc_write } from '../../linux/kernel/irq/proc.ts';
import type { Session } from '../session.ts';
import { findIrq } from './irq-name.ts';
import { type CommandResult, fromErrno, withReason } from './result.ts';

type IrqCommand = Extract<Command, { readonly irq: IrqName }>;

export function runIrqCommand(session: Session, command: IrqCommand): Result<CommandResult> {
  const found = findIrq(session, command.irq);
  if (!found.ok) return found;
  const desc = found.value;
  const { kernel } = session;
  const { irq } = desc.irq_data;
  switch (command.do) {
    case 'irq.affinity':
      return affinity(session, desc, command.cpus);
    case 'irq.inject':
      return fromErrno(desc.debugfs_file ? irq_debug_write(kernel, desc, 'trigger') : -ENOENT);
    case 'irq.disable':
      disable_irq(kernel, irq);
      return ok({ ret: 0 });
    case 'irq.enable':
      enable_irq(kernel, irq);
      return ok({ ret: 0 });
    case 'irq.free':
      return free(session, desc);
  }
}

/** echo CPUS > /proc/irq/N/smp_affinity_list */
function affinity({ kernel, messages }: Session, desc: irq_desc, cpus: string): Result<CommandResult> {
  if (!desc.dir) return fromErrno(-ENOENT);
  const ret = irq_affinity_list_proc_write(kernel, desc.irq_data.irq, cpus);
  const done = fromErrno(ret, { effective: cpumaskList(desc.irq_common_data.effective_affinity) });
  const m = messages.commands.why;
  return withReason(done, whyFixed(m, desc) ?? whyNot(m, kernel, cpus));
}

const BACKWARDS = /(?:^|,)\s*(\d+)-(\d+)/g;

/** What the parser of CPU lists, or write_irq_affinity() after it, finds against a list. */
function whyNot(m: EngineMessages['commands']['why'], k: Kernel, cpus: string): string | undefined {
  const range = [...cpus.matchAll(BACKWARDS)].find(([, first, last]) => Number(first) > Number(last));
  if (range !== undefined) return m.backwards({ first: Number(range[1]), last: Number(range[2]) });
  const mask = cpus.trim() === '' ? 0n : parseCpuList(cpus);
  if (mask === undefined) return m.noList({ cpus });
  const last = nr_cpu_ids(k) - 1;
  if (cpumaskCpus(mask).some((cpu) => cpu > last)) return m.beyondCpus({ last });
  const online = cpu_online_mask(k);
  return (mask & online) === 0n ? m.noneOnline({ online: cpumaskList(online) }) : undefined;
}

/** What irq_can_set_affinity_usr() finds against it. */
function whyFixed(m: EngineMessages['commands']['why'], { irq_data: data }: irq_desc): string | undefined {
  if (irqd_affinity_is_managed(data)) return m.managed;
  if (!irqd_can_balance(data)) return m.notBalanced;
  return data.chip?.irq_set_affinity === undefined ? m.cannotMove : undefined;
}

/** Every driver that has a handler here gives it back. */
function free({ kernel }: Session, desc: irq_desc): Result<CommandResult> {
  const { irq } = desc.irq_data;
  if (desc.action === undefined) return fromErrno(-ENOENT);
  for (let action = desc.action; action !== undefined;) {
    const { next, dev_id, percpu_dev_id } = action;
    if (desc.percpu_enabled === undefined) free_irq(kernel, irq, dev_id);
    else free_percpu_irq(kernel, irq, percpu_dev_id);
    if (next === undefined) break;
    action = next;
  }
  return ok({ ret: 0 });
}
