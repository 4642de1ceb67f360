/** kernel/irq/irqdomain.c: activation, where the levels program hardware so that an interrupt can be delivered. */
import { source } from '../../../../recorder/index.ts';
import {
  type irq_data,
  irqd_clr_activated,
  irqd_is_activated,
  irqd_set_activated,
} from '../../../include/linux/irq.ts';
import type { Kernel } from '../../../kernel.ts';

const at = source('kernel/irq/irqdomain.c');

const __irq_domain_deactivate_irq = at.fn(
  '__irq_domain_deactivate_irq',
  'Deactivates an interrupt at one level, then at those below.',
  (k: Kernel, d: irq_data | undefined): void => {
    if (d?.domain === undefined) return;
    d.domain.ops?.deactivate?.(k, d.domain, d);
    if (d.parent_data !== undefined) __irq_domain_deactivate_irq(k, d.parent_data);
  },
);

const __irq_domain_activate_irq = at.fn(
  '__irq_domain_activate_irq',
  'Activates an interrupt at the levels below, then at this one.',
  (k: Kernel, d: irq_data | undefined, reserve: boolean): number => {
    if (d?.domain === undefined) return 0;
    if (d.parent_data !== undefined) {
      const below = __irq_domain_activate_irq(k, d.parent_data, reserve);
      if (below !== 0) return below;
    }
    const ret = d.domain.ops?.activate?.(k, d.domain, d, reserve) ?? 0;
    if (ret !== 0 && d.parent_data !== undefined) __irq_domain_deactivate_irq(k, d.parent_data);
    return ret;
  },
);

export const irq_domain_activate_irq = at.fn(
  'irq_domain_activate_irq',
  'Activates an interrupt at all levels, unless it is active.',
  (k: Kernel, d: irq_data, reserve: boolean): number => {
    const ret = irqd_is_activated(d) ? 0 : __irq_domain_activate_irq(k, d, reserve);
    if (ret === 0) irqd_set_activated(d);
    return ret;
  },
);

export const irq_domain_deactivate_irq = at.fn(
  'irq_domain_deactivate_irq',
  'Deactivates an interrupt at all levels, if it is active.',
  (k: Kernel, d: irq_data): void => {
    if (!irqd_is_activated(d)) return;
    __irq_domain_deactivate_irq(k, d);
    irqd_clr_activated(d);
  },
);
