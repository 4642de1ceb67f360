/**
 * Models drivers/gpio/gpio-davinci.c: TI's GPIO block of DaVinci, Keystone and K3: an interrupt for 16 pins each, or one for each of
 * the first pins ("unbanked"), whose trigger alone is the block's. Left out: values and outputs, suspend.
 */
import { must } from '../../../../base/assert.ts';
import { bitsOf } from '../../../../base/bits.ts';
import { hexnum, list, num, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV, ENXIO } from '../../include/linux/errno.ts';
import { gpio_chip, GPIO_LINE_DIRECTION_IN, GPIO_LINE_DIRECTION_OUT } from '../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_NONE,
  IRQCHIP_IMMUTABLE,
  IRQCHIP_SET_TYPE_MASKED,
  IRQCHIP_SKIP_SET_WAKE,
  irqd_get_trigger_type,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain, irq_domain_ops } from '../../include/linux/irqdomain.ts';
import { NUMA_NO_NODE } from '../../include/linux/numa.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_simple_irq,
  irq_get_irq_data,
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler_name,
  irq_set_chip_data,
  irq_set_handler_data,
  irq_set_irq_type,
  irq_set_status_flags,
  set_chip,
} from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq, irq_alloc_descs, irq_to_desc } from '../../kernel/irq/irqdesc/index.ts';
import {
  irq_create_mapping,
  irq_domain_create_legacy,
  irq_domain_xlate_onetwocell,
} from '../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { dev_err_probe } from '../base/core/index.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../base/platform.ts';
import { clk_get } from '../clk/clkdev.ts';
import { of_property_read_u32 } from '../of/property.ts';
import {
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_generic_request,
  gpiochip_get_data,
  gpioIrqResources,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-davinci.c');

const BINTEN = 0x08;
/** Registers of 32 pins each. */
const FIRST_BANK = 0x10;
const BANK = 0x28;
const DIR = 0x00;
const SET_RISING = 0x14;
const CLR_RISING = 0x18;
const SET_FALLING = 0x1c;
const CLR_FALLING = 0x20;
const INTSTAT = 0x24;
const MAX_INT_PER_BANK = 32;
const ALL = 0xffffffff;

interface davinci_gpio_controller extends Recorded {
  chip: gpio_chip | undefined;
  irq_domain: irq_domain | undefined;
  base: number;
  /** How many pins have an interrupt of their own. */
  gpio_unbanked: number;
  irqs: RecordedList<number>;
}
const davinci_gpio_controller = struct<davinci_gpio_controller>('davinci_gpio_controller', {
  chip: ref(),
  irq_domain: ref(),
  base: hexnum(),
  gpio_unbanked: num(),
  irqs: list(num()),
});

/** What the handler of 16 pins knows: their registers, and which half of them. */
interface davinci_gpio_irq_data extends Recorded {
  regs: number;
  bank_num: number;
  chip: davinci_gpio_controller | undefined;
}
const davinci_gpio_irq_data = struct<davinci_gpio_irq_data>('davinci_gpio_irq_data', {
  regs: hexnum(),
  bank_num: num(),
  chip: ref(),
});

/** The registers of 32 pins, which are the chip data of their interrupts. */
interface davinci_gpio_regs extends Recorded {
  base: number;
}
const davinci_gpio_regs = struct<davinci_gpio_regs>('davinci_gpio_regs', { base: hexnum() });

const regsOf = ({ base }: davinci_gpio_controller, pin: number): number =>
  base + FIRST_BANK + Math.floor(pin / 32) * BANK;
const bitOf = (pin: number): number => (1 << (pin & 31)) >>> 0;

const davinci_direction_in = at.fn(
  'davinci_direction_in',
  'Makes a pin an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    change_bits(k, bitOf(offset), true, regsOf(davinci_gpio_controller.of(gpiochip_get_data(gc)), offset) + DIR);
    return 0;
  },
);

