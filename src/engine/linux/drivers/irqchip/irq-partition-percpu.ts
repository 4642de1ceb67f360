/**
 * Models drivers/irqchip/irq-partition-percpu.c: one per-CPU interrupt number that means different devices on different
 * CPUs (big and little cores with PMUs of their own). Each partition of the CPUs is one hwirq of a domain of its own.
 */
import { must } from '../../../../base/assert.ts';
import { cpumaskHas } from '../../../../base/cpumask.ts';
import {
  data,
  hexnum,
  list,
  num,
  type Recorded,
  type RecordedList,
  ref,
  source,
  struct,
} from '../../../recorder/index.ts';
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import type { fwnode_handle } from '../../include/linux/fwnode.ts';
import { type irq_chip, type irq_data, IRQ_NOAUTOEN, type irqchip_irq_state } from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import { type partition_affinity } from '../../include/linux/irqchip/irq-partition-percpu.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import { fwspecOf, type irq_domain, type irq_domain_ops } from '../../include/linux/irqdomain.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_percpu_devid_irq,
  irq_set_chained_handler_and_data,
  irq_set_handler,
  irq_set_status_flags,
} from '../../kernel/irq/chip/index.ts';
import { handle_bad_irq } from '../../kernel/irq/handle.ts';
import {
  generic_handle_domain_irq,
  irq_set_percpu_devid_partition,
  irq_to_desc,
} from '../../kernel/irq/irqdesc/index.ts';
import {
  irq_domain_create_linear,
  irq_domain_get_irq_data,
  irq_domain_reset_irq_data,
  irq_domain_set_info,
} from '../../kernel/irq/irqdomain/index.ts';
import { pr_err } from '../../kernel/printk/printk.ts';

const at = source('drivers/irqchip/irq-partition-percpu.c');

/** One PPI and its partitions. */
export interface partition_desc extends Recorded {
  parts: RecordedList<partition_affinity>;
  domain: irq_domain | undefined;
  chained_desc: irq_desc | undefined;
  /** Which partitions have an interrupt mapped. */
  bitmap: number;
  nr_parts: number;
  ops: irq_domain_ops | undefined;
  chip: irq_chip | undefined;
}
export const partition_desc = struct<partition_desc>('partition_desc', {
  parts: list(ref<partition_affinity>()),
  domain: ref(),
  chained_desc: ref(),
  bitmap: hexnum(),
  nr_parts: num(),
  ops: data(),
  chip: data(),
});

function partition_check_cpu(part: partition_desc, cpu: number, hwirq: number): boolean {
  return cpumaskHas(part.parts.toArray()[hwirq]?.mask ?? 0n, cpu);
}

/** The partitioned PPI of an interrupt: its description, and the PPI's data and chip. */
function chained(d: irq_data): { part: partition_desc; ppi: irq_data; chip: irq_chip } {
  const part = partition_desc.of(d.chip_data);
  const ppi = must(part.chained_desc, 'the partitioned PPI').irq_data;
  return { part, ppi, chip: must(ppi.chip, "the PPI's chip") };
}

const partition_irq_mask = at.fn(
  'partition_irq_mask',
  'Masks the PPI, if the running CPU is in the partition.',
  (k: Kernel, d: irq_data): void => {
    const { part, ppi, chip } = chained(d);
    if (partition_check_cpu(part, k.cpu, d.hwirq)) chip.irq_mask?.(k, ppi);
  },
);

const partition_irq_unmask = at.fn(
  'partition_irq_unmask',
  'Unmasks the PPI, if the running CPU is in the partition.',
  (k: Kernel, d: irq_data): void => {
    const { part, ppi, chip } = chained(d);
    if (partition_check_cpu(part, k.cpu, d.hwirq)) chip.irq_unmask?.(k, ppi);
  },
);

const partition_irq_set_irqchip_state = at.fn(
  'partition_irq_set_irqchip_state',
  "Changes the PPI's state, if the running CPU is in the partition.",
  (k: Kernel, d: irq_data, which: irqchip_irq_state, val: boolean): number => {
    const { part, ppi, chip } = chained(d);
    if (!partition_check_cpu(part, k.cpu, d.hwirq)) return -EINVAL;
    return chip.irq_set_irqchip_state?.(k, ppi, which, val) ?? -EINVAL;
  },
);

const partition_irq_get_irqchip_state = at.fn(
  'partition_irq_get_irqchip_state',
  "Reads the PPI's state, if the running CPU is in the partition.",
  (k: Kernel, d: irq_data, which: irqchip_irq_state): number | boolean => {
    const { part, ppi, chip } = chained(d);
    if (!partition_check_cpu(part, k.cpu, d.hwirq)) return -EINVAL;
    return chip.irq_get_irqchip_state?.(k, ppi, which) ?? -EINVAL;
  },
);

