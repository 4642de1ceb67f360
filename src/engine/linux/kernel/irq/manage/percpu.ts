/** kernel/irq/manage.c: interrupts that every CPU has for itself. */
import { type Cpumask, cpumaskLowest } from '../../../../../base/cpumask.ts';
import { type Recorded, source } from '../../../../recorder/index.ts';
import { WARN } from '../../../include/asm-generic/bug.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import {
  type irq_handler_t,
  irqaction,
  IRQF_NO_SUSPEND,
  IRQF_PERCPU,
  IRQF_SHARED,
  IRQF_TIMER,
} from '../../../include/linux/interrupt.ts';
import { IRQ_TYPE_NONE, IRQ_TYPE_SENSE_MASK, irqd_get_trigger_type } from '../../../include/linux/irq.ts';
import { type irq_desc, IRQS_NMI } from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpu_possible_mask } from '../../cpu/index.ts';
import { irq_chip_pm_get, irq_chip_pm_put, irq_percpu_disable, irq_percpu_enable } from '../chip/index.ts';
import {
  chip_bus_lock,
  chip_bus_sync_unlock,
  for_each_action_of_desc,
  IRQ_GET_DESC_CHECK_PERCPU,
  irq_get_desc_lock,
  irq_put_desc_unlock,
} from '../internals.ts';
import { irq_to_desc } from '../irqdesc/index.ts';
import { irq_proc_update_valid, unregister_handler_proc } from '../proc.ts';
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

/** The action of a device, and the one before it. Until 6.12 there is no more than one. */
function actionOf(
  desc: irq_desc,
  dev_id: Recorded | undefined,
): [action: irqaction | undefined, before: irqaction | undefined] {
  let before: irqaction | undefined;
  for (const action of for_each_action_of_desc(desc)) {
    if (action.percpu_dev_id === dev_id) return [action, before];
    before = action;
  }
  return [undefined, undefined];
}

const __free_percpu_irq = at.fn(
  '__free_percpu_irq',
  'Removes the handler of a per-CPU interrupt, which must be disabled everywhere.',
  (k: Kernel, irq: number, dev_id: Recorded | undefined): irqaction | undefined => {
    const desc = irq_to_desc(k, irq);
    WARN(k, k.rec.context.hardirq, `Trying to free IRQ ${irq} from IRQ context!`);
    if (desc === undefined) return undefined;
    const [action, before] = actionOf(desc, dev_id);
    if (action === undefined) {
      WARN(k, true, `Trying to free already-free IRQ ${irq}`);
      return undefined;
    }
    const enabled = cpumaskLowest((desc.percpu_enabled ?? 0n) & (action.affinity ?? -1n));
    if (WARN(k, enabled !== undefined, `percpu IRQ ${irq} still enabled on CPU${enabled}!`)) return undefined;
    if (before === undefined) desc.action = action.next;
    else before.next = action.next;
    if (desc.action === undefined) {
      desc.istate &= ~IRQS_NMI;
      if (k.since('7.3')) irq_proc_update_valid(k, desc);
    }
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

/** 7.3: an action that is not for all CPUs may be one of several, each for other CPUs. */
function create_percpu_irqaction(
  k: Kernel,
  handler: irq_handler_t,
  devname: string | undefined,
  wanted: Cpumask | undefined,
  percpu_dev_id: Recorded,
): irqaction {
  const all = cpu_possible_mask(k);
  const affinity = wanted ?? all;
  const flags = IRQF_PERCPU | IRQF_NO_SUSPEND | (affinity === all ? 0 : IRQF_SHARED);
  return irqaction.create(k.rec, { handler, flags, name: devname, percpu_dev_id, affinity });
}

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

/** 7.3: __request_percpu_irq with CPUs, without flags. */
export const request_percpu_irq_affinity = at.fn(
  'request_percpu_irq_affinity',
  'A driver asks to be called when a per-CPU interrupt comes on some CPUs. It is enabled later, on each of them.',
  (
    k: Kernel,
    irq: number,
    handler: irq_handler_t,
    devname: string | undefined,
    affinity: Cpumask | undefined,
    dev_id: Recorded | undefined,
  ): number => {
    if (dev_id === undefined) return -EINVAL;
    const desc = irq_to_desc(k, irq);
    if (desc === undefined || !irq_settings_can_request(desc) || !irq_settings_is_per_cpu_devid(desc)) return -EINVAL;
    const action = create_percpu_irqaction(k, handler, devname, affinity, dev_id);
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
