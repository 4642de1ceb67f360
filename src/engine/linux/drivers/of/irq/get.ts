/** Models the part of drivers/of/irq.c that drivers call: a device's interrupts as Linux numbers and resources. */
import { source } from '../../../../recorder/index.ts';
import { EINVAL, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import { IORESOURCE_IRQ, type resource } from '../../../include/linux/ioport.ts';
import { irqd_get_trigger_type } from '../../../include/linux/irq.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_get_irq_data } from '../../../kernel/irq/chip/index.ts';
import { irq_create_of_mapping, irq_find_host } from '../../../kernel/irq/irqdomain/index.ts';
import { of_property_match_string, of_property_read_string_index } from '../property.ts';
import { of_irq_parse_one } from './parse.ts';

const at = source('drivers/of/irq.c');

export const irq_of_parse_and_map = at.fn(
  'irq_of_parse_and_map',
  "Resolves and maps one of a node's interrupts; 0 where that fails, whatever the reason.",
  (k: Kernel, dev: device_node, index: number): number => {
    const oirq = of_irq_parse_one(k, dev, index);
    return typeof oirq === 'number' ? 0 : irq_create_of_mapping(k, oirq);
  },
);

export const of_irq_get = at.fn(
  'of_irq_get',
  "Maps one of a node's interrupts: its number, 0 where mapping fails, or an errno; deferred while the controller has no domain.",
  (k: Kernel, dev: device_node, index: number): number => {
    const oirq = of_irq_parse_one(k, dev, index);
    if (typeof oirq === 'number') return oirq;
    if (irq_find_host(k, oirq.np) === undefined) return -EPROBE_DEFER;
    return irq_create_of_mapping(k, oirq);
  },
);

export const of_irq_get_byname = at.fn(
  'of_irq_get_byname',
  'As of_irq_get, for the interrupt that interrupt-names calls so.',
  (k: Kernel, dev: device_node, name: string | undefined): number => {
    if (name === undefined) return -EINVAL;
    const index = of_property_match_string(k, dev, 'interrupt-names', name);
    return index < 0 ? index : of_irq_get(k, dev, index);
  },
);

export const of_irq_count = at.fn(
  'of_irq_count',
  'Counts the interrupts of a node that can be resolved.',
  (k: Kernel, dev: device_node): number => {
    let nr = 0;
    while (typeof of_irq_parse_one(k, dev, nr) !== 'number') nr++;
    return nr;
  },
);

/** What of_irq_to_resource found: the interrupt or errno, and the resource where there is an interrupt. */
export interface IrqResource {
  readonly irq: number;
  readonly resource: resource | undefined;
}

export const of_irq_to_resource = at.fn(
  'of_irq_to_resource',
  "Maps one of a node's interrupts and describes it as a resource.",
  (k: Kernel, dev: device_node, index: number): IrqResource => {
    const irq = of_irq_get(k, dev, index);
    if (irq <= 0) return { irq, resource: undefined };
    const name = of_property_read_string_index(k, dev, 'interrupt-names', index) ?? dev.full_name;
    const d = irq_get_irq_data(k, irq);
    const flags = IORESOURCE_IRQ | (d === undefined ? 0 : irqd_get_trigger_type(d));
    return { irq, resource: { start: irq, end: irq, flags, name } };
  },
);

export const of_irq_to_resource_table = at.fn(
  'of_irq_to_resource_table',
  'Describes the interrupts of a node as resources, up to the first that cannot be mapped.',
  (k: Kernel, dev: device_node, nr_irqs: number): resource[] => {
    const res: resource[] = [];
    for (let i = 0; i < nr_irqs; i++) {
      const each = of_irq_to_resource(k, dev, i);
      if (each.resource === undefined) break;
      res.push(each.resource);
    }
    return res;
  },
);
