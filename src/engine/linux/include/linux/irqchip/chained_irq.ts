/** Models include/linux/irqchip/chained_irq.h: how a chained handler quiets its parent while it works. */
import type { Kernel } from '../../../kernel.ts';
import type { irq_chip } from '../irq.ts';
import type { irq_desc } from '../irqdesc.ts';

/** Acknowledges the parent line, unless its controller takes an end-of-interrupt later. */
export function chained_irq_enter(k: Kernel, chip: irq_chip, desc: irq_desc): void {
  if (chip.irq_eoi !== undefined) return;
  if (chip.irq_mask_ack !== undefined) {
    chip.irq_mask_ack(k, desc.irq_data);
    return;
  }
  chip.irq_mask?.(k, desc.irq_data);
  chip.irq_ack?.(k, desc.irq_data);
}

/** Ends or unmasks the parent line. */
export function chained_irq_exit(k: Kernel, chip: irq_chip, desc: irq_desc): void {
  if (chip.irq_eoi !== undefined) chip.irq_eoi(k, desc.irq_data);
  else chip.irq_unmask?.(k, desc.irq_data);
}
