/**
 * Models drivers/pinctrl/sunxi/pinctrl-sunxi.c, and the drivers that are data for it: Allwinner's pin controllers. Ports of up to
 * 32 pins; some ports interrupt, 32 lines and one interrupt each, all of which are mapped at once. Left out: settings of pins,
 * outputs, debouncing, regulators, suspend.
 */
import { bitsOf } from '../../../../../base/bits.ts';
import {
  type FunctionInfo,
  hexnum,
  list,
  num,
  type Recorded,
  type RecordedList,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import { must } from '../../../../../base/assert.ts';
import { WARN_ON } from '../../../include/asm-generic/bug.ts';
import { change_bits, readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOMEM, ENXIO } from '../../../include/linux/errno.ts';
import {
  gpio_chip,
  GPIO_LINE_DIRECTION_IN,
  GPIO_LINE_DIRECTION_OUT,
  type GpioSpec,
} from '../../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_LEVEL_MASK,
  IRQCHIP_EOI_IF_HANDLED,
  IRQCHIP_EOI_THREADED,
  IRQCHIP_MASK_ON_SUSPEND,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { irq_domain, Translated } from '../../../include/linux/irqdomain.ts';
import type { device_node } from '../../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  handle_edge_irq,
  handle_fasteoi_irq,
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler,
  irq_set_chip_data,
} from '../../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_create_mapping, irq_domain_add_linear, irq_find_mapping } from '../../../kernel/irq/irqdomain/index.ts';
import { irq_set_irq_wake } from '../../../kernel/irq/manage/index.ts';
import { dev_err, dev_info, dev_warn } from '../../../kernel/printk/printk.ts';
import {
  devm_platform_ioremap_resource,
  platform_driver_register,
  platform_get_irq,
  platform_irq_count,
} from '../../base/platform.ts';
import { of_parse_clkspec } from '../../clk/clk.ts';
import {
  gpiochip_add_data_with_key,
  gpiochip_generic_request,
  gpiochip_get_data,
  gpiochip_lock_as_irq,
  gpiochip_unlock_as_irq,
} from '../../gpio/gpiolib/index.ts';
import { of_property_cells } from '../../of/property.ts';

const at = source('drivers/pinctrl/sunxi/pinctrl-sunxi.c');

const PINS_PER_BANK = 32;
const IRQ_PER_BANK = 32;
const BANK_MEM_SIZE = 0x24;
const MUX_PINS_PER_REG = 8;
const IRQ_CFG_REG = 0x200;
const IRQ_CTRL_REG = 0x210;
const IRQ_STATUS_REG = 0x214;
const IRQ_MEM_SIZE = 0x20;
/** The function of a pin that interrupts; it is the same on all SoCs here. */
const MUX_IRQ = 6;
const MUX_INPUT = 0;
const MUX_OUTPUT = 1;
/** SUN4I_FUNC_DISABLED_OLD: what pins have after a reset. */
const MUX_DISABLED = 7;

/** Letter of a port, number of its pins, and place of its interrupt where it has one. A pin's line has the number of the pin. */
type Port = readonly [letter: string, pins: number, bank?: number];

/** What the driver of a SoC says: its ports, and how its banks of lines are numbered in the registers. */
interface SunxiSoc {
  readonly name: string;
  readonly ports: readonly Port[];
  /** What 6.1 has, where that differs. */
  readonly ports61?: readonly Port[];
  readonly banks: number;
  readonly bankMap?: readonly number[];
}

