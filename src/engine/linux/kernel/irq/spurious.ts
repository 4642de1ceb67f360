/**
 * Models kernel/irq/spurious.c: an interrupt that no handler knows is given up when 99,900 of 100,000 in a row were
 * nobody's. Time stands still in the model, so unhandled interrupts always count as close together. Left out: the stack
 * in the report, and the addresses of handlers; the timer that polls given-up interrupts is armed, never run.
 */
import { bool, num, type Recorded, source } from '../../../recorder/index.ts';
import { WARN } from '../../include/asm-generic/bug.ts';
import {
  __IRQF_TIMER,
  IRQ_HANDLED,
  IRQ_NONE,
  IRQ_WAKE_THREAD,
  IRQF_IRQPOLL,
  IRQF_SHARED,
} from '../../include/linux/interrupt.ts';
import { irqd_irq_disabled, irqd_irq_inprogress } from '../../include/linux/irq.ts';
import {
  type irq_desc,
  IRQS_PENDING,
  IRQS_POLL_INPROGRESS,
  IRQS_SPURIOUS_DISABLED,
} from '../../include/linux/irqdesc.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { pr_err, printk } from '../printk/printk.ts';
import { irq_disable } from './chip/index.ts';
import { handle_irq_event } from './handle.ts';
import { for_each_action_of_desc } from './internals.ts';
import { all_irq_descs } from './irqdesc/index.ts';
import { irq_settings_is_nested_thread, irq_settings_is_per_cpu, irq_settings_is_polled } from './settings.ts';

const at = source('kernel/irq/spurious.c');

export interface spurious_c extends Recorded {
  /** noirqdebug: nobody watches. */
  noirqdebug: boolean;
  /** irqfixup (1) and irqpoll (2): try the handlers of other interrupts too. */
  irqfixup: number;
  irq_poll_cpu: number;
  irq_poll_active: number;
  /** Whether the timer that polls given-up interrupts is armed. */
  poll_timer_armed: boolean;
  /** Reports of senseless return values that may still be printed. */
  reports_left: number;
}
export const spurious_c = statics<spurious_c>('kernel/irq/spurious.c', {
  noirqdebug: bool(),
  irqfixup: num(),
  irq_poll_cpu: num(),
  irq_poll_active: num(),
  poll_timer_armed: bool(),
  reports_left: num(100),
});

/** Bit 31 of threads_handled_last: the verdict waits for the threads. */
const SPURIOUS_DEFERRED = 0x80000000;

export const irq_wait_for_poll = at.fn(
  'irq_wait_for_poll',
  'Waits until the poll for lost interrupts is done with this one; true when it should be handled after all.',
  (k: Kernel, desc: irq_desc): boolean => {
    const text = `irq poll in progress on cpu ${k.cpu} for irq ${desc.irq_data.irq}`;
    if (WARN(k, spurious_c(k).irq_poll_cpu === k.cpu, text)) return false;
    return !irqd_irq_disabled(desc.irq_data) && desc.action !== undefined;
  },
);

/** Whether the poll may call the handlers of an interrupt. */
function may_poll(desc: irq_desc, force: boolean): boolean {
  if (irq_settings_is_per_cpu(desc) || irq_settings_is_nested_thread(desc) || irq_settings_is_polled(desc))
    return false;
  if (irqd_irq_disabled(desc.irq_data) && !force) return false;
  const { action } = desc;
  return action !== undefined && (action.flags & IRQF_SHARED) !== 0 && (action.flags & __IRQF_TIMER) === 0;
}

const try_one_irq = at.fn(
  'try_one_irq',
  'Calls the handlers of an interrupt to see whether one of them was waiting.',
  (k: Kernel, desc: irq_desc, force: boolean): boolean => {
    if (!may_poll(desc, force)) return false;
    if (irqd_irq_inprogress(desc.irq_data)) {
      desc.istate |= IRQS_PENDING;
      return false;
    }
    let handled = false;
    desc.istate |= IRQS_POLL_INPROGRESS;
    do {
      if (handle_irq_event(k, desc) === IRQ_HANDLED) handled = true;
    } while ((desc.istate & IRQS_PENDING) !== 0 && desc.action !== undefined);
    desc.istate &= ~IRQS_POLL_INPROGRESS;
    return handled;
  },
);

