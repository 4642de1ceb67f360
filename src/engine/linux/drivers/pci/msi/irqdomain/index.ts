/** Models drivers/pci/msi/irqdomain.c: the irq domains of PCI messages. Left out: ACPI (IORT). */

export * from './device.ts';
export * from './rid.ts';
export * from './shared.ts';
export * from './supports.ts';
