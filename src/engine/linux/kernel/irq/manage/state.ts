/** The statics of kernel/irq/manage.c. */
import type { Cpumask } from '../../../../../base/cpumask.ts';
import { bool, cpus, list, type Recorded, type RecordedList, ref } from '../../../../recorder/index.ts';
import type { irqaction } from '../../../include/linux/interrupt.ts';
import { statics } from '../../../kernel.ts';

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