const davinci_get_direction = at.fn(
  'davinci_get_direction',
  'Reads whether a pin is an input or an output.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const dir = readl(k, regsOf(davinci_gpio_controller.of(gpiochip_get_data(gc)), offset) + DIR);
    return (dir & bitOf(offset)) === 0 ? GPIO_LINE_DIRECTION_OUT : GPIO_LINE_DIRECTION_IN;
  },
);

// --- interrupts of 16 pins each

/** The lines, where the chip data is the controller, which it is in 7.3. */
const linesOf = (d: irq_data): gpio_chip =>
  must(davinci_gpio_controller.of(irq_data_get_irq_chip_data(d)).chip, 'the lines of a GPIO block');

function writePin(k: Kernel, d: irq_data, reg: number): void {
  const data = irq_data_get_irq_chip_data(d);
  const base = k.since('7.3')
    ? regsOf(davinci_gpio_controller.of(data), irqd_to_hwirq(d))
    : davinci_gpio_regs.of(data).base;
  writel(k, bitOf(irqd_to_hwirq(d)), base + reg);
}

const gpio_irq_mask = at.fn(
  'gpio_irq_mask',
  "Masks a pin's interrupt: no edge counts.",
  (k: Kernel, d: irq_data): void => {
    writePin(k, d, CLR_FALLING);
    writePin(k, d, CLR_RISING);
    if (k.since('7.3')) gpiochip_disable_irq(k, linesOf(d), irqd_to_hwirq(d));
  },
);

const gpio_irq_unmask = at.fn(
  'gpio_irq_unmask',
  "Unmasks a pin's interrupt: the edges of its type count, both without one.",
  (k: Kernel, d: irq_data): void => {
    if (k.since('7.3')) gpiochip_enable_irq(k, linesOf(d), irqd_to_hwirq(d));
    const type = irqd_get_trigger_type(d) & IRQ_TYPE_EDGE_BOTH;
    const status = type === 0 ? IRQ_TYPE_EDGE_BOTH : type;
    if ((status & IRQ_TYPE_EDGE_FALLING) !== 0) writePin(k, d, SET_FALLING);
    if ((status & IRQ_TYPE_EDGE_RISING) !== 0) writePin(k, d, SET_RISING);
  },
);

const gpio_irq_type = at.fn(
  'gpio_irq_type',
  'Takes edges, and refuses levels.',
  (_k: Kernel, _d: irq_data, trigger: number): number => ((trigger & ~IRQ_TYPE_EDGE_BOTH) === 0 ? 0 : -EINVAL),
);

/** 7.3 has an immutable chip, and holds the line for the interrupt. */
const held = gpioIrqResources(linesOf);

function gpio_irqchip(k: Kernel): irq_chip {
  const in73 = k.since('7.3');
  return {
    name: 'GPIO',
    irq_unmask: gpio_irq_unmask,
    irq_mask: gpio_irq_mask,
    irq_set_type: gpio_irq_type,
    ...(in73 ? held : {}),
    flags: IRQCHIP_SET_TYPE_MASKED | IRQCHIP_SKIP_SET_WAKE | (in73 ? IRQCHIP_IMMUTABLE : 0),
  };
}

const gpio_irq_handler = at.fn(
  'gpio_irq_handler',
  'Handles the interrupt of 16 pins, until none of them is pending.',
  (k: Kernel, desc: irq_desc): void => {
    const { regs, bank_num, chip: ctlr } = davinci_gpio_irq_data.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    const mask = bank_num % 2 === 1 ? 0xffff0000 : 0x0000ffff;
    chained_irq_enter(k, chip, desc);
    for (;;) {
      const status = (readl(k, regs + INTSTAT) & mask) >>> 0;
      if (status === 0) break;
      writel(k, status, regs + INTSTAT);
      for (const bit of bitsOf(status))
        if (ctlr?.irq_domain !== undefined) generic_handle_domain_irq(k, ctlr.irq_domain, (bank_num >> 1) * 32 + bit);
    }
    chained_irq_exit(k, chip, desc);
  },
);

