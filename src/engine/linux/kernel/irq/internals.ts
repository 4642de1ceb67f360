/**
 * Models kernel/irq/internals.h: what the files of kernel/irq share among themselves. Left out: interrupt timings,
 * moves that wait for the next interrupt (GENERIC_PENDING_IRQ) and suspend bookkeeping, all off in the modelled kernels.
 */
import { must } from '../../../../base/assert.ts';
import type { irqaction } from '../../include/linux/interrupt.ts';
import {
  type irq_chip,
  type irq_data,
  irqd_clear,
  IRQD_IRQ_DISABLED,
  IRQD_IRQ_MASKED,
  IRQD_MANAGED_SHUTDOWN,
  irqd_set,
} from '../../include/linux/irq.ts';
import { type irq_desc, IRQS_NMI } from '../../include/linux/irqdesc.ts';
import type { Kernel } from '../../kernel.ts';
import { __irq_get_desc_lock, __irq_put_desc_unlock } from './irqdesc/index.ts';

/** Bits of irqaction.thread_flags. */
export const IRQTF_RUNTHREAD = 1 << 0;
export const IRQTF_WARNED = 1 << 1;
export const IRQTF_AFFINITY = 1 << 2;
export const IRQTF_FORCED_THREAD = 1 << 3;
export const IRQTF_READY = 1 << 4;
/** From 6.12 on. */
export const IRQTF_EXIT_WORK = 1 << 5;

export const IRQ_RESEND = true;
export const IRQ_START_FORCE = true;
export const IRQ_START_COND = false;

export const _IRQ_DESC_PERCPU = 1 << 1;
export const IRQ_GET_DESC_CHECK_GLOBAL = 1 << 0;
export const IRQ_GET_DESC_CHECK_PERCPU = IRQ_GET_DESC_CHECK_GLOBAL | _IRQ_DESC_PERCPU;

/** The chip of a level where C follows the pointer without asking. */
export function chipOf(d: irq_data): irq_chip {
  return must(d.chip, `chip of irq ${d.irq}`);
}

export function chip_bus_lock(k: Kernel, desc: irq_desc): void {
  desc.irq_data.chip?.irq_bus_lock?.(k, desc.irq_data);
}
export function chip_bus_sync_unlock(k: Kernel, desc: irq_desc): void {
  desc.irq_data.chip?.irq_bus_sync_unlock?.(k, desc.irq_data);
}

export function irq_get_desc_buslock(k: Kernel, irq: number, check: number): irq_desc | undefined {
  return __irq_get_desc_lock(k, irq, true, check);
}
export function irq_put_desc_busunlock(k: Kernel, desc: irq_desc): void {
  __irq_put_desc_unlock(k, desc, true);
}
export function irq_get_desc_lock(k: Kernel, irq: number, check: number): irq_desc | undefined {
  return __irq_get_desc_lock(k, irq, false, check);
}
export function irq_put_desc_unlock(k: Kernel, desc: irq_desc): void {
  __irq_put_desc_unlock(k, desc, false);
}

/** The handlers of an interrupt, in the order they run. */
export function* for_each_action_of_desc(desc: irq_desc): Generator<irqaction> {
  for (let action = desc.action; action !== undefined; action = action.next) yield action;
}

export function irqd_set_managed_shutdown(d: irq_data): void {
  irqd_set(d, IRQD_MANAGED_SHUTDOWN);
}
export function irqd_clr_managed_shutdown(d: irq_data): void {
  irqd_clear(d, IRQD_MANAGED_SHUTDOWN);
}
export function irq_state_set_disabled(desc: irq_desc): void {
  irqd_set(desc.irq_data, IRQD_IRQ_DISABLED);
}
export function irq_state_set_masked(desc: irq_desc): void {
  irqd_set(desc.irq_data, IRQD_IRQ_MASKED);
}

/** Counts the interrupt on the running CPU alone. */
export function __kstat_incr_irqs_this_cpu(k: Kernel, desc: irq_desc): void {
  desc.kstat_irqs.set(k.cpu, (desc.kstat_irqs.get(k.cpu) ?? 0) + 1);
}
/** Counts it for the sum over CPUs as well. */
export function kstat_incr_irqs_this_cpu(k: Kernel, desc: irq_desc): void {
  __kstat_incr_irqs_this_cpu(k, desc);
  desc.tot_count++;
}
export function irq_is_nmi(desc: irq_desc): boolean {
  return (desc.istate & IRQS_NMI) !== 0;
}

/** Takes the interrupt out of debugfs. */
export function irq_remove_debugfs_entry(desc: irq_desc): void {
  desc.debugfs_file = false;
  desc.dev_name = undefined;
}
