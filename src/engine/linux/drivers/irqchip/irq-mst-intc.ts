/**
 * Models drivers/irqchip/irq-mst-intc.c: the controller of MStar and of MediaTek's television SoCs, which turns a run of lines over or
 * latches them on their way to a run of SPIs. Left out: suspend.
 */
import { bool, hexnum, num, type Recorded, source, struct } from '../../../recorder/index.ts';
import { readw, writew } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQCHIP_MASK_ON_SUSPEND,
  IRQCHIP_SET_TYPE_MASKED,
  IRQCHIP_SKIP_SET_WAKE,
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
  irq_chip_eoi_parent,
  irq_chip_get_parent_state,
  irq_chip_mask_parent,
  irq_chip_retrigger_hierarchy,
  irq_chip_set_affinity_parent,
  irq_chip_set_parent_state,
  irq_chip_set_type_parent,
  irq_chip_set_vcpu_affinity_parent,
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
import { translateSpi } from '../../stand-ins/stacked.ts';
import { of_iomap } from '../of/address.ts';
import { of_property_read_bool, of_property_read_u32_index } from '../of/property.ts';

const at = source('drivers/irqchip/irq-mst-intc.c');

const INTC_MASK = 0x0;
const INTC_REV_POLARITY = 0x10;
const INTC_EOI = 0x20;

interface mst_intc_chip_data extends Recorded {
  irq_start: number;
  nr_irqs: number;
  base: number;
  no_eoi: boolean;
}
const mst_intc_chip_data = struct<mst_intc_chip_data>('mst_intc_chip_data', {
  irq_start: num(),
  nr_irqs: num(),
  base: hexnum(),
  no_eoi: bool(),
});

/** Sets or clears a line's bit in an array of registers of 16 bits, four bytes apart. */
function changeBit(k: Kernel, d: irq_data, offset: number, on: boolean): void {
  const hwirq = irqd_to_hwirq(d);
  const address = mst_intc_chip_data.of(d.chip_data).base + offset + (hwirq >> 4) * 4;
  const bit = 1 << (hwirq & 15);
  const val = readw(k, address);
  writew(k, on ? val | bit : val & ~bit, address);
}

const mst_set_irq = at.fn('mst_set_irq', "Sets a line's bit of a register.", (k: Kernel, d: irq_data, offset: number) =>
  changeBit(k, d, offset, true),
);
const mst_clear_irq = at.fn(
  'mst_clear_irq',
  "Clears a line's bit of a register.",
  (k: Kernel, d: irq_data, offset: number) => changeBit(k, d, offset, false),
);

const mst_intc_mask_irq = at.fn(
  'mst_intc_mask_irq',
  'Masks a line here and at the parent.',
  (k: Kernel, d: irq_data) => {
    mst_set_irq(k, d, INTC_MASK);
    irq_chip_mask_parent(k, d);
  },
);
const mst_intc_unmask_irq = at.fn(
  'mst_intc_unmask_irq',
  'Unmasks a line here and at the parent.',
  (k: Kernel, d: irq_data) => {
    mst_clear_irq(k, d, INTC_MASK);
    irq_chip_unmask_parent(k, d);
  },
);
const mst_intc_eoi_irq = at.fn(
  'mst_intc_eoi_irq',
  'Ends an interrupt here and at the parent.',
  (k: Kernel, d: irq_data) => {
    if (!mst_intc_chip_data.of(d.chip_data).no_eoi) mst_set_irq(k, d, INTC_EOI);
    irq_chip_eoi_parent(k, d);
  },
);

const mst_irq_chip_set_type = at.fn(
  'mst_irq_chip_set_type',
  'Sets whether a line is turned over; the parent sees a high level.',
  (k: Kernel, d: irq_data, type: number): number => {
    if (type === IRQ_TYPE_LEVEL_LOW || type === IRQ_TYPE_EDGE_FALLING) mst_set_irq(k, d, INTC_REV_POLARITY);
    else if (type === IRQ_TYPE_LEVEL_HIGH || type === IRQ_TYPE_EDGE_RISING) mst_clear_irq(k, d, INTC_REV_POLARITY);
    else return -EINVAL;
    return irq_chip_set_type_parent(k, d, IRQ_TYPE_LEVEL_HIGH);
  },
);

