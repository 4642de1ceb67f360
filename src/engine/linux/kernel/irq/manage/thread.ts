/**
 * kernel/irq/manage.c: what the file keeps, and the threads that serve interrupts. A thread exists as flags of its action;
 * `run_irq_thread` is one turn of it, in a context of its own.
 */
import { type Cpumask, cpumaskLowest } from '../../../../../base/cpumask.ts';
import { bool, cpus, list, type Recorded, type RecordedList, ref, source } from '../../../../recorder/index.ts';
import { WARN, WARN_ON } from '../../../include/asm-generic/bug.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQ_WAKE_THREAD, type irqaction } from '../../../include/linux/interrupt.ts';
import { irqd_irq_disabled, irqd_irq_inprogress, irqd_irq_masked } from '../../../include/linux/irq.ts';
import { type irq_desc, IRQS_ONESHOT } from '../../../include/linux/irqdesc.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { cpu_online_mask } from '../../cpu/index.ts';
import { unmask_threaded_irq } from '../chip/index.ts';
import { __irq_wake_thread } from '../handle.ts';
import {
  chip_bus_lock,
  chip_bus_sync_unlock,
  IRQTF_AFFINITY,
  IRQTF_EXIT_WORK,
  IRQTF_FORCED_THREAD,
  IRQTF_READY,
  IRQTF_RUNTHREAD,
} from '../internals.ts';
import { desc_of, irq_to_desc } from '../irqdesc/index.ts';

const at = source('kernel/irq/manage.c');

export interface manage_c extends Recorded {
  /** Where interrupts go that nobody asked to be anywhere. */
  irq_default_affinity: Cpumask;
  /** threadirqs on the command line: handlers run in threads. */
  force_irqthreads_key: boolean;
  /** Actions whose thread was woken and has not run yet: the scheduler's part. */
  woken: RecordedList<irqaction>;
  /** Whether the once-only message about a chip without effective affinity was logged. */
  no_effective_affinity_logged: boolean;
}
export const manage_c = statics<manage_c>('kernel/irq/manage.c', {
  irq_default_affinity: cpus(),
  force_irqthreads_key: bool(),
  woken: list(ref<irqaction>()),
  no_effective_affinity_logged: bool(),
});

/** threadirqs on the command line. */
export function setup_forced_irqthreads(k: Kernel): void {
  manage_c(k).force_irqthreads_key = true;
}

export const irq_default_primary_handler = at.fn(
  'irq_default_primary_handler',
  'The hard handler of an interrupt that is served by its thread alone: wakes the thread.',
  (_k: Kernel, _irq: number, _dev_id: Recorded | undefined): number => IRQ_WAKE_THREAD,
);

export const irq_nested_primary_handler = at.fn(
  'irq_nested_primary_handler',
  "Stands as the hard handler of an interrupt that runs in another one's thread; never called.",
  (k: Kernel, irq: number, _dev_id: Recorded | undefined): number => {
    WARN(k, true, `Primary handler called for nested irq ${irq}`);
    return IRQ_NONE;
  },
);

export const irq_forced_secondary_handler = at.fn(
  'irq_forced_secondary_handler',
  'Stands as the hard handler of the second thread of a forced threaded interrupt; never called.',
  (k: Kernel, irq: number, _dev_id: Recorded | undefined): number => {
    WARN(k, true, `Secondary action handler called for irq ${irq}`);
    return IRQ_NONE;
  },
);

const irq_finalize_oneshot = at.fn(
  'irq_finalize_oneshot',
  'A thread is done: the last one of a oneshot interrupt unmasks the line.',
  (k: Kernel, desc: irq_desc, action: irqaction): void => {
    if ((desc.istate & IRQS_ONESHOT) === 0 || action.handler === irq_forced_secondary_handler) return;
    const d = desc.irq_data;
    chip_bus_lock(k, desc);
    // Woken again meanwhile: its bit is for the next turn.
    if (!irqd_irq_inprogress(d) && (action.thread_flags & IRQTF_RUNTHREAD) === 0) {
      desc.threads_oneshot &= ~action.thread_mask;
      if (desc.threads_oneshot === 0 && !irqd_irq_disabled(d) && irqd_irq_masked(d)) unmask_threaded_irq(k, desc);
    }
    chip_bus_sync_unlock(k, desc);
  },
);