const SOCS: readonly SunxiSoc[] = [
  {
    name: 'sun50i-a64',
    ports: [
      ['B', 10, 0],
      ['C', 17],
      ['D', 25],
      ['E', 18],
      ['F', 7],
      ['G', 14, 1],
      ['H', 12, 2],
    ],
    banks: 3,
  },
  { name: 'sun50i-a64-r', ports: [['L', 13, 0]], banks: 1 },
  {
    name: 'sun50i-h5',
    ports: [
      ['A', 22, 0],
      ['C', 17],
      ['D', 18],
      ['E', 16],
      ['F', 7, 1],
      ['G', 14, 2],
    ],
    banks: 3,
  },
  { name: 'sun8i-h3-r', ports: [['L', 12, 0]], banks: 1 },
  {
    name: 'sun50i-h6',
    ports: [
      ['A', 10],
      ['B', 21, 0],
      ['C', 17],
      ['D', 27],
      ['F', 7, 1],
      ['G', 15, 2],
      ['H', 11, 3],
    ],
    banks: 4,
    bankMap: [1, 5, 6, 7],
  },
  {
    name: 'sun50i-h6-r',
    ports: [
      ['L', 11, 0],
      ['M', 5, 1],
    ],
    banks: 2,
  },
  {
    name: 'sun50i-h616',
    ports: [
      ['A', 13, 0],
      ['C', 17, 1],
      ['D', 29, 2],
      ['E', 23, 3],
      ['F', 7, 4],
      ['G', 20, 5],
      ['H', 11, 6],
      ['I', 17, 7],
    ],
    ports61: [
      ['A', 13],
      ['C', 17, 1],
      ['F', 7, 4],
      ['G', 20, 5],
      ['H', 11, 6],
      ['I', 17, 7],
    ],
    banks: 8,
    bankMap: [0, 2, 3, 4, 5, 6, 7, 8],
  },
  { name: 'sun50i-h616-r', ports: [['L', 2]], banks: 0 },
  {
    name: 'sun50i-a100',
    ports: [
      ['B', 11, 0],
      ['C', 17, 1],
      ['D', 24, 2],
      ['E', 10, 3],
      ['F', 7, 4],
      ['G', 14, 5],
      ['H', 20, 6],
    ],
    banks: 7,
    bankMap: [1, 2, 3, 4, 5, 6, 7],
  },
  { name: 'sun50i-a100-r', ports: [['L', 12, 0]], banks: 1 },
];

interface sunxi_pinctrl extends Recorded {
  dev: device | undefined;
  membase: number;
  chip: gpio_chip | undefined;
  domain: irq_domain | undefined;
  /** Place of the SoC in the list. */
  soc: number;
  /** Banks of lines; one less where the tree of an H5 is an old one. */
  irq_banks: number;
  irq: RecordedList<number>;
  /** The first port is not always A. */
  pin_base: number;
}
const sunxi_pinctrl = struct<sunxi_pinctrl>('sunxi_pinctrl', {
  dev: ref(),
  membase: hexnum(),
  chip: ref(),
  domain: ref(),
  soc: num(),
  irq_banks: num(),
  irq: list(num()),
  pin_base: num(),
});

const socOf = (pctl: sunxi_pinctrl): SunxiSoc => must(SOCS[pctl.soc], 'the SoC of a pin controller');
const pctlOf = (d: irq_data): sunxi_pinctrl => sunxi_pinctrl.of(irq_data_get_irq_chip_data(d));

function portsOf(k: Kernel, pctl: sunxi_pinctrl): readonly Port[] {
  const { ports, ports61 } = socOf(pctl);
  return ports61 === undefined || k.since('6.12') ? ports : ports61;
}

const portNumber = ([letter]: Port): number => letter.charCodeAt(0) - 'A'.charCodeAt(0);

/** sunxi_pinctrl_desc_find_function_by_pin for "irq": the line of a pin. */
function lineOfPin(k: Kernel, pctl: sunxi_pinctrl, pin: number): number | undefined {
  const within = pin % PINS_PER_BANK;
  const port = portsOf(k, pctl).find((each) => portNumber(each) === Math.floor(pin / PINS_PER_BANK));
  const bank = port?.[2];
  return port === undefined || bank === undefined || within >= port[1] ? undefined : bank * IRQ_PER_BANK + within;
}

/** The pin of a line, counted from the chip's first: pctl->irq_array. A line without a pin has 0 there. */
function pinOfLine(k: Kernel, pctl: sunxi_pinctrl, hwirq: number): number {
  const port = portsOf(k, pctl).find(([, , bank]) => bank === Math.floor(hwirq / IRQ_PER_BANK));
  return port === undefined ? 0 : portNumber(port) * PINS_PER_BANK + (hwirq % IRQ_PER_BANK);
}

// --- registers

const bankRegister = (pctl: sunxi_pinctrl, bank: number, register: number): number =>
  pctl.membase + register + (socOf(pctl).bankMap?.[bank] ?? bank) * IRQ_MEM_SIZE;