const mst_intc_chip: irq_chip = {
  name: 'mst-intc',
  irq_mask: mst_intc_mask_irq,
  irq_unmask: mst_intc_unmask_irq,
  irq_eoi: mst_intc_eoi_irq,
  irq_get_irqchip_state: irq_chip_get_parent_state,
  irq_set_irqchip_state: irq_chip_set_parent_state,
  irq_set_affinity: irq_chip_set_affinity_parent,
  irq_set_vcpu_affinity: irq_chip_set_vcpu_affinity_parent,
  irq_set_type: mst_irq_chip_set_type,
  irq_retrigger: irq_chip_retrigger_hierarchy,
  flags: IRQCHIP_SET_TYPE_MASKED | IRQCHIP_SKIP_SET_WAKE | IRQCHIP_MASK_ON_SUSPEND,
};

const mst_intc_domain_translate = at.fn(
  'mst_intc_domain_translate',
  "Reads a specifier that is the GIC's, of an SPI within the controller's run, counted from its start.",
  (_k: Kernel, d: irq_domain, fwspec: irq_fwspec): Translated | number => {
    const spi = translateSpi(fwspec);
    return typeof spi === 'number' || spi.hwirq < mst_intc_chip_data.of(d.host_data).nr_irqs ? spi : -EINVAL;
  },
);

const mst_intc_domain_alloc = at.fn(
  'mst_intc_domain_alloc',
  'Sets up lines, and high levels at the SPIs behind them.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, data: unknown): number => {
    const fwspec = fwspecOf(data);
    const [kind = 0, hwirq = 0] = fwspec.param;
    if (fwspec.param_count !== 3 || kind !== 0) return -EINVAL;
    const cd = mst_intc_chip_data.of(domain.host_data);
    for (let i = 0; i < nr_irqs; i++) irq_domain_set_hwirq_and_chip(k, domain, virq + i, hwirq + i, mst_intc_chip, cd);
    const param = [kind, cd.irq_start + hwirq, IRQ_TYPE_LEVEL_HIGH];
    return irq_domain_alloc_irqs_parent(k, domain, virq, nr_irqs, {
      fwnode: domain.parent?.fwnode,
      param_count: 3,
      param,
    });
  },
);

const mst_intc_domain_ops: irq_domain_ops = {
  name: 'mst_intc_domain_ops',
  translate: mst_intc_domain_translate,
  alloc: mst_intc_domain_alloc,
  free: irq_domain_free_irqs_common,
};

export const mst_intc_of_init = at.fn(
  'mst_intc_of_init',
  'Starts the controller: a domain for its run of lines on that of the parent.',
  (k: Kernel, dn: device_node, parent: device_node | undefined): number => {
    const domain_parent = irq_find_host(k, parent);
    if (domain_parent === undefined) {
      pr_err(k, 'mst-intc: interrupt-parent not found');
      return -EINVAL;
    }
    const irq_start = of_property_read_u32_index(k, dn, 'mstar,irqs-map-range', 0);
    const irq_end = of_property_read_u32_index(k, dn, 'mstar,irqs-map-range', 1);
    if (irq_start === undefined || irq_end === undefined) return -EINVAL;
    const base = of_iomap(k, dn, 0);
    if (base === undefined) return -ENOMEM;
    const no_eoi = of_property_read_bool(k, dn, 'mstar,intc-no-eoi');
    const nr_irqs = irq_end - irq_start + 1;
    const cd = mst_intc_chip_data.create(k.rec, { base, no_eoi, irq_start, nr_irqs });
    const domain = irq_domain_create_hierarchy(k, domain_parent, 0, nr_irqs, dn, mst_intc_domain_ops, cd);
    return domain === undefined ? -ENOMEM : 0;
  },
);
