/**
 * Models drivers/gpio/gpio-mvebu.c: Marvell's GPIO banks of up to 32 pins, an interrupt for eight of them each. Levels and edges have
 * a generic chip of two kinds. Left out: outputs, PWM, suspend, SoCs of 32 bits with registers for each CPU.
 */
import { irq_set_irq_wake } from '../../kernel/irq/manage/index.ts';
import { hexnum, list, num, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV } from '../../include/linux/errno.ts';
import { gpio_chip, GPIO_LINE_DIRECTION_IN, GPIO_LINE_DIRECTION_OUT } from '../../include/linux/gpio/driver.ts';
import {
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_LEVEL,
  IRQ_NOPROBE,
  IRQ_NOREQUEST,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_NONE,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_MASK_ON_SUSPEND,
  IRQCHIP_SET_TYPE_MASKED,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../include/linux/irqdomain.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_edge_irq,
  handle_level_irq,
  irq_get_trigger_type,
  irq_set_chained_handler_and_data,
} from '../../kernel/irq/chip/index.ts';
import {
  __irq_alloc_domain_generic_chips,
  irq_chip_generic,
  irq_data_get_chip_type,
  irq_generic_chip_ops,
  irq_get_domain_generic_chip,
  irq_setup_alt_chip,
} from '../../kernel/irq/generic-chip.ts';
import { generic_handle_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_create_mapping, irq_domain_create_linear, irq_find_mapping } from '../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { dev_err_probe } from '../base/core/index.ts';
import {
  devm_platform_ioremap_resource,
  platform_driver_register,
  platform_get_irq_optional,
  platform_irq_count,
} from '../base/platform.ts';
import { of_iomap } from '../of/address.ts';
import { of_alias_get_id, of_device_is_compatible, of_match_node } from '../of/base/index.ts';
import { of_property_read_u32 } from '../of/property.ts';
import { pinctrl_gpio_direction_input } from '../pinctrl/core.ts';
import { gpiochip_add_data_with_key, gpiochip_generic_request, gpiochip_get_data } from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-mvebu.c');

const IO_CONF = 0x04;
const IN_POL = 0x0c;
const DATA_IN = 0x10;
const EDGE_CAUSE = 0x14;
const EDGE_MASK = 0x18;
const LEVEL_MASK = 0x1c;

/** Whether the registers are part of the parent's, at an offset that the node tells. */
const mvebu_gpio_of_match = [
  { compatible: 'marvell,orion-gpio', data: false },
  { compatible: 'marvell,armada-370-gpio', data: false },
  { compatible: 'marvell,armada-8k-gpio', data: true },
];

interface mvebu_gpio_chip extends Recorded {
  chip: gpio_chip | undefined;
  regs: number;
  domain: irq_domain | undefined;
  ngpio: number;
  /** 7.3: the interrupt of each eight pins, 0 for none. */
  bank_irq: RecordedList<number>;
}
const mvebu_gpio_chip = struct<mvebu_gpio_chip>('mvebu_gpio_chip', {
  chip: ref(),
  regs: hexnum(),
  domain: ref(),
  ngpio: num(),
  bank_irq: list(num()),
});

const mvOf = (gc: gpio_chip): mvebu_gpio_chip => mvebu_gpio_chip.of(gpiochip_get_data(gc));
const ofIrq = (d: irq_data): mvebu_gpio_chip =>
  mvebu_gpio_chip.of(irq_chip_generic.of(irq_data_get_irq_chip_data(d)).private);

// --- lines

const mvebu_gpio_direction_input = at.fn(
  'mvebu_gpio_direction_input',
  'Makes a pin an input, if its pin controller agrees.',
  (k: Kernel, gc: gpio_chip, pin: number): number => {
    const ret = pinctrl_gpio_direction_input(k, gc, pin);
    if (ret === 0) change_bits(k, 1 << pin, true, mvOf(gc).regs + IO_CONF);
    return ret;
  },
);

const mvebu_gpio_get_direction = at.fn(
  'mvebu_gpio_get_direction',
  'Reads whether a pin is an input or an output.',
  (k: Kernel, gc: gpio_chip, pin: number): number =>
    (readl(k, mvOf(gc).regs + IO_CONF) & (1 << pin)) === 0 ? GPIO_LINE_DIRECTION_OUT : GPIO_LINE_DIRECTION_IN,
);

const mvebu_gpio_to_irq = at.fn(
  'mvebu_gpio_to_irq',
  'The interrupt of a pin, mapped on first use.',
  (k: Kernel, gc: gpio_chip, pin: number): number => irq_create_mapping(k, mvOf(gc).domain, pin),
);

// --- interrupts

const mvebu_gpio_irq_ack = at.fn('mvebu_gpio_irq_ack', "Clears a pin's latched edge.", (k: Kernel, d: irq_data): void =>
  writel(k, ~d.mask, ofIrq(d).regs + EDGE_CAUSE),
);

