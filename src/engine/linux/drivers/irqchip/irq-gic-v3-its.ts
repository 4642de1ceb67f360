/** drivers/irqchip/irq-gic-v3-its.c is modelled in the folder beside this file. */
export * from './irq-gic-v3-its/index.ts';