const lineRegister = (pctl: sunxi_pinctrl, hwirq: number, register: number): number =>
  bankRegister(pctl, Math.floor(hwirq / IRQ_PER_BANK), register);

/** Where the function of a pin is. */
function sunxi_mux_reg(pctl: sunxi_pinctrl, offset: number): { readonly reg: number; readonly shift: number } {
  const port = Math.floor(offset / PINS_PER_BANK);
  const pin = offset % PINS_PER_BANK;
  const reg = pctl.membase + port * BANK_MEM_SIZE + Math.floor(pin / MUX_PINS_PER_REG) * 4;
  return { reg, shift: (pin % MUX_PINS_PER_REG) * 4 };
}

function muxOf(k: Kernel, pctl: sunxi_pinctrl, offset: number): number {
  const { reg, shift } = sunxi_mux_reg(pctl, offset);
  return (readl(k, reg) >>> shift) & 0xf;
}

function sunxi_pmx_set(k: Kernel, pctl: sunxi_pinctrl, offset: number, mux: number): void {
  const { reg, shift } = sunxi_mux_reg(pctl, offset);
  writel(k, (readl(k, reg) & ~(0xf << shift)) | (mux << shift), reg);
}

function changeCtrl(k: Kernel, d: irq_data, on: boolean): void {
  const hwirq = irqd_to_hwirq(d);
  change_bits(k, 1 << (hwirq % IRQ_PER_BANK), on, lineRegister(pctlOf(d), hwirq, IRQ_CTRL_REG));
}

// --- interrupts

const sunxi_pinctrl_irq_request_resources = at.fn(
  'sunxi_pinctrl_irq_request_resources',
  "A line's interrupt is requested: its pin is locked for it, and switched to interrupt.",
  (k: Kernel, d: irq_data): number => {
    const pctl = pctlOf(d);
    const pin = pinOfLine(k, pctl, irqd_to_hwirq(d));
    if (lineOfPin(k, pctl, pin) === undefined || pctl.chip === undefined) return -EINVAL;
    const offset = pin - pctl.pin_base;
    // 7.3 knows directions, and what has not been given a function since the reset has none.
    if (k.since('7.3') && muxOf(k, pctl, offset) === MUX_DISABLED) sunxi_pmx_set(k, pctl, offset, MUX_INPUT);
    const ret = gpiochip_lock_as_irq(k, pctl.chip, offset);
    if (ret !== 0) {
      if (pctl.dev !== undefined) dev_err(k, pctl.dev, `unable to lock HW IRQ ${irqd_to_hwirq(d)} for IRQ`);
      return ret;
    }
    sunxi_pmx_set(k, pctl, offset, MUX_IRQ);
    return 0;
  },
);

const sunxi_pinctrl_irq_release_resources = at.fn(
  'sunxi_pinctrl_irq_release_resources',
  "A line's interrupt is freed: its pin is an ordinary one again.",
  (k: Kernel, d: irq_data): void => {
    const pctl = pctlOf(d);
    if (pctl.chip !== undefined)
      gpiochip_unlock_as_irq(pctl.chip, pinOfLine(k, pctl, irqd_to_hwirq(d)) - pctl.pin_base);
  },
);

const MODES = new Map([
  [IRQ_TYPE_EDGE_RISING, 0],
  [IRQ_TYPE_EDGE_FALLING, 1],
  [IRQ_TYPE_LEVEL_HIGH, 2],
  [IRQ_TYPE_LEVEL_LOW, 3],
  [IRQ_TYPE_EDGE_BOTH, 4],
]);

const sunxi_pinctrl_irq_set_type = at.fn(
  'sunxi_pinctrl_irq_set_type',
  'Sets how a line interrupts; for levels and for edges it has a chip each.',
  (k: Kernel, d: irq_data, type: number): number => {
    const mode = MODES.get(type);
    if (mode === undefined) return -EINVAL;
    const isLevel = (type & IRQ_TYPE_LEVEL_MASK) !== 0;
    // irq_set_chip_handler_name_locked
    irq_set_handler_locked(k, d, isLevel ? handle_fasteoi_irq : handle_edge_irq);
    d.chip = isLevel ? sunxi_pinctrl_level_irq_chip() : sunxi_pinctrl_edge_irq_chip();
    const hwirq = irqd_to_hwirq(d);
    const reg = lineRegister(pctlOf(d), hwirq, IRQ_CFG_REG) + Math.floor((hwirq % IRQ_PER_BANK) / 8) * 4;
    const shift = (hwirq % 8) * 4;
    writel(k, (readl(k, reg) & ~(0xf << shift)) | (mode << shift), reg);
    return 0;
  },
);