/** Masks or unmasks at the mask register of a kind; each kind remembers its own. */
function setMask(k: Kernel, d: irq_data, reg: number, on: boolean): void {
  const ct = irq_data_get_chip_type(d);
  ct.mask_cache_priv = (on ? ct.mask_cache_priv | d.mask : ct.mask_cache_priv & ~d.mask) >>> 0;
  writel(k, ct.mask_cache_priv, ofIrq(d).regs + reg);
}

const mvebu_gpio_edge_irq_mask = at.fn(
  'mvebu_gpio_edge_irq_mask',
  "Masks a pin's edges.",
  (k: Kernel, d: irq_data): void => setMask(k, d, EDGE_MASK, false),
);

const mvebu_gpio_edge_irq_unmask = at.fn(
  'mvebu_gpio_edge_irq_unmask',
  "Unmasks a pin's edges, without one that was latched before.",
  (k: Kernel, d: irq_data): void => {
    mvebu_gpio_irq_ack(k, d);
    setMask(k, d, EDGE_MASK, true);
  },
);

const mvebu_gpio_level_irq_mask = at.fn(
  'mvebu_gpio_level_irq_mask',
  "Masks a pin's level.",
  (k: Kernel, d: irq_data): void => setMask(k, d, LEVEL_MASK, false),
);

const mvebu_gpio_level_irq_unmask = at.fn(
  'mvebu_gpio_level_irq_unmask',
  "Unmasks a pin's level.",
  (k: Kernel, d: irq_data): void => setMask(k, d, LEVEL_MASK, true),
);

const mvebu_gpio_irq_set_type = at.fn(
  'mvebu_gpio_irq_set_type',
  'Sets how a pin interrupts, with the chip and handler of that kind. Both edges are one, turned over each time. Only an input can.',
  (k: Kernel, d: irq_data, flow_type: number): number => {
    const { regs } = ofIrq(d);
    const bit = 1 << irqd_to_hwirq(d);
    if ((readl(k, regs + IO_CONF) & bit) === 0) return -EINVAL;
    const type = flow_type & IRQ_TYPE_SENSE_MASK;
    if (type === IRQ_TYPE_NONE) return -EINVAL;
    if ((irq_data_get_chip_type(d).type & type) === 0 && irq_setup_alt_chip(k, d, type) !== 0) return -EINVAL;
    if (type === IRQ_TYPE_EDGE_RISING || type === IRQ_TYPE_LEVEL_HIGH) change_bits(k, bit, false, regs + IN_POL);
    if (type === IRQ_TYPE_EDGE_FALLING || type === IRQ_TYPE_LEVEL_LOW) change_bits(k, bit, true, regs + IN_POL);
    if (type === IRQ_TYPE_EDGE_BOTH)
      change_bits(k, bit, ((readl(k, regs + DATA_IN) ^ readl(k, regs + IN_POL)) & bit) !== 0, regs + IN_POL);
    return 0;
  },
);

const mvebu_gpio_set_wake_irq = at.fn(
  'mvebu_gpio_set_wake_irq',
  'Lets a pin wake the system: the interrupt of its eight pins must.',
  (k: Kernel, d: irq_data, enable: number): number => {
    const irq = ofIrq(d).bank_irq.toArray()[irqd_to_hwirq(d) >> 3] ?? 0;
    return irq === 0 ? -EINVAL : irq_set_irq_wake(k, irq, enable);
  },
);

const mvebu_gpio_irq_handler = at.fn(
  'mvebu_gpio_irq_handler',
  "Handles a bank's interrupt: the pins whose level or latched edge is not masked.",
  (k: Kernel, desc: irq_desc): void => {
    const { regs, domain, ngpio } = mvebu_gpio_chip.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    const levels = readl(k, regs + DATA_IN) & readl(k, regs + LEVEL_MASK);
    const cause = levels | (readl(k, regs + EDGE_CAUSE) & readl(k, regs + EDGE_MASK));
    for (let pin = 0; pin < ngpio; pin++) {
      const irq = irq_find_mapping(k, domain, pin);
      if ((cause & (1 << pin)) === 0) continue;
      if ((irq_get_trigger_type(k, irq) & IRQ_TYPE_SENSE_MASK) === IRQ_TYPE_EDGE_BOTH)
        writel(k, readl(k, regs + IN_POL) ^ (1 << pin), regs + IN_POL);
      generic_handle_irq(k, irq);
    }
    chained_irq_exit(k, chip, desc);
  },
);

// --- the driver

/** Address of the registers: the device's own, or an offset into its parent's, which must be a syscon. */
function registersOf(k: Kernel, pdev: platform_device, inSyscon: boolean): number {
  if (!inSyscon) return devm_platform_ioremap_resource(k, pdev, 0);
  const { dev } = pdev;
  const parent = dev.parent?.of_node;
  if (parent === undefined || of_device_is_compatible(k, parent, 'syscon') === 0) return -EINVAL;
  const base = of_iomap(k, parent, 0);
  const offset = of_property_read_u32(k, dev.of_node, 'offset');
  return base === undefined || offset === undefined ? -EINVAL : base + offset;
}

