/** kernel/irq/manage.c: an interrupt's state at the controller: pending, active, masked. */
import { source } from '../../../../recorder/index.ts';
import { WARN_ON_ONCE } from '../../../include/asm-generic/bug.ts';
import { EINVAL, ENODEV } from '../../../include/linux/errno.ts';
import type { irq_data, irqchip_irq_state } from '../../../include/linux/irq.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_get_desc_buslock, irq_put_desc_busunlock } from '../internals.ts';
import { irq_to_desc } from '../irqdesc/index.ts';

const at = source('kernel/irq/manage.c');

export const __irq_get_irqchip_state = at.fn(
  '__irq_get_irqchip_state',
  'Asks the outermost level that knows for the state of an interrupt.',
  (k: Kernel, data: irq_data, which: irqchip_irq_state): boolean | number => {
    for (let d: irq_data | undefined = data; d !== undefined; d = d.parent_data) {
      if (WARN_ON_ONCE(k, d.chip === undefined)) return -ENODEV;
      if (d.chip?.irq_get_irqchip_state !== undefined) return d.chip.irq_get_irqchip_state(k, d, which);
    }
    return -EINVAL;
  },
);

/** The outermost level that can set state does so. */
function set_state(k: Kernel, data: irq_data, which: irqchip_irq_state, val: boolean): number {
  for (let d: irq_data | undefined = data; d !== undefined; d = d.parent_data) {
    if (WARN_ON_ONCE(k, d.chip === undefined)) return -ENODEV;
    if (d.chip?.irq_set_irqchip_state !== undefined) return d.chip.irq_set_irqchip_state(k, d, which, val);
  }
  return -EINVAL;
}

export const irq_set_irqchip_state = at.fn(
  'irq_set_irqchip_state',
  'Makes an interrupt pending, active or masked at its controller, or no longer.',
  (k: Kernel, irq: number, which: irqchip_irq_state, val: boolean): number => {
    const desc = irq_get_desc_buslock(k, irq, 0);
    if (desc === undefined) return -EINVAL;
    const err = set_state(k, desc.irq_data, which, val);
    irq_put_desc_busunlock(k, desc);
    return err;
  },
);

export const irq_check_status_bit = at.fn(
  'irq_check_status_bit',
  'Whether an interrupt line has a setting.',
  (k: Kernel, irq: number, bitmask: number): boolean => {
    const desc = irq_to_desc(k, irq);
    return desc !== undefined && (desc.status_use_accessors & bitmask) !== 0;
  },
);
