/** The statics of kernel/irq/irqdesc.c. */
import { bool, map, num, type Recorded, type RecordedMap, ref } from '../../../../recorder/index.ts';
import type { irq_chip, irq_data, irq_flow_handler_t } from '../../../include/linux/irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import { type Kernel, statics } from '../../../kernel.ts';

/** arm64's NR_IRQS with sparse interrupts. */
export const NR_IRQS = 64;
/** How far numbers can grow: 6.1's bitmap has a fixed size, 6.12's tree does not. */
export const max_sparse_irqs = (k: Kernel): number => (k.since('6.12') ? 0x7fffffff : NR_IRQS + 8196);

export interface irqdesc_c extends Recorded {
  nr_irqs: number;
  /** The allocated descriptors by number: sparse_irqs; in 6.1 irq_desc_tree and allocated_irqs. */
  sparse_irqs: RecordedMap<irq_desc>;
  /** All numbers from 1 up to here are taken: what the kernel's tree knows of its gaps. */
  first_gap: number;
  /** Whether /sys/kernel/irq exists. */
  irq_kobj_base: boolean;
}
export const irqdesc_c = statics<irqdesc_c>('kernel/irq/irqdesc.c', {
  nr_irqs: num(NR_IRQS),
  sparse_irqs: map(ref<irq_desc>()),
  first_gap: num(1),
  irq_kobj_base: bool(),
});

/** irq_to_desc as the functions of irqdesc.c have it inlined. */
export function desc_of(k: Kernel, irq: number): irq_desc | undefined {
  return irqdesc_c(k).sparse_irqs.get(irq);
}
/** The descriptor whose common data this level shares. */
export function irq_data_to_desc(k: Kernel, data: irq_data): irq_desc {
  const desc = desc_of(k, data.irq);
  if (desc === undefined) throw new Error(`irqscope: irq ${data.irq} has data but no descriptor`);
  return desc;
}
/** irq_set_handler_locked. */
export function irq_set_handler_locked(k: Kernel, data: irq_data, handler: irq_flow_handler_t): void {
  irq_data_to_desc(k, data).handle_irq = handler;
}
/** irq_set_chip_handler_name_locked, for a handler without a name. */
export function irq_set_chip_handler_name_locked(
  k: Kernel,
  data: irq_data,
  chip: irq_chip,
  handler: irq_flow_handler_t,
): void {
  const desc = irq_data_to_desc(k, data);
  desc.handle_irq = handler;
  desc.name = undefined;
  data.chip = chip;
}
export function generic_handle_irq_desc(k: Kernel, desc: irq_desc): void {
  desc.handle_irq?.(k, desc);
}
/** Every descriptor with its number, in ascending order: for_each_irq_desc without the misses. */
export function all_irq_descs(k: Kernel): [number, irq_desc][] {
  return irqdesc_c(k).sparse_irqs.entries();
}