const davinci_gpio_irq_map = at.fn(
  'davinci_gpio_irq_map',
  "Sets up a pin's interrupt.",
  (k: Kernel, d: irq_domain, irq: number, hw: number): number => {
    const ctlr = davinci_gpio_controller.of(d.host_data);
    irq_set_chip_and_handler_name(k, irq, gpio_irqchip(k), handle_simple_irq, 'davinci_gpio');
    irq_set_irq_type(k, irq, IRQ_TYPE_NONE);
    const data = k.since('7.3') ? ctlr : davinci_gpio_regs.create(k.rec, { base: regsOf(ctlr, hw) });
    irq_set_chip_data(k, irq, data);
    return 0;
  },
);

function davinci_gpio_irq_ops(): irq_domain_ops {
  return { name: 'davinci_gpio_irq_ops', map: davinci_gpio_irq_map, xlate: irq_domain_xlate_onetwocell };
}

// --- interrupts of a pin each

const gpio_irq_type_unbanked = at.fn(
  'gpio_irq_type_unbanked',
  "Sets which edges of a pin count; the interrupt itself is the parent controller's.",
  (k: Kernel, d: irq_data, trigger: number): number => {
    const ctlr = davinci_gpio_controller.of(irq_to_desc(k, d.irq)?.irq_common_data.handler_data);
    const pin = ctlr.irqs.toArray().indexOf(d.irq);
    if (pin < 0 || (trigger & ~IRQ_TYPE_EDGE_BOTH) !== 0) return -EINVAL;
    const regs = regsOf(ctlr, 0);
    writel(k, bitOf(pin), regs + ((trigger & IRQ_TYPE_EDGE_FALLING) === 0 ? CLR_FALLING : SET_FALLING));
    writel(k, bitOf(pin), regs + ((trigger & IRQ_TYPE_EDGE_RISING) === 0 ? CLR_RISING : SET_RISING));
    return 0;
  },
);

/** The pins' interrupts get a copy of the parent's chip with a name and a set_type of ours. */
function setupUnbanked(k: Kernel, ctlr: davinci_gpio_controller): void {
  const parent = irq_get_irq_data(k, ctlr.irqs.first() ?? 0)?.chip;
  if (parent === undefined) return;
  const chip: irq_chip = { ...parent, name: 'GPIO-AINTC', irq_set_type: gpio_irq_type_unbanked };
  writel(k, ALL, regsOf(ctlr, 0) + SET_FALLING);
  writel(k, ALL, regsOf(ctlr, 0) + SET_RISING);
  for (const irq of ctlr.irqs.toArray().slice(0, ctlr.gpio_unbanked)) {
    set_chip(k, irq, chip);
    irq_set_handler_data(k, irq, ctlr);
    irq_set_status_flags(k, irq, IRQ_TYPE_EDGE_BOTH);
  }
  // GENMASK(n / 16, 0)
  writel(k, 2 ** (Math.floor(ctlr.gpio_unbanked / 16) + 1) - 1, ctlr.base + BINTEN);
}

// --- the driver

const gpio_to_irq_banked = at.fn(
  'gpio_to_irq_banked',
  'The interrupt of a pin, which has had a number from the start.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const domain = davinci_gpio_controller.of(gpiochip_get_data(gc)).irq_domain;
    return domain === undefined ? -ENXIO : irq_create_mapping(k, domain, offset);
  },
);

const gpio_to_irq_unbanked = at.fn(
  'gpio_to_irq_unbanked',
  "The interrupt of a pin: the parent controller's.",
  (_k: Kernel, gc: gpio_chip, offset: number): number => {
    const { irqs, gpio_unbanked } = davinci_gpio_controller.of(gpiochip_get_data(gc));
    return offset < gpio_unbanked ? (irqs.toArray()[offset] ?? -ENODEV) : -ENODEV;
  },
);

