/** kernel/irq/msi.c is modelled in the folder beside this file. */
export * from './msi/index.ts';
