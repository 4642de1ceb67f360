/** kernel/irq/irqdomain.c is modelled in the folder beside this file. */
export * from './irqdomain/index.ts';
