/**
 * Models drivers/irqchip/irq-sni-exiu.c: the external interrupt unit of Socionext's SynQuacer, which latches or turns over 32 lines on
 * their way to SPIs. Left out: ACPI.
 */
import { hexnum, num, type Recorded, source, struct } from '../../../recorder/index.ts';
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import { change_bits, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV, ENOMEM, ENXIO } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQCHIP_EOI_THREADED,
  IRQCHIP_MASK_ON_SUSPEND,
  IRQCHIP_SET_TYPE_MASKED,
  IRQCHIP_SKIP_SET_WAKE,
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
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_fasteoi_ack_irq,
  handle_fasteoi_irq,
  irq_chip_enable_parent,
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
} from '../../kernel/irq/chip/index.ts';
import { irq_set_handler_locked } from '../../kernel/irq/irqdesc/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_common,
  irq_domain_set_hwirq_and_chip,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { pr_err, pr_info } from '../../kernel/printk/printk.ts';
import { GIC_SPI, translateSpi } from '../../stand-ins/stacked.ts';
import { of_address_to_resource } from '../of/address.ts';
import { of_property_read_u32 } from '../of/property.ts';

const at = source('drivers/irqchip/irq-sni-exiu.c');

const NUM_IRQS = 32;
const EIMASK = 0x00;
const EIREQCLR = 0x10;
const EILVL = 0x14;
const EIEDG = 0x18;

interface exiu_irq_data extends Recorded {
  readonly base: number;
  readonly spi_base: number;
}
const exiu_irq_data = struct<exiu_irq_data>('exiu_irq_data', { base: hexnum(), spi_base: num() });

const baseOf = (d: irq_data): number => exiu_irq_data.of(d.chip_data).base;
const bitOf = (d: irq_data): number => (1 << irqd_to_hwirq(d)) >>> 0;

const exiu_irq_ack = at.fn('exiu_irq_ack', "Clears a line's latch.", (k: Kernel, d: irq_data): void =>
  writel(k, bitOf(d), baseOf(d) + EIREQCLR),
);
const exiu_irq_eoi = at.fn(
  'exiu_irq_eoi',
  'Ends an interrupt; the latch of a level is cleared now.',
  (k: Kernel, d: irq_data): void => {
    if (irqd_is_level_type(d)) writel(k, bitOf(d), baseOf(d) + EIREQCLR);
    irq_chip_eoi_parent(k, d);
  },
);
const exiu_irq_mask = at.fn('exiu_irq_mask', 'Masks a line here and at the parent.', (k: Kernel, d: irq_data): void => {
  change_bits(k, bitOf(d), true, baseOf(d) + EIMASK);
  irq_chip_mask_parent(k, d);
});
const exiu_irq_unmask = at.fn(
  'exiu_irq_unmask',
  'Unmasks a line here and at the parent.',
  (k: Kernel, d: irq_data): void => {
    change_bits(k, bitOf(d), false, baseOf(d) + EIMASK);
    irq_chip_unmask_parent(k, d);
  },
);
const exiu_irq_enable = at.fn(
  'exiu_irq_enable',
  'Enables a line, without what it latched before.',
  (k: Kernel, d: irq_data): void => {
    writel(k, bitOf(d), baseOf(d) + EIREQCLR);
    change_bits(k, bitOf(d), false, baseOf(d) + EIMASK);
    irq_chip_enable_parent(k, d);
  },
);

const exiu_irq_set_type = at.fn(
  'exiu_irq_set_type',
  'Sets how a line interrupts, and the flow handler that fits; the parent sees a high level.',
  (k: Kernel, d: irq_data, type: number): number => {
    const isHigh = type === IRQ_TYPE_EDGE_RISING || type === IRQ_TYPE_LEVEL_HIGH;
    const isLevel = type === IRQ_TYPE_LEVEL_LOW || type === IRQ_TYPE_LEVEL_HIGH;
    change_bits(k, bitOf(d), isHigh, baseOf(d) + EILVL);
    irq_set_handler_locked(k, d, isLevel ? handle_fasteoi_irq : handle_fasteoi_ack_irq);
    change_bits(k, bitOf(d), !isLevel, baseOf(d) + EIEDG);
    writel(k, bitOf(d), baseOf(d) + EIREQCLR);
    return irq_chip_set_type_parent(k, d, IRQ_TYPE_LEVEL_HIGH);
  },
);

