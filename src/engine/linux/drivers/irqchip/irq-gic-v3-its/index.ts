/** Models drivers/irqchip/irq-gic-v3-its.c: the driver of the GIC's Interrupt Translation Service. */

export { its_cpu_init, its_lpi_memreserve_init } from './collections.ts';
export { its_init } from './init.ts';
export { its_device_id } from './probe.ts';
export { irq_gic_v3_its_c } from './types.ts';
export { msi_prepare_of, of_pmsi_get_dev_id, vectorsFor } from './prepare.ts';
