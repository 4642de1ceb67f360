/**
 * Models drivers/pinctrl/pinctrl-mcp23s08.c: Microchip's GPIO expanders of 8 or 16 lines, whose lines interrupt in the thread of the
 * chip's own interrupt. Left out: outputs, settings of pins, the cache of registers.
 */
import { bitsOf, withBit } from '../../../../base/bits.ts';
import { hexnum, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import { gpio_chip } from '../../include/linux/gpio/driver.ts';
import {
  IRQ_HANDLED,
  IRQF_ONESHOT,
  IRQF_SHARED,
  IRQF_TRIGGER_HIGH,
  IRQF_TRIGGER_LOW,
} from '../../include/linux/interrupt.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_NONE,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_nested_irq, handle_simple_irq } from '../../kernel/irq/chip/index.ts';
import { devm_request_threaded_irq } from '../../kernel/irq/devres.ts';
import { irq_find_mapping } from '../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { dev_err_probe } from '../base/core/index.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from '../gpio/gpiolib/index.ts';
import { of_property_read_bool } from '../of/property.ts';

const at = source('drivers/pinctrl/pinctrl-mcp23s08.c');

const MCP_IODIR = 0x00;
const MCP_GPINTEN = 0x02;
const MCP_DEFVAL = 0x03;
const MCP_INTCON = 0x04;
const MCP_INTF = 0x07;
const MCP_INTCAP = 0x08;
const MCP_GPIO = 0x09;

interface mcp23s08 extends Recorded {
  readonly dev: device | undefined;
  readonly irq: number;
  chip: gpio_chip | undefined;
  irq_rise: number;
  irq_fall: number;
  cached_gpio: number;
}
const mcp23s08 = struct<mcp23s08>('mcp23s08', {
  dev: ref(),
  irq: num(),
  chip: ref(),
  irq_rise: hexnum(),
  irq_fall: hexnum(),
  cached_gpio: hexnum(),
});

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const mcpOf = (gc: gpio_chip): mcp23s08 => mcp23s08.of(gc.data);

const mcp_read = at.fn(
  'mcp_read',
  'Reads a register, by a transfer on the bus.',
  (k: Kernel, { dev }: mcp23s08, reg: number): number => k.bus.readBehind(dev?.of_node?.path ?? '', reg),
);
const mcp_write = at.fn(
  'mcp_write',
  'Writes a register, by a transfer on the bus.',
  (k: Kernel, { dev }: mcp23s08, reg: number, val: number): void =>
    k.bus.writeBehind(dev?.of_node?.path ?? '', reg, val),
);
const mcp_set_bit = at.fn(
  'mcp_set_bit',
  "Sets or clears a line's bit of a register.",
  (k: Kernel, mcp: mcp23s08, reg: number, pin: number, enabled: boolean): void =>
    mcp_write(k, mcp, reg, withBit(mcp_read(k, mcp, reg), pin, enabled)),
);

const mcp23s08_direction_input = at.fn(
  'mcp23s08_direction_input',
  'Makes a line an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    mcp_set_bit(k, mcpOf(gc), MCP_IODIR, offset, true);
    return 0;
  },
);

// --- handling

/** What the thread reads of a chip that has something pending. */
interface Pending {
  readonly intf: number;
  readonly intcon: number;
  readonly defval: number;
  readonly intcap: number;
  readonly gpio: number;
  readonly gpio_orig: number;
}

/** Whether a line is to be handled: it changed in a direction that is asked for, or its level is the one that is. */
function isDue(mcp: mcp23s08, i: number, p: Pending): boolean {
  const bit = 1 << i;
  const isIn = (word: number): boolean => (word & bit) !== 0;
  const captured = isIn(p.intf) && isIn(p.intcap) !== isIn(p.gpio_orig);
  const changed = captured || isIn(p.gpio_orig) !== isIn(p.gpio);
  if (changed && isIn(mcp.irq_rise) && isIn(p.gpio)) return true;
  if (changed && isIn(mcp.irq_fall) && !isIn(p.gpio)) return true;
  return isIn(p.intcon) && isIn(p.gpio) !== isIn(p.defval);
}

const mcp23s08_irq = at.fn(
  'mcp23s08_irq',
  "The chip's thread: handles the interrupt of each line that changed, or whose level is there.",
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    const mcp = mcp23s08.of(data);
    const intf = mcp_read(k, mcp, MCP_INTF);
    if (intf === 0) return IRQ_HANDLED;
    const intcon = mcp_read(k, mcp, MCP_INTCON);
    const gpinten = mcp_read(k, mcp, MCP_GPINTEN);
    const defval = mcp_read(k, mcp, MCP_DEFVAL);
    // From 6.4 on levels are off meanwhile, or they would come again as soon as they are cleared.
    const needsUnmask = k.since('6.12') && intcon !== 0;
    if (needsUnmask) mcp_write(k, mcp, MCP_GPINTEN, gpinten & ~intcon);
    const intcap = mcp_read(k, mcp, MCP_INTCAP);
    const gpio = mcp_read(k, mcp, MCP_GPIO);
    const gpio_orig = mcp.cached_gpio;
    mcp.cached_gpio = gpio;
    const lines = k.since('6.12') ? bitsOf(gpinten) : Array.from({ length: mcp.chip?.ngpio ?? 0 }, (_, i) => i);
    for (const i of lines)
      if (isDue(mcp, i, { intf, intcon, defval, intcap, gpio, gpio_orig }))
        handle_nested_irq(k, irq_find_mapping(k, mcp.chip?.irq_domain, i));
    if (needsUnmask) mcp_write(k, mcp, MCP_GPINTEN, gpinten);
    return IRQ_HANDLED;
  },
);

