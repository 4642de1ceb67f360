/**
 * Models the interrupt part of drivers/pinctrl/mvebu/pinctrl-armada-37xx.c: the pins of Armada 3700's two halves, all of whose
 * interrupts have one handler. Left out: functions of pins, outputs, suspend.
 */
import { lowestBit } from '../../../../../base/bits.ts';
import { hexnum, type Recorded, ref, source, struct } from '../../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../../include/asm/io.ts';
import { EINVAL, ENODEV } from '../../../include/linux/errno.ts';
import { gpio_chip, GPIO_LINE_DIRECTION_IN, GPIO_LINE_DIRECTION_OUT } from '../../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_NONE,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { device_node } from '../../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { handle_edge_irq, irq_get_trigger_type } from '../../../kernel/irq/chip/index.ts';
import { generic_handle_irq } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_find_mapping } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../../base/platform.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_generic_request,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from '../../gpio/gpiolib/index.ts';
import { for_each_available_child_of_node, of_match_node } from '../../of/base/index.ts';
import { irq_of_parse_and_map, of_irq_count } from '../../of/irq/index.ts';
import { of_property_read_bool } from '../../of/property.ts';

const at = source('drivers/pinctrl/mvebu/pinctrl-armada-37xx.c');

const OUTPUT_EN = 0x00;
const INPUT_VAL = 0x10;
/** In the second register block. */
const IRQ_EN = 0x00;
const IRQ_POL = 0x08;
const IRQ_STATUS = 0x10;
const IRQ_WKUP = 0x18;

const armada_37xx_pinctrl_of_match = [
  { compatible: 'marvell,armada3710-sb-pinctrl', data: { name: 'GPIO2', nr_pins: 30 } },
  { compatible: 'marvell,armada3710-nb-pinctrl', data: { name: 'GPIO1', nr_pins: 36 } },
];

interface armada_37xx_pinctrl extends Recorded {
  regmap: number;
  /** Registers of interrupts; 0 while there are none. */
  base: number;
  gpio_chip: gpio_chip | undefined;
}
const armada_37xx_pinctrl = struct<armada_37xx_pinctrl>('armada_37xx_pinctrl', {
  regmap: hexnum(),
  base: hexnum(),
  gpio_chip: ref(),
});

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const infoOf = (gc: gpio_chip): armada_37xx_pinctrl => armada_37xx_pinctrl.of(gpiochip_get_data(gc));
const bitOf = (pin: number): number => (1 << (pin & 31)) >>> 0;
/** A register for 32 pins follows the one for the first 32. */
const regOf = (reg: number, pin: number): number => reg + (pin >> 5) * 4;

// --- lines

const armada_37xx_gpio_direction_input = at.fn(
  'armada_37xx_gpio_direction_input',
  'Makes a pin an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    change_bits(k, bitOf(offset), false, infoOf(gc).regmap + regOf(OUTPUT_EN, offset));
    return 0;
  },
);

const armada_37xx_gpio_get_direction = at.fn(
  'armada_37xx_gpio_get_direction',
  'Reads whether a pin is an input or an output.',
  (k: Kernel, gc: gpio_chip, offset: number): number =>
    (readl(k, infoOf(gc).regmap + regOf(OUTPUT_EN, offset)) & bitOf(offset)) === 0
      ? GPIO_LINE_DIRECTION_IN
      : GPIO_LINE_DIRECTION_OUT,
);

// --- interrupts

/** Address of a register of a pin's interrupt. */
const irqReg = (d: irq_data, reg: number): number => infoOf(gcOf(d)).base + regOf(reg, irqd_to_hwirq(d));

const armada_37xx_irq_ack = at.fn('armada_37xx_irq_ack', "Clears a pin's status.", (k: Kernel, d: irq_data): void =>
  writel(k, d.mask, irqReg(d, IRQ_STATUS)),
);

