/** The GICv3 driver's interrupt domain: from what firmware writes to INTIDs, and from INTIDs to Linux's numbers. */
import { must } from '../../../../../base/assert.ts';
import { hexnum, type Recorded, source } from '../../../../recorder/index.ts';
import { WARN_ON, WARN_ON_ONCE } from '../../../include/asm-generic/bug.ts';
import { EINVAL, ENOENT, ENOMEM, EPERM } from '../../../include/linux/errno.ts';
import {
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_NONE,
  IRQ_TYPE_SENSE_MASK,
  IRQD_HANDLE_ENFORCE_IRQCTX,
  irqd_set,
  irqd_set_single_target,
} from '../../../include/linux/irq.ts';
import {
  EPPI_BASE_INTID,
  ESPI_BASE_INTID,
  GIC_IRQ_TYPE_LPI,
  GIC_IRQ_TYPE_PARTITION,
} from '../../../include/linux/irqchip/arm-gic-v3.ts';
import {
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  type irq_fwspec_info,
  is_fwnode_irqchip,
  type Translated,
} from '../../../include/linux/irqdomain.ts';
import { is_of_node } from '../../../include/linux/of.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { cpu_possible_mask } from '../../../kernel/cpu/index.ts';
import {
  handle_fasteoi_irq,
  handle_percpu_devid_irq,
  irq_set_handler,
  irq_set_probe,
} from '../../../kernel/irq/chip/index.ts';
import { irq_set_percpu_devid, irq_to_desc } from '../../../kernel/irq/irqdesc/index.ts';
import {
  irq_domain_get_irq_data,
  irq_domain_reset_irq_data,
  irq_domain_set_info,
} from '../../../kernel/irq/irqdomain/index.ts';
import { pr_err, pr_warn } from '../../../kernel/printk/printk.ts';
import { of_find_node_by_phandle } from '../../of/base/index.ts';
import { partition_get_domain, partition_translate_id } from '../irq-partition-percpu.ts';
import { gic_chip } from './chip.ts';
import { gic_dist_supports_lpis } from './cpu.ts';
import { __get_intid_range, gic_data, gic_parts, gic_v3_c } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3.c');

/** 7.3: what pr_warn_once has warned of. */
interface gic_warned extends Recorded {
  /** A bit for each kind of interrupt. */
  kinds: number;
}
const gic_warned = statics<gic_warned>('drivers/irqchip/irq-gic-v3.c: warned', { kinds: hexnum() });

const gic_irq_domain_map = at.fn(
  'gic_irq_domain_map',
  'Gives an interrupt of the GIC its chip and its flow handler, by the kind of its INTID.',
  (k: Kernel, d: irq_domain, irq: number, hw: number): number => {
    const desc = must(irq_to_desc(k, irq), 'the descriptor being mapped');
    const info = (handler: typeof handle_fasteoi_irq): void =>
      irq_domain_set_info(k, d, irq, hw, gic_chip(k), d.host_data, handler, undefined, undefined);
    switch (__get_intid_range(hw)) {
      case 'SGI_RANGE':
      case 'PPI_RANGE':
      case 'EPPI_RANGE':
        irq_set_percpu_devid(k, irq);
        info(handle_percpu_devid_irq);
        break;
      case 'SPI_RANGE':
      case 'ESPI_RANGE':
        info(handle_fasteoi_irq);
        irq_set_probe(k, irq);
        irqd_set_single_target(desc.irq_data);
        break;
      case 'LPI_RANGE':
        if (!gic_dist_supports_lpis(k)) return -EPERM;
        info(handle_fasteoi_irq);
        break;
      default:
        return -EPERM;
    }
    irqd_set(desc.irq_data, IRQD_HANDLE_ENFORCE_IRQCTX);
    return 0;
  },
);

/** The highest number of each kind in a specifier (7.3). */
const HIGHEST = [
  { kind: 'SPI', most: 987, hint: ' (use ESPI?)' },
  { kind: 'PPI', most: 15, hint: ' (use EPPI?)' },
  { kind: 'ESPI', most: 1023, hint: '' },
  { kind: 'EPPI', most: 63, hint: '' },
] as const;

