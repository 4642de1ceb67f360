/** Models drivers/pci/msi/irqdomain.c: the irq domains of PCI messages. Left out: ACPI (IORT). */
export * from './irqdomain/device.ts';
export * from './irqdomain/rid.ts';
export * from './irqdomain/shared.ts';
export * from './irqdomain/supports.ts';
