/**
 * Models drivers/gpio/gpio-tegra186.c: the GPIO controllers of Tegra186 and later, ports of up to eight pins in banks, one or more
 * interrupts a bank; stacked on the controller that wakes the system where that is there. Left out: outputs, time stamps, pins
 * that firmware keeps for itself, ACPI.
 */
import { hexnum, list, num, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { must } from '../../../../base/assert.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, EPROBE_DEFER } from '../../include/linux/errno.ts';
import { gpio_chip, type gpio_irq_ops, type GpioSpec } from '../../include/linux/gpio/driver.ts';
import { IORESOURCE_MEM } from '../../include/linux/ioport.ts';
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
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain, irq_fwspec, Translated } from '../../include/linux/irqdomain.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_edge_irq,
  handle_level_irq,
  handle_simple_irq,
  irq_chip_set_type_parent,
  irq_chip_set_wake_parent,
} from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../kernel/irq/irqdesc/index.ts';
import { irq_find_host } from '../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { hasUnmodelledDriver } from '../../stand-ins/controllers.ts';
import {
  platform_driver_register,
  platform_get_irq,
  platform_get_resource,
  platform_get_resource_byname,
  platform_irq_count,
} from '../base/platform.ts';
import { of_device_is_available, of_find_matching_node, of_match_node, of_parse_phandle } from '../of/base/index.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_generic_request,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-tegra186.c');

const ENABLE_CONFIG = 0x00;
const CONFIG_ENABLE = 1 << 0;
const CONFIG_OUT = 1 << 1;
const CONFIG_TRIGGER_TYPE = 3 << 2;
const CONFIG_TRIGGER_LEVEL = 1 << 4;
const CONFIG_INTERRUPT = 1 << 6;
const TRIGGER_TYPE_LEVEL = 1 << 2;
const TRIGGER_TYPE_SINGLE_EDGE = 2 << 2;
const TRIGGER_TYPE_DOUBLE_EDGE = 3 << 2;
const OUTPUT_CONTROL = 0x0c;
const OUTPUT_CONTROL_FLOATED = 1 << 0;
const INTERRUPT_CLEAR = 0x14;
const INTERRUPT_STATUS = 0x104;
const CTL_SCR = 0x0c;
const CTL_SCR_SEC = (1 << 27) | (1 << 28);

/** Bank, place in the bank, pins. */
type Port = readonly [bank: number, port: number, pins: number];

interface tegra_gpio_soc {
  readonly name: string;
  readonly instance: number;
  readonly num_irqs_per_bank: number;
  readonly ports: readonly Port[];
}

const soc = (
  name: string,
  instance: number,
  num_irqs_per_bank: number,
  ports: readonly Port[],
): { readonly compatible: string; readonly data: tegra_gpio_soc } => ({
  compatible: `nvidia,${name}`,
  data: { name, instance, num_irqs_per_bank, ports },
});

