/** kernel/irq/manage.c: drivers request interrupts. */
import { type Recorded, source } from '../../../../recorder/index.ts';
import { WARN_ON } from '../../../include/asm-generic/bug.ts';
import { EINVAL, ENOTCONN } from '../../../include/linux/errno.ts';
import {
  type irq_handler_t,
  IRQ_NOTCONNECTED,
  irqaction,
  IRQC_IS_HARDIRQ,
  IRQC_IS_NESTED,
  IRQF_COND_SUSPEND,
  IRQF_NO_AUTOEN,
  IRQF_NO_SUSPEND,
  IRQF_SHARED,
} from '../../../include/linux/interrupt.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_chip_pm_get, irq_chip_pm_put } from '../chip/index.ts';
import { irq_to_desc } from '../irqdesc/index.ts';
import { irq_settings_can_request, irq_settings_is_nested_thread, irq_settings_is_per_cpu_devid } from '../settings.ts';
import { request_irq } from './inline.ts';
import { __setup_irq } from './setup.ts';
import { irq_default_primary_handler } from './thread.ts';

const at = source('kernel/irq/manage.c');

/** Sharers need a cookie to be told apart, and some flags exclude each other. */
function flags_make_sense(flags: number, dev_id: Recorded | undefined): boolean {
  const shared = (flags & IRQF_SHARED) !== 0;
  const cond_suspend = (flags & IRQF_COND_SUSPEND) !== 0;
  if (shared && (dev_id === undefined || (flags & IRQF_NO_AUTOEN) !== 0)) return false;
  return !(cond_suspend && (!shared || (flags & IRQF_NO_SUSPEND) !== 0));
}

export const request_threaded_irq = at.fn(
  'request_threaded_irq',
  'A driver asks to be called when an interrupt comes: in the hard interrupt, in a thread, or both.',
  (
    k: Kernel,
    irq: number,
    wanted: irq_handler_t | undefined,
    thread_fn: irq_handler_t | undefined,
    irqflags: number,
    devname: string | undefined,
    dev_id: Recorded | undefined,
  ): number => {
    if (irq === IRQ_NOTCONNECTED) return -ENOTCONN;
    if (!flags_make_sense(irqflags, dev_id)) return -EINVAL;
    const desc = irq_to_desc(k, irq);
    if (desc === undefined) return -EINVAL;
    if (!irq_settings_can_request(desc) || WARN_ON(k, irq_settings_is_per_cpu_devid(desc))) return -EINVAL;
    if (wanted === undefined && thread_fn === undefined) return -EINVAL;
    const handler = wanted ?? irq_default_primary_handler;
    const action = irqaction.create(k.rec, { handler, thread_fn, flags: irqflags, name: devname, dev_id });
    let retval = irq_chip_pm_get(k, desc.irq_data);
    if (retval >= 0) {
      retval = __setup_irq(k, irq, desc, action);
      if (retval === 0) return 0;
      irq_chip_pm_put(k, desc.irq_data);
      if (action.secondary !== undefined) k.rec.free(action.secondary);
    }
    k.rec.free(action);
    return retval;
  },
);

export const request_any_context_irq = at.fn(
  'request_any_context_irq',
  'Requests an interrupt for a handler that may run in the hard interrupt or in a thread; tells which it is.',
  (
    k: Kernel,
    irq: number,
    handler: irq_handler_t,
    flags: number,
    name: string | undefined,
    dev_id: Recorded | undefined,
  ): number => {
    if (irq === IRQ_NOTCONNECTED) return -ENOTCONN;
    const desc = irq_to_desc(k, irq);
    if (desc === undefined) return -EINVAL;
    if (irq_settings_is_nested_thread(desc)) {
      const ret = request_threaded_irq(k, irq, undefined, handler, flags, name, dev_id);
      return ret === 0 ? IRQC_IS_NESTED : ret;
    }
    const ret = request_irq(k, irq, handler, flags, name, dev_id);
    return ret === 0 ? IRQC_IS_HARDIRQ : ret;
  },
);

export const request_nmi = at.fn(
  'request_nmi',
  'Asks for an interrupt that cannot be masked. No modelled controller delivers those, so it is always refused.',
  (
    k: Kernel,
    irq: number,
    _handler: irq_handler_t | undefined,
    _irqflags: number,
    _name: string | undefined,
    _dev_id: Recorded | undefined,
  ): number => {
    if (irq === IRQ_NOTCONNECTED) return -ENOTCONN;
    irq_to_desc(k, irq);
    return -EINVAL;
  },
);
