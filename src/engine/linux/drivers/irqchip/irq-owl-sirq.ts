/**
 * Models drivers/irqchip/irq-owl-sirq.c: the external interrupts of Actions' Owl SoCs, three lines that are turned over for the GIC
 * where it is needed.
 */
import { bool, data, hexnum, type Recorded, source, struct } from '../../../recorder/index.ts';
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM, ENXIO } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  irqd_is_level_type,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import {
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../include/linux/irqdomain.ts';
import { type device_node, is_of_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_retrigger_hierarchy,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
} from '../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_common,
  irq_domain_set_hwirq_and_chip,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { pr_err } from '../../kernel/printk/printk.ts';
import { GIC_SPI } from '../../stand-ins/stacked.ts';
import { of_iomap } from '../of/address.ts';
import { of_irq_parse_one } from '../of/irq/index.ts';

const at = source('drivers/irqchip/irq-owl-sirq.c');

const NUM_SIRQ = 3;
const INTC_EXTCTL_PENDING = 1 << 0;
const INTC_EXTCTL_CLK_SEL = 1 << 4;
const INTC_EXTCTL_EN = 1 << 5;
const INTC_EXTCTL_TYPE_MASK = 3 << 6;
/** Of a SoC with a register for each line. */
const S900_OFFSETS: readonly number[] = [0x0000, 0x0328, 0x032c];

interface owl_sirq_chip_data extends Recorded {
  readonly base: number;
  /** One register has a byte for each line, the first highest. */
  readonly reg_shared: boolean;
  ext_irqs: readonly number[] | undefined;
}
const owl_sirq_chip_data = struct<owl_sirq_chip_data>('owl_sirq_chip_data', {
  base: hexnum(),
  reg_shared: bool(),
  ext_irqs: data(),
});

const owl_sirq_clear_set_extctl = at.fn(
  'owl_sirq_clear_set_extctl',
  "Changes bits of a line's settings.",
  (k: Kernel, { base, reg_shared }: owl_sirq_chip_data, clear: number, set: number, index: number): void => {
    const address = base + (reg_shared ? 0 : (S900_OFFSETS[index] ?? 0));
    const shift = reg_shared ? (NUM_SIRQ - 1 - index) * 8 : 0;
    const field = (0xff << shift) >>> 0;
    const word = readl(k, address);
    const val = ((reg_shared ? (word & field) >>> shift : word) & ~clear) | set;
    writel(k, reg_shared ? (word & ~field) | (val << shift) : val, address);
  },
);

const dataOf = (d: irq_data): owl_sirq_chip_data => owl_sirq_chip_data.of(d.chip_data);

const owl_sirq_eoi = at.fn('owl_sirq_eoi', 'Ends an interrupt; an edge is forgotten now.', (k: Kernel, d: irq_data) => {
  if (!irqd_is_level_type(d)) owl_sirq_clear_set_extctl(k, dataOf(d), 0, INTC_EXTCTL_PENDING, irqd_to_hwirq(d));
  irq_chip_eoi_parent(k, d);
});
const owl_sirq_mask = at.fn('owl_sirq_mask', 'Masks a line here and at the parent.', (k: Kernel, d: irq_data) => {
  owl_sirq_clear_set_extctl(k, dataOf(d), INTC_EXTCTL_EN, 0, irqd_to_hwirq(d));
  irq_chip_mask_parent(k, d);
});
const owl_sirq_unmask = at.fn('owl_sirq_unmask', 'Unmasks a line here and at the parent.', (k: Kernel, d: irq_data) => {
  owl_sirq_clear_set_extctl(k, dataOf(d), 0, INTC_EXTCTL_EN, irqd_to_hwirq(d));
  irq_chip_unmask_parent(k, d);
});

/** A line's setting for each type, and what the GIC sees. */
const TYPES: ReadonlyMap<number, readonly [setting: number, gic: number]> = new Map([
  [IRQ_TYPE_LEVEL_HIGH, [0 << 6, IRQ_TYPE_LEVEL_HIGH]],
  [IRQ_TYPE_LEVEL_LOW, [1 << 6, IRQ_TYPE_LEVEL_HIGH]],
  [IRQ_TYPE_EDGE_RISING, [2 << 6, IRQ_TYPE_EDGE_RISING]],
  [IRQ_TYPE_EDGE_FALLING, [3 << 6, IRQ_TYPE_EDGE_RISING]],
]);

const owl_sirq_set_type = at.fn(
  'owl_sirq_set_type',
  'Sets how a line interrupts; the GIC sees rising edges and high levels.',
  (k: Kernel, d: irq_data, type: number): number => {
    const types = TYPES.get(type);
    if (types === undefined) return -EINVAL;
    owl_sirq_clear_set_extctl(k, dataOf(d), INTC_EXTCTL_TYPE_MASK, types[0], irqd_to_hwirq(d));
    return irq_chip_set_type_parent(k, d, types[1]);
  },
);

const owl_sirq_chip: irq_chip = {
  name: 'owl-sirq',
  irq_mask: owl_sirq_mask,
  irq_unmask: owl_sirq_unmask,
  irq_eoi: owl_sirq_eoi,
  irq_set_type: owl_sirq_set_type,
  irq_retrigger: irq_chip_retrigger_hierarchy,
  irq_set_affinity: irq_chip_set_affinity_parent,
  flags: 0,
};

const owl_sirq_domain_translate = at.fn(
  'owl_sirq_domain_translate',
  'Reads a specifier: one of the three lines, and its trigger type.',
  (_k: Kernel, _d: irq_domain, { fwnode, param, param_count }: irq_fwspec): Translated | number => {
    const [hwirq = 0, type = 0] = param;
    return !is_of_node(fwnode) || param_count !== 2 || hwirq >= NUM_SIRQ ? -EINVAL : { hwirq, type };
  },
);

const owl_sirq_domain_alloc = at.fn(
  'owl_sirq_domain_alloc',
  'Sets up a line, and the SPI that the node lists for it.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const chip_data = owl_sirq_chip_data.of(domain.host_data);
    if (WARN_ON(k, nr_irqs !== 1)) return -EINVAL;
    const translated = owl_sirq_domain_translate(k, domain, fwspecOf(arg));
    if (typeof translated === 'number') return translated;
    const { hwirq, type } = translated;
    const types = TYPES.get(type);
    if (types === undefined) return -EINVAL;
    irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, owl_sirq_chip, chip_data);
    const param = [GIC_SPI, chip_data.ext_irqs?.[hwirq] ?? 0, types[1]];
    return irq_domain_alloc_irqs_parent(k, domain, virq, 1, { fwnode: domain.parent?.fwnode, param_count: 3, param });
  },
);

