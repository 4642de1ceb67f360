/**
 * Models drivers/gpio/gpio-uniphier.c: UniPhier's GPIO block, whose interrupts are lines of its inverter (irq-uniphier-aidet.c)
 * by ranges that the tree gives. Left out: outputs, suspend.
 */
import { hexnum, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENOENT, ENOMEM, ENXIO, EPROBE_DEFER } from '../../include/linux/errno.ts';
import { gpio_chip } from '../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_LEVEL_HIGH,
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
  irq_create_fwspec_mapping,
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_common,
  irq_domain_set_hwirq_and_chip,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../base/platform.ts';
import { of_irq_find_parent } from '../of/irq/index.ts';
import { of_property_cells, of_property_read_u32 } from '../of/property.ts';
import {
  gpiochip_add_data_with_key,
  gpiochip_generic_request,
  gpiochip_get_data,
  gpiochip_lock_as_irq,
  gpiochip_unlock_as_irq,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-uniphier.c');

/** The first line that can interrupt, and how many can. */
const UNIPHIER_GPIO_IRQ_OFFSET = 120;
const UNIPHIER_GPIO_IRQ_MAX_NUM = 24;
const LINES_PER_BANK = 8;
const PORT_DIR = 0x4;
const IRQ_EN = 0x90;
const IRQ_MODE = 0x94;
const IRQ_FLT_EN = 0x98;
const IRQ_FLT_CYC = 0x9c;

interface uniphier_gpio_priv extends Recorded {
  chip: gpio_chip | undefined;
  domain: irq_domain | undefined;
  regs: number;
}
const uniphier_gpio_priv = struct<uniphier_gpio_priv>('uniphier_gpio_priv', {
  chip: ref(),
  domain: ref(),
  regs: hexnum(),
});

const privOf = (d: irq_data): uniphier_gpio_priv => uniphier_gpio_priv.of(irq_data_get_irq_chip_data(d));

/** A bank's registers; those of the interrupts lie between two of them. */
function bankRegister(bank: number): number {
  const reg = (bank + 1) * 8;
  return reg >= IRQ_EN ? reg + 0x10 : reg;
}

const directionOf = (
  { regs }: uniphier_gpio_priv,
  offset: number,
): { readonly reg: number; readonly mask: number } => ({
  reg: regs + bankRegister(Math.floor(offset / LINES_PER_BANK)) + PORT_DIR,
  mask: 1 << (offset % LINES_PER_BANK),
});

function update(k: Kernel, reg: number, mask: number, on: boolean): void {
  const rest = readl(k, reg) & ~mask;
  writel(k, on ? rest | mask : rest, reg);
}

// --- lines

const uniphier_gpio_get_direction = at.fn(
  'uniphier_gpio_get_direction',
  'Reads whether a line is an input or an output.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const { reg, mask } = directionOf(uniphier_gpio_priv.of(gpiochip_get_data(gc)), offset);
    return (readl(k, reg) & mask) === 0 ? 0 : 1;
  },
);

const uniphier_gpio_direction_input = at.fn(
  'uniphier_gpio_direction_input',
  'Makes a line an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const { reg, mask } = directionOf(uniphier_gpio_priv.of(gpiochip_get_data(gc)), offset);
    update(k, reg, mask, true);
    return 0;
  },
);

const uniphier_gpio_to_irq = at.fn(
  'uniphier_gpio_to_irq',
  'The interrupt of a line, of those that can; the level is a stand-in until the type is set.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    if (offset < UNIPHIER_GPIO_IRQ_OFFSET) return -ENXIO;
    const param = [offset - UNIPHIER_GPIO_IRQ_OFFSET, IRQ_TYPE_LEVEL_HIGH];
    return irq_create_fwspec_mapping(k, { fwnode: gc.parent?.fwnode, param_count: 2, param });
  },
);

// --- interrupts

const uniphier_gpio_irq_mask = at.fn(
  'uniphier_gpio_irq_mask',
  'Masks a line here and at the parent.',
  (k: Kernel, d: irq_data): void => {
    update(k, privOf(d).regs + IRQ_EN, 1 << irqd_to_hwirq(d), false);
    irq_chip_mask_parent(k, d);
  },
);

const uniphier_gpio_irq_unmask = at.fn(
  'uniphier_gpio_irq_unmask',
  'Unmasks a line here and at the parent.',
  (k: Kernel, d: irq_data): void => {
    update(k, privOf(d).regs + IRQ_EN, 1 << irqd_to_hwirq(d), true);
    irq_chip_unmask_parent(k, d);
  },
);

const uniphier_gpio_irq_set_type = at.fn(
  'uniphier_gpio_irq_set_type',
  'Sets how a line interrupts: both edges are made here, all else by the parent.',
  (k: Kernel, d: irq_data, type: number): number => {
    const { regs } = privOf(d);
    const mask = 1 << irqd_to_hwirq(d);
    const both = type === IRQ_TYPE_EDGE_BOTH;
    update(k, regs + IRQ_MODE, mask, both);
    update(k, regs + IRQ_FLT_EN, mask, both);
    return irq_chip_set_type_parent(k, d, both ? IRQ_TYPE_EDGE_FALLING : type);
  },
);

function irqChip(name: string): irq_chip {
  return {
    name,
    irq_mask: uniphier_gpio_irq_mask,
    irq_unmask: uniphier_gpio_irq_unmask,
    irq_eoi: irq_chip_eoi_parent,
    irq_set_affinity: irq_chip_set_affinity_parent,
    irq_set_type: uniphier_gpio_irq_set_type,
    flags: 0,
  };
}

