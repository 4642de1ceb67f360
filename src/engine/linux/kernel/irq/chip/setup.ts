/** kernel/irq/chip.c: what the file keeps, and what a descriptor is given: chip, trigger type, data, settings. */
import { bool, type Recorded, ref, source } from '../../../../recorder/index.ts';
import { EINVAL, ENOSYS } from '../../../include/linux/errno.ts';
import type { irqaction } from '../../../include/linux/interrupt.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_NONE,
  irqd_clear,
  irqd_get_trigger_type,
  IRQD_LEVEL,
  IRQD_MOVE_PCNTXT,
  IRQD_NO_BALANCING,
  IRQD_PER_CPU,
  irqd_set,
  IRQD_TRIGGER_MASK,
} from '../../../include/linux/irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { msi_desc, msi_msg } from '../../../include/linux/msi.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { no_irq_chip } from '../dummychip.ts';
import {
  irq_get_desc_buslock,
  IRQ_GET_DESC_CHECK_GLOBAL,
  irq_get_desc_lock,
  irq_put_desc_busunlock,
  irq_put_desc_unlock,
} from '../internals.ts';
import { irq_to_desc } from '../irqdesc/index.ts';
import { __irq_set_trigger } from '../manage/index.ts';
import { irq_proc_update_chip, irq_proc_update_valid } from '../proc.ts';
import {
  irq_settings_can_move_pcntxt,
  irq_settings_clr_and_set,
  irq_settings_get_trigger_mask,
  irq_settings_has_no_balance_set,
  irq_settings_is_level,
  irq_settings_is_per_cpu,
} from '../settings.ts';

const at = source('kernel/irq/chip.c');

export interface chip_c extends Recorded {
  /** The action of every interrupt that has a chained handler; made when the first one is set up. */
  chained_action: irqaction | undefined;
  /** Whether the once-only message about a per-CPU interrupt without handler was logged. */
  spurious_percpu_logged: boolean;
}
export const chip_c = statics<chip_c>('kernel/irq/chip.c', {
  chained_action: ref(),
  spurious_percpu_logged: bool(),
});

/** irq_set_chip as other functions of the file have it inlined. */
export function set_chip(k: Kernel, irq: number, chip: irq_chip | undefined): number {
  const desc = irq_get_desc_lock(k, irq, 0);
  if (desc === undefined) return -EINVAL;
  desc.irq_data.chip = chip ?? no_irq_chip;
  irq_put_desc_unlock(k, desc);
  if (k.since('7.3')) irq_proc_update_chip(k, chip);
  return 0;
}

export const irq_set_chip = at.fn('irq_set_chip', 'Gives an interrupt its chip.', set_chip);

export const irq_set_irq_type = at.fn(
  'irq_set_irq_type',
  'Sets the trigger type of an interrupt.',
  (k: Kernel, irq: number, type: number): number => {
    const desc = irq_get_desc_buslock(k, irq, IRQ_GET_DESC_CHECK_GLOBAL);
    if (desc === undefined) return -EINVAL;
    const ret = __irq_set_trigger(k, desc, type);
    irq_put_desc_busunlock(k, desc);
    return ret;
  },
);

export const irq_set_handler_data = at.fn(
  'irq_set_handler_data',
  'Gives the flow handler of an interrupt its data.',
  (k: Kernel, irq: number, data: Recorded | undefined): number => {
    const desc = irq_get_desc_lock(k, irq, 0);
    if (desc === undefined) return -EINVAL;
    desc.irq_common_data.handler_data = data;
    irq_put_desc_unlock(k, desc);
    return 0;
  },
);

export const irq_set_msi_desc_off = at.fn(
  'irq_set_msi_desc_off',
  'Ties an interrupt to its MSI descriptor, as one of several that share it.',
  (k: Kernel, irq_base: number, irq_offset: number, entry: msi_desc | undefined): number => {
    const desc = irq_get_desc_lock(k, irq_base + irq_offset, IRQ_GET_DESC_CHECK_GLOBAL);
    if (desc === undefined) return -EINVAL;
    desc.irq_common_data.msi_desc = entry;
    if (entry !== undefined && irq_offset === 0) entry.irq = irq_base;
    irq_put_desc_unlock(k, desc);
    return 0;
  },
);

