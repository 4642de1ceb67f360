/** kernel/irq/manage.c: waiting until an interrupt is handled on no CPU. One CPU runs at a time here, so nothing waits. */
import { source } from '../../../../recorder/index.ts';
import { irqd_irq_inprogress } from '../../../include/linux/irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_to_desc } from '../irqdesc/index.ts';
import { __irq_get_irqchip_state } from './state_at_chip.ts';

const at = source('kernel/irq/manage.c');

const __synchronize_hardirq = at.fn(
  '__synchronize_hardirq',
  'Waits until no hard handler of an interrupt runs, and if asked until the controller has none in flight.',
  (k: Kernel, desc: irq_desc, sync_chip: boolean): void => {
    if (!irqd_irq_inprogress(desc.irq_data) && sync_chip) __irq_get_irqchip_state(k, desc.irq_data, 'ACTIVE');
  },
);

/** Waits for hard handlers and for threads. */
export const __synchronize_irq = at.fn(
  '__synchronize_irq',
  'Waits for all handlers of an interrupt, threads included.',
  (k: Kernel, desc: irq_desc): void => __synchronize_hardirq(k, desc, true),
);

export const synchronize_irq = at.fn(
  'synchronize_irq',
  'Waits for all handlers of an interrupt, threads included.',
  (k: Kernel, irq: number): void => {
    const desc = irq_to_desc(k, irq);
    if (desc !== undefined) __synchronize_irq(k, desc);
  },
);
