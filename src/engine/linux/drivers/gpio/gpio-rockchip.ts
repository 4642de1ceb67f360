/**
 * Models drivers/gpio/gpio-rockchip.c: the GPIO banks of Rockchip's pin controllers, one interrupt each, lines as bits of a generic
 * chip. Left out: outputs, debouncing, clocks, suspend.
 */
import { hexnum, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOENT, ENXIO, EPROBE_DEFER } from '../../include/linux/errno.ts';
import { gpio_chip } from '../../include/linux/gpio/driver.ts';
import {
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_NOAUTOEN,
  IRQ_NOPROBE,
  IRQ_NOREQUEST,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { handle_edge_irq, handle_level_irq, irq_set_chained_handler_and_data } from '../../kernel/irq/chip/index.ts';
import {
  __irq_alloc_domain_generic_chips,
  irq_chip_generic,
  irq_gc_ack_set_bit,
  irq_gc_mask_clr_bit,
  irq_gc_mask_set_bit,
  irq_gc_set_wake,
  irq_generic_chip_ops,
  irq_get_domain_generic_chip,
} from '../../kernel/irq/generic-chip.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../kernel/irq/irqdesc/index.ts';
import { irq_create_mapping, irq_domain_add_linear } from '../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_info } from '../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../base/platform.ts';
import { of_parse_clkspec } from '../clk/clk.ts';
import { of_iomap } from '../of/address.ts';
import { of_alias_get_id } from '../of/base/index.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';
import { of_pinctrl_get } from '../pinctrl/core.ts';
import { pinsOfBank } from '../pinctrl/pinctrl-rockchip.ts';
import {
  gpiochip_add_data_with_key,
  gpiochip_generic_request,
  gpiochip_get_data,
  gpiochip_lock_as_irq,
  gpiochip_unlock_as_irq,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-rockchip.c');

interface rockchip_gpio_regs {
  readonly port_ddr: number;
  readonly int_en: number;
  readonly int_mask: number;
  readonly int_type: number;
  readonly int_polarity: number;
  readonly int_bothedge: number;
  readonly int_status: number;
  readonly port_eoi: number;
  readonly ext_port: number;
}
const gpio_regs_v1: rockchip_gpio_regs = {
  port_ddr: 0x04,
  int_en: 0x30,
  int_mask: 0x34,
  int_type: 0x38,
  int_polarity: 0x3c,
  int_bothedge: 0,
  int_status: 0x40,
  port_eoi: 0x4c,
  ext_port: 0x50,
};
/** Each register in two halves, whose upper 16 bits say which of the lower are written. */
const gpio_regs_v2: rockchip_gpio_regs = {
  port_ddr: 0x08,
  int_en: 0x10,
  int_mask: 0x18,
  int_type: 0x20,
  int_polarity: 0x28,
  int_bothedge: 0x30,
  int_status: 0x50,
  port_eoi: 0x60,
  ext_port: 0x70,
};
const VERSION_ID = 0x78;
const GPIO_TYPE_V1 = 0;
const GPIO_TYPES_V2 = new Set([0x01000c2b, 0x0101157c]);
/** From 7.x on. */
const GPIO_TYPE_V2_2 = 0x010219c8;

interface rockchip_pin_bank extends Recorded {
  dev: device | undefined;
  of_node: device_node | undefined;
  reg_base: number;
  irq: number;
  /** 1 or 2. */
  gpio_type: number;
  /** Lines whose two edges are one edge that is turned over (version 1). */
  toggle_edge_mode: number;
  nr_pins: number;
  domain: irq_domain | undefined;
  gpio_chip: gpio_chip | undefined;
}
const rockchip_pin_bank = struct<rockchip_pin_bank>('rockchip_pin_bank', {
  dev: ref(),
  of_node: ref(),
  reg_base: hexnum(),
  irq: num(),
  gpio_type: num(),
  toggle_edge_mode: hexnum(),
  nr_pins: num(),
  domain: ref(),
  gpio_chip: ref(),
});
interface gpio_rockchip_c extends Recorded {
  /** The number of the next bank without an alias. */
  gpio: number;
}
const gpio_rockchip_c = statics<gpio_rockchip_c>('drivers/gpio/gpio-rockchip.c', { gpio: num() });

const regsOf = ({ gpio_type }: rockchip_pin_bank): rockchip_gpio_regs =>
  gpio_type === 2 ? gpio_regs_v2 : gpio_regs_v1;
const bankOf = (d: irq_data): rockchip_pin_bank =>
  rockchip_pin_bank.of(irq_chip_generic.of(irq_data_get_irq_chip_data(d)).private);

// --- registers

const gpio_writel_v2 = at.fn(
  'gpio_writel_v2',
  'Writes a register of version 2: its two halves, all bits of each.',
  (k: Kernel, val: number, reg: number): void => {
    writel(k, (val & 0xffff) | 0xffff0000, reg);
    writel(k, (val >>> 16) | 0xffff0000, reg + 4);
  },
);

function rockchip_gpio_writel(k: Kernel, bank: rockchip_pin_bank, value: number, offset: number): void {
  if (bank.gpio_type === 2) gpio_writel_v2(k, value, bank.reg_base + offset);
  else writel(k, value, bank.reg_base + offset);
}

function rockchip_gpio_readl(k: Kernel, bank: rockchip_pin_bank, offset: number): number {
  const reg = bank.reg_base + offset;
  return bank.gpio_type === 2 ? (readl(k, reg + 4) << 16) | readl(k, reg) : readl(k, reg);
}

function rockchip_gpio_writel_bit(k: Kernel, bank: rockchip_pin_bank, bit: number, on: boolean, offset: number): void {
  const reg = bank.reg_base + offset;
  if (bank.gpio_type === 2) {
    const half = bit % 16;
    writel(k, (1 << (half + 16)) | (on ? 1 << half : 0), bit >= 16 ? reg + 4 : reg);
    return;
  }
  const data = readl(k, reg) & ~(1 << bit);
  writel(k, on ? data | (1 << bit) : data, reg);
}

// --- lines

const rockchip_gpio_get_direction = at.fn(
  'rockchip_gpio_get_direction',
  'Reads whether a line is an input or an output.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const bank = rockchip_pin_bank.of(gpiochip_get_data(gc));
    const isOut = ((rockchip_gpio_readl(k, bank, regsOf(bank).port_ddr) >>> offset) & 1) !== 0;
    return isOut ? 0 : 1;
  },
);

const rockchip_gpio_direction_input = at.fn(
  'rockchip_gpio_direction_input',
  'Makes a line an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const bank = rockchip_pin_bank.of(gpiochip_get_data(gc));
    rockchip_gpio_writel_bit(k, bank, offset, false, regsOf(bank).port_ddr);
    return 0;
  },
);