const davinci_gpio_irq_setup = at.fn(
  'davinci_gpio_irq_setup',
  "Sets the interrupts up: numbers for all pins and a handler for each 16, or the parent's own.",
  (k: Kernel, pdev: platform_device, ctlr: davinci_gpio_controller, ngpio: number): number => {
    const { dev } = pdev;
    if (ctlr.gpio_unbanked !== 0) {
      setupUnbanked(k, ctlr);
      return 0;
    }
    const irq = irq_alloc_descs(k, -1, 0, ngpio, NUMA_NO_NODE);
    if (irq < 0) return dev_err_probe(k, dev, irq, "Couldn't allocate IRQ numbers");
    ctlr.irq_domain = irq_domain_create_legacy(k, dev.of_node, ngpio, irq, davinci_gpio_irq_ops(), ctlr);
    if (ctlr.irq_domain === undefined) return -ENODEV;
    let binten = 0;
    for (let bank = 0; bank * 16 < ngpio; bank++) {
      const regs = regsOf(ctlr, bank * 16);
      writel(k, ALL, regs + CLR_FALLING);
      writel(k, ALL, regs + CLR_RISING);
      const irqdata = davinci_gpio_irq_data.create(k.rec, { regs, bank_num: bank, chip: ctlr });
      irq_set_chained_handler_and_data(k, ctlr.irqs.toArray()[bank] ?? 0, gpio_irq_handler, irqdata);
      binten |= 1 << bank;
    }
    writel(k, binten, ctlr.base + BINTEN);
    return 0;
  },
);

const davinci_gpio_probe = at.fn(
  'davinci_gpio_probe',
  'Starts a block: its interrupts and its clock, its pins, then their interrupts.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const ngpio = of_property_read_u32(k, dev.of_node, 'ti,ngpio');
    const gpio_unbanked = of_property_read_u32(k, dev.of_node, 'ti,davinci-gpio-unbanked');
    if (ngpio === undefined || gpio_unbanked === undefined)
      return dev_err_probe(k, dev, -EINVAL, 'Failed to get the number of GPIOs');
    if (ngpio === 0) return dev_err_probe(k, dev, -EINVAL, 'How many GPIOs?');
    const nirq = gpio_unbanked === 0 ? Math.ceil(ngpio / 16) : gpio_unbanked;
    if (nirq > MAX_INT_PER_BANK) {
      dev_err(k, dev, 'Too many IRQs!');
      return -EINVAL;
    }
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const ctlr = davinci_gpio_controller.create(k.rec, { base, gpio_unbanked });
    for (let i = 0; i < nirq; i++) {
      const irq = platform_get_irq(k, pdev, i);
      if (irq < 0) return irq;
      ctlr.irqs.addTail(irq);
    }
    // The kernel finds out after the pins are registered, and then takes them back.
    const clk = clk_get(k, dev, 'gpio');
    if (clk < 0) {
      dev_err(k, dev, `Error ${clk} getting gpio clock`);
      return clk;
    }
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio,
      ops: {
        request: gpiochip_generic_request,
        get_direction: k.since('7.3') ? davinci_get_direction : undefined,
        direction_input: davinci_direction_in,
        to_irq: gpio_unbanked === 0 ? gpio_to_irq_banked : gpio_to_irq_unbanked,
      },
      data: ctlr,
    });
    ctlr.chip = gc;
    const ret = gpiochip_add_data_with_key(k, gc);
    if (ret !== 0) return ret;
    platform_set_drvdata(pdev, ctlr);
    return davinci_gpio_irq_setup(k, pdev, ctlr, ngpio);
  },
);

/** postcore_initcall */
export const davinci_gpio_drv_reg = at.fn(
  'davinci_gpio_drv_reg',
  "Registers the driver of TI's GPIO blocks.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'davinci_gpio',
      bus: 'platform',
      of_match_table: ['ti,keystone-gpio', 'ti,am654-gpio', 'ti,dm6441-gpio'].map((compatible) => ({
        compatible,
        data: undefined,
      })),
      probe: davinci_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