/** Tries the handlers of all other interrupts. */
function misrouted_irq(k: Kernel, irq: number): number {
  const c = spurious_c(k);
  let ok = 0;
  c.irq_poll_active++;
  if (c.irq_poll_active === 1) {
    c.irq_poll_cpu = k.cpu;
    for (const [i, desc] of all_irq_descs(k)) if (i !== 0 && i !== irq && try_one_irq(k, desc, false)) ok = 1;
  }
  c.irq_poll_active--;
  return ok;
}

const bad_action_ret = (action_ret: number): boolean => action_ret >>> 0 > (IRQ_HANDLED | IRQ_WAKE_THREAD);

const __report_bad_irq = at.fn(
  '__report_bad_irq',
  'Says which handlers did not know an interrupt.',
  (k: Kernel, desc: irq_desc, action_ret: number): void => {
    const { irq } = desc.irq_data;
    if (bad_action_ret(action_ret)) {
      pr_err(k, `irq event ${irq}: bogus return value ${(action_ret >>> 0).toString(16)}`);
    } else {
      pr_err(k, `irq ${irq}: nobody cared (try booting with the "irqpoll" option)`);
    }
    pr_err(k, 'handlers:');
    for (const action of for_each_action_of_desc(desc)) {
      const thread = action.thread_fn === undefined ? '' : ` threaded [<(____ptrval____)>] ${action.thread_fn.fname}`;
      pr_err(k, `[<(____ptrval____)>] ${action.handler?.fname}${thread}`);
    }
  },
);

function report_bad_irq(k: Kernel, desc: irq_desc, action_ret: number): void {
  const c = spurious_c(k);
  if (c.reports_left <= 0) return;
  c.reports_left--;
  __report_bad_irq(k, desc, action_ret);
}

function try_misrouted_irq(k: Kernel, irq: number, desc: irq_desc, action_ret: number): boolean {
  const { irqfixup } = spurious_c(k);
  if (irqfixup === 0) return false;
  if (action_ret === IRQ_NONE) return true;
  if (irqfixup < 2) return false;
  if (irq === 0) return true;
  return ((desc.action?.flags ?? 0) & IRQF_IRQPOLL) !== 0;
}

/**
 * Hard handlers that only woke threads: the verdict on this interrupt is given at the next one, when the threads have
 * counted what they handled. Undefined when there is nothing to judge yet.
 */
function verdict_of_threads(desc: irq_desc, action_ret: number): number | undefined {
  if ((action_ret & IRQ_WAKE_THREAD) === 0) return action_ret;
  if (action_ret !== IRQ_WAKE_THREAD) {
    desc.threads_handled_last &= ~SPURIOUS_DEFERRED;
    return action_ret;
  }
  if ((desc.threads_handled_last & SPURIOUS_DEFERRED) === 0) {
    desc.threads_handled_last |= SPURIOUS_DEFERRED;
    return undefined;
  }
  const handled = desc.threads_handled | SPURIOUS_DEFERRED;
  if (handled === desc.threads_handled_last) return IRQ_NONE;
  desc.threads_handled_last = handled;
  return IRQ_HANDLED;
}

function give_up(k: Kernel, desc: irq_desc, action_ret: number): void {
  __report_bad_irq(k, desc, action_ret);
  printk(k, 0, `Disabling IRQ #${desc.irq_data.irq}`);
  desc.istate |= IRQS_SPURIOUS_DISABLED;
  desc.depth++;
  irq_disable(k, desc);
  spurious_c(k).poll_timer_armed = true;
}

export const note_interrupt = at.fn(
  'note_interrupt',
  'Keeps count of interrupts that no handler knew, and switches an interrupt off when nearly all are.',
  (k: Kernel, desc: irq_desc, said: number): void => {
    if ((desc.istate & IRQS_POLL_INPROGRESS) !== 0 || irq_settings_is_polled(desc)) return;
    if (bad_action_ret(said)) {
      report_bad_irq(k, desc, said);
      return;
    }
    const action_ret = verdict_of_threads(desc, said);
    if (action_ret === undefined) return;
    if (action_ret === IRQ_NONE) desc.irqs_unhandled++;
    const { irq } = desc.irq_data;
    if (try_misrouted_irq(k, irq, desc, action_ret)) {
      const ok = misrouted_irq(k, irq);
      if (action_ret === IRQ_NONE) desc.irqs_unhandled -= ok;
    }
    if (desc.irqs_unhandled === 0) return;
    desc.irq_count++;
    if (desc.irq_count < 100000) return;
    desc.irq_count = 0;
    if (desc.irqs_unhandled > 99900) give_up(k, desc, action_ret);
    desc.irqs_unhandled = 0;
  },
);
