/**
 * Models drivers/gpio/gpio-zynq.c: the GPIO block of Xilinx' Zynq, ZynqMP and Versal: banks of up to 32 pins, one interrupt for
 * all. Left out: values and outputs, suspend, power management of the block.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { data, hexnum, num, type Recorded, source, struct } from '../../../recorder/index.ts';
import { WARN } from '../../include/asm-generic/bug.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import { gpio_chip, GPIO_LINE_DIRECTION_IN, GPIO_LINE_DIRECTION_OUT } from '../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_DISABLE_UNLAZY,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_LEVEL_MASK,
  IRQ_TYPE_NONE,
  IRQCHIP_EOI_IF_HANDLED,
  IRQCHIP_EOI_THREADED,
  IRQCHIP_IMMUTABLE,
  IRQCHIP_MASK_ON_SUSPEND,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { handle_fasteoi_irq, handle_level_irq, irq_set_status_flags } from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq, irq_set_chip_handler_name_locked } from '../../kernel/irq/irqdesc/index.ts';
import { irq_set_irq_wake } from '../../kernel/irq/manage/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { dev_err_probe } from '../base/core/index.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../base/platform.ts';
import { of_parse_clkspec } from '../clk/clk.ts';
import { of_match_node } from '../of/base/index.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-zynq.c');

const DIRM = 0x204;
const INTMASK = 0x20c;
const INTEN = 0x210;
const INTDIS = 0x214;
const INTSTS = 0x218;
const INTTYPE = 0x21c;
const INTPOL = 0x220;
const INTANY = 0x224;
/** From a bank's registers to those of the next. */
const BANK = 0x40;

/** A bank that is there: its number in the registers, its first pin and how many it has. */
interface ZynqBank {
  readonly bank: number;
  readonly min: number;
  readonly pins: number;
}
interface zynq_platform_data {
  readonly label: string;
  readonly ngpio: number;
  readonly banks: readonly ZynqBank[];
  /** Banks whose interrupts the driver switches off and looks at; PMC's bank 2 has registers, but no pins. */
  readonly all: readonly number[];
  /** Pins 7 and 8 of the first bank are outputs only. */
  readonly isZynq: boolean;
}

/** Banks of the given numbers of pins; 0 for one that is not there. */
function banksOf(...pins: readonly number[]): ZynqBank[] {
  const banks: ZynqBank[] = [];
  let min = 0;
  for (const [bank, count] of pins.entries()) {
    if (count > 0) banks.push({ bank, min, pins: count });
    min += count;
  }
  return banks;
}

const zynq_gpio_of_match: readonly { readonly compatible: string; readonly data: zynq_platform_data }[] = [
  {
    compatible: 'xlnx,zynq-gpio-1.0',
    data: { label: 'zynq_gpio', ngpio: 118, banks: banksOf(32, 22, 32, 32), all: [0, 1, 2, 3], isZynq: true },
  },
  {
    compatible: 'xlnx,zynqmp-gpio-1.0',
    data: {
      label: 'zynqmp_gpio',
      ngpio: 174,
      banks: banksOf(26, 26, 26, 32, 32, 32),
      all: [0, 1, 2, 3, 4, 5],
      isZynq: false,
    },
  },
  {
    compatible: 'xlnx,versal-gpio-1.0',
    data: { label: 'versal_gpio', ngpio: 58, banks: banksOf(26, 0, 0, 32), all: [0, 3], isZynq: false },
  },
  {
    compatible: 'xlnx,pmc-gpio-1.0',
    data: { label: 'pmc_gpio', ngpio: 116, banks: banksOf(26, 26, 0, 32, 32), all: [0, 1, 2, 3, 4], isZynq: false },
  },
];

interface zynq_gpio extends Recorded {
  base_addr: number;
  irq: number;
  p_data: zynq_platform_data | undefined;
}
const zynq_gpio = struct<zynq_gpio>('zynq_gpio', { base_addr: hexnum(), irq: num(), p_data: data() });

