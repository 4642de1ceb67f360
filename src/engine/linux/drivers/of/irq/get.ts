/** Models the part of drivers/of/irq.c that drivers call: a device's interrupts as Linux numbers and resources. */
import type { Cpumask } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { EINVAL, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  irq_create_of_mapping,
  irq_find_host,
  irq_populate_fwspec_info,
  of_phandle_args_to_fwspec,
} from '../../../kernel/irq/irqdomain/index.ts';
import { of_property_match_string } from '../property.ts';
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

/** 7.3. */
export const of_irq_get_affinity = at.fn(
  'of_irq_get_affinity',
  "The CPUs that one of a node's per-CPU interrupts is for, or undefined where its controller says nothing.",
  (k: Kernel, dev: device_node, index: number): Cpumask | undefined => {
    const oirq = of_irq_parse_one(k, dev, index);
    if (typeof oirq === 'number') return undefined;
    const info = irq_populate_fwspec_info(k, of_phandle_args_to_fwspec(k, oirq.np, oirq.args, oirq.args_count));
    return typeof info === 'number' ? undefined : info.affinity;
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