const tegra186_gpio_of_match = [
  soc('tegra186-gpio', 0, 1, [
    [2, 0, 7],
    [3, 0, 7],
    [3, 1, 7],
    [3, 2, 6],
    [2, 1, 8],
    [2, 2, 6],
    [4, 1, 6],
    [1, 0, 7],
    [0, 4, 8],
    [5, 0, 8],
    [5, 1, 1],
    [1, 1, 8],
    [5, 3, 6],
    [0, 0, 7],
    [0, 1, 4],
    [4, 0, 7],
    [0, 2, 6],
    [0, 5, 6],
    [0, 3, 4],
    [1, 2, 8],
    [1, 3, 7],
    [2, 3, 2],
    [5, 2, 4],
  ]),
  soc('tegra186-gpio-aon', 1, 1, [
    [0, 1, 5],
    [0, 2, 6],
    [0, 4, 8],
    [0, 5, 8],
    [0, 7, 4],
    [0, 6, 8],
    [0, 3, 3],
    [0, 0, 5],
  ]),
  soc('tegra194-gpio', 0, 8, [
    [1, 2, 8],
    [4, 7, 2],
    [4, 3, 8],
    [4, 4, 4],
    [4, 5, 8],
    [4, 6, 6],
    [4, 0, 8],
    [4, 1, 8],
    [4, 2, 5],
    [5, 1, 6],
    [3, 0, 8],
    [3, 1, 4],
    [2, 3, 8],
    [2, 4, 3],
    [5, 0, 6],
    [2, 5, 8],
    [2, 6, 8],
    [2, 7, 6],
    [3, 3, 8],
    [3, 4, 8],
    [3, 5, 1],
    [1, 0, 8],
    [1, 1, 2],
    [2, 0, 8],
    [2, 1, 8],
    [2, 2, 8],
    [3, 2, 2],
    [0, 0, 2],
  ]),
  soc('tegra194-gpio-aon', 1, 8, [
    [0, 3, 8],
    [0, 4, 4],
    [0, 1, 8],
    [0, 2, 3],
    [0, 0, 7],
  ]),
  soc('tegra234-gpio', 0, 8, [
    [0, 0, 8],
    [0, 3, 1],
    [5, 1, 8],
    [5, 2, 4],
    [5, 3, 8],
    [5, 4, 6],
    [4, 0, 8],
    [4, 1, 8],
    [4, 2, 7],
    [5, 0, 6],
    [3, 0, 8],
    [3, 1, 4],
    [2, 0, 8],
    [2, 1, 8],
    [2, 2, 8],
    [2, 3, 8],
    [2, 4, 6],
    [1, 0, 8],
    [1, 1, 8],
    [1, 2, 8],
    [0, 1, 8],
    [0, 2, 4],
    [3, 3, 2],
    [3, 4, 4],
    [3, 2, 8],
  ]),
  soc('tegra234-gpio-aon', 1, 8, [
    [0, 4, 8],
    [0, 5, 4],
    [0, 2, 8],
    [0, 3, 3],
    [0, 0, 8],
    [0, 1, 1],
  ]),
  // From here on of 7.3.
  soc('tegra238-gpio', 0, 8, [
    [0, 0, 8],
    [0, 1, 5],
    [0, 2, 8],
    [0, 3, 8],
    [0, 4, 4],
    [0, 5, 8],
    [0, 6, 8],
    [0, 7, 6],
    [1, 0, 8],
    [1, 1, 4],
    [1, 2, 8],
    [1, 3, 8],
    [1, 4, 3],
    [1, 5, 8],
    [1, 6, 3],
    [2, 0, 8],
    [2, 1, 8],
    [2, 2, 8],
    [2, 3, 6],
    [2, 4, 2],
    [3, 0, 8],
    [3, 1, 2],
  ]),
  soc('tegra238-gpio-aon', 1, 8, [
    [0, 0, 8],
    [0, 1, 1],
    [0, 2, 8],
    [0, 3, 8],
    [0, 4, 6],
    [0, 5, 8],
    [0, 6, 8],
    [0, 7, 4],
  ]),
  soc('tegra256-gpio', 1, 8, [
    [0, 0, 8],
    [0, 1, 8],
    [0, 2, 8],
    [0, 3, 8],
  ]),
  soc('tegra264-gpio', 0, 8, [
    [0, 0, 7],
    [0, 1, 8],
    [0, 2, 8],
    [0, 3, 8],
    [0, 4, 3],
    [0, 5, 8],
    [0, 6, 8],
    [0, 7, 6],
    [1, 0, 8],
    [1, 1, 8],
    [1, 2, 8],
    [1, 3, 8],
    [1, 4, 6],
    [2, 0, 8],
    [2, 1, 8],
    [2, 2, 8],
    [2, 3, 2],
    [3, 0, 8],
    [3, 1, 5],
  ]),
  soc('tegra264-gpio-aon', 1, 8, [
    [0, 0, 8],
    [0, 1, 2],
    [0, 2, 8],
    [0, 3, 8],
    [0, 4, 4],
  ]),
  soc('tegra264-gpio-uphy', 2, 8, [
    [0, 0, 6],
    [0, 1, 8],
    [0, 2, 3],
    [1, 0, 8],
    [1, 1, 4],
  ]),
];
const FIRST_OF_7_3 = tegra186_gpio_of_match.findIndex(({ data }) => data.name === 'tegra238-gpio');

