/**
 * Models drivers/gpio/gpio-xgene-sb.c: the standby GPIO block of APM's X-Gene. Some of its lines can interrupt, and each of those has
 * an SPI of its own: the first is the first that the node lists. Left out: outputs.
 */
import { hexnum, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV, ENXIO } from '../../include/linux/errno.ts';
import { gpio_chip } from '../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_IMMUTABLE,
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
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
  irq_get_irq_data,
} from '../../kernel/irq/chip/index.ts';
import {
  irq_create_fwspec_mapping,
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_common,
  irq_domain_set_hwirq_and_chip,
} from '../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../base/platform.ts';
import { of_property_read_u32 } from '../of/property.ts';
import { genericGpio } from './gpio-mmio.ts';
import {
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_lock_as_irq,
  gpiochip_unlock_as_irq,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-xgene-sb.c');

const MPA_GPIO_INT_LVL = 0x290;
const MPA_GPIO_SEL_LO = 0x294;
const MPA_GPIO_OE_ADDR = 0x29c;
const MPA_GPIO_IN_ADDR = 0x2a4;
/** What holds unless the node says otherwise: lines that interrupt, the first of them, and all lines. */
const DEFAULT_IRQS = 6;
const DEFAULT_IRQ_START = 0x8;
const DEFAULT_NGPIO = 22;

interface xgene_gpio_sb extends Recorded {
  chip: gpio_chip | undefined;
  irq_domain: irq_domain | undefined;
  regs: number;
  irq_start: number;
  nirq: number;
  parent_irq_base: number;
}
const xgene_gpio_sb = struct<xgene_gpio_sb>('xgene_gpio_sb', {
  chip: ref(),
  irq_domain: ref(),
  regs: hexnum(),
  irq_start: num(),
  nirq: num(),
  parent_irq_base: num(),
});

const privOf = (d: irq_data): xgene_gpio_sb => xgene_gpio_sb.of(irq_data_get_irq_chip_data(d));

const xgene_gpio_set_bit = at.fn(
  'xgene_gpio_set_bit',
  'Sets or clears a bit of a register.',
  (k: Kernel, reg: number, bit: number, on: boolean): void => {
    const rest = readl(k, reg) & ~(1 << bit);
    writel(k, on ? rest | (1 << bit) : rest, reg);
  },
);

const xgene_gpio_sb_to_irq = at.fn(
  'xgene_gpio_sb_to_irq',
  'The interrupt of a line, of those that can; rising edges until its type is set.',
  (k: Kernel, gc: gpio_chip, gpio: number): number => {
    const { irq_start, nirq } = xgene_gpio_sb.of(gpiochip_get_data(gc));
    if (gpio < irq_start || gpio > irq_start + nirq) return -ENXIO;
    const param = [gpio - irq_start, IRQ_TYPE_EDGE_RISING];
    return irq_create_fwspec_mapping(k, { fwnode: gc.parent?.fwnode, param_count: 2, param });
  },
);

const xgene_gpio_sb_irq_mask = at.fn(
  'xgene_gpio_sb_irq_mask',
  'Masks a line at the parent, and notes that it is no interrupt.',
  (k: Kernel, d: irq_data): void => {
    const { chip } = privOf(d);
    irq_chip_mask_parent(k, d);
    if (chip !== undefined) gpiochip_disable_irq(k, chip, irqd_to_hwirq(d));
  },
);

const xgene_gpio_sb_irq_unmask = at.fn(
  'xgene_gpio_sb_irq_unmask',
  'Notes that a line is an interrupt, and unmasks it at the parent.',
  (k: Kernel, d: irq_data): void => {
    const { chip } = privOf(d);
    if (chip !== undefined) gpiochip_enable_irq(k, chip, irqd_to_hwirq(d));
    irq_chip_unmask_parent(k, d);
  },
);

const xgene_gpio_sb_irq_set_type = at.fn(
  'xgene_gpio_sb_irq_set_type',
  'Inverts a line or not; to the parent it is high or rising.',
  (k: Kernel, d: irq_data, type: number): number => {
    const { regs, irq_start } = privOf(d);
    const hwirq = irqd_to_hwirq(d);
    // Any other type, as both edges, counts as a high one.
    const isHigh = ![IRQ_TYPE_EDGE_FALLING, IRQ_TYPE_LEVEL_LOW].includes(type & IRQ_TYPE_SENSE_MASK);
    xgene_gpio_set_bit(k, regs + MPA_GPIO_SEL_LO, (hwirq + irq_start) * 2, true);
    xgene_gpio_set_bit(k, regs + MPA_GPIO_INT_LVL, hwirq, isHigh);
    const edge = (type & IRQ_TYPE_EDGE_BOTH) !== 0;
    return irq_chip_set_type_parent(k, d, edge ? IRQ_TYPE_EDGE_RISING : IRQ_TYPE_LEVEL_HIGH);
  },
);

/** From 7.3 on the chip is immutable, and tells gpiolib what it does. */
function xgene_gpio_sb_irq_chip(k: Kernel): irq_chip {
  const told = k.since('7.3');
  return {
    name: 'sbgpio',
    irq_eoi: irq_chip_eoi_parent,
    irq_mask: told ? xgene_gpio_sb_irq_mask : irq_chip_mask_parent,
    irq_unmask: told ? xgene_gpio_sb_irq_unmask : irq_chip_unmask_parent,
    irq_set_type: xgene_gpio_sb_irq_set_type,
    flags: told ? IRQCHIP_IMMUTABLE : 0,
  };
}

const xgene_gpio_sb_domain_activate = at.fn(
  'xgene_gpio_sb_domain_activate',
  'An interrupt of a line is activated: the line is locked for it, and its function chosen.',
  (k: Kernel, domain: irq_domain, d: irq_data, _reserve: boolean): number => {
    const { chip, regs, irq_start } = xgene_gpio_sb.of(domain.host_data);
    const gpio = irqd_to_hwirq(d) + irq_start;
    const ret = chip === undefined ? -EINVAL : gpiochip_lock_as_irq(k, chip, gpio);
    if (ret !== 0) {
      if (chip?.parent !== undefined)
        dev_err(k, chip.parent, `Unable to configure XGene GPIO standby pin ${gpio} as IRQ`);
      return ret;
    }
    xgene_gpio_set_bit(k, regs + MPA_GPIO_SEL_LO, gpio * 2, true);
    return 0;
  },
);

const xgene_gpio_sb_domain_deactivate = at.fn(
  'xgene_gpio_sb_domain_deactivate',
  'An interrupt of a line is deactivated: the line is an ordinary one again.',
  (k: Kernel, domain: irq_domain, d: irq_data): void => {
    const { chip, regs, irq_start } = xgene_gpio_sb.of(domain.host_data);
    const gpio = irqd_to_hwirq(d) + irq_start;
    if (chip !== undefined) gpiochip_unlock_as_irq(chip, gpio);
    xgene_gpio_set_bit(k, regs + MPA_GPIO_SEL_LO, gpio * 2, false);
  },
);

const xgene_gpio_sb_domain_translate = at.fn(
  'xgene_gpio_sb_domain_translate',
  'Reads a specifier of two cells: the interrupt, counted from the first line that can, and its trigger type.',
  (_k: Kernel, domain: irq_domain, { param, param_count }: irq_fwspec): Translated | number => {
    const [hwirq = 0, type = 0] = param;
    if (param_count !== 2 || hwirq >= xgene_gpio_sb.of(domain.host_data).nirq) return -EINVAL;
    return { hwirq, type };
  },
);

const xgene_gpio_sb_domain_alloc = at.fn(
  'xgene_gpio_sb_domain_alloc',
  'Sets up the interrupt of a line, and its SPI.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const priv = xgene_gpio_sb.of(domain.host_data);
    const [hwirq = 0, type = 0] = fwspecOf(arg).param;
    const chip = xgene_gpio_sb_irq_chip(k);
    for (let i = 0; i < nr_irqs; i++) irq_domain_set_hwirq_and_chip(k, domain, virq + i, hwirq + i, chip, priv);
    const param = [0, hwirq + priv.parent_irq_base - 32, type];
    const parent = { fwnode: domain.parent?.fwnode, param_count: 3, param };
    return irq_domain_alloc_irqs_parent(k, domain, virq, nr_irqs, parent);
  },
);