/** 6.1's chip for edges is one for all controllers, and gpiolib changes it. */
interface gpio_zynq_c extends Recorded {
  zynq_gpio_edge_irqchip: irq_chip | undefined;
}
const gpio_zynq_c = statics<gpio_zynq_c>('drivers/gpio/gpio-zynq.c', { zynq_gpio_edge_irqchip: data() });

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const gpioOf = (gc: gpio_chip): zynq_gpio => zynq_gpio.of(gpiochip_get_data(gc));

/** Address of a register of a bank. */
const regOf = ({ base_addr }: zynq_gpio, bank: number, reg: number): number => base_addr + bank * BANK + reg;

/** The bank of a pin, and the pin's bit there; the first pin's for a pin that is in none. */
function zynq_gpio_get_bank_pin(k: Kernel, gpio: zynq_gpio, pin: number): { bank: number; bit: number } {
  const found = gpio.p_data?.banks.find(({ min, pins }) => pin >= min && pin < min + pins);
  WARN(k, found === undefined, `invalid GPIO pin number: ${pin}`);
  return found === undefined ? { bank: 0, bit: 1 } : { bank: found.bank, bit: 1 << (pin - found.min) };
}

// --- lines

const zynq_gpio_dir_in = at.fn(
  'zynq_gpio_dir_in',
  'Makes a pin an input.',
  (k: Kernel, gc: gpio_chip, pin: number): number => {
    const gpio = gpioOf(gc);
    if (gpio.p_data?.isZynq === true && (pin === 7 || pin === 8)) return -EINVAL;
    const { bank, bit } = zynq_gpio_get_bank_pin(k, gpio, pin);
    change_bits(k, bit, false, regOf(gpio, bank, DIRM));
    return 0;
  },
);

const zynq_gpio_get_direction = at.fn(
  'zynq_gpio_get_direction',
  'Reads whether a pin is an input or an output.',
  (k: Kernel, gc: gpio_chip, pin: number): number => {
    const gpio = gpioOf(gc);
    const { bank, bit } = zynq_gpio_get_bank_pin(k, gpio, pin);
    return (readl(k, regOf(gpio, bank, DIRM)) & bit) === 0 ? GPIO_LINE_DIRECTION_IN : GPIO_LINE_DIRECTION_OUT;
  },
);

// --- interrupts

/** Writes a pin's bit to a register of its bank. */
function writeBit(k: Kernel, d: irq_data, reg: number): void {
  const gpio = gpioOf(gcOf(d));
  const { bank, bit } = zynq_gpio_get_bank_pin(k, gpio, irqd_to_hwirq(d));
  writel(k, bit, regOf(gpio, bank, reg));
}

const zynq_gpio_irq_mask = at.fn('zynq_gpio_irq_mask', "Masks a pin's interrupt.", (k: Kernel, d: irq_data): void => {
  if (k.since('6.12')) gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
  writeBit(k, d, INTDIS);
});

const zynq_gpio_irq_unmask = at.fn(
  'zynq_gpio_irq_unmask',
  "Unmasks a pin's interrupt.",
  (k: Kernel, d: irq_data): void => {
    if (k.since('6.12')) gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
    writeBit(k, d, INTEN);
  },
);

const zynq_gpio_irq_ack = at.fn('zynq_gpio_irq_ack', "Clears a pin's status.", (k: Kernel, d: irq_data): void =>
  writeBit(k, d, INTSTS),
);

const zynq_gpio_irq_enable = at.fn(
  'zynq_gpio_irq_enable',
  "Enables a pin's interrupt. What was detected while it was masked is cleared first.",
  (k: Kernel, d: irq_data): void => {
    zynq_gpio_irq_ack(k, d);
    zynq_gpio_irq_unmask(k, d);
  },
);