const exiu_irq_chip: irq_chip = {
  name: 'EXIU',
  irq_ack: exiu_irq_ack,
  irq_eoi: exiu_irq_eoi,
  irq_enable: exiu_irq_enable,
  irq_mask: exiu_irq_mask,
  irq_unmask: exiu_irq_unmask,
  irq_set_type: exiu_irq_set_type,
  irq_set_affinity: irq_chip_set_affinity_parent,
  flags: IRQCHIP_SET_TYPE_MASKED | IRQCHIP_SKIP_SET_WAKE | IRQCHIP_EOI_THREADED | IRQCHIP_MASK_ON_SUSPEND,
};

const exiu_domain_translate = at.fn(
  'exiu_domain_translate',
  "Reads a specifier that is the GIC's: the line is counted from the first SPI of the unit.",
  (_k: Kernel, d: irq_domain, fwspec: irq_fwspec): Translated | number => {
    const spi = translateSpi(fwspec);
    if (typeof spi === 'number') return spi;
    return { ...spi, hwirq: (spi.hwirq - exiu_irq_data.of(d.host_data).spi_base) >>> 0 };
  },
);

const exiu_domain_alloc = at.fn(
  'exiu_domain_alloc',
  'Sets up a line, and the same SPI at the parent.',
  (k: Kernel, dom: irq_domain, virq: number, nr_irqs: number, data: unknown): number => {
    const fwspec = fwspecOf(data);
    const info = exiu_irq_data.of(dom.host_data);
    const [kind, spi = 0] = fwspec.param;
    if (fwspec.param_count !== 3 || kind !== GIC_SPI) return -EINVAL;
    WARN_ON(k, nr_irqs !== 1);
    irq_domain_set_hwirq_and_chip(k, dom, virq, (spi - info.spi_base) >>> 0, exiu_irq_chip, info);
    return irq_domain_alloc_irqs_parent(k, dom, virq, nr_irqs, { ...fwspec, fwnode: dom.parent?.fwnode });
  },
);

const exiu_domain_ops: irq_domain_ops = {
  name: 'exiu_domain_ops',
  translate: exiu_domain_translate,
  alloc: exiu_domain_alloc,
  free: irq_domain_free_irqs_common,
};

/** IRQCHIP_DECLARE */
export const exiu_dt_init = at.fn(
  'exiu_dt_init',
  'Starts the unit: its lines masked, a domain on that of the parent.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => {
    if (parent === undefined) {
      pr_err(k, `${node.path}: no parent, giving up`);
      return -ENODEV;
    }
    const parent_domain = irq_find_host(k, parent);
    if (parent_domain === undefined) {
      pr_err(k, `${node.path}: unable to obtain parent domain`);
      return -ENXIO;
    }
    const res = of_address_to_resource(k, node, 0);
    if (typeof res === 'number') {
      pr_err(k, `${node.path}: failed to parse memory resource`);
      return -ENXIO;
    }
    const spi_base = of_property_read_u32(k, node, 'socionext,spi-base');
    if (spi_base === undefined) return -ENODEV;
    const data = exiu_irq_data.create(k.rec, { base: res.start, spi_base });
    writel(k, 0xffffffff, res.start + EIREQCLR);
    writel(k, 0xffffffff, res.start + EIMASK);
    if (irq_domain_create_hierarchy(k, parent_domain, 0, NUM_IRQS, node, exiu_domain_ops, data) === undefined) {
      pr_err(k, `${node.path}: failed to allocate domain`);
      return -ENOMEM;
    }
    pr_info(k, `${node.path}: ${NUM_IRQS} interrupts forwarded to ${parent.path}`);
    return 0;
  },
);