/** 7.3 complains once of each kind; the number is taken all the same. */
function warnOutOfRange(k: Kernel, kind: number, number: number): void {
  const range = HIGHEST[kind];
  if (range === undefined || number <= range.most) return;
  const warned = gic_warned(k);
  if ((warned.kinds & (1 << kind)) !== 0) return;
  warned.kinds |= 1 << kind;
  pr_warn(k, `GICv3: ${range.kind} ${number} out of range${range.hint}`);
}

/** The INTID that the first two cells of a tree's specifier mean. */
function hwirqOfCells(kind: number, number: number): number | undefined {
  switch (kind) {
    case 0:
      return number + 32;
    case 1:
      return number + 16;
    case 2:
      return number + ESPI_BASE_INTID;
    case 3:
      return number + EPPI_BASE_INTID;
    case GIC_IRQ_TYPE_LPI:
      return number;
    case GIC_IRQ_TYPE_PARTITION:
      return number >= 16 ? number + EPPI_BASE_INTID - 16 : number + 16;
    default:
      return undefined;
  }
}

export const gic_irq_domain_translate = at.fn(
  'gic_irq_domain_translate',
  "Reads a specifier: the kind of interrupt, its number, its trigger type. The result is the GIC's INTID.",
  (k: Kernel, _d: irq_domain, fwspec: irq_fwspec): Translated | number => {
    const [kind = 0, number = 0, flags = 0] = fwspec.param;
    if (fwspec.param_count === 1 && kind < 16) return { hwirq: kind, type: IRQ_TYPE_EDGE_RISING };
    if (is_of_node(fwspec.fwnode)) {
      if (fwspec.param_count < 3) return -EINVAL;
      if (k.since('7.3')) warnOutOfRange(k, kind, number);
      const partition = kind === GIC_IRQ_TYPE_PARTITION && !k.since('7.3');
      const hwirq = kind === GIC_IRQ_TYPE_PARTITION && !partition ? undefined : hwirqOfCells(kind, number);
      if (hwirq === undefined) return -EINVAL;
      const type = flags & IRQ_TYPE_SENSE_MASK;
      WARN_ON(k, type === IRQ_TYPE_NONE && !partition, gic_irq_domain_translate);
      return { hwirq, type };
    }
    if (!is_fwnode_irqchip(fwspec.fwnode) || fwspec.param_count !== 2) return -EINVAL;
    if (kind < 16) {
      pr_err(k, `GICv3: [Firmware Bug]: Illegal GSI${kind} translation request`);
      return -EINVAL;
    }
    WARN_ON(k, number === IRQ_TYPE_NONE, gic_irq_domain_translate);
    return { hwirq: kind, type: number };
  },
);

const gic_irq_domain_alloc = at.fn(
  'gic_irq_domain_alloc',
  'Maps Linux interrupt numbers to INTIDs.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const found = gic_irq_domain_translate(k, domain, fwspecOf(arg));
    if (typeof found === 'number') return found;
    for (let i = 0; i < nr_irqs; i++) {
      const ret = gic_irq_domain_map(k, domain, virq + i, found.hwirq + i);
      if (ret !== 0) return ret;
    }
    return 0;
  },
);

const gic_irq_domain_free = at.fn(
  'gic_irq_domain_free',
  'Takes chip and flow handler from interrupts that are given up.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    for (let i = 0; i < nr_irqs; i++) {
      const d = irq_domain_get_irq_data(k, domain, virq + i);
      irq_set_handler(k, virq + i, undefined);
      if (d !== undefined) irq_domain_reset_irq_data(k, d);
    }
  },
);

/** A fourth cell names the partition of the CPUs that a PPI belongs to. */
function fwspec_is_partitioned_ppi(k: Kernel, fwspec: irq_fwspec, hwirq: number): boolean {
  if (gic_data(k).ppi_descs.size === 0 || !is_of_node(fwspec.fwnode)) return false;
  if (fwspec.param_count < 4 || (fwspec.param[3] ?? 0) === 0) return false;
  const range = __get_intid_range(hwirq);
  return range === 'PPI_RANGE' || range === 'EPPI_RANGE';
}

