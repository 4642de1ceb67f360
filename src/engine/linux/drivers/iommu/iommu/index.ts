/**
 * Models drivers/iommu/iommu.c: registered IOMMUs and what firmware says of their devices (`register.ts`, `fwspec.ts`), a
 * device that comes under an IOMMU (`probe.ts`), groups of devices that cannot be kept apart (`group.ts`, `pci_group.ts`),
 * address spaces and what is mapped there (`domain.ts`), and who owns a group, the kernel or user space (`owner.ts`).
 * Until 6.12, with a device tree, a device finds its IOMMU when its driver probes (of_iommu.ts): the notifier for new devices
 * and the walk over all devices when an IOMMU registers find nothing, and are left out there. In 7.3 these are what finds it.
 * Left out: sysfs, direct mappings, PASIDs, faults.
 */

export * from './domain.ts';
export * from './fwspec.ts';
export * from './group.ts';
export * from './owner.ts';
export * from './pci_group.ts';
export * from './probe.ts';
export * from './register.ts';
