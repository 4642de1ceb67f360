/**
 * Models drivers/irqchip/irq-uniphier-aidet.c: UniPhier's inverter in front of the GIC, which has no inputs that are active
 * low. Left out: suspend.
 */
import { hexnum, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM, ENXIO, EPROBE_DEFER } from '../../include/linux/errno.ts';
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
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
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
import { devm_platform_ioremap_resource, platform_driver_register } from '../base/platform.ts';
import { of_irq_find_parent } from '../of/irq/index.ts';

const at = source('drivers/irqchip/irq-uniphier-aidet.c');

const UNIPHIER_AIDET_NR_IRQS = 256;
const UNIPHIER_AIDET_DETCONF = 0x04;
const GIC_SPI = 0;

interface uniphier_aidet_priv extends Recorded {
  domain: irq_domain | undefined;
  reg_base: number;
}
const uniphier_aidet_priv = struct<uniphier_aidet_priv>('uniphier_aidet_priv', { domain: ref(), reg_base: hexnum() });

/** What the GIC sees of a type, and whether the line is inverted for that; undefined for both edges and for none. */
function atGic(type: number): { readonly type: number; readonly invert: boolean } | undefined {
  switch (type) {
    case IRQ_TYPE_EDGE_RISING:
    case IRQ_TYPE_LEVEL_HIGH:
      return { type, invert: false };
    case IRQ_TYPE_EDGE_FALLING:
      return { type: IRQ_TYPE_EDGE_RISING, invert: true };
    case IRQ_TYPE_LEVEL_LOW:
      return { type: IRQ_TYPE_LEVEL_HIGH, invert: true };
    default:
      return undefined;
  }
}

const uniphier_aidet_irq_set_type = at.fn(
  'uniphier_aidet_irq_set_type',
  'Sets how a line interrupts: inverted or not, and what is left to the GIC.',
  (k: Kernel, d: irq_data, type: number): number => {
    const gic = atGic(type);
    if (gic === undefined) return -EINVAL;
    const hwirq = irqd_to_hwirq(d);
    const { reg_base } = uniphier_aidet_priv.of(d.chip_data);
    const address = reg_base + UNIPHIER_AIDET_DETCONF + Math.floor(hwirq / 32) * 4;
    const mask = 1 << (hwirq % 32);
    const rest = readl(k, address) & ~mask;
    writel(k, gic.invert ? rest | mask : rest, address);
    return irq_chip_set_type_parent(k, d, gic.type);
  },
);

function uniphier_aidet_irq_chip(): irq_chip {
  return {
    name: 'AIDET',
    irq_mask: irq_chip_mask_parent,
    irq_unmask: irq_chip_unmask_parent,
    irq_eoi: irq_chip_eoi_parent,
    irq_set_affinity: irq_chip_set_affinity_parent,
    irq_set_type: uniphier_aidet_irq_set_type,
    flags: 0,
  };
}

const uniphier_aidet_domain_translate = at.fn(
  'uniphier_aidet_domain_translate',
  'Reads a specifier of two cells: the line and its trigger type.',
  (k: Kernel, _domain: irq_domain, { param, param_count }: irq_fwspec): Translated | number => {
    if (WARN_ON(k, param_count < 2)) return -EINVAL;
    return { hwirq: param[0] ?? 0, type: (param[1] ?? 0) & IRQ_TYPE_SENSE_MASK };
  },
);

const uniphier_aidet_domain_alloc = at.fn(
  'uniphier_aidet_domain_alloc',
  'Sets up a line, and the SPI of the same number that it leads to.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    if (nr_irqs !== 1) return -EINVAL;
    const translated = uniphier_aidet_domain_translate(k, domain, fwspecOf(arg));
    if (typeof translated === 'number') return translated;
    const { hwirq } = translated;
    const gic = atGic(translated.type);
    if (gic === undefined) return -EINVAL;
    if (hwirq >= UNIPHIER_AIDET_NR_IRQS) return -ENXIO;
    const ret = irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, uniphier_aidet_irq_chip(), domain.host_data);
    if (ret !== 0) return ret;
    const parent = { fwnode: domain.parent?.fwnode, param_count: 3, param: [GIC_SPI, hwirq, gic.type] };
    return irq_domain_alloc_irqs_parent(k, domain, virq, 1, parent);
  },
);

function uniphier_aidet_domain_ops(): irq_domain_ops {
  return {
    name: 'uniphier_aidet_domain_ops',
    alloc: uniphier_aidet_domain_alloc,
    free: irq_domain_free_irqs_common,
    translate: uniphier_aidet_domain_translate,
  };
}

const uniphier_aidet_probe = at.fn(
  'uniphier_aidet_probe',
  'Starts an inverter: a domain on top of that of the GIC.',
  (k: Kernel, pdev: platform_device): number => {
    const np = pdev.dev.of_node;
    const parent_np = np === undefined ? undefined : of_irq_find_parent(k, np);
    if (parent_np === undefined) return -ENXIO;
    const parent_domain = irq_find_host(k, parent_np);
    if (parent_domain === undefined) return -EPROBE_DEFER;
    const reg_base = devm_platform_ioremap_resource(k, pdev, 0);
    if (reg_base < 0) return reg_base;
    const priv = uniphier_aidet_priv.create(k.rec, { reg_base });
    const ops = uniphier_aidet_domain_ops();
    priv.domain = irq_domain_create_hierarchy(k, parent_domain, 0, UNIPHIER_AIDET_NR_IRQS, np, ops, priv);
    if (priv.domain === undefined) return -ENOMEM;
    platform_set_drvdata(pdev, priv);
    return 0;
  },
);

const SOCS = ['ld4', 'pro4', 'sld8', 'pro5', 'pxs2', 'ld11', 'ld20', 'pxs3', 'nx1'] as const;

/** device_initcall */
export const uniphier_aidet_driver_init = at.fn(
  'uniphier_aidet_driver_init',
  'Registers the driver of UniPhier inverters.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'uniphier-aidet',
      bus: 'platform',
      of_match_table: SOCS.map((soc) => ({ compatible: `socionext,uniphier-${soc}-aidet`, data: undefined })),
      probe: uniphier_aidet_probe,
    };
    return platform_driver_register(k, driver);
  },
);