const armada_37xx_irq_mask = at.fn(
  'armada_37xx_irq_mask',
  "Masks a pin's interrupt.",
  (k: Kernel, d: irq_data): void => {
    change_bits(k, d.mask, false, irqReg(d, IRQ_EN));
    if (k.since('6.12')) gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
  },
);

const armada_37xx_irq_unmask = at.fn(
  'armada_37xx_irq_unmask',
  "Unmasks a pin's interrupt.",
  (k: Kernel, d: irq_data): void => {
    if (k.since('6.12')) gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
    change_bits(k, d.mask, true, irqReg(d, IRQ_EN));
  },
);

const armada_37xx_irq_set_wake = at.fn(
  'armada_37xx_irq_set_wake',
  'Says which pins wake the system.',
  (k: Kernel, d: irq_data, on: number): number => {
    change_bits(k, bitOf(irqd_to_hwirq(d)), on !== 0, irqReg(d, IRQ_WKUP));
    return 0;
  },
);

const armada_37xx_irq_set_type = at.fn(
  'armada_37xx_irq_set_type',
  'Sets which edge of a pin counts; both edges are the one that must come next. Levels are refused.',
  (k: Kernel, d: irq_data, type: number): number => {
    const pin = irqd_to_hwirq(d);
    if (type !== IRQ_TYPE_EDGE_RISING && type !== IRQ_TYPE_EDGE_FALLING && type !== IRQ_TYPE_EDGE_BOTH) return -EINVAL;
    const high =
      type === IRQ_TYPE_EDGE_BOTH && (readl(k, infoOf(gcOf(d)).regmap + regOf(INPUT_VAL, pin)) & bitOf(pin)) !== 0;
    change_bits(k, bitOf(pin), type === IRQ_TYPE_EDGE_FALLING || high, irqReg(d, IRQ_POL));
    return 0;
  },
);

const armada_37xx_irq_startup = at.fn(
  'armada_37xx_irq_startup',
  "Starts a pin's interrupt: its bit is worked out once, then it is unmasked.",
  (k: Kernel, d: irq_data): number => {
    d.mask = bitOf(irqd_to_hwirq(d));
    armada_37xx_irq_unmask(k, d);
    return 0;
  },
);

function armada_37xx_irqchip(k: Kernel, name: string): irq_chip {
  return {
    // From 6.4 on one immutable chip is for both halves, and says the name when asked.
    name: k.since('6.12') ? undefined : name,
    irq_ack: armada_37xx_irq_ack,
    irq_mask: armada_37xx_irq_mask,
    irq_unmask: armada_37xx_irq_unmask,
    irq_set_wake: armada_37xx_irq_set_wake,
    irq_set_type: armada_37xx_irq_set_type,
    irq_startup: armada_37xx_irq_startup,
    ...(k.since('6.12')
      ? {
          irq_print_chip: (d: irq_data): string => gcOf(d).label,
          irq_request_resources: gpiochip_irq_reqres,
          irq_release_resources: gpiochip_irq_relres,
          flags: IRQCHIP_IMMUTABLE,
        }
      : { flags: 0 }),
  };
}

const armada_37xx_edge_both_irq_swap_pol = at.fn(
  'armada_37xx_edge_both_irq_swap_pol',
  'For both edges: waits for the other edge. -1 where the level is not the one that the edge leads to.',
  (k: Kernel, info: armada_37xx_pinctrl, pin: number): number => {
    const reg = info.base + regOf(IRQ_POL, pin);
    const pol = readl(k, reg);
    if (((pol ^ readl(k, info.regmap + regOf(INPUT_VAL, pin))) & bitOf(pin)) === 0) return -1;
    writel(k, pol ^ bitOf(pin), reg);
    return 0;
  },
);