const rockchip_gpio_to_irq = at.fn(
  'rockchip_gpio_to_irq',
  'The interrupt of a line, mapped on first use.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const { domain } = rockchip_pin_bank.of(gpiochip_get_data(gc));
    if (domain === undefined) return -ENXIO;
    const virq = irq_create_mapping(k, domain, offset);
    return virq === 0 ? -ENXIO : virq;
  },
);

// --- interrupts

/** For both edges, of version 1: waits for the edge that must come next. */
function toggle(k: Kernel, bank: rockchip_pin_bank, bit: number): void {
  const { ext_port, int_polarity } = regsOf(bank);
  for (;;) {
    const level = readl(k, bank.reg_base + ext_port) & bit;
    const polarity = readl(k, bank.reg_base + int_polarity);
    writel(k, level === 0 ? polarity | bit : polarity & ~bit, bank.reg_base + int_polarity);
    if ((readl(k, bank.reg_base + ext_port) & bit) === level) return;
  }
}

const rockchip_irq_demux = at.fn(
  'rockchip_irq_demux',
  "Handles a bank's interrupt: looks which lines caused it, and handles each.",
  (k: Kernel, desc: irq_desc): void => {
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    const bank = rockchip_pin_bank.of(desc.irq_common_data.handler_data);
    chained_irq_enter(k, chip, desc);
    const pending = readl(k, bank.reg_base + regsOf(bank).int_status);
    for (let irq = 0; irq < 32; irq++) {
      const bit = 1 << irq;
      if ((pending & bit) === 0) continue;
      if ((bank.toggle_edge_mode & bit) !== 0) toggle(k, bank, bit);
      if (bank.domain !== undefined) generic_handle_domain_irq(k, bank.domain, irq);
    }
    chained_irq_exit(k, chip, desc);
  },
);

/** What a type is in the registers: edge or level, rising or high. */
const SETTINGS = new Map([
  [IRQ_TYPE_EDGE_RISING, { edge: true, high: true }],
  [IRQ_TYPE_EDGE_FALLING, { edge: true, high: false }],
  [IRQ_TYPE_LEVEL_HIGH, { edge: false, high: true }],
  [IRQ_TYPE_LEVEL_LOW, { edge: false, high: false }],
]);

