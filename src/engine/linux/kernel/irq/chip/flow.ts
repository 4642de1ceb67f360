/** kernel/irq/chip.c: the flow handlers, which know the order in which a kind of interrupt is masked, handled and ended. */
import { add_interrupt_randomness } from '../../../drivers/char/random.ts';
import { cpumaskHas } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { IRQ_NONE } from '../../../include/linux/interrupt.ts';
import {
  type irq_chip,
  IRQCHIP_EOI_IF_HANDLED,
  IRQCHIP_EOI_THREADED,
  irqd_clear,
  irqd_has,
  irqd_irq_disabled,
  IRQD_IRQ_INPROGRESS,
  irqd_irq_masked,
  irqd_needs_resend_when_in_progress,
  irqd_set,
  IRQD_WAKEUP_ARMED,
} from '../../../include/linux/irq.ts';
import {
  type irq_desc,
  IRQS_ONESHOT,
  IRQS_PENDING,
  IRQS_POLL_INPROGRESS,
  IRQS_REPLAY,
  IRQS_WAITING,
} from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err } from '../../printk/printk.ts';
import { handle_irq_event } from '../handle.ts';
import { __kstat_incr_irqs_this_cpu, chipOf, for_each_action_of_desc, kstat_incr_irqs_this_cpu } from '../internals.ts';
import { irq_to_desc } from '../irqdesc/index.ts';
import { wake_threads_waitq } from '../manage/index.ts';
import { check_irq_resend } from '../resend.ts';
import { irq_settings_no_debug } from '../settings.ts';
import { irq_wait_for_poll, note_interrupt } from '../spurious.ts';
import { chip_c } from './setup.ts';
import { irq_percpu_disable, mask_ack_irq, mask_irq, unmask_irq } from './startup.ts';

const at = source('kernel/irq/chip.c');

/** Whether the handler may run: not while it runs already, unless that run is the poll for lost interrupts. */
function irq_may_run(k: Kernel, desc: irq_desc): boolean {
  if (!irqd_has(desc.irq_data, IRQD_IRQ_INPROGRESS | IRQD_WAKEUP_ARMED)) return true;
  if ((desc.istate & IRQS_POLL_INPROGRESS) === 0) return false;
  return irq_wait_for_poll(k, desc);
}

/** Without a handler, or while disabled, the interrupt is only remembered. */
function nobodyToRun(desc: irq_desc): boolean {
  if (desc.action !== undefined && !irqd_irq_disabled(desc.irq_data)) return false;
  desc.istate |= IRQS_PENDING;
  return true;
}

const startRound = (desc: irq_desc): void => {
  desc.istate &= ~(IRQS_REPLAY | IRQS_WAITING);
};

/** After a level interrupt: unmask, unless it was disabled meanwhile or a thread has yet to serve it. */
function cond_unmask_irq(k: Kernel, desc: irq_desc): void {
  const d = desc.irq_data;
  if (!irqd_irq_disabled(d) && irqd_irq_masked(d) && desc.threads_oneshot === 0) unmask_irq(k, desc);
}

export const handle_level_irq = at.fn(
  'handle_level_irq',
  'Handles a level interrupt: masked and acknowledged first, unmasked when the device has been served.',
  (k: Kernel, desc: irq_desc): void => {
    mask_ack_irq(k, desc);
    if (!irq_may_run(k, desc)) return;
    startRound(desc);
    if (nobodyToRun(desc)) return;
    kstat_incr_irqs_this_cpu(k, desc);
    handle_irq_event(k, desc);
    cond_unmask_irq(k, desc);
  },
);

function cond_unmask_eoi_irq(k: Kernel, desc: irq_desc, chip: irq_chip): void {
  const d = desc.irq_data;
  if ((desc.istate & IRQS_ONESHOT) === 0) {
    chip.irq_eoi?.(k, d);
    return;
  }
  if (!irqd_irq_disabled(d) && irqd_irq_masked(d) && desc.threads_oneshot === 0) {
    chip.irq_eoi?.(k, d);
    unmask_irq(k, desc);
  } else if ((chip.flags & IRQCHIP_EOI_THREADED) === 0) {
    chip.irq_eoi?.(k, d);
  }
}

/** What handle_fasteoi_irq does when it must not run the handlers: end the interrupt all the same. */
function fasteoi_out(k: Kernel, desc: irq_desc, chip: irq_chip): void {
  if ((chip.flags & IRQCHIP_EOI_IF_HANDLED) === 0) chip.irq_eoi?.(k, desc.irq_data);
}

export const handle_fasteoi_irq = at.fn(
  'handle_fasteoi_irq',
  'Handles an interrupt of a controller that only wants to hear when it is done.',
  (k: Kernel, desc: irq_desc): void => {
    const chip = chipOf(desc.irq_data);
    if (!irq_may_run(k, desc)) {
      // From 6.4 on, an interrupt that moved to another CPU while being handled is sent again instead of being lost.
      if (k.since('6.12') && irqd_needs_resend_when_in_progress(desc.irq_data)) desc.istate |= IRQS_PENDING;
      fasteoi_out(k, desc, chip);
      return;
    }
    startRound(desc);
    if (nobodyToRun(desc)) {
      mask_irq(k, desc);
      fasteoi_out(k, desc, chip);
      return;
    }
    kstat_incr_irqs_this_cpu(k, desc);
    if ((desc.istate & IRQS_ONESHOT) !== 0) mask_irq(k, desc);
    handle_irq_event(k, desc);
    cond_unmask_eoi_irq(k, desc, chip);
    if (k.since('6.12') && (desc.istate & IRQS_PENDING) !== 0) check_irq_resend(k, desc, false);
  },
);

