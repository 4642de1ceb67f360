/** kernel/irq/chip.c is modelled in the folder beside this file. */
export * from './chip/index.ts';