const sunxi_pinctrl_irq_ack = at.fn(
  'sunxi_pinctrl_irq_ack',
  "Clears a line's status.",
  (k: Kernel, d: irq_data): void => {
    const hwirq = irqd_to_hwirq(d);
    writel(k, 1 << (hwirq % IRQ_PER_BANK), lineRegister(pctlOf(d), hwirq, IRQ_STATUS_REG));
  },
);
const sunxi_pinctrl_irq_mask = at.fn('sunxi_pinctrl_irq_mask', 'Masks a line.', (k: Kernel, d: irq_data): void =>
  changeCtrl(k, d, false),
);
const sunxi_pinctrl_irq_unmask = at.fn('sunxi_pinctrl_irq_unmask', 'Unmasks a line.', (k: Kernel, d: irq_data): void =>
  changeCtrl(k, d, true),
);
const sunxi_pinctrl_irq_ack_unmask = at.fn(
  'sunxi_pinctrl_irq_ack_unmask',
  "Clears a line's status and unmasks it.",
  (k: Kernel, d: irq_data): void => {
    sunxi_pinctrl_irq_ack(k, d);
    sunxi_pinctrl_irq_unmask(k, d);
  },
);

const sunxi_pinctrl_irq_set_wake = at.fn(
  'sunxi_pinctrl_irq_set_wake',
  "Lets a line wake the system: the bank's own interrupt must.",
  (k: Kernel, d: irq_data, on: number): number => {
    const irq = pctlOf(d).irq.toArray()[Math.floor(irqd_to_hwirq(d) / IRQ_PER_BANK)];
    return irq_set_irq_wake(k, irq ?? 0, on);
  },
);

function common(): Omit<irq_chip, 'name' | 'flags'> {
  return {
    irq_mask: sunxi_pinctrl_irq_mask,
    irq_unmask: sunxi_pinctrl_irq_unmask,
    irq_request_resources: sunxi_pinctrl_irq_request_resources,
    irq_release_resources: sunxi_pinctrl_irq_release_resources,
    irq_set_type: sunxi_pinctrl_irq_set_type,
    irq_set_wake: sunxi_pinctrl_irq_set_wake,
  };
}

function sunxi_pinctrl_edge_irq_chip(): irq_chip {
  return { name: 'sunxi_pio_edge', irq_ack: sunxi_pinctrl_irq_ack, ...common(), flags: IRQCHIP_MASK_ON_SUSPEND };
}

function sunxi_pinctrl_level_irq_chip(): irq_chip {
  return {
    name: 'sunxi_pio_level',
    irq_eoi: sunxi_pinctrl_irq_ack,
    ...common(),
    irq_enable: sunxi_pinctrl_irq_ack_unmask,
    irq_disable: sunxi_pinctrl_irq_mask,
    flags: IRQCHIP_EOI_THREADED | IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_EOI_IF_HANDLED,
  };
}

const sunxi_pinctrl_irq_of_xlate = at.fn(
  'sunxi_pinctrl_irq_of_xlate',
  'Reads a specifier of three cells: port, pin, trigger type. A pin that cannot interrupt is refused.',
  (
    k: Kernel,
    d: irq_domain,
    _node: device_node | undefined,
    [port = 0, pin = 0, type = 0]: readonly number[],
    intsize: number,
  ): Translated | number => {
    if (intsize < 3) return -EINVAL;
    const pctl = sunxi_pinctrl.of(d.host_data);
    const hwirq = lineOfPin(k, pctl, pctl.pin_base + PINS_PER_BANK * port + pin);
    return hwirq === undefined ? -EINVAL : { hwirq, type };
  },
);