/** What a type is in the three registers: edge, high or rising, both edges. undefined: the bit stays as it is. */
const TYPES = new Map<number, { readonly edge: boolean; readonly high?: boolean; readonly any?: boolean }>([
  [IRQ_TYPE_EDGE_RISING, { edge: true, high: true, any: false }],
  [IRQ_TYPE_EDGE_FALLING, { edge: true, high: false, any: false }],
  [IRQ_TYPE_EDGE_BOTH, { edge: true, any: true }],
  [IRQ_TYPE_LEVEL_HIGH, { edge: false, high: true }],
  [IRQ_TYPE_LEVEL_LOW, { edge: false, high: false }],
]);

const zynq_gpio_set_irq_type = at.fn(
  'zynq_gpio_set_irq_type',
  'Sets how a pin interrupts. Levels and edges have chips of their own.',
  (k: Kernel, d: irq_data, type: number): number => {
    const gpio = gpioOf(gcOf(d));
    const { bank, bit } = zynq_gpio_get_bank_pin(k, gpio, irqd_to_hwirq(d));
    const values = [INTTYPE, INTPOL, INTANY].map((reg) => readl(k, regOf(gpio, bank, reg)));
    const wanted = TYPES.get(type);
    if (wanted === undefined) return -EINVAL;
    const bits = [wanted.edge, wanted.high, wanted.any];
    for (const [place, reg] of [INTTYPE, INTPOL, INTANY].entries()) {
      const value = values[place] ?? 0;
      const on = bits[place];
      writel(k, on === undefined ? value : on ? value | bit : value & ~bit, regOf(gpio, bank, reg));
    }
    if ((type & IRQ_TYPE_LEVEL_MASK) !== 0)
      irq_set_chip_handler_name_locked(k, d, zynq_gpio_level_irqchip(k), handle_fasteoi_irq);
    else irq_set_chip_handler_name_locked(k, d, zynq_gpio_edge_irqchip(k), handle_level_irq);
    return 0;
  },
);

const zynq_gpio_set_wake = at.fn(
  'zynq_gpio_set_wake',
  "Lets a pin wake the system: the block's own interrupt must.",
  (k: Kernel, d: irq_data, on: number): number => {
    irq_set_irq_wake(k, gpioOf(gcOf(d)).irq, on);
    return 0;
  },
);

const zynq_gpio_irq_reqres = at.fn(
  'zynq_gpio_irq_reqres',
  "A pin's interrupt is requested: the pin is locked for it.",
  (k: Kernel, d: irq_data): number => gpiochip_irq_reqres(k, d),
);

const zynq_gpio_irq_relres = at.fn(
  'zynq_gpio_irq_relres',
  "A pin's interrupt is freed.",
  (k: Kernel, d: irq_data): void => gpiochip_irq_relres(k, d),
);

function commonOf(k: Kernel): Omit<irq_chip, 'irq_eoi' | 'irq_ack'> {
  return {
    name: 'zynq-gpio',
    irq_enable: zynq_gpio_irq_enable,
    irq_mask: zynq_gpio_irq_mask,
    irq_unmask: zynq_gpio_irq_unmask,
    irq_set_type: zynq_gpio_set_irq_type,
    irq_set_wake: zynq_gpio_set_wake,
    irq_request_resources: zynq_gpio_irq_reqres,
    irq_release_resources: zynq_gpio_irq_relres,
    // Immutable from 6.4 on.
    flags: IRQCHIP_MASK_ON_SUSPEND | (k.since('6.12') ? IRQCHIP_IMMUTABLE : 0),
  };
}

function zynq_gpio_level_irqchip(k: Kernel): irq_chip {
  const common = commonOf(k);
  const flags = common.flags | IRQCHIP_EOI_THREADED | IRQCHIP_EOI_IF_HANDLED;
  return { ...common, irq_eoi: zynq_gpio_irq_ack, flags };
}

