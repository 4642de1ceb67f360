/** kernel/irq/chip.c: operations that a stacked chip passes on to the chip of the next level. */
import { type Cpumask, cpumaskLowest } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { ENOSYS } from '../../../include/linux/errno.ts';
import {
  type irq_data,
  irq_data_update_effective_affinity,
  IRQ_SET_MASK_OK_DONE,
  IRQCHIP_SKIP_SET_WAKE,
  type irqchip_irq_state,
} from '../../../include/linux/irq.ts';
import type { Kernel } from '../../../kernel.ts';
import { __do_kernel_fault } from '../../../arch/arm64/mm/fault.ts';
import { chipOf } from '../internals.ts';
import { irq_data_to_desc } from '../irqdesc/index.ts';

const at = source('kernel/irq/chip.c');

/** Where the chip of an irq_data is: what is read first through a parent that is not there. */
const CHIP_OFFSET = 0x18;

/** The next level. A hierarchy that ends above it is the death of the kernel. */
const parentOf = (k: Kernel, data: irq_data, caller: string): irq_data =>
  data.parent_data ?? __do_kernel_fault(k, CHIP_OFFSET, caller);

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
    const parent = parentOf(k, data, 'irq_chip_enable_parent');
    const chip = chipOf(parent);
    if (chip.irq_enable !== undefined) chip.irq_enable(k, parent);
    else chip.irq_unmask?.(k, parent);
  },
);

export const irq_chip_disable_parent = at.fn(
  'irq_chip_disable_parent',
  'Disables an interrupt at the parent, or masks it there.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(k, data, 'irq_chip_disable_parent');
    const chip = chipOf(parent);
    if (chip.irq_disable !== undefined) chip.irq_disable(k, parent);
    else chip.irq_mask?.(k, parent);
  },
);

/** New after 6.12. */
export const irq_chip_startup_parent = at.fn(
  'irq_chip_startup_parent',
  'Starts an interrupt at the parent, or enables it there.',
  (k: Kernel, data: irq_data): number => {
    const parent = parentOf(k, data, 'irq_chip_startup_parent');
    const { irq_startup } = chipOf(parent);
    if (irq_startup !== undefined) return irq_startup(k, parent);
    irq_chip_enable_parent(k, data);
    return 0;
  },
);

/** New after 6.12. */
export const irq_chip_shutdown_parent = at.fn(
  'irq_chip_shutdown_parent',
  'Stops an interrupt at the parent, or disables it there.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(k, data, 'irq_chip_shutdown_parent');
    const { irq_shutdown } = chipOf(parent);
    if (irq_shutdown !== undefined) irq_shutdown(k, parent);
    else irq_chip_disable_parent(k, data);
  },
);

export const irq_chip_ack_parent = at.fn(
  'irq_chip_ack_parent',
  'Acknowledges an interrupt at the parent.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(k, data, 'irq_chip_ack_parent');
    chipOf(parent).irq_ack?.(k, parent);
  },
);

/** 7.3. */
export const irq_chip_pre_redirect_parent = at.fn(
  'irq_chip_pre_redirect_parent',
  'Does at the parent what comes before an interrupt is left to another CPU.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(k, data, 'irq_chip_pre_redirect_parent');
    chipOf(parent).irq_pre_redirect?.(k, parent);
  },
);

/** 7.3. */
export const irq_chip_redirect_set_affinity = at.fn(
  'irq_chip_redirect_set_affinity',
  'Notes on which CPU an interrupt that shares its parent is to be handled: the CPU that takes the parent leaves it to that one.',
  (k: Kernel, data: irq_data, dest: Cpumask, _force: boolean): number => {
    const desc = irq_data_to_desc(k, data);
    desc.redirect_target_cpu = cpumaskLowest(dest) ?? 0;
    irq_data_update_effective_affinity(data, dest);
    return IRQ_SET_MASK_OK_DONE;
  },
);

export const irq_chip_mask_parent = at.fn(
  'irq_chip_mask_parent',
  'Masks an interrupt at the parent.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(k, data, 'irq_chip_mask_parent');
    chipOf(parent).irq_mask?.(k, parent);
  },
);

export const irq_chip_unmask_parent = at.fn(
  'irq_chip_unmask_parent',
  'Unmasks an interrupt at the parent.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(k, data, 'irq_chip_unmask_parent');
    chipOf(parent).irq_unmask?.(k, parent);
  },
);

export const irq_chip_eoi_parent = at.fn(
  'irq_chip_eoi_parent',
  'Tells the parent that the interrupt was handled.',
  (k: Kernel, data: irq_data): void => {
    const parent = parentOf(k, data, 'irq_chip_eoi_parent');
    chipOf(parent).irq_eoi?.(k, parent);
  },
);

export const irq_chip_set_affinity_parent = at.fn(
  'irq_chip_set_affinity_parent',
  'Has the parent steer an interrupt to other CPUs.',
  (k: Kernel, data: irq_data, dest: Cpumask, force: boolean): number => {
    const parent = parentOf(k, data, 'irq_chip_set_affinity_parent');
    return chipOf(parent).irq_set_affinity?.(k, parent, dest, force) ?? -ENOSYS;
  },
);

export const irq_chip_set_type_parent = at.fn(
  'irq_chip_set_type_parent',
  'Sets the trigger type at the parent.',
  (k: Kernel, data: irq_data, type: number): number => {
    const parent = parentOf(k, data, 'irq_chip_set_type_parent');
    return chipOf(parent).irq_set_type?.(k, parent, type) ?? -ENOSYS;
  },
);

export const irq_chip_set_wake_parent = at.fn(
  'irq_chip_set_wake_parent',
  'Has the parent wake the system, or no more.',
  (k: Kernel, data: irq_data, on: number): number => {
    const parent = parentOf(k, data, 'irq_chip_set_wake_parent');
    if ((chipOf(parent).flags & IRQCHIP_SKIP_SET_WAKE) !== 0) return 0;
    return chipOf(parent).irq_set_wake?.(k, parent, on) ?? -ENOSYS;
  },
);

export const irq_chip_set_vcpu_affinity_parent = at.fn(
  'irq_chip_set_vcpu_affinity_parent',
  'Tells the parent which virtual CPU an interrupt is for.',
  (k: Kernel, data: irq_data, vcpu_info: object | undefined): number => {
    const parent = parentOf(k, data, 'irq_chip_set_vcpu_affinity_parent');
    return chipOf(parent).irq_set_vcpu_affinity?.(k, parent, vcpu_info) ?? -ENOSYS;
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
