/** kernel/irq/manage.c: trigger types. */
import { source } from '../../../../recorder/index.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import {
  IRQ_SET_MASK_OK,
  IRQ_SET_MASK_OK_DONE,
  IRQ_SET_MASK_OK_NOCOPY,
  IRQ_TYPE_LEVEL_MASK,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_SET_TYPE_MASKED,
  irqd_clear,
  irqd_get_trigger_type,
  irqd_irq_disabled,
  irqd_irq_masked,
  IRQD_LEVEL,
  irqd_set,
  IRQD_TRIGGER_MASK,
} from '../../../include/linux/irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err } from '../../printk/printk.ts';
import { mask_irq, unmask_irq } from '../chip/index.ts';
import { irq_get_desc_lock, irq_put_desc_unlock } from '../internals.ts';
import { irq_settings_clr_level, irq_settings_set_level, irq_settings_set_trigger_mask } from '../settings.ts';

const at = source('kernel/irq/manage.c');

/** The chip took the type: settings and state say level or edge from now on. */
function note_type(desc: irq_desc): void {
  const type = irqd_get_trigger_type(desc.irq_data);
  irq_settings_set_trigger_mask(desc, type);
  irqd_clear(desc.irq_data, IRQD_LEVEL);
  irq_settings_clr_level(desc);
  if ((type & IRQ_TYPE_LEVEL_MASK) === 0) return;
  irq_settings_set_level(desc);
  irqd_set(desc.irq_data, IRQD_LEVEL);
}

export const __irq_set_trigger = at.fn(
  '__irq_set_trigger',
  'Has the chip set the trigger type of an interrupt, masked meanwhile where the chip needs that.',
  (k: Kernel, desc: irq_desc, flags: number): number => {
    const d = desc.irq_data;
    const set_type = d.chip?.irq_set_type;
    if (d.chip === undefined || set_type === undefined) return 0;
    let unmask = false;
    if ((d.chip.flags & IRQCHIP_SET_TYPE_MASKED) !== 0) {
      if (!irqd_irq_masked(d)) mask_irq(k, desc);
      unmask = !irqd_irq_disabled(d);
    }
    const type = flags & IRQ_TYPE_SENSE_MASK;
    let ret = set_type(k, d, type);
    if (ret === IRQ_SET_MASK_OK || ret === IRQ_SET_MASK_OK_DONE) {
      irqd_clear(d, IRQD_TRIGGER_MASK);
      irqd_set(d, type);
    }
    if (ret === IRQ_SET_MASK_OK || ret === IRQ_SET_MASK_OK_DONE || ret === IRQ_SET_MASK_OK_NOCOPY) {
      note_type(desc);
      ret = 0;
    } else {
      // The kernel adds the size of the chip's function, which only its binary knows.
      pr_err(k, `genirq: Setting trigger mode ${type} for irq ${d.irq} failed (${set_type.fname}+0x0)`);
    }
    if (unmask) unmask_irq(k, desc);
    return ret;
  },
);

export const irq_set_parent = at.fn(
  'irq_set_parent',
  'Says which interrupt to raise instead when this one, handled in its thread, must be resent.',
  (k: Kernel, irq: number, parent_irq: number): number => {
    const desc = irq_get_desc_lock(k, irq, 0);
    if (desc === undefined) return -EINVAL;
    desc.parent_irq = parent_irq;
    irq_put_desc_unlock(k, desc);
    return 0;
  },
);
