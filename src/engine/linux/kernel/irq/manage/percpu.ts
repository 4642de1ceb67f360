/** kernel/irq/manage.c: interrupts that every CPU has for itself. */
import { cpumaskLowest } from '../../../../../base/cpumask.ts';
import { type Recorded, source } from '../../../../recorder/index.ts';
import { WARN } from '../../../include/asm-generic/bug.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import {
  type irq_handler_t,
  irqaction,
  IRQF_NO_SUSPEND,
  IRQF_PERCPU,
  IRQF_TIMER,
} from '../../../include/linux/interrupt.ts';
import { IRQ_TYPE_NONE, IRQ_TYPE_SENSE_MASK, irqd_get_trigger_type } from '../../../include/linux/irq.ts';
import { type irq_desc, IRQS_NMI } from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_chip_pm_get, irq_chip_pm_put, irq_percpu_disable, irq_percpu_enable } from '../chip/index.ts';
import {
  chip_bus_lock,
  chip_bus_sync_unlock,
  IRQ_GET_DESC_CHECK_PERCPU,
  irq_get_desc_lock,
  irq_put_desc_unlock,
} from '../internals.ts';
import { irq_to_desc } from '../irqdesc/index.ts';
import { unregister_handler_proc } from '../proc.ts';
import { irq_settings_can_request, irq_settings_is_per_cpu_devid } from '../settings.ts';
import { __setup_irq } from './setup.ts';
import { __irq_set_trigger } from './trigger.ts';

const at = source('kernel/irq/manage.c');

export const enable_percpu_irq = at.fn(
  'enable_percpu_irq',
  'Enables a per-CPU interrupt on the running CPU, its trigger type set first.',
  (k: Kernel, irq: number, wanted: number): void => {
    const { cpu } = k;
    const desc = irq_get_desc_lock(k, irq, IRQ_GET_DESC_CHECK_PERCPU);
    if (desc === undefined) return;
    let type = wanted & IRQ_TYPE_SENSE_MASK;
    if (type === IRQ_TYPE_NONE) type = irqd_get_trigger_type(desc.irq_data);
    const ret = type === IRQ_TYPE_NONE ? 0 : __irq_set_trigger(k, desc, type);
    if (!WARN(k, ret !== 0, `failed to set type for IRQ${irq}`)) irq_percpu_enable(k, desc, cpu);
    irq_put_desc_unlock(k, desc);
  },
);

export const disable_percpu_irq = at.fn(
  'disable_percpu_irq',
  'Disables a per-CPU interrupt on the running CPU.',
  (k: Kernel, irq: number): void => {
    const { cpu } = k;
    const desc = irq_get_desc_lock(k, irq, IRQ_GET_DESC_CHECK_PERCPU);
    if (desc === undefined) return;
    irq_percpu_disable(k, desc, cpu);
    irq_put_desc_unlock(k, desc);
  },
);

const __free_percpu_irq = at.fn(
  '__free_percpu_irq',
  'Removes the handler of a per-CPU interrupt, which must be disabled everywhere.',
  (k: Kernel, irq: number, dev_id: Recorded | undefined): irqaction | undefined => {
    const desc = irq_to_desc(k, irq);
    WARN(k, k.rec.context.hardirq, `Trying to free IRQ ${irq} from IRQ context!`);
    if (desc === undefined) return undefined;
    const { action } = desc;
    if (action === undefined || action.percpu_dev_id !== dev_id) {
      WARN(k, true, `Trying to free already-free IRQ ${irq}`);
      return undefined;
    }
    const enabled = cpumaskLowest(desc.percpu_enabled ?? 0n);
    if (WARN(k, enabled !== undefined, `percpu IRQ ${irq} still enabled on CPU${enabled}!`)) return undefined;
    desc.action = undefined;
    desc.istate &= ~IRQS_NMI;
    unregister_handler_proc(k, irq, action);
    irq_chip_pm_put(k, desc.irq_data);
    return action;
  },
);

export const free_percpu_irq = at.fn(
  'free_percpu_irq',
  'A driver gives a per-CPU interrupt back.',
  (k: Kernel, irq: number, dev_id: Recorded | undefined): void => {
    const desc = irq_to_desc(k, irq);
    if (desc === undefined || !irq_settings_is_per_cpu_devid(desc)) return;
    chip_bus_lock(k, desc);
    const action = __free_percpu_irq(k, irq, dev_id);
    if (action !== undefined) k.rec.free(action);
    chip_bus_sync_unlock(k, desc);
  },
);

/** Powers up the controller and installs an action. */
function install(k: Kernel, irq: number, desc: irq_desc, action: irqaction): number {
  const powered = irq_chip_pm_get(k, desc.irq_data);
  if (powered < 0) return powered;
  const retval = __setup_irq(k, irq, desc, action);
  if (retval !== 0) irq_chip_pm_put(k, desc.irq_data);
  return retval;
}

export const __request_percpu_irq = at.fn(
  '__request_percpu_irq',
  'A driver asks to be called when a per-CPU interrupt comes. It is enabled later, on each CPU.',
  (
    k: Kernel,
    irq: number,
    handler: irq_handler_t,
    flags: number,
    devname: string | undefined,
    dev_id: Recorded | undefined,
  ): number => {
    if (dev_id === undefined) return -EINVAL;
    const desc = irq_to_desc(k, irq);
    if (desc === undefined || !irq_settings_can_request(desc) || !irq_settings_is_per_cpu_devid(desc)) return -EINVAL;
    if (flags !== 0 && flags !== IRQF_TIMER) return -EINVAL;
    const action = irqaction.create(k.rec, {
      handler,
      flags: flags | IRQF_PERCPU | IRQF_NO_SUSPEND,
      name: devname,
      percpu_dev_id: dev_id,
    });
    const retval = install(k, irq, desc, action);
    if (retval !== 0) k.rec.free(action);
    return retval;
  },
);

export const request_percpu_nmi = at.fn(
  'request_percpu_nmi',
  'Asks for a per-CPU interrupt that cannot be masked. No modelled controller delivers those, so it is always refused.',
  (
    k: Kernel,
    irq: number,
    _handler: irq_handler_t | undefined,
    _name: string | undefined,
    _dev_id: Recorded | undefined,
  ): number => {
    irq_to_desc(k, irq);
    return -EINVAL;
  },
);
