/**
 * Models drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c: the driver of Arm's SMMUv3. It finds out what the hardware can do
 * (`hw_probe.ts`), gives it queues (`queues.ts`) and a stream table (`strtab.ts`), requests its interrupts and switches it
 * on (`reset.ts`, `probe.ts`), handles events and errors (`events.ts`), and per device and address space writes context
 * descriptors (`ctxdesc.ts`), stream table entries (`ste.ts`) and commands (`cmdq.ts`; `domain.ts`,
 * `attach.ts`, `ops.ts`). Everything passes through memory and registers: the machine reads it.
 * Left out: ACPI, shared virtual addressing, PASIDs, ATS and PRI (the modelled kernels are built without), nesting,
 * quirks, locks; context descriptors of more than 1,024 substreams in two levels.
 */

export { arm_smmu_driver_init } from './probe.ts';
