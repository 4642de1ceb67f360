/**
 * Models kernel/irq/handle.c: calling the handlers of an interrupt. Left out: tracepoints, and what is printed about a
 * bad interrupt's descriptor (addresses).
 */
import { num, type Recorded, source } from '../../../recorder/index.ts';
import { add_interrupt_randomness } from '../../drivers/char/random.ts';
import { IRQ_NONE, IRQ_WAKE_THREAD, type irqaction } from '../../include/linux/interrupt.ts';
import { irqd_clear, IRQD_IRQ_INPROGRESS, irqd_set } from '../../include/linux/irq.ts';
import { type irq_desc, IRQS_PENDING } from '../../include/linux/irqdesc.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { pr_warn } from '../printk/printk.ts';
import { print_irq_desc } from './debug.ts';
import { for_each_action_of_desc, IRQTF_RUNTHREAD, IRQTF_WARNED, kstat_incr_irqs_this_cpu } from './internals.ts';
import { manage_c } from './manage/index.ts';
import { irq_settings_no_debug } from './settings.ts';
import { note_interrupt } from './spurious.ts';

const at = source('kernel/irq/handle.c');

export interface handle_c extends Recorded {
  /** arm64's irq_err_count: interrupts that no controller drives, the row Err of /proc/interrupts. */
  irq_err_count: number;
}
export const handle_c = statics<handle_c>('kernel/irq/handle.c', { irq_err_count: num() });

/** arm64 only counts. */
export function ack_bad_irq(k: Kernel, _irq: number): void {
  handle_c(k).irq_err_count++;
}

export const handle_bad_irq = at.fn(
  'handle_bad_irq',
  'The flow handler of an interrupt that nobody set up: counted as an error.',
  (k: Kernel, desc: irq_desc): void => {
    print_irq_desc(k, desc.irq_data.irq, desc);
    kstat_incr_irqs_this_cpu(k, desc);
    ack_bad_irq(k, desc.irq_data.irq);
  },
);

function warn_no_thread(k: Kernel, irq: number, action: irqaction): void {
  if ((action.thread_flags & IRQTF_WARNED) !== 0) return;
  action.thread_flags |= IRQTF_WARNED;
  pr_warn(k, `IRQ ${irq} device ${action.name} returned IRQ_WAKE_THREAD but no thread function available.`);
}

export const __irq_wake_thread = at.fn(
  '__irq_wake_thread',
  "Wakes a handler's thread; it runs when the hard interrupt is over.",
  (k: Kernel, desc: irq_desc, action: irqaction): void => {
    if ((action.thread_flags & IRQTF_RUNTHREAD) !== 0) return;
    action.thread_flags |= IRQTF_RUNTHREAD;
    desc.threads_oneshot |= action.thread_mask;
    desc.threads_active++;
    manage_c(k).woken.addTail(action);
  },
);

const __handle_irq_event_percpu = at.fn(
  '__handle_irq_event_percpu',
  'Calls every handler of an interrupt, and wakes the threads of those that ask for it.',
  (k: Kernel, desc: irq_desc): number => {
    const { irq } = desc.irq_data;
    let retval = IRQ_NONE;
    for (const action of for_each_action_of_desc(desc)) {
      const res = action.handler?.(k, irq, action.dev_id) ?? IRQ_NONE;
      if (res === IRQ_WAKE_THREAD) {
        if (action.thread_fn === undefined) warn_no_thread(k, irq, action);
        else __irq_wake_thread(k, desc, action);
      }
      retval |= res;
    }
    return retval;
  },
);

const handle_irq_event_percpu = at.fn(
  'handle_irq_event_percpu',
  'Calls the handlers of an interrupt and watches whether any of them knew it.',
  (k: Kernel, desc: irq_desc): number => {
    const retval = __handle_irq_event_percpu(k, desc);
    add_interrupt_randomness(k, desc.irq_data.irq);
    if (!irq_settings_no_debug(desc)) note_interrupt(k, desc, retval);
    return retval;
  },
);

export const handle_irq_event = at.fn(
  'handle_irq_event',
  'Calls the handlers of an interrupt, which counts as in progress meanwhile.',
  (k: Kernel, desc: irq_desc): number => {
    desc.istate &= ~IRQS_PENDING;
    irqd_set(desc.irq_data, IRQD_IRQ_INPROGRESS);
    const ret = handle_irq_event_percpu(k, desc);
    irqd_clear(desc.irq_data, IRQD_IRQ_INPROGRESS);
    return ret;
  },
);
