/**
 * Models drivers/pci/msi: what drivers call (`api.ts`), the MSI and MSI-X capabilities of a function (`msi/`), the irq
 * domains of PCI messages (`irqdomain.ts`), and turning both off at enumeration (`pcidev_msi.ts`). 6.1 has in msi.c
 * what 6.12 has in api.c. Left out: architectures without MSI domains (legacy.c), Xen.
 */
export * from './api.ts';
export * from './irqdomain.ts';
export * from './msi/index.ts';
export * from './pcidev_msi.ts';
