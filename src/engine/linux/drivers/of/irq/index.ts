/** Models drivers/of/irq.c: interrupts of the device tree, from "interrupts" and "interrupt-map" to an irq. */

export { irq_of_parse_and_map, of_irq_get, of_irq_get_affinity, of_irq_get_byname } from './get.ts';
export { of_irq_init, type of_irq_init_cb_t } from './init.ts';
export { of_msi_configure, of_msi_get_domain, of_msi_map_get_device_domain, msi_id_for } from './msi.ts';
export {
  endsBefore,
  of_irq_find_parent,
  of_irq_parse_imap_parent,
  of_irq_count,
  of_irq_parse_one,
  of_irq_parse_raw,
} from './parse.ts';
