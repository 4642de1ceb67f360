/**
 * What happens once a hard interrupt, or a call into the interrupt code, is over: the tasklet that resends interrupts,
 * and the threads that were woken. It stands for the kernel's softirqs and scheduler; no kernel file is modelled.
 */
import type { Kernel } from '../../kernel.ts';
import { manage_c } from './manage/state.ts';
import { run_irq_thread } from './manage/thread.ts';
import { resend_irqs, resend_pending } from './resend.ts';

/** Runs what waits, until nothing does. Does nothing in a hard interrupt: its end is the time. */
export function run_deferred(k: Kernel): void {
  if (k.rec.context.hardirq) return;
  const { woken } = manage_c(k);
  while (resend_pending(k) || woken.length > 0) {
    if (resend_pending(k)) k.rec.within({ task: 'ksoftirqd', cpu: k.cpu, hardirq: false }, () => resend_irqs(k));
    const action = woken.first();
    if (action === undefined) continue;
    woken.remove(action);
    run_irq_thread(k, action);
  }
}