const partition_irq_set_type = at.fn(
  'partition_irq_set_type',
  'Sets the trigger type of the PPI.',
  (k: Kernel, d: irq_data, type: number): number => {
    const { ppi, chip } = chained(d);
    return chip.irq_set_type?.(k, ppi, type) ?? -EINVAL;
  },
);

function partition_irq_print_chip(d: irq_data): string {
  const { ppi, chip } = chained(d);
  return ` ${(chip.name ?? '').padStart(5)}-${ppi.hwirq}`;
}

function partition_irq_chip(): irq_chip {
  return {
    name: undefined,
    irq_mask: partition_irq_mask,
    irq_unmask: partition_irq_unmask,
    irq_set_type: partition_irq_set_type,
    irq_get_irqchip_state: partition_irq_get_irqchip_state,
    irq_set_irqchip_state: partition_irq_set_irqchip_state,
    irq_print_chip: partition_irq_print_chip,
    flags: 0,
  };
}

const partition_handle_irq = at.fn(
  'partition_handle_irq',
  "Passes a partitioned PPI on to the running CPU's partition.",
  (k: Kernel, desc: irq_desc): void => {
    const part = partition_desc.of(desc.irq_common_data.handler_data);
    const chip = must(desc.irq_data.chip, "the PPI's chip");
    chained_irq_enter(k, chip, desc);
    let hwirq = 0;
    while (hwirq < part.nr_parts && !((part.bitmap & (1 << hwirq)) !== 0 && partition_check_cpu(part, k.cpu, hwirq))) {
      hwirq++;
    }
    if (hwirq === part.nr_parts) handle_bad_irq(k, desc);
    else generic_handle_domain_irq(k, must(part.domain, "the partitions' domain"), hwirq);
    chained_irq_exit(k, chip, desc);
  },
);

const partition_domain_alloc = at.fn(
  'partition_domain_alloc',
  'Maps one partition of a PPI: from now on the PPI is a chained interrupt.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number, arg: unknown): number => {
    const found = domain.ops?.translate?.(k, domain, fwspecOf(arg)) ?? -EINVAL;
    if (typeof found === 'number') return found;
    const part = partition_desc.of(domain.host_data);
    const desc = must(part.chained_desc, 'the partitioned PPI');
    part.bitmap |= 1 << found.hwirq;
    irq_set_chained_handler_and_data(k, desc.irq_data.irq, partition_handle_irq, part);
    irq_set_percpu_devid_partition(k, virq, part.parts.toArray()[found.hwirq]?.mask);
    part.chip ??= partition_irq_chip();
    irq_domain_set_info(k, domain, virq, found.hwirq, part.chip, part, handle_percpu_devid_irq, undefined, undefined);
    irq_set_status_flags(k, virq, IRQ_NOAUTOEN);
    return 0;
  },
);

const partition_domain_free = at.fn(
  'partition_domain_free',
  'Unmaps a partition of a PPI.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number): void => {
    const d = irq_domain_get_irq_data(k, domain, virq);
    irq_set_handler(k, virq, undefined);
    if (d !== undefined) irq_domain_reset_irq_data(k, d);
  },
);

export const partition_translate_id = at.fn(
  'partition_translate_id',
  'Finds the number of the partition that a node names.',
  (k: Kernel, desc: partition_desc, partition_id: fwnode_handle): number => {
    const i = desc.parts.toArray().findIndex((part) => part.partition_id === partition_id);
    if (!WARN_ON(k, i < 0, partition_translate_id)) return i;
    pr_err(k, 'Failed to find partition');
    return -EINVAL;
  },
);

export const partition_create_desc = at.fn(
  'partition_create_desc',
  'Splits one PPI into partitions, with a domain that has a hwirq for each.',
  (
    k: Kernel,
    fwnode: fwnode_handle,
    parts: readonly partition_affinity[],
    nr_parts: number,
    chained_irq: number,
    ops: irq_domain_ops,
  ): partition_desc | undefined => {
    const desc = partition_desc.create(k.rec, { nr_parts, chained_desc: irq_to_desc(k, chained_irq) });
    desc.ops = { ...ops, free: partition_domain_free, alloc: partition_domain_alloc };
    for (const part of parts) desc.parts.addTail(part);
    desc.domain = irq_domain_create_linear(k, fwnode, nr_parts, desc.ops, desc);
    return desc.domain === undefined ? undefined : desc;
  },
);

export const partition_get_domain = at.fn(
  'partition_get_domain',
  'The domain of a partitioned PPI.',
  (_k: Kernel, dsc: partition_desc | undefined): irq_domain | undefined => dsc?.domain,
);