/** Both edges of version 1: a level that is turned over. */
function toggled(k: Kernel, bank: rockchip_pin_bank, mask: number): { edge: boolean; high: boolean } {
  bank.toggle_edge_mode = (bank.toggle_edge_mode | mask) >>> 0;
  return { edge: false, high: (readl(k, bank.reg_base + regsOf(bank).ext_port) & mask) === 0 };
}

const rockchip_irq_set_type = at.fn(
  'rockchip_irq_set_type',
  'Makes a line an input and sets how it interrupts.',
  (k: Kernel, d: irq_data, type: number): number => {
    const bank = bankOf(d);
    const regs = regsOf(bank);
    const line = irqd_to_hwirq(d);
    const mask = 1 << line;
    rockchip_gpio_writel_bit(k, bank, line, false, regs.port_ddr);
    irq_set_handler_locked(k, d, (type & IRQ_TYPE_EDGE_BOTH) === 0 ? handle_level_irq : handle_edge_irq);
    const level = rockchip_gpio_readl(k, bank, regs.int_type);
    const polarity = rockchip_gpio_readl(k, bank, regs.int_polarity);
    const both = type === IRQ_TYPE_EDGE_BOTH;
    if (bank.gpio_type === 2) {
      rockchip_gpio_writel_bit(k, bank, line, both, regs.int_bothedge);
      if (both) return 0;
    } else if (!both) bank.toggle_edge_mode = (bank.toggle_edge_mode & ~mask) >>> 0;
    const want = both ? toggled(k, bank, mask) : SETTINGS.get(type);
    if (want === undefined) return -EINVAL;
    rockchip_gpio_writel(k, bank, want.edge ? level | mask : level & ~mask, regs.int_type);
    rockchip_gpio_writel(k, bank, want.high ? polarity | mask : polarity & ~mask, regs.int_polarity);
    return 0;
  },
);

const rockchip_irq_reqres = at.fn(
  'rockchip_irq_reqres',
  "A line's interrupt is requested: the line is locked for it.",
  (k: Kernel, d: irq_data): number => {
    const { gpio_chip: gc } = bankOf(d);
    return gc === undefined ? -EINVAL : gpiochip_lock_as_irq(k, gc, irqd_to_hwirq(d));
  },
);

const rockchip_irq_relres = at.fn(
  'rockchip_irq_relres',
  "A line's interrupt is freed: the line is an ordinary one again.",
  (_k: Kernel, d: irq_data): void => {
    const { gpio_chip: gc } = bankOf(d);
    if (gc !== undefined) gpiochip_unlock_as_irq(gc, irqd_to_hwirq(d));
  },
);

const rockchip_irq_enable = at.fn(
  'rockchip_irq_enable',
  "Enables a line's interrupt.",
  (k: Kernel, d: irq_data): void => irq_gc_mask_clr_bit(k, d),
);
const rockchip_irq_disable = at.fn(
  'rockchip_irq_disable',
  "Disables a line's interrupt.",
  (k: Kernel, d: irq_data): void => irq_gc_mask_set_bit(k, d),
);

const rockchip_interrupts_register = at.fn(
  'rockchip_interrupts_register',
  "Makes a bank's domain and generic chip, all lines masked and enabled, and chains it behind the bank's interrupt.",
  (k: Kernel, bank: rockchip_pin_bank): number => {
    const domain = irq_domain_add_linear(k, bank.of_node, 32, irq_generic_chip_ops(), undefined);
    if (domain === undefined) return -EINVAL;
    bank.domain = domain;
    const info = {
      irqs_per_chip: 32,
      num_ct: 1,
      name: 'rockchip_gpio_irq',
      handler: handle_level_irq,
      clr: IRQ_NOREQUEST | IRQ_NOPROBE | IRQ_NOAUTOEN,
      set: 0,
      gcflags: 0,
    };
    if (__irq_alloc_domain_generic_chips(k, domain, info) !== 0) return -EINVAL;
    const gc = irq_get_domain_generic_chip(k, domain, 0);
    const ct = gc?.chip_types.first();
    if (gc === undefined || ct === undefined) return -EINVAL;
    const regs = regsOf(bank);
    if (bank.gpio_type === 2) gc.reg_writel = gpio_writel_v2;
    gc.reg_base = bank.reg_base;
    gc.private = bank;
    ct.regs = { mask: regs.int_mask, ack: regs.port_eoi };
    Object.assign(ct.chip, {
      irq_ack: irq_gc_ack_set_bit,
      irq_mask: irq_gc_mask_set_bit,
      irq_unmask: irq_gc_mask_clr_bit,
      irq_enable: rockchip_irq_enable,
      irq_disable: rockchip_irq_disable,
      irq_set_wake: irq_gc_set_wake,
      irq_set_type: rockchip_irq_set_type,
      irq_request_resources: rockchip_irq_reqres,
      irq_release_resources: rockchip_irq_relres,
    });
    gc.wake_enabled = 2 ** bank.nr_pins - 1;
    for (const reg of [regs.int_mask, regs.port_eoi, regs.int_en]) rockchip_gpio_writel(k, bank, 0xffffffff, reg);
    gc.mask_cache = 0xffffffff;
    irq_set_chained_handler_and_data(k, bank.irq, rockchip_irq_demux, bank);
    return 0;
  },
);

