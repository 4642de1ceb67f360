/**
 * Models drivers/irqchip/irq-gic-v3-mbi.c: a GICv3 distributor that turns the write of a message into an SPI, where the
 * tree sets SPIs aside for it ("mbi-ranges"). Left out: the message that lowers a level interrupt again.
 */

export { mbi_init } from './init.ts';
