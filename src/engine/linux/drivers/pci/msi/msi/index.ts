/**
 * Models drivers/pci/msi/msi.c and msi.h: the MSI capability (`msi.ts`), the MSI-X capability and its table (`msix.ts`, `msix-range.ts`),
 * writing messages (`message.ts`) and mask bits (`mask.ts`), and what both share (`common.ts`).
 */

export * from './common.ts';
export * from './mask.ts';
export * from './message.ts';
export * from './msi.ts';
export * from './msix.ts';
export * from './msix-range.ts';
