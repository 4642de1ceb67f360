/**
 * Models drivers/gpio/gpio-xilinx.c: the AXI GPIO block of one or two channels of up to 32 lines. The hardware says that something
 * changed in a channel; which edges those were the driver finds out by comparing. Left out: outputs, suspend.
 */
import { hexnum, list, num, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import { gpio_chip } from '../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_NONE,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_edge_irq } from '../../kernel/irq/chip/index.ts';
import { handle_bad_irq } from '../../kernel/irq/handle.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../kernel/irq/irqdesc/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import {
  devm_platform_ioremap_resource,
  platform_driver_register,
  platform_get_irq_optional,
} from '../base/platform.ts';
import { of_property_read_u32 } from '../of/property.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-xilinx.c');

const DATA = 0x0;
const TRI = 0x4;
const CHANNEL = 0x8;
const GIER = 0x11c;
const GIER_IE = 0x80000000;
const IPISR = 0x120;
const IPIER = 0x128;
const LINES = 32;

/** What the driver keeps of a channel: a bit a line. */
interface xgpio_channel extends Recorded {
  width: number;
  dir: number;
  enable: number;
  rising_edge: number;
  falling_edge: number;
  last_irq_read: number;
}
const xgpio_channel = struct<xgpio_channel>('xgpio_channel', {
  width: num(),
  dir: hexnum(),
  enable: hexnum(),
  rising_edge: hexnum(),
  falling_edge: hexnum(),
  last_irq_read: hexnum(),
});

interface xgpio_instance extends Recorded {
  gc: gpio_chip | undefined;
  regs: number;
  channels: RecordedList<xgpio_channel>;
}
const xgpio_instance = struct<xgpio_instance>('xgpio_instance', {
  gc: ref(),
  regs: hexnum(),
  channels: list(ref<xgpio_channel>()),
});

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));

/** The channel of a line, its number, and the line's bit in it. */
function placeOf(
  gc: gpio_chip,
  line: number,
): { chip: xgpio_instance; index: number; channel: xgpio_channel; bit: number } {
  const chip = xgpio_instance.of(gpiochip_get_data(gc));
  const [first, second] = chip.channels.toArray();
  if (first === undefined) throw new Error('irqscope: an AXI GPIO block without a channel');
  if (line < first.width || second === undefined) return { chip, index: 0, channel: first, bit: 1 << line };
  return { chip, index: 1, channel: second, bit: 1 << (line - first.width) };
}

const put = (word: number, bit: number, on: boolean): number => (on ? word | bit : word & ~bit) >>> 0;

const xgpio_dir_in = at.fn(
  'xgpio_dir_in',
  'Makes a line an input.',
  (k: Kernel, gc: gpio_chip, gpio: number): number => {
    const { chip, index, channel, bit } = placeOf(gc, gpio);
    channel.dir = put(channel.dir, bit, true);
    writel(k, channel.dir, chip.regs + index * CHANNEL + TRI);
    return 0;
  },
);

// --- interrupts

const xgpio_irq_ack = at.fn('xgpio_irq_ack', 'Needs nothing done.', (_k: Kernel, _d: irq_data): void => {});

const xgpio_irq_mask = at.fn(
  'xgpio_irq_mask',
  "Masks a line, and with the last of them the channel's interrupt.",
  (k: Kernel, d: irq_data): void => {
    const { chip, index, channel, bit } = placeOf(gcOf(d), irqd_to_hwirq(d));
    channel.enable = put(channel.enable, bit, false);
    if (channel.enable === 0) writel(k, readl(k, chip.regs + IPIER) & ~(1 << index), chip.regs + IPIER);
    gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
  },
);

const xgpio_irq_unmask = at.fn(
  'xgpio_irq_unmask',
  "Unmasks a line, and with the first of them the channel's interrupt.",
  (k: Kernel, d: irq_data): void => {
    const { chip, index, channel, bit } = placeOf(gcOf(d), irqd_to_hwirq(d));
    const before = channel.enable;
    gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
    channel.enable = put(channel.enable, bit, true);
    if (before !== 0) return;
    writel(k, readl(k, chip.regs + IPISR) & (1 << index), chip.regs + IPISR);
    channel.last_irq_read = readl(k, chip.regs + index * CHANNEL + DATA);
    writel(k, readl(k, chip.regs + IPIER) | (1 << index), chip.regs + IPIER);
  },
);

const xgpio_set_irq_type = at.fn(
  'xgpio_set_irq_type',
  'Notes which edges of a line count; levels are refused.',
  (k: Kernel, d: irq_data, type: number): number => {
    const { channel, bit } = placeOf(gcOf(d), irqd_to_hwirq(d));
    const edges = type & IRQ_TYPE_SENSE_MASK;
    if (edges === 0 || edges > (IRQ_TYPE_EDGE_RISING | IRQ_TYPE_EDGE_FALLING)) return -EINVAL;
    channel.rising_edge = put(channel.rising_edge, bit, (edges & IRQ_TYPE_EDGE_RISING) !== 0);
    channel.falling_edge = put(channel.falling_edge, bit, (edges & IRQ_TYPE_EDGE_FALLING) !== 0);
    irq_set_handler_locked(k, d, handle_edge_irq);
    return 0;
  },
);

