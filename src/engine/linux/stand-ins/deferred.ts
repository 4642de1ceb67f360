/**
 * Stands in for the kernel's softirqs and scheduler: what happens once a hard interrupt, or a call into the interrupt code, is
 * over: the tasklet that resends interrupts, and the threads that were woken.
 */
import type { Kernel } from '../kernel.ts';
import { manage_c, run_irq_thread } from '../kernel/irq/manage/index.ts';
import { resend_irqs, resend_pending } from '../kernel/irq/resend.ts';

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
