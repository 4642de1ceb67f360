/** Inline helpers of include/linux/irq.h that call functions of kernel/irq/chip.c. */
import {
  IRQ_NESTED_THREAD,
  IRQ_NOAUTOEN,
  IRQ_NOPROBE,
  IRQ_NOTHREAD,
  IRQ_PER_CPU,
  IRQ_PER_CPU_DEVID,
  type irq_chip,
  type irq_flow_handler_t,
  irqd_get_trigger_type,
} from '../../../include/linux/irq.ts';
import type { msi_desc } from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import { __irq_set_handler, irq_set_chip_and_handler_name } from './handler.ts';
import { irq_get_irq_data, irq_modify_status } from './setup.ts';

export function irq_set_status_flags(k: Kernel, irq: number, set: number): void {
  irq_modify_status(k, irq, 0, set);
}
export function irq_clear_status_flags(k: Kernel, irq: number, clr: number): void {
  irq_modify_status(k, irq, clr, 0);
}
export function irq_set_noprobe(k: Kernel, irq: number): void {
  irq_modify_status(k, irq, 0, IRQ_NOPROBE);
}
export function irq_set_nested_thread(k: Kernel, irq: number, nest: boolean): void {
  irq_modify_status(k, irq, nest ? 0 : IRQ_NESTED_THREAD, nest ? IRQ_NESTED_THREAD : 0);
}
export function irq_set_probe(k: Kernel, irq: number): void {
  irq_modify_status(k, irq, IRQ_NOPROBE, 0);
}
/** What every CPU has for itself cannot be probed, threaded or enabled without being asked for. */
export function irq_set_percpu_devid_flags(k: Kernel, irq: number): void {
  irq_set_status_flags(k, irq, IRQ_NOAUTOEN | IRQ_PER_CPU | IRQ_NOTHREAD | IRQ_NOPROBE | IRQ_PER_CPU_DEVID);
}
export function irq_set_handler(k: Kernel, irq: number, handle: irq_flow_handler_t | undefined): void {
  __irq_set_handler(k, irq, handle, 0, undefined);
}
export function irq_set_chip_and_handler(
  k: Kernel,
  irq: number,
  chip: irq_chip | undefined,
  handle: irq_flow_handler_t | undefined,
): void {
  irq_set_chip_and_handler_name(k, irq, chip, handle, undefined);
}
export function irq_get_msi_desc(k: Kernel, irq: number): msi_desc | undefined {
  return irq_get_irq_data(k, irq)?.common?.msi_desc;
}
export function irq_get_trigger_type(k: Kernel, irq: number): number {
  const d = irq_get_irq_data(k, irq);
  return d === undefined ? 0 : irqd_get_trigger_type(d);
}