// --- the interrupt chip

const mcp23s08_irq_mask = at.fn('mcp23s08_irq_mask', 'Masks a line.', (k: Kernel, d: irq_data): void => {
  mcp_set_bit(k, mcpOf(gcOf(d)), MCP_GPINTEN, irqd_to_hwirq(d), false);
  if (k.since('6.12')) gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
});
const mcp23s08_irq_unmask = at.fn('mcp23s08_irq_unmask', 'Unmasks a line.', (k: Kernel, d: irq_data): void => {
  if (k.since('6.12')) gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
  mcp_set_bit(k, mcpOf(gcOf(d)), MCP_GPINTEN, irqd_to_hwirq(d), true);
});

const mcp23s08_irq_set_type = at.fn(
  'mcp23s08_irq_set_type',
  'Notes which changes of a line interrupt, or has the chip compare its level.',
  (k: Kernel, d: irq_data, type: number): number => {
    const mcp = mcpOf(gcOf(d));
    const pos = irqd_to_hwirq(d);
    if ((type & IRQ_TYPE_EDGE_BOTH) !== 0) {
      mcp_set_bit(k, mcp, MCP_INTCON, pos, false);
      mcp.irq_rise = withBit(mcp.irq_rise, pos, (type & IRQ_TYPE_EDGE_RISING) !== 0);
      mcp.irq_fall = withBit(mcp.irq_fall, pos, (type & IRQ_TYPE_EDGE_FALLING) !== 0);
      return 0;
    }
    if ((type & (IRQ_TYPE_LEVEL_HIGH | IRQ_TYPE_LEVEL_LOW)) === 0) return -EINVAL;
    mcp_set_bit(k, mcp, MCP_INTCON, pos, true);
    mcp_set_bit(k, mcp, MCP_DEFVAL, pos, (type & IRQ_TYPE_LEVEL_HIGH) === 0);
    return 0;
  },
);

const mcp23s08_irq_bus_lock = at.fn(
  'mcp23s08_irq_bus_lock',
  'What follows is gathered, to be written at once; here it is written as it comes.',
  (_k: Kernel, _d: irq_data): void => {},
);
const mcp23s08_irq_bus_unlock = at.fn(
  'mcp23s08_irq_bus_unlock',
  'What was gathered is written.',
  (_k: Kernel, _d: irq_data): void => {},
);

/** 6.1 makes a chip for each expander, which gpiolib changes. */
function mcp23s08_irq_chip(k: Kernel, name: string): irq_chip {
  const operations = {
    irq_mask: mcp23s08_irq_mask,
    irq_unmask: mcp23s08_irq_unmask,
    irq_set_type: mcp23s08_irq_set_type,
    irq_bus_lock: mcp23s08_irq_bus_lock,
    irq_bus_sync_unlock: mcp23s08_irq_bus_unlock,
  };
  if (!k.since('6.12')) return { name, ...operations, flags: 0 };
  return {
    name: undefined,
    ...operations,
    irq_print_chip: (d) => gcOf(d).parent?.name ?? '',
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_IMMUTABLE,
  };
}

const mcp23s08_irq_setup = at.fn(
  'mcp23s08_irq_setup',
  "Requests the chip's interrupt, by the level that the chip is set to.",
  (k: Kernel, mcp: mcp23s08, dev: device, isHigh: boolean): number => {
    const flags = IRQF_ONESHOT | IRQF_SHARED | (isHigh ? IRQF_TRIGGER_HIGH : IRQF_TRIGGER_LOW);
    const err = devm_request_threaded_irq(k, dev, mcp.irq, undefined, mcp23s08_irq, flags, dev.name, mcp);
    if (err !== 0 && !k.since('7.3')) dev_err(k, dev, `unable to request IRQ#${mcp.irq}: ${err}`);
    return err;
  },
);

/** Starts an expander that some bus has found. */
export const mcp23s08_probe_one = at.fn(
  'mcp23s08_probe_one',
  'Starts an expander: its lines made inputs and registered, then its interrupt.',
  (k: Kernel, dev: device, irq: number, ngpio: number, label: string): number => {
    const np = dev.of_node;
    const mcp = mcp23s08.create(k.rec, { dev, irq });
    dev.drvdata = mcp;
    if (!k.since('7.3')) mcp_write(k, mcp, MCP_IODIR, 2 ** ngpio - 1);
    const isController = of_property_read_bool(k, np, 'interrupt-controller');
    const isHigh = irq > 0 && isController && of_property_read_bool(k, np, 'microchip,irq-active-high');
    const gc = gpio_chip.create(k.rec, {
      label,
      parent: dev,
      ngpio,
      ops: { direction_input: mcp23s08_direction_input },
      data: mcp,
    });
    mcp.chip = gc;
    if (irq > 0 && isController) {
      if (k.since('7.3')) mcp_write(k, mcp, MCP_GPINTEN, 0);
      gc.irq_chip = mcp23s08_irq_chip(k, dev.name);
      gc.irq_default_type = IRQ_TYPE_NONE;
      gc.irq_handler = handle_simple_irq;
      gpio_irq_chip_of(k, gc).threaded = true;
    }
    let ret = gpiochip_add_data_with_key(k, gc);
    if (ret < 0) return dev_err_probe(k, dev, ret, "can't add GPIO chip");
    ret = irq > 0 ? mcp23s08_irq_setup(k, mcp, dev, isHigh) : 0;
    return ret === 0 ? 0 : dev_err_probe(k, dev, ret, "can't setup IRQ");
  },
);
