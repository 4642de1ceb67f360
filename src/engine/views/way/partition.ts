/** From a PPI that means different devices on different CPUs to the interrupt of one group of them. */
import { type Cpumask, cpumaskList } from '../../../base/cpumask.ts';
import type { partition_desc } from '../../linux/drivers/irqchip/irq-partition-percpu.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { throughInput } from './kernel.ts';
import { mappedTo, type Scene } from './scene.ts';
import type { Way } from './way.ts';

/** The CPUs of one partition. */
export function cpusOf({ parts }: partition_desc, hwirq: number): Cpumask {
  return parts.toArray()[hwirq]?.mask ?? 0n;
}

const groupOf = (partitions: partition_desc, hwirq: number): { readonly number: number; readonly cpus: string } => ({
  number: hwirq,
  cpus: cpumaskList(cpusOf(partitions, hwirq)),
});

/** The PPI's flow handler passes it on to the partition of the CPU that it runs on. */
export function throughPartition(way: Way, scene: Scene, partitions: partition_desc, hwirq: number): void {
  const { domain } = partitions;
  const group = groupOf(partitions, hwirq);
  const { partition, partitionAbout, source } = way.messages;
  const selection = domain === undefined ? {} : { selection: { kind: 'domain', id: domain.$id } as const };
  way.pass({ label: partition(group), kind: 'controller', ...selection, detail: partitionAbout });
  throughInput(way, scene, domain, hwirq, source.partition(group));
}

/** Of the PPI itself: which interrupts its partitions are. */
export function sayPartitions(way: Way, scene: Scene, partitions: partition_desc): void {
  const used = Array.from({ length: partitions.nr_parts }, (_, hwirq) => ({
    hwirq,
    desc: mappedTo(scene, partitions.domain, hwirq),
  })).filter((one): one is { hwirq: number; desc: irq_desc } => one.desc !== undefined);
  for (const { hwirq, desc } of used) {
    way.say(way.messages.story.partition({ ...groupOf(partitions, hwirq), irq: desc.irq_data.irq }));
  }
}