/** Counts PPIs and extended PPIs in one row. */
function __gic_get_ppi_index(hwirq: number): number {
  return __get_intid_range(hwirq) === 'EPPI_RANGE' ? hwirq - EPPI_BASE_INTID + 16 : hwirq - 16;
}

const gic_irq_domain_select = at.fn(
  'gic_irq_domain_select',
  'Says whether a domain is the one that a specifier is for: the GIC, or the partitions of one PPI.',
  (k: Kernel, d: irq_domain, fwspec: irq_fwspec, bus_token: number): number => {
    if (fwspec.fwnode !== d.fwnode) return 0;
    // 6.9 and later also search for domains without an interrupt in mind.
    if (k.since('6.12') && fwspec.param_count === 0) return d.bus_token === bus_token ? 1 : 0;
    if (!is_of_node(fwspec.fwnode)) return 1;
    const found = gic_irq_domain_translate(k, d, fwspec);
    if (typeof found === 'number') {
      WARN_ON_ONCE(k, true, gic_irq_domain_select);
      return 0;
    }
    if (!fwspec_is_partitioned_ppi(k, fwspec, found.hwirq)) return d === gic_data(k).domain ? 1 : 0;
    const desc = gic_data(k).ppi_descs.get(__gic_get_ppi_index(found.hwirq));
    return d === partition_get_domain(k, desc) ? 1 : 0;
  },
);

/** 7.3. Only a tree can name the CPUs of a PPI, in a fourth cell. */
const gic_irq_get_fwspec_info = at.fn(
  'gic_irq_get_fwspec_info',
  'Says which CPUs a PPI is for: those of the partition that its specifier names, else all.',
  (k: Kernel, fwspec: irq_fwspec): irq_fwspec_info | number => {
    if (!is_of_node(fwspec.fwnode)) return { affinity: undefined };
    const [kind = 0, , , named = 0] = fwspec.param;
    if (fwspec.param_count !== 4 || named === 0) return { affinity: cpu_possible_mask(k) };
    if (kind !== 1 && kind !== 3) return { affinity: undefined };
    const node = of_find_node_by_phandle(k, named);
    const part = gic_parts(k)
      .parts.toArray()
      .find(({ partition_id }) => node !== undefined && partition_id === node);
    return part === undefined ? -ENOENT : { affinity: part.mask };
  },
);

/** The operations of the GIC's domain. */
export function gic_irq_domain_ops(k: Kernel): irq_domain_ops {
  const c = gic_v3_c(k);
  return (c.gic_irq_domain_ops ??= {
    name: 'gic_irq_domain_ops',
    translate: gic_irq_domain_translate,
    alloc: gic_irq_domain_alloc,
    free: gic_irq_domain_free,
    select: gic_irq_domain_select,
    ...(k.since('7.3') ? { get_fwspec_info: gic_irq_get_fwspec_info } : {}),
  });
}

const partition_domain_translate = at.fn(
  'partition_domain_translate',
  'Reads a specifier whose fourth cell names a partition: the result is the number of the partition.',
  (k: Kernel, d: irq_domain, fwspec: irq_fwspec): Translated | number => {
    const { ppi_descs } = gic_data(k);
    if (ppi_descs.size === 0) return -ENOMEM;
    const np = of_find_node_by_phandle(k, fwspec.param[3] ?? 0);
    if (np === undefined) return -EINVAL;
    const found = gic_irq_domain_translate(k, d, fwspec);
    if (typeof found === 'number') return { hwirq: 0, type: IRQ_TYPE_NONE };
    const desc = must(ppi_descs.get(__gic_get_ppi_index(found.hwirq)), 'the partitions of the PPI');
    const part = partition_translate_id(k, desc, np);
    return part < 0 ? part : { hwirq: part, type: (fwspec.param[2] ?? 0) & IRQ_TYPE_SENSE_MASK };
  },
);

/** The operations of the domains of partitioned PPIs. */
export function partition_domain_ops(k: Kernel): irq_domain_ops {
  const c = gic_v3_c(k);
  return (c.partition_domain_ops ??= {
    name: 'partition_domain_ops',
    translate: partition_domain_translate,
    select: gic_irq_domain_select,
  });
}