const sunxi_pinctrl_irq_handler = at.fn(
  'sunxi_pinctrl_irq_handler',
  "Handles a bank's interrupt: looks which of its lines caused it, and handles each.",
  (k: Kernel, desc: irq_desc): void => {
    const { chip, irq } = desc.irq_data;
    if (chip === undefined) return;
    const pctl = sunxi_pinctrl.of(desc.irq_common_data.handler_data);
    const bank = pctl.irq.toArray().indexOf(irq);
    WARN_ON(k, bank < 0);
    chained_irq_enter(k, chip, desc);
    const val = readl(k, bankRegister(pctl, bank, IRQ_STATUS_REG));
    for (const line of bitsOf(val))
      if (pctl.domain !== undefined) generic_handle_domain_irq(k, pctl.domain, bank * IRQ_PER_BANK + line);
    chained_irq_exit(k, chip, desc);
  },
);

// --- lines

const sunxi_pinctrl_gpio_direction_input = at.fn(
  'sunxi_pinctrl_gpio_direction_input',
  'Makes a pin an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    sunxi_pmx_set(k, sunxi_pinctrl.of(gpiochip_get_data(gc)), offset, MUX_INPUT);
    return 0;
  },
);

const sunxi_pinctrl_gpio_get_direction = at.fn(
  'sunxi_pinctrl_gpio_get_direction',
  'Reads whether a pin is an input or an output; an errno for one with another function.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const pctl = sunxi_pinctrl.of(gpiochip_get_data(gc));
    const mux = muxOf(k, pctl, offset);
    if (mux === MUX_OUTPUT) return GPIO_LINE_DIRECTION_OUT;
    if (mux === MUX_INPUT) return GPIO_LINE_DIRECTION_IN;
    if (mux === MUX_DISABLED) return -ENODEV;
    const interrupts = mux === MUX_IRQ && lineOfPin(k, pctl, pctl.pin_base + offset) !== undefined;
    return interrupts ? GPIO_LINE_DIRECTION_IN : -EINVAL;
  },
);

const sunxi_pinctrl_gpio_of_xlate = at.fn(
  'sunxi_pinctrl_gpio_of_xlate',
  'Reads a specifier of three cells: port, pin, flags.',
  (_k: Kernel, gc: gpio_chip, [port = 0, pin = 0, flags = 0]: readonly number[]): GpioSpec | number => {
    const offset = PINS_PER_BANK * port + pin;
    return offset > gc.ngpio ? -EINVAL : { offset, flags };
  },
);

const sunxi_pinctrl_gpio_to_irq = at.fn(
  'sunxi_pinctrl_gpio_to_irq',
  'The interrupt of a pin, which was mapped at the start.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const pctl = sunxi_pinctrl.of(gpiochip_get_data(gc));
    if (offset >= gc.ngpio) return -ENXIO;
    const hwirq = lineOfPin(k, pctl, pctl.pin_base + offset);
    return hwirq === undefined ? -EINVAL : irq_find_mapping(k, pctl.domain, hwirq);
  },
);

// --- the driver

/** The domain of all banks, each of its lines mapped, and the handler on each bank's interrupt. 0, or a negative errno. */
function registerIrqs(k: Kernel, pdev: platform_device, pctl: sunxi_pinctrl): number {
  for (let i = 0; i < pctl.irq_banks; i++) {
    const irq = platform_get_irq(k, pdev, i);
    if (irq < 0) return irq;
    pctl.irq.addTail(irq);
  }
  const lines = pctl.irq_banks * IRQ_PER_BANK;
  const ops = { name: 'sunxi_pinctrl_irq_domain_ops', xlate: sunxi_pinctrl_irq_of_xlate };
  pctl.domain = irq_domain_add_linear(k, pdev.dev.of_node, lines, ops, pctl);
  if (pctl.domain === undefined) return -ENOMEM;
  const edge = sunxi_pinctrl_edge_irq_chip();
  for (let i = 0; i < lines; i++) {
    const irqno = irq_create_mapping(k, pctl.domain, i);
    irq_set_chip_and_handler(k, irqno, edge, handle_edge_irq);
    irq_set_chip_data(k, irqno, pctl);
  }
  for (const [i, irq] of pctl.irq.toArray().entries()) {
    writel(k, 0, bankRegister(pctl, i, IRQ_CTRL_REG));
    writel(k, 0xffffffff, bankRegister(pctl, i, IRQ_STATUS_REG));
    irq_set_chained_handler_and_data(k, irq, sunxi_pinctrl_irq_handler, pctl);
  }
  return 0;
}

