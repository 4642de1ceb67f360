/** kernel/irq/chip.c: operations that a stacked chip passes on to the chip of the next level. */
import { must } from '../../../../../base/assert.ts';
import type { Cpumask } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { ENOSYS } from '../../../include/linux/errno.ts';
import { type irq_data, type irqchip_irq_state, IRQCHIP_SKIP_SET_WAKE } from '../../../include/linux/irq.ts';
import type { Kernel } from '../../../kernel.ts';
import { chipOf } from '../internals.ts';

const at = source('kernel/irq/chip.c');

const parentOf = (data: irq_data): irq_data => must(data.parent_data, `parent of irq ${data.irq}`);

export const irq_chip_set_parent_state = at.fn(
  'irq_chip_set_parent_state',
  "Sets an interrupt's state at the parent.",
  (k: Kernel, data: irq_data, which: irqchip_irq_state, val: boolean): number => {
    const parent = data.parent_data;
    return parent?.chip?.irq_set_irqchip_state?.(k, parent, which, val) ?? 0;
  },
);

export const irq_chip_get_parent_state = at.fn(
  'irq_chip_get_parent_state',
  "Reads an interrupt's state at the parent.",
  (k: Kernel, data: irq_data, which: irqchip_irq_state): number | boolean => {
    const parent = data.parent_data;
    return parent?.chip?.irq_get_irqchip_state?.(k, parent, which) ?? 0;
  },
);

export const irq_chip_enable_parent = at.fn(
  'irq_chip_enable_parent',
  'Enables an interrupt at the parent, or unmasks it there.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(data);
    const chip = chipOf(parent);
    if (chip.irq_enable !== undefined) chip.irq_enable(k, parent);
    else chip.irq_unmask?.(k, parent);
  },
);

export const irq_chip_disable_parent = at.fn(
  'irq_chip_disable_parent',
  'Disables an interrupt at the parent, or masks it there.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(data);
    const chip = chipOf(parent);
    if (chip.irq_disable !== undefined) chip.irq_disable(k, parent);
    else chip.irq_mask?.(k, parent);
  },
);

export const irq_chip_ack_parent = at.fn(
  'irq_chip_ack_parent',
  'Acknowledges an interrupt at the parent.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(data);
    chipOf(parent).irq_ack?.(k, parent);
  },
);

export const irq_chip_mask_parent = at.fn(
  'irq_chip_mask_parent',
  'Masks an interrupt at the parent.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(data);
    chipOf(parent).irq_mask?.(k, parent);
  },
);

export const irq_chip_mask_ack_parent = at.fn(
  'irq_chip_mask_ack_parent',
  'Masks and acknowledges an interrupt at the parent.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(data);
    chipOf(parent).irq_mask_ack?.(k, parent);
  },
);

export const irq_chip_unmask_parent = at.fn(
  'irq_chip_unmask_parent',
  'Unmasks an interrupt at the parent.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(data);
    chipOf(parent).irq_unmask?.(k, parent);
  },
);

export const irq_chip_eoi_parent = at.fn(
  'irq_chip_eoi_parent',
  'Tells the parent that the interrupt was handled.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(data);
    chipOf(parent).irq_eoi?.(k, parent);
  },
);

export const irq_chip_set_affinity_parent = at.fn(
  'irq_chip_set_affinity_parent',
  'Has the parent steer an interrupt to other CPUs.',
  (k: Kernel, data: irq_data, dest: Cpumask, force: boolean): number => {
    const parent = parentOf(data);
    return chipOf(parent).irq_set_affinity?.(k, parent, dest, force) ?? -ENOSYS;
  },
);

export const irq_chip_set_type_parent = at.fn(
  'irq_chip_set_type_parent',
  'Sets the trigger type at the parent.',
  (k: Kernel, data: irq_data, type: number): number => {
    const parent = parentOf(data);
    return chipOf(parent).irq_set_type?.(k, parent, type) ?? -ENOSYS;
  },
);

export const irq_chip_retrigger_hierarchy = at.fn(
  'irq_chip_retrigger_hierarchy',
  'Has the nearest level below that can raise the interrupt again do so.',
  (k: Kernel, data: irq_data): number => {
    for (let d = data.parent_data; d !== undefined; d = d.parent_data) {
      if (d.chip?.irq_retrigger !== undefined) return d.chip.irq_retrigger(k, d);
    }
    return 0;
  },
);

export const irq_chip_set_vcpu_affinity_parent = at.fn(
  'irq_chip_set_vcpu_affinity_parent',
  'Tells the parent which virtual CPU an interrupt is for.',
  (k: Kernel, data: irq_data, vcpu_info: object | undefined): number => {
    const parent = parentOf(data);
    return chipOf(parent).irq_set_vcpu_affinity?.(k, parent, vcpu_info) ?? -ENOSYS;
  },
);

export const irq_chip_set_wake_parent = at.fn(
  'irq_chip_set_wake_parent',
  'Has the parent let an interrupt wake the system, or no longer.',
  (k: Kernel, data: irq_data, on: number): number => {
    const parent = parentOf(data);
    const chip = chipOf(parent);
    if ((chip.flags & IRQCHIP_SKIP_SET_WAKE) !== 0) return 0;
    return chip.irq_set_wake?.(k, parent, on) ?? -ENOSYS;
  },
);

export const irq_chip_request_resources_parent = at.fn(
  'irq_chip_request_resources_parent',
  'Asks the parent for what the interrupt needs there.',
  (k: Kernel, data: irq_data): number => {
    const parent = parentOf(data);
    return chipOf(parent).irq_request_resources?.(k, parent) ?? 0;
  },
);

export const irq_chip_release_resources_parent = at.fn(
  'irq_chip_release_resources_parent',
  'Gives back what the interrupt needed at the parent.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(data);
    chipOf(parent).irq_release_resources?.(k, parent);
  },
);
