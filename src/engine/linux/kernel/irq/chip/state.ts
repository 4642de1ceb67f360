/** The statics of kernel/irq/chip.c. */
import { bool, type Recorded, ref } from '../../../../recorder/index.ts';
import type { irqaction } from '../../../include/linux/interrupt.ts';
import { statics } from '../../../kernel.ts';

export interface chip_c extends Recorded {
  /** The action of every interrupt that has a chained handler; made when the first one is set up. */
  chained_action: irqaction | undefined;
  /** Whether the once-only message about a per-CPU interrupt without handler was logged. */
  spurious_percpu_logged: boolean;
}
export const chip_c = statics<chip_c>('kernel/irq/chip.c', {
  chained_action: ref(),
  spurious_percpu_logged: bool(),
});
