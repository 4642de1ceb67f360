/** Models kernel/irq/settings.h: the line settings of a descriptor (desc->status). */
import {
  IRQ_DISABLE_UNLAZY,
  IRQ_IS_POLLED,
  IRQ_LEVEL,
  IRQ_MOVE_PCNTXT,
  IRQ_NESTED_THREAD,
  IRQ_NO_BALANCING,
  IRQ_NO_DEBUG,
  IRQ_NOAUTOEN,
  IRQ_NOPROBE,
  IRQ_NOREQUEST,
  IRQ_NOTHREAD,
  IRQ_PER_CPU,
  IRQ_HIDDEN,
  IRQ_PER_CPU_DEVID,
  IRQ_RESERVED,
  IRQ_TYPE_SENSE_MASK,
  IRQF_MODIFY_MASK,
} from '../../include/linux/irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';

/** arm64 adds nothing to the settings of a fresh descriptor. */
export const _IRQ_DEFAULT_INIT_FLAGS = 0;

const has = (desc: irq_desc, bit: number): boolean => (desc.status_use_accessors & bit) !== 0;

export function irq_settings_clr_and_set(desc: irq_desc, clr: number, set: number): void {
  desc.status_use_accessors = (desc.status_use_accessors & ~(clr & IRQF_MODIFY_MASK)) | (set & IRQF_MODIFY_MASK);
}

export const irq_settings_is_per_cpu = (desc: irq_desc): boolean => has(desc, IRQ_PER_CPU);
export const irq_settings_is_per_cpu_devid = (desc: irq_desc): boolean => has(desc, IRQ_PER_CPU_DEVID);
export const irq_settings_has_no_balance_set = (desc: irq_desc): boolean => has(desc, IRQ_NO_BALANCING);
export const irq_settings_is_level = (desc: irq_desc): boolean => has(desc, IRQ_LEVEL);
export const irq_settings_can_request = (desc: irq_desc): boolean => !has(desc, IRQ_NOREQUEST);
export const irq_settings_can_thread = (desc: irq_desc): boolean => !has(desc, IRQ_NOTHREAD);
export const irq_settings_can_move_pcntxt = (desc: irq_desc): boolean => has(desc, IRQ_MOVE_PCNTXT);
export const irq_settings_can_autoenable = (desc: irq_desc): boolean => !has(desc, IRQ_NOAUTOEN);
export const irq_settings_is_nested_thread = (desc: irq_desc): boolean => has(desc, IRQ_NESTED_THREAD);
export const irq_settings_is_polled = (desc: irq_desc): boolean => has(desc, IRQ_IS_POLLED);
export const irq_settings_disable_unlazy = (desc: irq_desc): boolean => has(desc, IRQ_DISABLE_UNLAZY);
export const irq_settings_is_hidden = (desc: irq_desc): boolean => has(desc, IRQ_HIDDEN);
export const irq_settings_no_debug = (desc: irq_desc): boolean => has(desc, IRQ_NO_DEBUG);

export function irq_settings_get_trigger_mask(desc: irq_desc): number {
  return desc.status_use_accessors & IRQ_TYPE_SENSE_MASK;
}
export function irq_settings_set_trigger_mask(desc: irq_desc, mask: number): void {
  desc.status_use_accessors = (desc.status_use_accessors & ~IRQ_TYPE_SENSE_MASK) | (mask & IRQ_TYPE_SENSE_MASK);
}
export function irq_settings_set_per_cpu(desc: irq_desc): void {
  desc.status_use_accessors |= IRQ_PER_CPU;
}
export function irq_settings_set_no_balancing(desc: irq_desc): void {
  desc.status_use_accessors |= IRQ_NO_BALANCING;
}
export function irq_settings_clr_level(desc: irq_desc): void {
  desc.status_use_accessors &= ~IRQ_LEVEL;
}
export function irq_settings_set_level(desc: irq_desc): void {
  desc.status_use_accessors |= IRQ_LEVEL;
}
export function irq_settings_set_norequest(desc: irq_desc): void {
  desc.status_use_accessors |= IRQ_NOREQUEST;
}
export function irq_settings_set_nothread(desc: irq_desc): void {
  desc.status_use_accessors |= IRQ_NOTHREAD;
}
export function irq_settings_set_noprobe(desc: irq_desc): void {
  desc.status_use_accessors |= IRQ_NOPROBE;
}
export function irq_settings_clr_disable_unlazy(desc: irq_desc): void {
  desc.status_use_accessors &= ~IRQ_DISABLE_UNLAZY;
}
export function irq_settings_set_no_debug(desc: irq_desc): void {
  desc.status_use_accessors |= IRQ_NO_DEBUG;
}

/** 7.3: whether /proc/interrupts has a row for the interrupt. */
export function irq_settings_update_proc_valid(desc: irq_desc, valid: boolean): void {
  desc.status_use_accessors = (desc.status_use_accessors & ~IRQ_RESERVED) | (valid ? IRQ_RESERVED : 0);
}
