/** kernel/irq/manage.c is modelled in the folder beside this file. */
export * from './manage/index.ts';