/** What both kinds of thread do. */
function serve(k: Kernel, desc: irq_desc, action: irqaction): number {
  const ret = action.thread_fn?.(k, action.irq, action.dev_id) ?? IRQ_NONE;
  if (ret === IRQ_HANDLED) desc.threads_handled++;
  irq_finalize_oneshot(k, desc, action);
  return ret;
}

const irq_forced_thread_fn = at.fn(
  'irq_forced_thread_fn',
  'Runs a handler that was forced into a thread as if it were in a hard interrupt.',
  serve,
);

const irq_thread_fn = at.fn('irq_thread_fn', "Runs a driver's thread function.", serve);

export const wake_threads_waitq = at.fn(
  'wake_threads_waitq',
  'One thread less is at work; who waits for the last one may go on.',
  (_k: Kernel, desc: irq_desc): void => {
    desc.threads_active--;
  },
);

function irq_wake_secondary(k: Kernel, desc: irq_desc, action: irqaction): void {
  if (!WARN_ON(k, action.secondary === undefined) && action.secondary !== undefined) {
    __irq_wake_thread(k, desc, action.secondary);
  }
}

const irq_thread = at.fn(
  'irq_thread',
  "An interrupt's thread, from waking up to going to sleep again.",
  (k: Kernel, action: irqaction): void => {
    const desc = irq_to_desc(k, action.irq);
    if (desc === undefined) return;
    // The exit flag came with 6.12.
    action.thread_flags |= IRQTF_READY | (k.since('6.12') ? IRQTF_EXIT_WORK : 0);
    const forced = manage_c(k).force_irqthreads_key && (action.thread_flags & IRQTF_FORCED_THREAD) !== 0;
    const handler_fn = forced ? irq_forced_thread_fn : irq_thread_fn;
    while ((action.thread_flags & IRQTF_RUNTHREAD) !== 0) {
      action.thread_flags &= ~(IRQTF_RUNTHREAD | IRQTF_AFFINITY);
      if (handler_fn(k, desc, action) === IRQ_WAKE_THREAD) irq_wake_secondary(k, desc, action);
      wake_threads_waitq(k, desc);
    }
    action.thread_flags &= ~IRQTF_AFFINITY;
  },
);

/** Lets a thread run, on the CPU that its interrupt goes to. */
export function run_irq_thread(k: Kernel, action: irqaction): void {
  const desc = desc_of(k, action.irq);
  const effective = desc?.irq_common_data.effective_affinity ?? 0n;
  const cpu = cpumaskLowest(effective & cpu_online_mask(k)) ?? k.cpu;
  const kind = action.handler === irq_forced_secondary_handler ? 's-' : '';
  k.rec.within({ task: `irq/${action.irq}-${kind}${action.name}`, cpu, hardirq: false }, () => irq_thread(k, action));
}

const wake_up_and_wait_for_irq_thread_ready = at.fn(
  'wake_up_and_wait_for_irq_thread_ready',
  'Starts a new thread and waits until it is ready.',
  (k: Kernel, _desc: irq_desc, action: irqaction | undefined): void => {
    if (action?.thread === true) run_irq_thread(k, action);
  },
);

/** After a request: the thread of an action, and its second one if it has one. */
export function start_threads(k: Kernel, desc: irq_desc, action: irqaction): void {
  wake_up_and_wait_for_irq_thread_ready(k, desc, action);
  wake_up_and_wait_for_irq_thread_ready(k, desc, action.secondary);
}