interface tegra_gpio extends Recorded {
  gpio: gpio_chip | undefined;
  /** Place of the SoC in the match table. */
  match: number;
  irq: RecordedList<number>;
  num_irqs_per_bank: number;
  secure: number;
  base: number;
}
const tegra_gpio = struct<tegra_gpio>('tegra_gpio', {
  gpio: ref(),
  match: num(),
  irq: list(num()),
  num_irqs_per_bank: num(),
  secure: hexnum(),
  base: hexnum(),
});

const socOf = ({ match }: tegra_gpio): tegra_gpio_soc =>
  must(tegra186_gpio_of_match[match], 'the SoC of a GPIO controller').data;
const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const gpioOf = (gc: gpio_chip): tegra_gpio => tegra_gpio.of(gpiochip_get_data(gc));

/** Where a pin's registers are. */
function tegra186_gpio_get_base(gpio: tegra_gpio, offset: number): number {
  let pin = offset;
  for (const [bank, port, pins] of socOf(gpio).ports) {
    if (pin < pins) return gpio.base + bank * 0x1000 + port * 0x200 + pin * 0x20;
    pin -= pins;
  }
  return gpio.base;
}

/** The tree counts eight pins a port, the controller those that are there. */
function denseOf({ ports }: tegra_gpio_soc, sparse: number): number | undefined {
  const port = Math.floor(sparse / 8);
  if (port >= ports.length) return undefined;
  return ports.slice(0, port).reduce((sum, [, , pins]) => sum + pins, 0) + (sparse % 8);
}

// --- lines

const tegra186_gpio_get_direction = at.fn(
  'tegra186_gpio_get_direction',
  'Reads whether a pin is an input or an output.',
  (k: Kernel, gc: gpio_chip, offset: number): number =>
    (readl(k, tegra186_gpio_get_base(gpioOf(gc), offset) + ENABLE_CONFIG) & CONFIG_OUT) === 0 ? 1 : 0,
);

const tegra186_gpio_direction_input = at.fn(
  'tegra186_gpio_direction_input',
  'Makes a pin an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const base = tegra186_gpio_get_base(gpioOf(gc), offset);
    writel(k, readl(k, base + OUTPUT_CONTROL) | OUTPUT_CONTROL_FLOATED, base + OUTPUT_CONTROL);
    writel(k, (readl(k, base + ENABLE_CONFIG) | CONFIG_ENABLE) & ~CONFIG_OUT, base + ENABLE_CONFIG);
    return 0;
  },
);

const tegra186_gpio_of_xlate = at.fn(
  'tegra186_gpio_of_xlate',
  'Reads a specifier of two cells: port and pin in one, and flags.',
  (k: Kernel, gc: gpio_chip, [sparse = 0, flags = 0]: readonly number[]): GpioSpec | number => {
    const offset = denseOf(socOf(gpioOf(gc)), sparse);
    if (offset !== undefined) return { offset, flags };
    if (gc.parent !== undefined) dev_err(k, gc.parent, `invalid port number: ${Math.floor(sparse / 8)}`);
    return -EINVAL;
  },
);

// --- interrupts

const tegra186_irq_ack = at.fn('tegra186_irq_ack', "Clears a pin's status.", (k: Kernel, d: irq_data): void =>
  writel(k, 1, tegra186_gpio_get_base(gpioOf(gcOf(d)), irqd_to_hwirq(d)) + INTERRUPT_CLEAR),
);

const tegra186_irq_mask = at.fn('tegra186_irq_mask', "Masks a pin's interrupt.", (k: Kernel, d: irq_data): void => {
  const reg = tegra186_gpio_get_base(gpioOf(gcOf(d)), irqd_to_hwirq(d)) + ENABLE_CONFIG;
  writel(k, readl(k, reg) & ~CONFIG_INTERRUPT, reg);
  gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
});