const owl_sirq_domain_ops: irq_domain_ops = {
  name: 'owl_sirq_domain_ops',
  translate: owl_sirq_domain_translate,
  alloc: owl_sirq_domain_alloc,
  free: irq_domain_free_irqs_common,
};

const owl_sirq_init = at.fn(
  'owl_sirq_init',
  'Starts the controller: reads which SPIs its lines lead to, and makes a domain on that of the GIC.',
  (k: Kernel, node: device_node, parent: device_node | undefined, reg_shared: boolean): number => {
    const parent_domain = irq_find_host(k, parent);
    if (parent_domain === undefined) {
      pr_err(k, `${node.path}: failed to find sirq parent domain`);
      return -ENXIO;
    }
    const base = of_iomap(k, node, 0);
    if (base === undefined) {
      pr_err(k, `${node.path}: failed to map sirq registers`);
      return -ENXIO;
    }
    const chip_data = owl_sirq_chip_data.create(k.rec, { base, reg_shared });
    const ext_irqs: number[] = [];
    for (let i = 0; i < NUM_SIRQ; i++) {
      const irq = of_irq_parse_one(k, node, i);
      if (typeof irq === 'number') {
        pr_err(k, `${node.path}: failed to parse interrupt ${i}`);
        return irq;
      }
      if (WARN_ON(k, irq.args.length !== 3)) return -EINVAL;
      ext_irqs.push(irq.args[1] ?? 0);
      owl_sirq_clear_set_extctl(k, chip_data, 0, INTC_EXTCTL_CLK_SEL, i);
    }
    chip_data.ext_irqs = ext_irqs;
    const domain = irq_domain_create_hierarchy(k, parent_domain, 0, NUM_SIRQ, node, owl_sirq_domain_ops, chip_data);
    if (domain !== undefined) return 0;
    pr_err(k, `${node.path}: failed to add domain`);
    return -ENOMEM;
  },
);

/** IRQCHIP_DECLARE */
export const owl_sirq_s500_of_init = at.fn(
  'owl_sirq_s500_of_init',
  'Starts the controller of an S500 or S700.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => owl_sirq_init(k, node, parent, true),
);

/** IRQCHIP_DECLARE */
export const owl_sirq_s900_of_init = at.fn(
  'owl_sirq_s900_of_init',
  'Starts the controller of an S900.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => owl_sirq_init(k, node, parent, false),
);
