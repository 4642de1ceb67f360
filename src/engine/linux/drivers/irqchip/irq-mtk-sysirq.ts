/** Models drivers/irqchip/irq-mtk-sysirq.c: MediaTek's inverter in front of the GIC, a polarity bit for each SPI. */
import { hexnum, list, num, type Recorded, type RecordedList, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV, ENOMEM } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
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
  irq_chip_mask_parent,
  irq_chip_retrigger_hierarchy,
  irq_chip_set_affinity_parent,
  irq_chip_unmask_parent,
} from '../../kernel/irq/chip/index.ts';
import {
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_common,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { pr_err } from '../../kernel/printk/printk.ts';
import { allocSameSpi, translateSpi } from '../../stand-ins/stacked.ts';
import { of_address_count, of_address_to_resource } from '../of/address.ts';

const at = source('drivers/irqchip/irq-mtk-sysirq.c');

interface mtk_sysirq_chip_data extends Recorded {
  intpol_bases: RecordedList<number>;
  intpol_words: RecordedList<number>;
}
const mtk_sysirq_chip_data = struct<mtk_sysirq_chip_data>('mtk_sysirq_chip_data', {
  intpol_bases: list(hexnum()),
  intpol_words: list(num()),
});

/**
 * The polarity register of a line: the words of all regions one after another. The kernel's tables of them end with the regions; a line
 * beyond them has the zeros there that its allocator leaves, which stand for the first register.
 */
function polarityOf({ intpol_bases, intpol_words }: mtk_sysirq_chip_data, hwirq: number): number {
  let word = Math.floor(hwirq / 32);
  const words = intpol_words.toArray();
  let region = 0;
  while (region < words.length && word >= (words[region] ?? 0)) word -= words[region++] ?? 0;
  const base = intpol_bases.toArray()[region];
  return base === undefined ? (intpol_bases.first() ?? 0) : base + word * 4;
}

const mtk_sysirq_set_type = at.fn(
  'mtk_sysirq_set_type',
  'Sets how a line interrupts: inverted or not, and what is left to the GIC.',
  (k: Kernel, data: irq_data, type: number): number => {
    const hwirq = irqd_to_hwirq(data);
    const address = polarityOf(mtk_sysirq_chip_data.of(data.chip_data), hwirq);
    const bit = 1 << (hwirq & 0x1f);
    const invert = type === IRQ_TYPE_LEVEL_LOW || type === IRQ_TYPE_EDGE_FALLING;
    const value = readl(k, address);
    writel(k, invert ? value | bit : value & ~bit, address);
    const upright = type === IRQ_TYPE_LEVEL_LOW ? IRQ_TYPE_LEVEL_HIGH : IRQ_TYPE_EDGE_RISING;
    const parent = data.parent_data;
    return parent?.chip?.irq_set_type?.(k, parent, invert ? upright : type) ?? -EINVAL;
  },
);

function mtk_sysirq_chip(): irq_chip {
  return {
    name: 'MT_SYSIRQ',
    irq_mask: irq_chip_mask_parent,
    irq_unmask: irq_chip_unmask_parent,
    irq_eoi: irq_chip_eoi_parent,
    irq_set_type: mtk_sysirq_set_type,
    irq_retrigger: irq_chip_retrigger_hierarchy,
    irq_set_affinity: irq_chip_set_affinity_parent,
    flags: IRQCHIP_SKIP_SET_WAKE,
  };
}

const mtk_sysirq_domain_translate = at.fn(
  'mtk_sysirq_domain_translate',
  "Reads a specifier that is the GIC's, of an SPI.",
  (_k: Kernel, _d: irq_domain, fwspec: irq_fwspec): Translated | number => translateSpi(fwspec),
);

const mtk_sysirq_domain_alloc = at.fn(
  'mtk_sysirq_domain_alloc',
  'Sets up a line, and the SPI of the same number; there is no check of how many there are.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const fwspec = fwspecOf(arg);
    if (fwspec.param_count !== 3 || fwspec.param[0] !== 0) return -EINVAL;
    return allocSameSpi(k, domain, virq, nr_irqs, fwspec, () => ({ chip: mtk_sysirq_chip(), data: domain.host_data }));
  },
);

function sysirq_domain_ops(): irq_domain_ops {
  return {
    name: 'sysirq_domain_ops',
    translate: mtk_sysirq_domain_translate,
    alloc: mtk_sysirq_domain_alloc,
    free: irq_domain_free_irqs_common,
  };
}

export const mtk_sysirq_of_init = at.fn(
  'mtk_sysirq_of_init',
  'Starts the inverter: a line for each bit of its regions, in a domain on that of the GIC.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => {
    const domain_parent = irq_find_host(k, parent);
    if (domain_parent === undefined) {
      pr_err(k, 'mtk_sysirq: interrupt-parent not found');
      return -EINVAL;
    }
    const regions = of_address_count(k, node);
    if (regions === 0) {
      pr_err(k, 'mtk_sysirq: base address not specified');
      return -EINVAL;
    }
    const chip_data = mtk_sysirq_chip_data.create(k.rec);
    let intpol_num = 0;
    for (let i = 0; i < regions; i++) {
      const res = of_address_to_resource(k, node, i);
      if (typeof res === 'number') {
        pr_err(k, `${node.path}: couldn't map region ${i}`);
        return -ENODEV;
      }
      const size = res.end - res.start + 1;
      intpol_num += size * 8;
      chip_data.intpol_words.addTail(Math.floor(size / 4));
      chip_data.intpol_bases.addTail(res.start);
    }
    const ops = sysirq_domain_ops();
    const domain = irq_domain_create_hierarchy(k, domain_parent, 0, intpol_num, node, ops, chip_data);
    return domain === undefined ? -ENOMEM : 0;
  },
);