function xgpio_irq_chip(): irq_chip {
  return {
    name: 'gpio-xilinx',
    irq_ack: xgpio_irq_ack,
    irq_mask: xgpio_irq_mask,
    irq_unmask: xgpio_irq_unmask,
    irq_set_type: xgpio_set_irq_type,
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_IMMUTABLE,
  };
}

const xgpio_irqhandler = at.fn(
  'xgpio_irqhandler',
  "Handles the block's interrupt: compares each channel with what it was, and handles the lines with an edge that counts.",
  (k: Kernel, desc: irq_desc): void => {
    const gc = gpio_chip.of(desc.irq_common_data.handler_data);
    const { regs, channels } = xgpio_instance.of(gpiochip_get_data(gc));
    const irqchip = desc.irq_data.chip;
    if (irqchip === undefined) return;
    writel(k, readl(k, regs + IPISR), regs + IPISR);
    chained_irq_enter(k, irqchip, desc);
    const pending: number[] = [];
    let base = 0;
    for (const [index, channel] of channels.toArray().entries()) {
      const all = readl(k, regs + index * CHANNEL + DATA);
      const rising = ~channel.last_irq_read & all & channel.rising_edge;
      const falling = ~all & channel.last_irq_read & channel.falling_edge;
      channel.last_irq_read = all;
      const lines = (rising | falling) & channel.enable;
      for (let line = 0; line < channel.width; line++) if ((lines & (1 << line)) !== 0) pending.push(base + line);
      base += channel.width;
    }
    for (const line of pending) if (gc.irq_domain !== undefined) generic_handle_domain_irq(k, gc.irq_domain, line);
    chained_irq_exit(k, irqchip, desc);
  },
);

// --- the driver

/** Widths of the channels that are there, and the direction of their lines; -EINVAL where one is too wide. */
function channelsOf(k: Kernel, pdev: platform_device): { width: number; dir: number }[] | number {
  const np = pdev.dev.of_node;
  const isDual = (of_property_read_u32(k, np, 'xlnx,is-dual') ?? 0) !== 0;
  const channels = [
    {
      width: of_property_read_u32(k, np, 'xlnx,gpio-width') ?? LINES,
      dir: of_property_read_u32(k, np, 'xlnx,tri-default') ?? 0xffffffff,
    },
  ];
  if (isDual)
    channels.push({
      width: of_property_read_u32(k, np, 'xlnx,gpio2-width') ?? LINES,
      dir: of_property_read_u32(k, np, 'xlnx,tri-default-2') ?? 0xffffffff,
    });
  return channels.some(({ width }) => width > LINES) ? -EINVAL : channels;
}

const xgpio_probe = at.fn(
  'xgpio_probe',
  'Starts a block: its channels, and their interrupt if it has one.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const channels = channelsOf(k, pdev);
    if (typeof channels === 'number') return channels;
    const regs = devm_platform_ioremap_resource(k, pdev, 0);
    if (regs < 0) {
      dev_err(k, dev, 'failed to ioremap memory resource');
      return regs;
    }
    const chip = xgpio_instance.create(k.rec, { regs });
    platform_set_drvdata(pdev, chip);
    for (const [index, each] of channels.entries()) {
      chip.channels.addTail(xgpio_channel.create(k.rec, each));
      writel(k, each.dir, regs + index * CHANNEL + TRI);
    }
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio: channels.reduce((sum, { width }) => sum + width, 0),
      ops: { direction_input: xgpio_dir_in },
      data: chip,
    });
    chip.gc = gc;
    const irq = platform_get_irq_optional(k, pdev, 0);
    if (irq > 0) {
      writel(k, 0, regs + IPIER);
      writel(k, readl(k, regs + IPISR), regs + IPISR);
      writel(k, GIER_IE, regs + GIER);
      gc.irq_chip = xgpio_irq_chip();
      gc.irq_handler = handle_bad_irq;
      gc.irq_default_type = IRQ_TYPE_NONE;
      gc.irq_parent_handler = xgpio_irqhandler;
      gpio_irq_chip_of(k, gc).parents.addTail(irq);
    }
    const status = gpiochip_add_data_with_key(k, gc);
    if (status !== 0) dev_err(k, dev, 'failed to add GPIO chip');
    return status;
  },
);

/** subsys_initcall */
export const xgpio_init = at.fn('xgpio_init', 'Registers the driver of AXI GPIO blocks.', (k: Kernel): number => {
  const driver: platform_driver = {
    name: 'gpio-xilinx',
    bus: 'platform',
    of_match_table: [{ compatible: 'xlnx,xps-gpio-1.00.a', data: undefined }],
    probe: xgpio_probe,
  };
  return platform_driver_register(k, driver);
});