const tegra186_irq_unmask = at.fn(
  'tegra186_irq_unmask',
  "Unmasks a pin's interrupt.",
  (k: Kernel, d: irq_data): void => {
    gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
    const reg = tegra186_gpio_get_base(gpioOf(gcOf(d)), irqd_to_hwirq(d)) + ENABLE_CONFIG;
    writel(k, readl(k, reg) | CONFIG_INTERRUPT, reg);
  },
);

const TRIGGERS = new Map([
  [IRQ_TYPE_NONE, 0],
  [IRQ_TYPE_EDGE_RISING, TRIGGER_TYPE_SINGLE_EDGE | CONFIG_TRIGGER_LEVEL],
  [IRQ_TYPE_EDGE_FALLING, TRIGGER_TYPE_SINGLE_EDGE],
  [IRQ_TYPE_EDGE_BOTH, TRIGGER_TYPE_DOUBLE_EDGE],
  [IRQ_TYPE_LEVEL_HIGH, TRIGGER_TYPE_LEVEL | CONFIG_TRIGGER_LEVEL],
  [IRQ_TYPE_LEVEL_LOW, TRIGGER_TYPE_LEVEL],
]);

const tegra186_irq_set_type = at.fn(
  'tegra186_irq_set_type',
  'Sets how a pin interrupts, here and at the controller that wakes the system.',
  (k: Kernel, d: irq_data, type: number): number => {
    const trigger = TRIGGERS.get(type & IRQ_TYPE_SENSE_MASK);
    if (trigger === undefined) return -EINVAL;
    const reg = tegra186_gpio_get_base(gpioOf(gcOf(d)), irqd_to_hwirq(d)) + ENABLE_CONFIG;
    writel(k, (readl(k, reg) & ~(CONFIG_TRIGGER_TYPE | CONFIG_TRIGGER_LEVEL)) | trigger, reg);
    irq_set_handler_locked(k, d, (type & IRQ_TYPE_EDGE_BOTH) === 0 ? handle_level_irq : handle_edge_irq);
    return d.parent_data === undefined ? 0 : irq_chip_set_type_parent(k, d, type);
  },
);

const tegra186_irq_set_wake = at.fn(
  'tegra186_irq_set_wake',
  'Lets a pin wake the system, where the controller for that is there.',
  (k: Kernel, d: irq_data, on: number): number =>
    d.parent_data === undefined ? 0 : irq_chip_set_wake_parent(k, d, on),
);

function tegra186_gpio_irq_chip(): irq_chip {
  return {
    name: undefined,
    irq_ack: tegra186_irq_ack,
    irq_mask: tegra186_irq_mask,
    irq_unmask: tegra186_irq_unmask,
    irq_set_type: tegra186_irq_set_type,
    irq_set_wake: tegra186_irq_set_wake,
    irq_print_chip: (d) => gcOf(d).parent?.name ?? '',
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_IMMUTABLE,
  };
}

const tegra186_gpio_irq = at.fn(
  'tegra186_gpio_irq',
  "Handles a bank's interrupt: looks which pins of the bank's ports caused it.",
  (k: Kernel, desc: irq_desc): void => {
    const { chip, irq } = desc.irq_data;
    if (chip === undefined) return;
    const gpio = tegra_gpio.of(desc.irq_common_data.handler_data);
    chained_irq_enter(k, chip, desc);
    const bankOfIrq = Math.floor(gpio.irq.toArray().indexOf(irq) / gpio.num_irqs_per_bank);
    let offset = 0;
    for (const [bank, port, pins] of socOf(gpio).ports) {
      const status = bank === bankOfIrq ? readl(k, gpio.base + bank * 0x1000 + port * 0x200 + INTERRUPT_STATUS) : 0;
      for (let pin = 0; pin < pins; pin++)
        if ((status & (1 << pin)) !== 0 && gpio.gpio?.irq_domain !== undefined)
          generic_handle_domain_irq(k, gpio.gpio.irq_domain, offset + pin);
      offset += pins;
    }
    chained_irq_exit(k, chip, desc);
  },
);