/** The parent's line of a line: the tree lists first line, parent's first line, how many. */
function uniphier_gpio_irq_get_parent_hwirq(k: Kernel, priv: uniphier_gpio_priv, hwirq: number): number {
  const ranges = of_property_cells(k, priv.chip?.parent?.of_node, 'socionext,interrupt-ranges');
  if (ranges.length === 0) return -EINVAL;
  for (let at = 0; at + 3 <= ranges.length; at += 3) {
    const [base = 0, parent = 0, size = 0] = ranges.slice(at, at + 3);
    if (base <= hwirq && hwirq < base + size) return hwirq - base + parent;
  }
  return -ENOENT;
}

const uniphier_gpio_irq_domain_translate = at.fn(
  'uniphier_gpio_irq_domain_translate',
  'Reads a specifier of two cells: the line and its trigger type.',
  (k: Kernel, _domain: irq_domain, { param, param_count }: irq_fwspec): Translated | number => {
    if (WARN_ON(k, param_count < 2)) return -EINVAL;
    return { hwirq: param[0] ?? 0, type: (param[1] ?? 0) & IRQ_TYPE_SENSE_MASK };
  },
);

const uniphier_gpio_irq_domain_alloc = at.fn(
  'uniphier_gpio_irq_domain_alloc',
  "Sets up a line's interrupt, and the parent's line that the tree gives for it.",
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const priv = uniphier_gpio_priv.of(domain.host_data);
    if (WARN_ON(k, nr_irqs !== 1)) return -EINVAL;
    const translated = uniphier_gpio_irq_domain_translate(k, domain, fwspecOf(arg));
    if (typeof translated === 'number') return translated;
    const { hwirq, type } = translated;
    const parent = uniphier_gpio_irq_get_parent_hwirq(k, priv, hwirq);
    if (parent < 0) return parent;
    const chip = irqChip(priv.chip?.label ?? '');
    const ret = irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, chip, priv);
    if (ret !== 0) return ret;
    const param = [parent, type === IRQ_TYPE_EDGE_BOTH ? IRQ_TYPE_EDGE_FALLING : type];
    return irq_domain_alloc_irqs_parent(k, domain, virq, 1, { fwnode: domain.parent?.fwnode, param_count: 2, param });
  },
);

const uniphier_gpio_irq_domain_activate = at.fn(
  'uniphier_gpio_irq_domain_activate',
  'An interrupt of a line is activated: the line is locked for it.',
  (k: Kernel, domain: irq_domain, d: irq_data, _early: boolean): number => {
    const { chip } = uniphier_gpio_priv.of(domain.host_data);
    return chip === undefined ? -EINVAL : gpiochip_lock_as_irq(k, chip, irqd_to_hwirq(d) + UNIPHIER_GPIO_IRQ_OFFSET);
  },
);

const uniphier_gpio_irq_domain_deactivate = at.fn(
  'uniphier_gpio_irq_domain_deactivate',
  'An interrupt of a line is deactivated: the line is an ordinary one again.',
  (_k: Kernel, domain: irq_domain, d: irq_data): void => {
    const { chip } = uniphier_gpio_priv.of(domain.host_data);
    if (chip !== undefined) gpiochip_unlock_as_irq(chip, irqd_to_hwirq(d) + UNIPHIER_GPIO_IRQ_OFFSET);
  },
);

function uniphier_gpio_irq_domain_ops(): irq_domain_ops {
  return {
    name: 'uniphier_gpio_irq_domain_ops',
    alloc: uniphier_gpio_irq_domain_alloc,
    free: irq_domain_free_irqs_common,
    activate: uniphier_gpio_irq_domain_activate,
    deactivate: uniphier_gpio_irq_domain_deactivate,
    translate: uniphier_gpio_irq_domain_translate,
  };
}

// --- the driver

const uniphier_gpio_probe = at.fn(
  'uniphier_gpio_probe',
  'Starts a GPIO block: its lines, then a domain on top of that of the parent.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    const parent_np = np === undefined ? undefined : of_irq_find_parent(k, np);
    if (parent_np === undefined) return -ENXIO;
    const parent_domain = irq_find_host(k, parent_np);
    if (parent_domain === undefined) return -EPROBE_DEFER;
    const ngpio = of_property_read_u32(k, np, 'ngpios');
    if (ngpio === undefined) return -EINVAL;
    const regs = devm_platform_ioremap_resource(k, pdev, 0);
    if (regs < 0) return regs;
    const priv = uniphier_gpio_priv.create(k.rec, { regs });
    const chip = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio,
      ops: {
        request: gpiochip_generic_request,
        get_direction: uniphier_gpio_get_direction,
        direction_input: uniphier_gpio_direction_input,
        to_irq: uniphier_gpio_to_irq,
      },
      data: priv,
    });
    priv.chip = chip;
    writel(k, 0xff, regs + IRQ_FLT_CYC);
    const ret = gpiochip_add_data_with_key(k, chip);
    if (ret !== 0) return ret;
    const ops = uniphier_gpio_irq_domain_ops();
    priv.domain = irq_domain_create_hierarchy(k, parent_domain, 0, UNIPHIER_GPIO_IRQ_MAX_NUM, np, ops, priv);
    if (priv.domain === undefined) return -ENOMEM;
    platform_set_drvdata(pdev, priv);
    return 0;
  },
);

/** device_initcall */
export const uniphier_gpio_driver_init = at.fn(
  'uniphier_gpio_driver_init',
  'Registers the driver of UniPhier GPIO blocks.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'uniphier-gpio',
      bus: 'platform',
      of_match_table: [{ compatible: 'socionext,uniphier-gpio', data: undefined }],
      probe: uniphier_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
