/** The GICv3 driver, taking interrupts. Left out: pseudo-NMIs, which the kernel's configuration leaves out. */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import { WARN } from '../../../include/asm-generic/bug.ts';
import { read_sysreg, write_sysreg } from '../../../include/asm/io.ts';
import type { Kernel } from '../../../kernel.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import { gic_data, gic_v3_c } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3.c');

/** With split EOI the priority drops at once, so that other interrupts can come while this one is handled. */
function gic_complete_ack(k: Kernel, irqnr: number): void {
  if (gic_v3_c(k).supports_deactivate_key) write_sysreg(k, BigInt(irqnr), 'ICC_EOIR1_EL1');
}

/** Ends an interrupt that nobody is there to handle. */
function gic_deactivate_unhandled(k: Kernel, irqnr: number): void {
  if (!gic_v3_c(k).supports_deactivate_key) write_sysreg(k, BigInt(irqnr), 'ICC_EOIR1_EL1');
  else if (irqnr < 8192) write_sysreg(k, BigInt(irqnr), 'ICC_DIR_EL1');
}

function gic_irqnr_is_special(irqnr: number): boolean {
  return irqnr >= 1020 && irqnr <= 1023;
}

const __gic_handle_irq = at.fn(
  '__gic_handle_irq',
  'Hands an acknowledged interrupt to whoever handles its number in the GIC domain.',
  (k: Kernel, irqnr: number): void => {
    if (gic_irqnr_is_special(irqnr)) return;
    gic_complete_ack(k, irqnr);
    const domain = must(gic_data(k).domain, 'the GIC domain');
    if (generic_handle_domain_irq(k, domain, irqnr) !== 0) {
      WARN(k, true, `Unexpected interrupt (irqnr ${irqnr})`, __gic_handle_irq);
      gic_deactivate_unhandled(k, irqnr);
    }
  },
);

/** Which interrupt the CPU interface offers; reading acknowledges it. */
function readIar(k: Kernel): number {
  return Number(read_sysreg(k, 'ICC_IAR1_EL1')) & 0xffffff;
}

/** A function of the driver in 6.1, an inline helper later. */
const gic_read_iar = at.fn('gic_read_iar', 'Acknowledges the interrupt that the CPU interface offers.', readIar);

const __gic_handle_irq_from_irqson = at.fn(
  '__gic_handle_irq_from_irqson',
  'Acknowledges the interrupt that the CPU interface offers, and handles it.',
  (k: Kernel): void => __gic_handle_irq(k, k.since('6.12') ? readIar(k) : gic_read_iar(k)),
);

export const gic_handle_irq = at.fn(
  'gic_handle_irq',
  'The root interrupt handler of a GICv3 machine.',
  (k: Kernel): void => __gic_handle_irq_from_irqson(k),
);
