/**
 * Models kernel/irq/resend.c: raising an interrupt again that came while it could not be handled, by the controller or
 * by software, and injecting one for tests. Software resends wait for a tasklet, which stand-ins/deferred.ts runs.
 */
import {
  bool,
  list,
  map,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
} from '../../../recorder/index.ts';
import { EBUSY, EINVAL } from '../../include/linux/errno.ts';
import { irqd_is_activated, irqd_is_handle_enforce_irqctx } from '../../include/linux/irq.ts';
import { type irq_desc, IRQS_PENDING, IRQS_REPLAY } from '../../include/linux/irqdesc.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { irq_chip_retrigger_hierarchy } from './chip/index.ts';
import { chipOf, irq_get_desc_buslock, irq_is_nmi, irq_put_desc_busunlock } from './internals.ts';
import { generic_handle_irq_desc, irq_to_desc } from './irqdesc/index.ts';
import { irq_set_irqchip_state } from './manage/index.ts';
import { irq_settings_is_level, irq_settings_is_nested_thread } from './settings.ts';

const at = source('kernel/irq/resend.c');

export interface resend_c extends Recorded {
  /** 6.1: the numbers to resend, a bitmap. */
  irqs_resend: RecordedMap<boolean>;
  /** Later: the descriptors, newest first. */
  irq_resend_list: RecordedList<irq_desc>;
}
export const resend_c = statics<resend_c>('kernel/irq/resend.c', {
  irqs_resend: map(bool()),
  irq_resend_list: list(ref<irq_desc>()),
});

/** Takes the next interrupt to resend off the bitmap or list. */
function next(k: Kernel): irq_desc | undefined {
  const c = resend_c(k);
  if (k.since('6.12')) {
    const desc = c.irq_resend_list.first();
    if (desc !== undefined) c.irq_resend_list.remove(desc);
    return desc;
  }
  for (const irq of c.irqs_resend.keys()) {
    c.irqs_resend.delete(irq);
    const desc = irq_to_desc(k, irq);
    if (desc !== undefined) return desc;
  }
  return undefined;
}

/** Whether the tasklet has something to do. */
export function resend_pending(k: Kernel): boolean {
  const c = resend_c(k);
  return c.irq_resend_list.length > 0 || c.irqs_resend.size > 0;
}

export const resend_irqs = at.fn(
  'resend_irqs',
  'The tasklet that handles interrupts which software raises again.',
  (k: Kernel): void => {
    for (let desc = next(k); desc !== undefined; desc = next(k)) generic_handle_irq_desc(k, desc);
  },
);

const irq_sw_resend = at.fn(
  'irq_sw_resend',
  'Has an interrupt handled again by software, if it may be outside of a hard interrupt.',
  (k: Kernel, wanted: irq_desc): number => {
    if (irqd_is_handle_enforce_irqctx(wanted.irq_data)) return -EINVAL;
    const c = resend_c(k);
    let { irq } = wanted.irq_data;
    if (irq_settings_is_nested_thread(wanted)) {
      if (wanted.parent_irq === 0) return -EINVAL;
      irq = wanted.parent_irq;
    }
    if (!k.since('6.12')) {
      c.irqs_resend.set(irq, true);
      return 0;
    }
    const desc = irq === wanted.irq_data.irq ? wanted : irq_to_desc(k, irq);
    if (desc === undefined) return -EINVAL;
    if (!c.irq_resend_list.toArray().includes(desc)) c.irq_resend_list.addHead(desc);
    return 0;
  },
);

/** From 6.4 on. */
export const clear_irq_resend = at.fn(
  'clear_irq_resend',
  'Forgets that an interrupt was to be raised again.',
  (k: Kernel, desc: irq_desc): void => {
    resend_c(k).irq_resend_list.remove(desc);
  },
);

/** From 6.4 on. */
export const irq_resend_init = at.fn(
  'irq_resend_init',
  'Prepares a descriptor for the list of interrupts to raise again.',
  (_k: Kernel, _desc: irq_desc): void => {},
);

const try_retrigger = at.fn(
  'try_retrigger',
  'Has the controller raise an interrupt again; 0 when it cannot.',
  (k: Kernel, desc: irq_desc): number => {
    const retrigger = chipOf(desc.irq_data).irq_retrigger;
    return retrigger === undefined ? irq_chip_retrigger_hierarchy(k, desc.irq_data) : retrigger(k, desc.irq_data);
  },
);

export const check_irq_resend = at.fn(
  'check_irq_resend',
  'Raises an interrupt again if one was missed, or if told to. Level interrupts come again by themselves.',
  (k: Kernel, desc: irq_desc, inject: boolean): number => {
    if (irq_settings_is_level(desc)) {
      desc.istate &= ~IRQS_PENDING;
      return -EINVAL;
    }
    if ((desc.istate & IRQS_REPLAY) !== 0) return -EBUSY;
    if ((desc.istate & IRQS_PENDING) === 0 && !inject) return 0;
    desc.istate &= ~IRQS_PENDING;
    const err = try_retrigger(k, desc) === 0 ? irq_sw_resend(k, desc) : 0;
    if (err === 0) desc.istate |= IRQS_REPLAY;
    return err;
  },
);

export const irq_inject_interrupt = at.fn(
  'irq_inject_interrupt',
  'Raises an interrupt for a test: as pending at the controller if that works, else as one that was missed.',
  (k: Kernel, irq: number): number => {
    if (irq_set_irqchip_state(k, irq, 'PENDING', true) === 0) return 0;
    const desc = irq_get_desc_buslock(k, irq, 0);
    if (desc === undefined) return -EINVAL;
    const refused = irq_is_nmi(desc) || !irqd_is_activated(desc.irq_data);
    const err = refused ? -EINVAL : check_irq_resend(k, desc, true);
    irq_put_desc_busunlock(k, desc);
    return err;
  },
);
