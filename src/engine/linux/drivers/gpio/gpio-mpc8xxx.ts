/**
 * Models drivers/gpio/gpio-mpc8xxx.c: the GPIO blocks of QorIQ and Layerscape, line 0 at the highest bit, whose interrupt is an
 * ordinary one that may be shared. Left out: outputs, the kinds of block for PowerPC alone, suspend.
 */
import { must } from '../../../../base/assert.ts';
import { bool, hexnum, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENXIO } from '../../include/linux/errno.ts';
import { gpio_chip, type gpio_chip_ops } from '../../include/linux/gpio/driver.ts';
import { IRQ_HANDLED, IRQF_NO_THREAD, IRQF_SHARED } from '../../include/linux/interrupt.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_LEVEL_LOW,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import type { irq_domain } from '../../include/linux/irqdomain.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_edge_irq, irq_set_chip_and_handler, irq_set_chip_data } from '../../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../../kernel/irq/devres.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import {
  irq_create_mapping,
  irq_domain_create_linear,
  irq_domain_xlate_twocell,
} from '../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../base/platform.ts';
import { of_match_node } from '../of/base/index.ts';
import { of_property_read_bool } from '../of/property.ts';
import {
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpioIrqResources,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-mpc8xxx.c');

const MPC8XXX_GPIO_PINS = 32;
const GPIO_DIR = 0x00;
const GPIO_IER = 0x0c;
const GPIO_IMR = 0x10;
const GPIO_ICR = 0x14;
const GPIO_IBE = 0x18;

/** True for blocks with an input buffer that must be switched on. */
const mpc8xxx_gpio_ids = [
  { compatible: 'fsl,ls1028a-gpio', data: true },
  { compatible: 'fsl,ls1088a-gpio', data: true },
  { compatible: 'fsl,qoriq-gpio', data: true },
  { compatible: 'fsl,pq3-gpio', data: false },
] as const;

interface mpc8xxx_gpio_chip extends Recorded {
  gc: gpio_chip | undefined;
  regs: number;
  little_endian: boolean;
  irq: irq_domain | undefined;
  irqn: number;
}
const mpc8xxx_gpio_chip = struct<mpc8xxx_gpio_chip>('mpc8xxx_gpio_chip', {
  gc: ref(),
  regs: hexnum(),
  little_endian: bool(),
  irq: ref(),
  irqn: num(),
});

const mpc_pin2mask = (offset: number): number => (1 << (31 - offset)) >>> 0;
const chipOf = (d: irq_data): mpc8xxx_gpio_chip => mpc8xxx_gpio_chip.of(irq_data_get_irq_chip_data(d));

const swab32 = (value: number): number =>
  ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;

function read_reg(k: Kernel, { regs, little_endian }: mpc8xxx_gpio_chip, offset: number): number {
  const value = readl(k, regs + offset);
  return little_endian ? value : swab32(value);
}
function write_reg(k: Kernel, { regs, little_endian }: mpc8xxx_gpio_chip, offset: number, value: number): void {
  writel(k, little_endian ? value : swab32(value), regs + offset);
}
function change(k: Kernel, chip: mpc8xxx_gpio_chip, offset: number, mask: number, on: boolean): void {
  const value = read_reg(k, chip, offset);
  write_reg(k, chip, offset, on ? value | mask : value & ~mask);
}

// --- interrupts

const mpc8xxx_irq_unmask = at.fn('mpc8xxx_irq_unmask', 'Unmasks a line.', (k: Kernel, d: irq_data): void => {
  const chip = chipOf(d);
  if (k.since('7.3') && chip.gc !== undefined) gpiochip_enable_irq(k, chip.gc, irqd_to_hwirq(d));
  change(k, chip, GPIO_IMR, mpc_pin2mask(irqd_to_hwirq(d)), true);
});
const mpc8xxx_irq_mask = at.fn('mpc8xxx_irq_mask', 'Masks a line.', (k: Kernel, d: irq_data): void => {
  const chip = chipOf(d);
  change(k, chip, GPIO_IMR, mpc_pin2mask(irqd_to_hwirq(d)), false);
  if (k.since('7.3') && chip.gc !== undefined) gpiochip_disable_irq(k, chip.gc, irqd_to_hwirq(d));
});
const mpc8xxx_irq_ack = at.fn('mpc8xxx_irq_ack', "Clears a line's event.", (k: Kernel, d: irq_data): void =>
  write_reg(k, chipOf(d), GPIO_IER, mpc_pin2mask(irqd_to_hwirq(d))),
);

const mpc8xxx_irq_set_type = at.fn(
  'mpc8xxx_irq_set_type',
  'Sets how a line interrupts: by the falling edge or by both.',
  (k: Kernel, d: irq_data, flow_type: number): number => {
    const falling = flow_type === IRQ_TYPE_EDGE_FALLING || flow_type === IRQ_TYPE_LEVEL_LOW;
    if (!falling && flow_type !== IRQ_TYPE_EDGE_BOTH) return -EINVAL;
    change(k, chipOf(d), GPIO_ICR, mpc_pin2mask(irqd_to_hwirq(d)), falling);
    return 0;
  },
);

/** 7.3 has an immutable chip, and holds the line for the interrupt. */
const held = gpioIrqResources((d) => must(chipOf(d).gc, 'the lines of a GPIO block'));

function mpc8xxx_irq_chip(k: Kernel): irq_chip {
  return {
    name: 'mpc8xxx-gpio',
    irq_unmask: mpc8xxx_irq_unmask,
    irq_mask: mpc8xxx_irq_mask,
    irq_ack: mpc8xxx_irq_ack,
    irq_set_type: mpc8xxx_irq_set_type,
    ...(k.since('7.3') ? held : {}),
    flags: k.since('7.3') ? IRQCHIP_IMMUTABLE : 0,
  };
}

const mpc8xxx_gpio_irq_map = at.fn(
  'mpc8xxx_gpio_irq_map',
  'Sets up a line.',
  (k: Kernel, h: irq_domain, irq: number, _hwirq: number): number => {
    irq_set_chip_data(k, irq, h.host_data);
    irq_set_chip_and_handler(k, irq, mpc8xxx_irq_chip(k), handle_edge_irq);
    return 0;
  },
);

const mpc8xxx_gpio_irq_cascade = at.fn(
  'mpc8xxx_gpio_irq_cascade',
  "Serves the block's interrupt: handles each line with an event that is not masked.",
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    const chip = mpc8xxx_gpio_chip.of(data);
    const mask = read_reg(k, chip, GPIO_IER) & read_reg(k, chip, GPIO_IMR);
    for (let i = 0; i < 32; i++)
      if ((mask & (1 << i)) !== 0 && chip.irq !== undefined) generic_handle_domain_irq(k, chip.irq, 31 - i);
    return IRQ_HANDLED;
  },
);