function zynq_gpio_edge_irqchip(k: Kernel): irq_chip {
  const known = k.made(gpio_zynq_c.type)?.zynq_gpio_edge_irqchip;
  return known ?? { ...commonOf(k), irq_ack: zynq_gpio_irq_ack };
}

const zynq_gpio_handle_bank_irq = at.fn(
  'zynq_gpio_handle_bank_irq',
  'Handles the pins of a bank that are pending and not masked.',
  (k: Kernel, gc: gpio_chip, bank_num: number, pending: number): void => {
    const min = gpioOf(gc).p_data?.banks.find(({ bank }) => bank === bank_num)?.min ?? 0;
    for (const pin of bitsOf(pending))
      if (gc.irq_domain !== undefined) generic_handle_domain_irq(k, gc.irq_domain, min + pin);
  },
);

const zynq_gpio_irqhandler = at.fn(
  'zynq_gpio_irqhandler',
  "Handles the block's interrupt: looks which pins of each bank are pending and not masked.",
  (k: Kernel, desc: irq_desc): void => {
    const gc = gpio_chip.of(desc.irq_common_data.handler_data);
    const gpio = gpioOf(gc);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (const bank of gpio.p_data?.all ?? []) {
      const sts = readl(k, regOf(gpio, bank, INTSTS));
      const pending = (sts & ~readl(k, regOf(gpio, bank, INTMASK))) >>> 0;
      if (pending !== 0) zynq_gpio_handle_bank_irq(k, gc, bank, pending);
    }
    chained_irq_exit(k, chip, desc);
  },
);

// --- the driver

const zynq_gpio_probe = at.fn(
  'zynq_gpio_probe',
  'Starts a block: its interrupt and its clock, all pins masked, then its pins.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const match = dev.of_node === undefined ? undefined : of_match_node(k, zynq_gpio_of_match, dev.of_node);
    if (match === undefined) {
      dev_err(k, dev, 'of_match_node() failed');
      return -EINVAL;
    }
    const p_data = match.data;
    const gpio = zynq_gpio.create(k.rec, { p_data });
    platform_set_drvdata(pdev, gpio);
    gpio.base_addr = devm_platform_ioremap_resource(k, pdev, 0);
    if (gpio.base_addr < 0) return gpio.base_addr;
    gpio.irq = platform_get_irq(k, pdev, 0);
    if (gpio.irq < 0) return gpio.irq;
    const clk = of_parse_clkspec(k, dev.of_node, undefined);
    if (clk < 0) return dev_err_probe(k, dev, clk, 'input clock not found.');
    for (const bank of p_data.all) writel(k, 0xffffffff, regOf(gpio, bank, INTDIS));
    const gc = gpio_chip.create(k.rec, {
      label: p_data.label,
      parent: dev,
      ngpio: p_data.ngpio,
      ops: { get_direction: zynq_gpio_get_direction, direction_input: zynq_gpio_dir_in },
      data: gpio,
      irq_chip: zynq_gpio_edge_irqchip(k),
      irq_handler: handle_level_irq,
      irq_default_type: IRQ_TYPE_NONE,
      irq_parent_handler: zynq_gpio_irqhandler,
    });
    gpio_irq_chip_of(k, gc).parents.addTail(gpio.irq);
    const ret = gpiochip_add_data_with_key(k, gc);
    if (!k.since('6.12')) gpio_zynq_c(k).zynq_gpio_edge_irqchip = gc.irq_chip;
    if (ret !== 0) {
      dev_err(k, dev, 'Failed to add gpio chip');
      return ret;
    }
    irq_set_status_flags(k, gpio.irq, IRQ_DISABLE_UNLAZY);
    return 0;
  },
);

/** device_initcall; the kernel has it from module_platform_driver. */
export const zynq_gpio_driver_init = at.fn(
  'zynq_gpio_driver_init',
  'Registers the driver of the GPIO blocks of Zynq, ZynqMP and Versal.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'zynq-gpio',
      bus: 'platform',
      of_match_table: zynq_gpio_of_match,
      probe: zynq_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
