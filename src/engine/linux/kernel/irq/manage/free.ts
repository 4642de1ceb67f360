/** kernel/irq/manage.c: removing a handler. */
import { type Recorded, source } from '../../../../recorder/index.ts';
import { WARN, WARN_ON, WARN_ON_ONCE } from '../../../include/asm-generic/bug.ts';
import type { irqaction } from '../../../include/linux/interrupt.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_chip_pm_put, irq_shutdown } from '../chip/index.ts';
import { chip_bus_lock, chip_bus_sync_unlock } from '../internals.ts';
import { irq_to_desc } from '../irqdesc/index.ts';
import { irq_domain_deactivate_irq } from '../irqdomain/index.ts';
import { irq_proc_update_valid, unregister_handler_proc } from '../proc.ts';
import { irq_settings_clr_disable_unlazy, irq_settings_is_per_cpu_devid } from '../settings.ts';
import { __synchronize_irq } from './sync.ts';
import { manage_c } from './thread.ts';

const at = source('kernel/irq/manage.c');

/** Takes the action of a device out of the chain; undefined when it is not there. */
function unlink(desc: irq_desc, dev_id: Recorded | undefined): irqaction | undefined {
  let before: irqaction | undefined;
  for (let action = desc.action; action !== undefined; before = action, action = action.next) {
    if (action.dev_id !== dev_id) continue;
    if (before === undefined) desc.action = action.next;
    else before.next = action.next;
    return action;
  }
  return undefined;
}

const irq_stop_thread = at.fn('irq_stop_thread', "Ends a handler's thread.", (k: Kernel, action: irqaction): void => {
  action.thread = false;
  action.thread_flags = 0;
  manage_c(k).woken.remove(action);
});

/** The last handler is gone: nothing of the interrupt stays programmed. */
function release_line(k: Kernel, desc: irq_desc): void {
  const d = desc.irq_data;
  chip_bus_lock(k, desc);
  irq_domain_deactivate_irq(k, d);
  d.chip?.irq_release_resources?.(k, d);
  chip_bus_sync_unlock(k, desc);
}

const __free_irq = at.fn(
  '__free_irq',
  'Removes the handler of a device; after the last one the interrupt is shut down and deactivated.',
  (k: Kernel, desc: irq_desc, dev_id: Recorded | undefined): irqaction | undefined => {
    const { irq } = desc.irq_data;
    WARN(k, k.rec.context.hardirq, `Trying to free IRQ ${irq} from IRQ context!`);
    chip_bus_lock(k, desc);
    const action = unlink(desc, dev_id);
    if (action === undefined) {
      WARN(k, true, `Trying to free already-free IRQ ${irq}`);
      chip_bus_sync_unlock(k, desc);
      return undefined;
    }
    if (desc.action === undefined) {
      irq_settings_clr_disable_unlazy(desc);
      irq_shutdown(k, desc);
    }
    if (WARN_ON_ONCE(k, desc.affinity_hint !== undefined)) desc.affinity_hint = undefined;
    if (k.since('7.3')) irq_proc_update_valid(k, desc);
    chip_bus_sync_unlock(k, desc);
    unregister_handler_proc(k, irq, action);
    __synchronize_irq(k, desc);
    if (action.thread) {
      irq_stop_thread(k, action);
      if (action.secondary?.thread === true) irq_stop_thread(k, action.secondary);
    }
    if (desc.action === undefined) release_line(k, desc);
    irq_chip_pm_put(k, desc.irq_data);
    if (action.secondary !== undefined) k.rec.free(action.secondary);
    return action;
  },
);

export const free_irq = at.fn(
  'free_irq',
  'A driver gives an interrupt back. Returns the name it was requested under.',
  (k: Kernel, irq: number, dev_id: Recorded | undefined): string | undefined => {
    const desc = irq_to_desc(k, irq);
    if (desc === undefined || WARN_ON(k, irq_settings_is_per_cpu_devid(desc))) return undefined;
    const action = __free_irq(k, desc, dev_id);
    if (action === undefined) return undefined;
    const { name } = action;
    k.rec.free(action);
    return name;
  },
);