export const handle_nested_irq = at.fn(
  'handle_nested_irq',
  'Handles an interrupt in the thread of the one that it hangs on: its thread functions are called there.',
  (k: Kernel, irq: number): void => {
    const desc = irq_to_desc(k, irq);
    if (desc === undefined) return;
    startRound(desc);
    if (nobodyToRun(desc)) return;
    kstat_incr_irqs_this_cpu(k, desc);
    // From 6.4 on who waits for the handler counts it as a thread, as it is one; before it counted as in progress.
    const counts = k.since('6.12');
    if (counts) desc.threads_active++;
    else irqd_set(desc.irq_data, IRQD_IRQ_INPROGRESS);
    let ret = IRQ_NONE;
    for (const action of for_each_action_of_desc(desc))
      ret |= action.thread_fn?.(k, action.irq, action.dev_id) ?? IRQ_NONE;
    if (!irq_settings_no_debug(desc)) note_interrupt(k, desc, ret);
    if (counts) wake_threads_waitq(k, desc);
    else irqd_clear(desc.irq_data, IRQD_IRQ_INPROGRESS);
  },
);

export const handle_simple_irq = at.fn(
  'handle_simple_irq',
  'Handles an interrupt that needs nothing done at its chip.',
  (k: Kernel, desc: irq_desc): void => {
    if (!irq_may_run(k, desc)) return;
    startRound(desc);
    if (nobodyToRun(desc)) {
      desc.istate |= IRQS_PENDING;
      return;
    }
    kstat_incr_irqs_this_cpu(k, desc);
    handle_irq_event(k, desc);
  },
);

export const handle_fasteoi_ack_irq = at.fn(
  'handle_fasteoi_ack_irq',
  'Handles an edge of a controller that wants it acknowledged, and to hear when it is done.',
  (k: Kernel, desc: irq_desc): void => {
    const chip = chipOf(desc.irq_data);
    if (!irq_may_run(k, desc)) {
      fasteoi_out(k, desc, chip);
      return;
    }
    startRound(desc);
    if (nobodyToRun(desc)) {
      mask_irq(k, desc);
      fasteoi_out(k, desc, chip);
      return;
    }
    kstat_incr_irqs_this_cpu(k, desc);
    if ((desc.istate & IRQS_ONESHOT) !== 0) mask_irq(k, desc);
    chip.irq_ack?.(k, desc.irq_data);
    handle_irq_event(k, desc);
    cond_unmask_eoi_irq(k, desc, chip);
  },
);

export const handle_edge_irq = at.fn(
  'handle_edge_irq',
  'Handles an edge interrupt: acknowledged first, so that a new edge is not lost, and handled until none is left.',
  (k: Kernel, desc: irq_desc): void => {
    const d = desc.irq_data;
    startRound(desc);
    if (!irq_may_run(k, desc)) {
      desc.istate |= IRQS_PENDING;
      mask_ack_irq(k, desc);
      return;
    }
    if (nobodyToRun(desc)) {
      mask_ack_irq(k, desc);
      return;
    }
    kstat_incr_irqs_this_cpu(k, desc);
    chipOf(d).irq_ack?.(k, d);
    do {
      if (desc.action === undefined) {
        mask_irq(k, desc);
        return;
      }
      // An edge that came while the handler ran was masked; it is about to be handled.
      if ((desc.istate & IRQS_PENDING) !== 0 && !irqd_irq_disabled(d) && irqd_irq_masked(d)) unmask_irq(k, desc);
      handle_irq_event(k, desc);
    } while ((desc.istate & IRQS_PENDING) !== 0 && !irqd_irq_disabled(d));
  },
);

/** A per-CPU interrupt that nobody requested is switched off, and said so once. */
function spurious_percpu(k: Kernel, desc: irq_desc): void {
  const enabled = cpumaskHas(desc.percpu_enabled ?? 0n, k.cpu);
  if (enabled) irq_percpu_disable(k, desc, k.cpu);
  const c = chip_c(k);
  if (c.spurious_percpu_logged) return;
  c.spurious_percpu_logged = true;
  pr_err(k, `Spurious${enabled ? ' and unmasked' : ''} percpu IRQ${desc.irq_data.irq} on CPU${k.cpu}`);
}

export const handle_percpu_devid_irq = at.fn(
  'handle_percpu_devid_irq',
  "Handles an interrupt that each CPU has for itself: the one handler gets this CPU's part of the device.",
  (k: Kernel, desc: irq_desc): void => {
    const chip = chipOf(desc.irq_data);
    const action = k.since('7.3')
      ? [...for_each_action_of_desc(desc)].find(({ affinity }) => cpumaskHas(affinity ?? 0n, k.cpu))
      : desc.action;
    __kstat_incr_irqs_this_cpu(k, desc);
    chip.irq_ack?.(k, desc.irq_data);
    if (action === undefined) spurious_percpu(k, desc);
    else action.handler?.(k, desc.irq_data.irq, action.percpu_dev_id);
    if (k.since('7.3')) add_interrupt_randomness(k, desc.irq_data.irq);
    chip.irq_eoi?.(k, desc.irq_data);
  },
);