function xgene_gpio_sb_domain_ops(): irq_domain_ops {
  return {
    name: 'xgene_gpio_sb_domain_ops',
    translate: xgene_gpio_sb_domain_translate,
    alloc: xgene_gpio_sb_domain_alloc,
    free: irq_domain_free_irqs_common,
    activate: xgene_gpio_sb_domain_activate,
    deactivate: xgene_gpio_sb_domain_deactivate,
  };
}

const xgene_gpio_sb_probe = at.fn(
  'xgene_gpio_sb_probe',
  'Starts a standby GPIO block: a domain on top of that of its first interrupt, then its lines.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const regs = devm_platform_ioremap_resource(k, pdev, 0);
    if (regs < 0) return regs;
    const irq = platform_get_irq(k, pdev, 0);
    const parent = irq > 0 ? irq_get_irq_data(k, irq) : undefined;
    if (parent?.domain === undefined) {
      dev_err(k, dev, 'unable to obtain parent domain');
      return -ENODEV;
    }
    const priv = xgene_gpio_sb.create(k.rec, {
      regs,
      irq_start: of_property_read_u32(k, dev.of_node, 'apm,irq-start') ?? DEFAULT_IRQ_START,
      nirq: of_property_read_u32(k, dev.of_node, 'apm,nr-irqs') ?? DEFAULT_IRQS,
      parent_irq_base: irqd_to_hwirq(parent),
    });
    const ngpio = of_property_read_u32(k, dev.of_node, 'apm,nr-gpios') ?? DEFAULT_NGPIO;
    const chip = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio,
      ops: { ...genericGpio(k).ops, to_irq: xgene_gpio_sb_to_irq },
      data: priv,
    });
    genericGpio(k).init(k, chip, { dat: regs + MPA_GPIO_IN_ADDR, dirout: regs + MPA_GPIO_OE_ADDR });
    priv.chip = chip;
    platform_set_drvdata(pdev, priv);
    const ops = xgene_gpio_sb_domain_ops();
    priv.irq_domain = irq_domain_create_hierarchy(k, parent.domain, 0, priv.nirq, dev.of_node, ops, priv);
    if (priv.irq_domain === undefined) return -ENODEV;
    chip.irq_domain = priv.irq_domain;
    return gpiochip_add_data_with_key(k, chip);
  },
);

/** device_initcall */
export const xgene_gpio_sb_driver_init = at.fn(
  'xgene_gpio_sb_driver_init',
  'Registers the driver of the standby GPIO blocks of X-Gene.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'xgene-gpio-sb',
      bus: 'platform',
      of_match_table: [{ compatible: 'apm,xgene-gpio-sb', data: undefined }],
      probe: xgene_gpio_sb_probe,
    };
    return platform_driver_register(k, driver);
  },
);