// --- the driver

/** Registers and interrupt of a bank, and which version it is. 0, or a negative errno. */
function rockchip_get_bank_data(k: Kernel, bank: rockchip_pin_bank, pdev: platform_device, np: device_node): number {
  const { dev } = pdev;
  // 7.3 takes both from the device, which complains itself.
  const reg_base = k.since('7.3') ? devm_platform_ioremap_resource(k, pdev, 0) : (of_iomap(k, np, 0) ?? -ENOENT);
  if (reg_base < 0) {
    if (!k.since('7.3')) dev_err(k, dev, 'cannot find IO resource for bank');
    return reg_base;
  }
  bank.reg_base = reg_base;
  const irq = k.since('7.3') ? platform_get_irq(k, pdev, 0) : irq_of_parse_and_map(k, np, 0);
  if (irq <= 0) return irq < 0 ? irq : -EINVAL;
  bank.irq = irq;
  const clk = of_parse_clkspec(k, np, undefined);
  if (clk < 0) return clk;
  const id = readl(k, reg_base + VERSION_ID);
  bank.gpio_type = GPIO_TYPES_V2.has(id) || (k.since('7.3') && id === GPIO_TYPE_V2_2) ? 2 : 1;
  if (bank.gpio_type === 2 || id === GPIO_TYPE_V1 || !k.since('6.12')) return 0;
  dev_err(k, dev, `unsupported version ID: 0x${id.toString(16).padStart(8, '0')}`);
  return -ENODEV;
}

const rockchip_gpio_probe = at.fn(
  'rockchip_gpio_probe',
  'Starts a bank: finds it among those of the pin controller, registers its lines and their interrupts.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    const pctlnp = np?.parent;
    if (np === undefined || pctlnp === undefined) return -ENODEV;
    if (!of_pinctrl_get(k, pctlnp)) return -EPROBE_DEFER;
    let id = of_alias_get_id(k, np, 'gpio');
    if (id < 0) id = gpio_rockchip_c(k).gpio++;
    const nr_pins = pinsOfBank(k, pctlnp, id);
    if (nr_pins === undefined) return -EINVAL;
    const bank = rockchip_pin_bank.create(k.rec, { dev, of_node: np, nr_pins });
    let ret = rockchip_get_bank_data(k, bank, pdev, np);
    if (ret !== 0) return ret;
    const gc = gpio_chip.create(k.rec, {
      label: `gpio${id}`,
      parent: dev,
      ngpio: nr_pins,
      ops: {
        request: gpiochip_generic_request,
        get_direction: rockchip_gpio_get_direction,
        direction_input: rockchip_gpio_direction_input,
        to_irq: rockchip_gpio_to_irq,
      },
      data: bank,
    });
    bank.gpio_chip = gc;
    ret = gpiochip_add_data_with_key(k, gc);
    if (ret !== 0) return ret;
    ret = rockchip_interrupts_register(k, bank);
    if (ret !== 0) return ret;
    platform_set_drvdata(pdev, bank);
    dev_info(k, dev, `probed ${np.path}`);
    return 0;
  },
);

/** postcore_initcall */
export const rockchip_gpio_init = at.fn(
  'rockchip_gpio_init',
  'Registers the driver of Rockchip GPIO banks.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'rockchip-gpio',
      bus: 'platform',
      of_match_table: [
        { compatible: 'rockchip,gpio-bank', data: undefined },
        { compatible: 'rockchip,rk3188-gpio-bank0', data: undefined },
      ],
      probe: rockchip_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
