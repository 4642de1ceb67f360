/**
 * Models drivers/irqchip/irq-mtk-cirq.c: MediaTek's controller that keeps watch over SPIs while the GIC sleeps. Awake, all it does is
 * to pass them on. Left out: suspend.
 */
import { hexnum, num, type Recorded, source, struct } from '../../../recorder/index.ts';
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import { writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV, ENOMEM, ENXIO } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_SENSE_MASK,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import {
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../include/linux/irqdomain.ts';
import type { device_node, of_device_id } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_retrigger_hierarchy,
  irq_chip_set_affinity_parent,
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
import { of_match_node } from '../of/base/index.ts';
import { of_property_read_u32_index } from '../of/property.ts';

const at = source('drivers/irqchip/irq-mtk-cirq.c');

/** Bytes between the register arrays; they stand in this order. */
const V1 = 0x40;
const V2 = 0x80;
const MASK_SET = 3;
const MASK_CLR = 4;
const SENS_SET = 6;
const SENS_CLR = 7;
const POL_SET = 9;
const POL_CLR = 10;

/** From 6.12 on: which of the two layouts a SoC has. 6.1 knows the first alone. */
const mtk_cirq_of_match: readonly of_device_id<number>[] = [
  { compatible: 'mediatek,mt2701-cirq', data: V1 },
  { compatible: 'mediatek,mt8135-cirq', data: V1 },
  { compatible: 'mediatek,mt8173-cirq', data: V1 },
  { compatible: 'mediatek,mt8192-cirq', data: V2 },
];

interface mtk_cirq_chip_data extends Recorded {
  base: number;
  stride: number;
  ext_irq_start: number;
  ext_irq_end: number;
}
const mtk_cirq_chip_data = struct<mtk_cirq_chip_data>('mtk_cirq_chip_data', {
  base: hexnum(),
  stride: hexnum(),
  ext_irq_start: num(),
  ext_irq_end: num(),
});

const mtk_cirq_write_mask = at.fn(
  'mtk_cirq_write_mask',
  "Writes a line's bit to an array of registers.",
  (k: Kernel, d: irq_data, array: number): void => {
    const { base, stride } = mtk_cirq_chip_data.of(d.chip_data);
    const hwirq = irqd_to_hwirq(d);
    writel(k, 1 << (hwirq % 32), base + array * stride + Math.floor(hwirq / 32) * 4);
  },
);

const mtk_cirq_mask = at.fn('mtk_cirq_mask', 'Masks a line here and at the parent.', (k: Kernel, d: irq_data): void => {
  mtk_cirq_write_mask(k, d, MASK_SET);
  irq_chip_mask_parent(k, d);
});

const mtk_cirq_unmask = at.fn(
  'mtk_cirq_unmask',
  'Unmasks a line here and at the parent.',
  (k: Kernel, d: irq_data): void => {
    mtk_cirq_write_mask(k, d, MASK_CLR);
    irq_chip_unmask_parent(k, d);
  },
);

const mtk_cirq_set_type = at.fn(
  'mtk_cirq_set_type',
  'Sets how a line interrupts, here and at the parent.',
  (k: Kernel, d: irq_data, type: number): number => {
    const sense = type & IRQ_TYPE_SENSE_MASK;
    const high = sense === IRQ_TYPE_EDGE_RISING || sense === IRQ_TYPE_LEVEL_HIGH;
    const low = sense === IRQ_TYPE_EDGE_FALLING || sense === IRQ_TYPE_LEVEL_LOW;
    const level = sense === IRQ_TYPE_LEVEL_HIGH || sense === IRQ_TYPE_LEVEL_LOW;
    if (high || low) {
      mtk_cirq_write_mask(k, d, high ? POL_SET : POL_CLR);
      mtk_cirq_write_mask(k, d, level ? SENS_SET : SENS_CLR);
    }
    const parent = d.parent_data;
    return parent?.chip?.irq_set_type?.(k, parent, type) ?? -EINVAL;
  },
);

function mtk_cirq_chip(): irq_chip {
  return {
    name: 'MT_CIRQ',
    irq_mask: mtk_cirq_mask,
    irq_unmask: mtk_cirq_unmask,
    irq_eoi: irq_chip_eoi_parent,
    irq_set_type: mtk_cirq_set_type,
    irq_retrigger: irq_chip_retrigger_hierarchy,
    irq_set_affinity: irq_chip_set_affinity_parent,
    flags: 0,
  };
}

const mtk_cirq_domain_translate = at.fn(
  'mtk_cirq_domain_translate',
  "Reads a specifier that is the GIC's, of an SPI among those that come through here.",
  (_k: Kernel, d: irq_domain, fwspec: irq_fwspec): Translated | number => {
    const { ext_irq_start, ext_irq_end } = mtk_cirq_chip_data.of(d.host_data);
    const spi = translateSpi(fwspec);
    if (typeof spi === 'number') return spi;
    if (spi.hwirq < ext_irq_start || spi.hwirq > ext_irq_end) return -EINVAL;
    return { ...spi, hwirq: spi.hwirq - ext_irq_start };
  },
);

const mtk_cirq_domain_alloc = at.fn(
  'mtk_cirq_domain_alloc',
  'Sets up a line, and the same SPI at the parent.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const fwspec = fwspecOf(arg);
    const translated = mtk_cirq_domain_translate(k, domain, fwspec);
    if (typeof translated === 'number') return translated;
    if (WARN_ON(k, nr_irqs !== 1)) return -EINVAL;
    irq_domain_set_hwirq_and_chip(k, domain, virq, translated.hwirq, mtk_cirq_chip(), domain.host_data);
    return irq_domain_alloc_irqs_parent(k, domain, virq, nr_irqs, { ...fwspec, fwnode: domain.parent?.fwnode });
  },
);

function cirq_domain_ops(): irq_domain_ops {
  return {
    name: 'cirq_domain_ops',
    translate: mtk_cirq_domain_translate,
    alloc: mtk_cirq_domain_alloc,
    free: irq_domain_free_irqs_common,
  };
}

export const mtk_cirq_of_init = at.fn(
  'mtk_cirq_of_init',
  'Starts the controller: the SPIs that the tree says, in a domain on that of the parent.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => {
    const domain_parent = irq_find_host(k, parent);
    if (domain_parent === undefined) {
      pr_err(k, 'mtk_cirq: interrupt-parent not found');
      return -EINVAL;
    }
    const base = of_iomap(k, node, 0);
    if (base === undefined) {
      pr_err(k, 'mtk_cirq: unable to map cirq register');
      return -ENXIO;
    }
    const ext_irq_start = of_property_read_u32_index(k, node, 'mediatek,ext-irq-range', 0);
    const ext_irq_end = of_property_read_u32_index(k, node, 'mediatek,ext-irq-range', 1);
    if (ext_irq_start === undefined || ext_irq_end === undefined) return -EINVAL;
    const stride = k.since('6.12') ? of_match_node(k, mtk_cirq_of_match, node)?.data : V1;
    if (stride === undefined) return -ENODEV;
    const cirq_data = mtk_cirq_chip_data.create(k.rec, { base, stride, ext_irq_start, ext_irq_end });
    const size = ext_irq_end - ext_irq_start + 1;
    const domain = irq_domain_create_hierarchy(k, domain_parent, 0, size, node, cirq_domain_ops(), cirq_data);
    return domain === undefined ? -ENOMEM : 0;
  },
);