export const irq_set_msi_desc = at.fn(
  'irq_set_msi_desc',
  'Ties an interrupt to its MSI descriptor.',
  (k: Kernel, irq: number, entry: msi_desc | undefined): number => irq_set_msi_desc_off(k, irq, 0, entry),
);

export const irq_set_chip_data = at.fn(
  'irq_set_chip_data',
  'Gives the chip of an interrupt its data.',
  (k: Kernel, irq: number, data: Recorded | undefined): number => {
    const desc = irq_get_desc_lock(k, irq, 0);
    if (desc === undefined) return -EINVAL;
    desc.irq_data.chip_data = data;
    irq_put_desc_unlock(k, desc);
    return 0;
  },
);

export const irq_get_irq_data = at.fn(
  'irq_get_irq_data',
  'The outermost level of an interrupt: the part of its descriptor that chips work on.',
  (k: Kernel, irq: number): irq_data | undefined => irq_to_desc(k, irq)?.irq_data,
);

/** Brings the state bits of the data in line with the settings of the descriptor. */
function settings_to_state(k: Kernel, desc: irq_desc): void {
  const d = desc.irq_data;
  const before = irqd_get_trigger_type(d);
  irqd_clear(d, IRQD_NO_BALANCING | IRQD_PER_CPU | IRQD_TRIGGER_MASK | IRQD_LEVEL);
  // 7.3: the chip says how its interrupts are moved.
  if (!k.since('7.3')) irqd_clear(d, IRQD_MOVE_PCNTXT);
  if (irq_settings_has_no_balance_set(desc)) irqd_set(d, IRQD_NO_BALANCING);
  if (irq_settings_is_per_cpu(desc)) irqd_set(d, IRQD_PER_CPU);
  if (!k.since('7.3') && irq_settings_can_move_pcntxt(desc)) irqd_set(d, IRQD_MOVE_PCNTXT);
  if (irq_settings_is_level(desc)) irqd_set(d, IRQD_LEVEL);
  const set = irq_settings_get_trigger_mask(desc);
  irqd_set(d, set === IRQ_TYPE_NONE ? before : set);
}

export const irq_modify_status = at.fn(
  'irq_modify_status',
  'Clears and sets settings of an interrupt line.',
  (k: Kernel, irq: number, clr: number, set: number): void => {
    const desc = irq_get_desc_lock(k, irq, 0);
    if (desc === undefined) return;
    irq_settings_clr_and_set(desc, clr, set);
    settings_to_state(k, desc);
    if (k.since('7.3')) irq_proc_update_valid(k, desc);
    irq_put_desc_unlock(k, desc);
  },
);

export const irq_chip_compose_msi_msg = at.fn(
  'irq_chip_compose_msi_msg',
  'Has the outermost level that knows how compose the message a device sends for this interrupt.',
  (k: Kernel, data: irq_data, msg: msi_msg): number => {
    for (let pos: irq_data | undefined = data; pos !== undefined; pos = pos.parent_data) {
      const compose = pos.chip?.irq_compose_msi_msg;
      if (compose === undefined) continue;
      compose(k, pos, msg);
      return 0;
    }
    return -ENOSYS;
  },
);

export const irq_chip_pm_get = at.fn(
  'irq_chip_pm_get',
  'Powers up the controller of an interrupt. No modelled controller has power management, so nothing happens.',
  (_k: Kernel, _data: irq_data): number => 0,
);

export const irq_chip_pm_put = at.fn(
  'irq_chip_pm_put',
  'Lets the controller of an interrupt power down. No modelled controller has power management, so nothing happens.',
  (_k: Kernel, _data: irq_data): number => 0,
);
