/** The GICv3 driver, PPIs that mean different things on different CPUs ("ppi-partitions" in the tree). */
import { must } from '../../../../../base/assert.ts';
import { cpumaskOf } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { IRQ_TYPE_NONE } from '../../../include/linux/irq.ts';
import { GIC_IRQ_TYPE_PARTITION } from '../../../include/linux/irqchip/arm-gic-v3.ts';
import { partition_affinity } from '../../../include/linux/irqchip/irq-partition-percpu.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_create_fwspec_mapping } from '../../../kernel/irq/irqdomain/index.ts';
import { pr_info } from '../../../kernel/printk/printk.ts';
import { for_each_child_of_node, of_find_node_by_phandle, of_get_child_by_name } from '../../of/base/index.ts';
import { of_cpu_node_to_id } from '../../of/cpu.ts';
import { of_property_cells } from '../../of/property.ts';
import { partition_create_desc } from '../irq-partition-percpu.ts';
import { partition_domain_ops } from './domain.ts';
import { gic_data, gic_parts } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3.c');

/** One partition: the CPUs whose nodes its affinity names. */
function readPartition(k: Kernel, child: device_node, index: number): partition_affinity {
  const part = partition_affinity.create(k.rec, { partition_id: child });
  let text = `GICv3: GIC: PPI partition ${child.name}[${index}] { `;
  for (const phandle of of_property_cells(k, child, 'affinity')) {
    const cpu_node = of_find_node_by_phandle(k, phandle);
    const cpu = cpu_node === undefined ? -1 : of_cpu_node_to_id(k, cpu_node);
    if (cpu < 0) continue;
    text += `${cpu_node?.path}[${cpu}] `;
    part.mask |= cpumaskOf(cpu);
  }
  pr_info(k, `${text}}`);
  return part;
}

export const gic_populate_ppi_partitions = at.fn(
  'gic_populate_ppi_partitions',
  'Reads the partitions of PPIs that the tree names, if it names any; until 6.12 every PPI is split into them.',
  (k: Kernel, gic_node: device_node): void => {
    const parts_node = of_get_child_by_name(k, gic_node, 'ppi-partitions');
    const children = for_each_child_of_node(k, parts_node);
    if (children.length === 0) return;
    const data = gic_data(k);
    const fwnode = must(data.fwnode, "the GIC's node");
    const parts = children.map((child, index) => readPartition(k, child, index));
    if (k.since('7.3')) {
      for (const part of parts) gic_parts(k).parts.addTail(part);
      return;
    }
    for (let i = 0; i < data.ppi_nr; i++) {
      const param = [GIC_IRQ_TYPE_PARTITION, i, IRQ_TYPE_NONE];
      const irq = irq_create_fwspec_mapping(k, { fwnode, param_count: 3, param });
      if (irq === 0) continue;
      const desc = partition_create_desc(k, fwnode, parts, parts.length, irq, partition_domain_ops(k));
      if (desc !== undefined) data.ppi_descs.set(i, desc);
    }
  },
);