const tegra186_gpio_irq_domain_translate = at.fn(
  'tegra186_gpio_irq_domain_translate',
  'Reads a specifier of two cells: port and pin in one, and the trigger type.',
  (_k: Kernel, domain: irq_domain, { param: [sparse = 0, type = 0] }: irq_fwspec): Translated | number => {
    const hwirq = denseOf(socOf(gpioOf(gpio_chip.of(domain.host_data))), sparse);
    return hwirq === undefined ? -EINVAL : { hwirq, type: type & IRQ_TYPE_SENSE_MASK };
  },
);

/** The number that the tree has for a pin. */
function tegra186_gpio_child_offset_to_irq(_k: Kernel, gc: gpio_chip, offset: number): number {
  let pin = offset;
  const { ports } = socOf(gpioOf(gc));
  for (const [i, [, , pins]] of ports.entries()) {
    if (pin < pins) return pin + i * 8;
    pin -= pins;
  }
  return pin + ports.length * 8;
}

const irqOps: gpio_irq_ops = {
  child_irq_domain_ops: { translate: tegra186_gpio_irq_domain_translate },
  child_to_parent_hwirq: (k, gc, hwirq, type) => ({ hwirq: tegra186_gpio_child_offset_to_irq(k, gc, hwirq), type }),
  populate_parent_alloc_arg: (k, gc, hwirq, type) => ({
    fwnode: gpio_irq_chip_of(k, gc).parent_domain?.fwnode,
    param_count: 3,
    param: [socOf(gpioOf(gc)).instance, hwirq, type],
  }),
  child_offset_to_irq: tegra186_gpio_child_offset_to_irq,
};

// --- the driver

/** From Tegra194 on each pin can go to several of its bank's interrupts: all go to the first, unless firmware has locked that. */
function tegra186_gpio_init_route_mapping(k: Kernel, gpio: tegra_gpio): void {
  for (const [bank, port, pins] of socOf(gpio).ports) {
    const base = gpio.secure + bank * 0x1000 + 0x800;
    if ((readl(k, base + CTL_SCR) & CTL_SCR_SEC) === 0) writel(k, (1 << pins) - 1, base + 0x14 + port * 0x20);
  }
}

/** Interrupts a bank; -EINVAL where they do not go into the banks. */
function tegra186_gpio_irqs_per_bank(k: Kernel, pdev: platform_device, count: number, data: tegra_gpio_soc): number {
  const banks = Math.max(...data.ports.map(([bank]) => bank)) + 1;
  const each = count / banks;
  if (Number.isInteger(each) && each >= 1 && each <= data.num_irqs_per_bank) return each;
  dev_err(k, pdev.dev, `invalid number of interrupts (${count}) for ${banks} banks`);
  return -EINVAL;
}

const TEGRA186_PMC = ['nvidia,tegra186-pmc', 'nvidia,tegra194-pmc'];
/** From 6.12 on. */
const TEGRA234_PMC = 'nvidia,tegra234-pmc';

/** Stacks the pins on the controller that wakes the system, if there is one. 0, or -EPROBE_DEFER while it is not up. */
function stackOnWakeParent(k: Kernel, gc: gpio_chip): number {
  const names = k.since('6.12') ? [...TEGRA186_PMC, TEGRA234_PMC] : TEGRA186_PMC;
  // 7.3 looks first what the controller's own node says.
  const own = gc.parent?.of_node;
  const named = k.since('7.3') && own !== undefined ? of_parse_phandle(k, own, 'wakeup-parent', 0) : undefined;
  const ids = names.map((compatible) => ({ compatible, data: undefined }));
  const np = named ?? of_find_matching_node(k, undefined, ids);
  if (np === undefined || hasUnmodelledDriver(k, np)) return 0;
  if (k.since('6.12') && !of_device_is_available(k, np)) return 0;
  const parent_domain = irq_find_host(k, np);
  if (parent_domain === undefined) return -EPROBE_DEFER;
  gpio_irq_chip_of(k, gc).parent_domain = parent_domain;
  return 0;
}