// --- lines

/** What bgpio_init gives a chip whose lines are counted from the highest bit. */
function bigEndianOps(): gpio_chip_ops {
  const chipOfGc = (gc: gpio_chip): mpc8xxx_gpio_chip => mpc8xxx_gpio_chip.of(gpiochip_get_data(gc));
  return {
    get_direction: (k, gc, offset) => ((read_reg(k, chipOfGc(gc), GPIO_DIR) & mpc_pin2mask(offset)) === 0 ? 1 : 0),
    direction_input: (k, gc, offset) => {
      change(k, chipOfGc(gc), GPIO_DIR, mpc_pin2mask(offset), false);
      return 0;
    },
  };
}

const mpc8xxx_gpio_to_irq = at.fn(
  'mpc8xxx_gpio_to_irq',
  'The interrupt of a line, mapped on first use.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const { irq } = mpc8xxx_gpio_chip.of(gpiochip_get_data(gc));
    return irq === undefined || offset >= MPC8XXX_GPIO_PINS ? -ENXIO : irq_create_mapping(k, irq, offset);
  },
);

// --- the driver

const mpc8xxx_probe = at.fn(
  'mpc8xxx_probe',
  'Starts a GPIO block: its lines, a domain for them, then its interrupt.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    const regs = devm_platform_ioremap_resource(k, pdev, 0);
    if (regs < 0) return regs;
    const little_endian = of_property_read_bool(k, np, 'little-endian');
    const chip = mpc8xxx_gpio_chip.create(k.rec, { regs, little_endian });
    platform_set_drvdata(pdev, chip);
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio: MPC8XXX_GPIO_PINS,
      ops: { ...bigEndianOps(), to_irq: mpc8xxx_gpio_to_irq },
      data: chip,
    });
    chip.gc = gc;
    if (np !== undefined && of_match_node(k, mpc8xxx_gpio_ids, np)?.data === true)
      write_reg(k, chip, GPIO_IBE, 0xffffffff);
    let ret = gpiochip_add_data_with_key(k, gc);
    if (ret !== 0) {
      dev_err(k, dev, `GPIO chip registration failed with status ${ret}`);
      return ret;
    }
    chip.irqn = platform_get_irq(k, pdev, 0);
    if (chip.irqn < 0) return chip.irqn;
    const ops = { name: 'mpc8xxx_gpio_irq_ops', map: mpc8xxx_gpio_irq_map, xlate: irq_domain_xlate_twocell };
    chip.irq = irq_domain_create_linear(k, np, MPC8XXX_GPIO_PINS, ops, chip);
    if (chip.irq === undefined) return 0;
    write_reg(k, chip, GPIO_IER, 0xffffffff);
    write_reg(k, chip, GPIO_IMR, 0);
    const flags = IRQF_NO_THREAD | IRQF_SHARED;
    ret = devm_request_irq(k, dev, chip.irqn, mpc8xxx_gpio_irq_cascade, flags, 'gpio-cascade', chip);
    if (ret !== 0) dev_err(k, dev, `failed to devm_request_irq(${chip.irqn}), ret = ${ret}`);
    return ret;
  },
);

/** arch_initcall */
export const mpc8xxx_init = at.fn('mpc8xxx_init', 'Registers the driver of QorIQ GPIO blocks.', (k: Kernel): number => {
  const driver: platform_driver = {
    name: 'gpio-mpc8xxx',
    bus: 'platform',
    of_match_table: mpc8xxx_gpio_ids,
    probe: mpc8xxx_probe,
  };
  return platform_driver_register(k, driver);
});