/** The domain, with a generic chip for levels and edges, and the bank's handler on each of its interrupts. */
function addInterrupts(k: Kernel, pdev: platform_device, mvchip: mvebu_gpio_chip): number {
  const { dev } = pdev;
  const { ngpio } = mvchip;
  const domain = irq_domain_create_linear(k, dev.of_node, ngpio, irq_generic_chip_ops(), undefined);
  mvchip.domain = domain;
  if (domain === undefined) return -ENODEV;
  const err = __irq_alloc_domain_generic_chips(k, domain, {
    irqs_per_chip: ngpio,
    num_ct: 2,
    name: dev.of_node?.name,
    handler: handle_level_irq,
    clr: IRQ_NOREQUEST | IRQ_NOPROBE | IRQ_LEVEL,
    set: 0,
    gcflags: 0,
  });
  if (err !== 0) return err;
  const gc = irq_get_domain_generic_chip(k, domain, 0);
  const [level, edge] = gc?.chip_types.toArray() ?? [];
  if (gc === undefined || level === undefined || edge === undefined) return -ENODEV;
  gc.private = mvchip;
  // 7.3 lets pins wake the system.
  const wakes = k.since('7.3')
    ? { irq_set_wake: mvebu_gpio_set_wake_irq, flags: IRQCHIP_SET_TYPE_MASKED | IRQCHIP_MASK_ON_SUSPEND }
    : {};
  level.type = IRQ_TYPE_LEVEL_HIGH | IRQ_TYPE_LEVEL_LOW;
  Object.assign(level.chip, {
    name: dev.name,
    irq_mask: mvebu_gpio_level_irq_mask,
    irq_unmask: mvebu_gpio_level_irq_unmask,
    irq_set_type: mvebu_gpio_irq_set_type,
    ...wakes,
  });
  edge.type = IRQ_TYPE_EDGE_RISING | IRQ_TYPE_EDGE_FALLING;
  edge.handler = handle_edge_irq;
  Object.assign(edge.chip, {
    name: dev.name,
    irq_ack: mvebu_gpio_irq_ack,
    irq_mask: mvebu_gpio_edge_irq_mask,
    irq_unmask: mvebu_gpio_edge_irq_unmask,
    irq_set_type: mvebu_gpio_irq_set_type,
    ...wakes,
  });
  for (let i = 0; i < 4; i++) {
    const irq = platform_get_irq_optional(k, pdev, i);
    if (k.since('7.3')) mvchip.bank_irq.addTail(Math.max(0, irq));
    if (irq >= 0) irq_set_chained_handler_and_data(k, irq, mvebu_gpio_irq_handler, mvchip);
  }
  return 0;
}

const mvebu_gpio_probe = at.fn(
  'mvebu_gpio_probe',
  'Starts a bank: all masked, its pins registered, then their interrupts if the bank has any.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const match = dev.of_node === undefined ? undefined : of_match_node(k, mvebu_gpio_of_match, dev.of_node);
    const irqs = platform_irq_count(k, pdev);
    if (irqs < 0 || dev.of_node === undefined) return irqs;
    const ngpio = of_property_read_u32(k, dev.of_node, 'ngpios');
    if (ngpio === undefined) {
      dev_err(k, dev, 'Missing ngpios OF property');
      return -ENODEV;
    }
    const id = of_alias_get_id(k, dev.of_node, 'gpio');
    if (id < 0) {
      dev_err(k, dev, "Couldn't get OF id");
      return id;
    }
    const regs = registersOf(k, pdev, match?.data === true);
    if (regs < 0) return regs;
    const mvchip = mvebu_gpio_chip.create(k.rec, { regs, ngpio });
    platform_set_drvdata(pdev, mvchip);
    for (const reg of [EDGE_CAUSE, EDGE_MASK, LEVEL_MASK]) writel(k, 0, regs + reg);
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio,
      ops: {
        request: gpiochip_generic_request,
        get_direction: mvebu_gpio_get_direction,
        direction_input: mvebu_gpio_direction_input,
        to_irq: irqs === 0 ? undefined : mvebu_gpio_to_irq,
      },
      data: mvchip,
    });
    mvchip.chip = gc;
    const err = gpiochip_add_data_with_key(k, gc);
    if (err !== 0) return dev_err_probe(k, dev, err, 'failed to register gpiochip');
    return irqs === 0 ? 0 : addInterrupts(k, pdev, mvchip);
  },
);

/** device_initcall; the kernel has it from builtin_platform_driver. */
export const mvebu_gpio_driver_init = at.fn(
  'mvebu_gpio_driver_init',
  "Registers the driver of Marvell's GPIO banks.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'mvebu-gpio',
      bus: 'platform',
      of_match_table: mvebu_gpio_of_match,
      probe: mvebu_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