/** Sets up gc->irq: the first interrupt of each bank is the parent of its pins. */
function setUpIrqs(k: Kernel, gpio: tegra_gpio, gc: gpio_chip): number {
  const girq = gpio_irq_chip_of(k, gc);
  girq.fwnode = gc.parent?.of_node;
  girq.ops = irqOps;
  girq.parent_handler_data = gpio;
  const irqs = gpio.irq.toArray();
  for (let i = 0; i < irqs.length; i += gpio.num_irqs_per_bank) girq.parents.addTail(irqs[i] ?? 0);
  if (socOf(gpio).num_irqs_per_bank > 1) tegra186_gpio_init_route_mapping(k, gpio);
  const ret = stackOnWakeParent(k, gc);
  if (ret !== 0) return ret;
  const parents = girq.parents.toArray();
  let offset = 0;
  for (const [bank, , pins] of socOf(gpio).ports)
    for (let pin = 0; pin < pins; pin++) girq.map.set(offset++, parents[bank] ?? 0);
  return 0;
}

const tegra186_gpio_probe = at.fn(
  'tegra186_gpio_probe',
  'Starts a GPIO controller: its register blocks, its interrupts, its pins.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const found = dev.of_node === undefined ? undefined : of_match_node(k, tegra186_gpio_of_match, dev.of_node);
    if (found === undefined) return -EINVAL;
    // 7.3 counts the interrupts before it asks for the registers.
    const early = k.since('7.3') ? platform_irq_count(k, pdev) : 0;
    if (early < 0) return early;
    const block = (name: string, index: number): number =>
      (
        platform_get_resource_byname(k, pdev, IORESOURCE_MEM, name) ??
        platform_get_resource(k, pdev, IORESOURCE_MEM, index)
      )?.start ?? -EINVAL;
    const gpio = tegra_gpio.create(k.rec, {
      match: tegra186_gpio_of_match.indexOf(found),
      secure: block('security', 0),
      base: block('gpio', 1),
    });
    if (gpio.secure < 0 || gpio.base < 0) return -EINVAL;
    const count = k.since('7.3') ? early : platform_irq_count(k, pdev);
    if (count < 0) return count;
    gpio.num_irqs_per_bank = tegra186_gpio_irqs_per_bank(k, pdev, count, found.data);
    if (gpio.num_irqs_per_bank < 0) return gpio.num_irqs_per_bank;
    for (let i = 0; i < count; i++) {
      const irq = platform_get_irq(k, pdev, i);
      if (irq < 0) return irq;
      gpio.irq.addTail(irq);
    }
    const gc = gpio_chip.create(k.rec, {
      label: found.data.name,
      parent: dev,
      ngpio: found.data.ports.reduce((sum, [, , pins]) => sum + pins, 0),
      ops: {
        request: gpiochip_generic_request,
        get_direction: tegra186_gpio_get_direction,
        direction_input: tegra186_gpio_direction_input,
        of_xlate: tegra186_gpio_of_xlate,
      },
      data: gpio,
      irq_chip: tegra186_gpio_irq_chip(),
      irq_handler: handle_simple_irq,
      irq_default_type: IRQ_TYPE_NONE,
      irq_parent_handler: tegra186_gpio_irq,
    });
    gpio.gpio = gc;
    const ret = setUpIrqs(k, gpio, gc);
    return ret === 0 ? gpiochip_add_data_with_key(k, gc) : ret;
  },
);

/** device_initcall */
export const tegra186_gpio_driver_init = at.fn(
  'tegra186_gpio_driver_init',
  'Registers the driver of GPIO controllers of Tegra186 and later.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'tegra186-gpio',
      bus: 'platform',
      of_match_table: k.since('7.3') ? tegra186_gpio_of_match : tegra186_gpio_of_match.slice(0, FIRST_OF_7_3),
      probe: tegra186_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
