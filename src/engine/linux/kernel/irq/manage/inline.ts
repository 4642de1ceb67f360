/** Inline helpers of include/linux/interrupt.h that call functions of kernel/irq/manage.c. */
import type { Cpumask } from '../../../../../base/cpumask.ts';
import type { Recorded } from '../../../../recorder/index.ts';
import { type irq_handler_t, IRQF_COND_ONESHOT } from '../../../include/linux/interrupt.ts';
import { IRQ_PER_CPU_DEVID } from '../../../include/linux/irq.ts';
import type { Kernel } from '../../../kernel.ts';
import { __irq_apply_affinity_hint } from './affinity.ts';
import { irq_set_irq_wake } from './enable.ts';
import { __request_percpu_irq, request_percpu_irq_affinity } from './percpu.ts';
import { request_threaded_irq } from './request.ts';
import { irq_check_status_bit } from './state_at_chip.ts';

export function request_irq(
  k: Kernel,
  irq: number,
  handler: irq_handler_t | undefined,
  flags: number,
  name: string | undefined,
  dev: Recorded | undefined,
): number {
  // From 6.10 on, a handler without a thread agrees to join oneshot sharers.
  const agree = k.since('6.12') ? IRQF_COND_ONESHOT : 0;
  return request_threaded_irq(k, irq, handler, undefined, flags | agree, name, dev);
}
export function request_percpu_irq(
  k: Kernel,
  irq: number,
  handler: irq_handler_t,
  devname: string | undefined,
  percpu_dev_id: Recorded | undefined,
): number {
  return k.since('7.3')
    ? request_percpu_irq_affinity(k, irq, handler, devname, undefined, percpu_dev_id)
    : __request_percpu_irq(k, irq, handler, 0, devname, percpu_dev_id);
}

export function irq_update_affinity_hint(k: Kernel, irq: number, m: Cpumask | undefined): number {
  return __irq_apply_affinity_hint(k, irq, m, false);
}
export function irq_set_affinity_and_hint(k: Kernel, irq: number, m: Cpumask | undefined): number {
  return __irq_apply_affinity_hint(k, irq, m, true);
}
/** The older name of irq_set_affinity_and_hint. */
export function irq_set_affinity_hint(k: Kernel, irq: number, m: Cpumask | undefined): number {
  return irq_set_affinity_and_hint(k, irq, m);
}
export function enable_irq_wake(k: Kernel, irq: number): number {
  return irq_set_irq_wake(k, irq, 1);
}
export function disable_irq_wake(k: Kernel, irq: number): number {
  return irq_set_irq_wake(k, irq, 0);
}
export function irq_is_percpu_devid(k: Kernel, irq: number): boolean {
  return irq_check_status_bit(k, irq, IRQ_PER_CPU_DEVID);
}
