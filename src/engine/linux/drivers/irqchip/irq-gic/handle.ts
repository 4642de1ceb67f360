/** The GICv2 driver, taking interrupts: as the root controller, and as a controller behind another. */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import {
  GIC_CPU_EOI,
  GIC_CPU_INTACK,
  GICC_IAR_INT_ID_MASK,
  GICC_INT_SPURIOUS,
} from '../../../include/linux/irqchip/arm-gic.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_set_chained_handler_and_data } from '../../../kernel/irq/chip/index.ts';
import { handle_bad_irq } from '../../../kernel/irq/handle.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import { gic_c, gic_chip_data, rootGic } from './types.ts';

const at = source('drivers/irqchip/irq-gic.c');

/**
 * The kernel stays in its loop as long as there is an interrupt. The model leaves it when the same one has come so often in
 * a row, and is back at once: so a storm is seen from outside, and can be folded.
 */
const STORM = 8;

export const gic_handle_irq = at.fn(
  'gic_handle_irq',
  'The root interrupt handler of a GICv2 machine: acknowledges and handles interrupts until none is left.',
  (k: Kernel): void => {
    const gic = rootGic(k);
    for (let last = -1, again = 0; again < STORM;) {
      const irqstat = readl(k, gic.cpu_base + GIC_CPU_INTACK);
      const irqnr = irqstat & GICC_IAR_INT_ID_MASK;
      if (irqnr >= 1020) return;
      again = irqnr === last ? again + 1 : 0;
      last = irqnr;
      if (gic_c(k).supports_deactivate_key) writel(k, irqstat, gic.cpu_base + GIC_CPU_EOI);
      // The sender of an SGI must be written back with its number when it ends.
      if (irqnr <= 15) gic_c(k).sgi_intid.set(k.cpu, irqstat);
      generic_handle_domain_irq(k, must(gic.domain, 'the GIC domain'), irqnr);
    }
  },
);

export const gic_handle_cascade_irq = at.fn(
  'gic_handle_cascade_irq',
  "Handles the interrupt of the parent that another GIC's output is wired to.",
  (k: Kernel, desc: irq_desc): void => {
    const gic = gic_chip_data.of(desc.irq_common_data.handler_data);
    const chip = must(desc.irq_data.chip, "the parent interrupt's chip");
    chained_irq_enter(k, chip, desc);
    const intid = readl(k, gic.cpu_base + GIC_CPU_INTACK) & GICC_IAR_INT_ID_MASK;
    if (intid !== GICC_INT_SPURIOUS) {
      const ret = generic_handle_domain_irq(k, must(gic.domain, "the cascaded GIC's domain"), intid);
      if (ret !== 0) handle_bad_irq(k, desc);
    }
    chained_irq_exit(k, chip, desc);
  },
);

export const gic_cascade_irq = at.fn(
  'gic_cascade_irq',
  'Wires a GIC behind an interrupt of another controller.',
  (k: Kernel, gic_nr: number, irq: number): void => {
    irq_set_chained_handler_and_data(k, irq, gic_handle_cascade_irq, gic_c(k).gic_data.get(gic_nr));
  },
);
