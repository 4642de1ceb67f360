/**
 * Models drivers/irqchip/irq-gic-v2m.c: frames of registers that turn the write of a message into an SPI, so that a GIC
 * without LPIs can serve MSIs. Left out: ACPI, and the frames of Amazon's Graviton, which only ACPI describes.
 */

export { gicv2m_init } from './init.ts';
export { irq_gic_v2m_c } from './types.ts';