const armada_37xx_irq_handler = at.fn(
  'armada_37xx_irq_handler',
  'Handles an interrupt of a half: each pin that is pending and enabled, until none is.',
  (k: Kernel, desc: irq_desc): void => {
    const gc = gpio_chip.of(desc.irq_common_data.handler_data);
    const info = infoOf(gc);
    const { chip } = desc.irq_data;
    const d = gc.irq_domain;
    if (chip === undefined || d === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (let i = 0; i <= Math.floor(d.revmap_size / 32); i++) {
      const status = info.base + IRQ_STATUS + 4 * i;
      const pending = (): number => readl(k, status) & readl(k, info.base + IRQ_EN + 4 * i);
      for (let left = pending(); left !== 0; left = pending()) {
        const pin = i * 32 + lowestBit(left);
        const virq = irq_find_mapping(k, d, pin);
        const both = (irq_get_trigger_type(k, virq) & IRQ_TYPE_SENSE_MASK) === IRQ_TYPE_EDGE_BOTH;
        if (both && armada_37xx_edge_both_irq_swap_pol(k, info, pin) !== 0) writel(k, bitOf(pin), status);
        else generic_handle_irq(k, virq);
      }
    }
    chained_irq_exit(k, chip, desc);
  },
);

// --- the driver

/** The interrupts of the pins, if their node has any: 0, or a negative errno. */
function registerInterrupts(
  k: Kernel,
  pdev: platform_device,
  info: armada_37xx_pinctrl,
  gc: gpio_chip,
  np: device_node,
): number {
  const count = of_irq_count(k, np);
  if (count === 0) {
    dev_err(k, pdev.dev, 'invalid or no IRQ');
    return 0;
  }
  const base = devm_platform_ioremap_resource(k, pdev, 1);
  if (base < 0) return base;
  info.base = base;
  gc.irq_chip = armada_37xx_irqchip(k, gc.label);
  gc.irq_handler = handle_edge_irq;
  gc.irq_default_type = IRQ_TYPE_NONE;
  gc.irq_parent_handler = armada_37xx_irq_handler;
  const { parents } = gpio_irq_chip_of(k, gc);
  // One that cannot be mapped stays 0 in the list.
  for (let i = 0; i < count; i++) parents.addTail(irq_of_parse_and_map(k, np, i));
  return 0;
}

const armada_37xx_pinctrl_probe = at.fn(
  'armada_37xx_pinctrl_probe',
  "Starts a half's pin controller: its pins, whose node is below its own, and their interrupts.",
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const regmap = devm_platform_ioremap_resource(k, pdev, 0);
    if (regmap < 0) return regmap;
    const match = dev.of_node === undefined ? undefined : of_match_node(k, armada_37xx_pinctrl_of_match, dev.of_node);
    const np = for_each_available_child_of_node(k, dev.of_node).find((each) =>
      of_property_read_bool(k, each, 'gpio-controller'),
    );
    if (match === undefined || np === undefined) return -ENODEV;
    const info = armada_37xx_pinctrl.create(k.rec, { regmap });
    const gc = gpio_chip.create(k.rec, {
      label: match.data.name,
      parent: dev,
      ngpio: match.data.nr_pins,
      ops: {
        request: gpiochip_generic_request,
        get_direction: armada_37xx_gpio_get_direction,
        direction_input: armada_37xx_gpio_direction_input,
      },
      data: info,
    });
    info.gpio_chip = gc;
    gpio_irq_chip_of(k, gc).fwnode = np;
    const err = registerInterrupts(k, pdev, info, gc, np);
    const ret = err === 0 ? gpiochip_add_data_with_key(k, gc) : err;
    if (ret === 0) platform_set_drvdata(pdev, info);
    return ret;
  },
);

/** device_initcall; the kernel has it from builtin_platform_driver_probe, which asks each device once. */
export const armada_37xx_pinctrl_driver_init = at.fn(
  'armada_37xx_pinctrl_driver_init',
  "Registers the driver of Armada 3700's pin controllers.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'armada-37xx-pinctrl',
      bus: 'platform',
      of_match_table: armada_37xx_pinctrl_of_match,
      probe: armada_37xx_pinctrl_probe,
    };
    return platform_driver_register(k, driver);
  },
);