/** Lines of the chip: the number of the last pin rounded up to a whole port, without the ports before the first. */
function linesOf(ports: readonly Port[], pin_base: number): number {
  const last = ports.at(-1);
  if (last === undefined) return 0;
  const lastPin = portNumber(last) * PINS_PER_BANK + last[1] - 1;
  return Math.ceil(lastPin / PINS_PER_BANK) * PINS_PER_BANK - pin_base;
}

const STARTS = 'Starts a pin controller: its pins, then a domain for the lines of its banks.';
const sunxi_pinctrl_init_with_variant = at.fn('sunxi_pinctrl_init_with_variant', STARTS, start);
/** The name in 7.3. */
const sunxi_pinctrl_init_with_flags = at.fn('sunxi_pinctrl_init_with_flags', STARTS, start);

function start(k: Kernel, pdev: platform_device, soc: number, irq_banks: number): number {
  const { dev } = pdev;
  const membase = devm_platform_ioremap_resource(k, pdev, 0);
  if (membase < 0) return membase;
  const pctl = sunxi_pinctrl.create(k.rec, { dev, membase, soc, irq_banks });
  platform_set_drvdata(pdev, pctl);
  const ports = portsOf(k, pctl);
  const first = ports[0];
  // The controller of the always-on domain counts from its own first port.
  if (first?.[0] === 'L') pctl.pin_base = portNumber(first) * PINS_PER_BANK;
  const oneClock = of_property_cells(k, dev.of_node, 'clock-names').length === 0;
  const clk = of_parse_clkspec(k, dev.of_node, oneClock ? undefined : 'apb');
  if (clk < 0) return clk;
  const chip = gpio_chip.create(k.rec, {
    label: dev.name,
    parent: dev,
    ngpio: linesOf(ports, pctl.pin_base),
    ops: {
      request: gpiochip_generic_request,
      get_direction: k.since('7.3') ? sunxi_pinctrl_gpio_get_direction : undefined,
      direction_input: sunxi_pinctrl_gpio_direction_input,
      of_xlate: sunxi_pinctrl_gpio_of_xlate,
      to_irq: sunxi_pinctrl_gpio_to_irq,
    },
    data: pctl,
  });
  pctl.chip = chip;
  let ret = gpiochip_add_data_with_key(k, chip);
  if (ret === 0) ret = registerIrqs(k, pdev, pctl);
  if (ret !== 0) return ret;
  dev_info(k, dev, 'initialized sunXi PIO driver');
  return 0;
}

/** H5: its older trees leave out the interrupt of port G. */
function h5Banks(k: Kernel, pdev: platform_device, banks: number): number {
  const count = platform_irq_count(k, pdev);
  if (count < 0 || count === banks) return count;
  if (count !== 2) return -EINVAL;
  dev_warn(k, pdev.dev, "Your device tree's pinctrl node is broken, which has no IRQ of PG bank routed.");
  dev_warn(k, pdev.dev, "Please update the device tree, otherwise PG bank IRQ won't work.");
  return count;
}

interface SunxiDriver {
  readonly name: string;
  readonly init: ((k: Kernel) => number) & FunctionInfo;
}

function driverFor({ name: chip, banks }: SunxiSoc, soc: number): SunxiDriver {
  const name = `${chip}-pinctrl`;
  const probe = (k: Kernel, pdev: platform_device): number => {
    const irq_banks = chip === 'sun50i-h5' ? h5Banks(k, pdev, banks) : banks;
    const init_with = k.since('7.3') ? sunxi_pinctrl_init_with_flags : sunxi_pinctrl_init_with_variant;
    return irq_banks < 0 ? irq_banks : init_with(k, pdev, soc, irq_banks);
  };
  const init = at.fn(
    `${name.replaceAll('-', '_')}_driver_init`,
    'Registers the driver of the pin controller of a SoC.',
    (k: Kernel): number => {
      const of_match_table = [{ compatible: `allwinner,${name}`, data: undefined }];
      const driver: platform_driver = { name, bus: 'platform', of_match_table, probe };
      return platform_driver_register(k, driver);
    },
  );
  return { name, init };
}

/** The drivers of all SoCs; each is registered by a device_initcall. */
export const sunxiDrivers: readonly SunxiDriver[] = SOCS.map(driverFor);
