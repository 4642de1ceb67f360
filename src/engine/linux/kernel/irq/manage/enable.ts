/** kernel/irq/manage.c: disabling and enabling, which nest, and interrupts that wake the system. */
import { source } from '../../../../recorder/index.ts';
import { WARN } from '../../../include/asm-generic/bug.ts';
import { EINVAL, ENXIO } from '../../../include/linux/errno.ts';
import { IRQCHIP_SKIP_SET_WAKE, irqd_clear, irqd_set, IRQD_WAKEUP_STATE } from '../../../include/linux/irq.ts';
import { type irq_desc, IRQS_SUSPENDED } from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_disable, irq_startup } from '../chip/index.ts';
import {
  chipOf,
  irq_get_desc_buslock,
  IRQ_GET_DESC_CHECK_GLOBAL,
  irq_is_nmi,
  irq_put_desc_busunlock,
  IRQ_RESEND,
  IRQ_START_FORCE,
} from '../internals.ts';
import { irq_to_desc } from '../irqdesc/index.ts';
import { irq_settings_set_noprobe } from '../settings.ts';
import { synchronize_irq } from './sync.ts';

const at = source('kernel/irq/manage.c');

const __disable_irq = at.fn(
  '__disable_irq',
  'Counts one more who wants an interrupt disabled; the first one disables it.',
  (k: Kernel, desc: irq_desc): void => {
    desc.depth++;
    if (desc.depth === 1) irq_disable(k, desc);
  },
);

const __disable_irq_nosync = at.fn(
  '__disable_irq_nosync',
  'Disables an interrupt without waiting for its handlers.',
  (k: Kernel, irq: number): number => {
    const desc = irq_get_desc_buslock(k, irq, IRQ_GET_DESC_CHECK_GLOBAL);
    if (desc === undefined) return -EINVAL;
    __disable_irq(k, desc);
    irq_put_desc_busunlock(k, desc);
    return 0;
  },
);

export const disable_irq_nosync = at.fn(
  'disable_irq_nosync',
  'Disables an interrupt without waiting for its handlers.',
  (k: Kernel, irq: number): void => {
    __disable_irq_nosync(k, irq);
  },
);

export const disable_irq = at.fn(
  'disable_irq',
  'Disables an interrupt and waits until no handler runs.',
  (k: Kernel, irq: number): void => {
    if (__disable_irq_nosync(k, irq) === 0) synchronize_irq(k, irq);
  },
);

export const __enable_irq = at.fn(
  '__enable_irq',
  'Counts one less who wants an interrupt disabled; the last one starts or enables it.',
  (k: Kernel, desc: irq_desc): void => {
    const suspended = desc.depth === 1 && (desc.istate & IRQS_SUSPENDED) !== 0;
    if (desc.depth === 0 || suspended) {
      WARN(k, true, `Unbalanced enable for IRQ ${desc.irq_data.irq}`);
      return;
    }
    if (desc.depth > 1) {
      desc.depth--;
      return;
    }
    irq_settings_set_noprobe(desc);
    irq_startup(k, desc, IRQ_RESEND, IRQ_START_FORCE);
  },
);

export const enable_irq = at.fn(
  'enable_irq',
  'Enables an interrupt that was disabled.',
  (k: Kernel, irq: number): void => {
    const desc = irq_get_desc_buslock(k, irq, IRQ_GET_DESC_CHECK_GLOBAL);
    if (desc === undefined) return;
    const text = `enable_irq before setup/request_irq: irq ${irq}`;
    if (!WARN(k, desc.irq_data.chip === undefined, text)) __enable_irq(k, desc);
    irq_put_desc_busunlock(k, desc);
  },
);

function set_irq_wake_real(k: Kernel, irq: number, on: number): number {
  const desc = irq_to_desc(k, irq);
  if (desc === undefined) return -ENXIO;
  const chip = chipOf(desc.irq_data);
  if ((chip.flags & IRQCHIP_SKIP_SET_WAKE) !== 0) return 0;
  return chip.irq_set_wake?.(k, desc.irq_data, on) ?? -ENXIO;
}

function wake_on(k: Kernel, desc: irq_desc, irq: number): number {
  desc.wake_depth++;
  if (desc.wake_depth > 1) return 0;
  const ret = set_irq_wake_real(k, irq, 1);
  if (ret === 0) irqd_set(desc.irq_data, IRQD_WAKEUP_STATE);
  else desc.wake_depth = 0;
  return ret;
}

function wake_off(k: Kernel, desc: irq_desc, irq: number): number {
  if (WARN(k, desc.wake_depth === 0, `Unbalanced IRQ ${irq} wake disable`)) return 0;
  desc.wake_depth--;
  if (desc.wake_depth > 0) return 0;
  const ret = set_irq_wake_real(k, irq, 0);
  if (ret === 0) irqd_clear(desc.irq_data, IRQD_WAKEUP_STATE);
  else desc.wake_depth = 1;
  return ret;
}

export const irq_set_irq_wake = at.fn(
  'irq_set_irq_wake',
  'Lets an interrupt wake the system from sleep, or no longer.',
  (k: Kernel, irq: number, on: number): number => {
    const desc = irq_get_desc_buslock(k, irq, IRQ_GET_DESC_CHECK_GLOBAL);
    if (desc === undefined) return -EINVAL;
    let ret = -EINVAL;
    if (!irq_is_nmi(desc)) ret = on === 0 ? wake_off(k, desc, irq) : wake_on(k, desc, irq);
    irq_put_desc_busunlock(k, desc);
    return ret;
  },
);
