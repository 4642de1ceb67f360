/**
 * Models the interrupt part of drivers/pinctrl/bcm/pinctrl-bcm2835.c: the pins of the Raspberry Pi's SoCs, three groups of them with
 * an interrupt each. Left out: functions and pulls of pins, outputs.
 */
import { bitsOf } from '../../../../../base/bits.ts';
import {
  hexnum,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import { WARN_ON } from '../../../include/asm-generic/bug.ts';
import { change_bits, readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import { gpio_chip, GPIO_LINE_DIRECTION_IN, GPIO_LINE_DIRECTION_OUT } from '../../../include/linux/gpio/driver.ts';
import { IRQ_HANDLED, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
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
  IRQCHIP_MASK_ON_SUSPEND,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { device_node, of_device_id } from '../../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { handle_edge_irq, handle_level_irq } from '../../../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../../../kernel/irq/devres.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_set_irq_wake } from '../../../kernel/irq/manage/index.ts';
import { dev_err, dev_warn } from '../../../kernel/printk/printk.ts';
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
import { of_device_is_compatible, of_match_node } from '../../of/base/index.ts';
import { irq_of_parse_and_map } from '../../of/irq/index.ts';

const at = source('drivers/pinctrl/bcm/pinctrl-bcm2835.c');

const MODULE_NAME = 'pinctrl-bcm2835';
const BCM2835_NUM_BANKS = 2;
const BCM2835_NUM_IRQS = 3;

const GPFSEL0 = 0x00;
const GPEDS0 = 0x40;
const GPREN0 = 0x4c;
const GPFEN0 = 0x58;
const GPHEN0 = 0x64;
const GPLEN0 = 0x70;
const GPAREN0 = 0x7c;
const GPAFEN0 = 0x88;
const FSEL_MASK = 7;
const FSEL_GPIO_OUT = 1;

const bcm2835_pinctrl_match: readonly of_device_id<{ readonly label: string; readonly ngpio: number }>[] = [
  { compatible: 'brcm,bcm2835-gpio', data: { label: MODULE_NAME, ngpio: 54 } },
  { compatible: 'brcm,bcm2711-gpio', data: { label: 'pinctrl-bcm2711', ngpio: 58 } },
  { compatible: 'brcm,bcm7211-gpio', data: { label: 'pinctrl-bcm2711', ngpio: 58 } },
];

interface bcm2835_pinctrl extends Recorded {
  dev: device | undefined;
  base: number;
  /** The groups' interrupts that wake the system; none but on BCM7211. */
  wake_irq: RecordedList<number>;
  enabled_irq_map: RecordedMap<number>;
  irq_type: RecordedMap<number>;
}
const bcm2835_pinctrl = struct<bcm2835_pinctrl>('bcm2835_pinctrl', {
  dev: ref(),
  base: hexnum(),
  wake_irq: list(num()),
  enabled_irq_map: map(hexnum()),
  irq_type: map(num()),
});

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const pcOf = (gc: gpio_chip): bcm2835_pinctrl => bcm2835_pinctrl.of(gpiochip_get_data(gc));
const bankOf = (gpio: number): number => gpio >> 5;
const bitOf = (gpio: number): number => (1 << (gpio & 31)) >>> 0;

// --- lines

const bcm2835_pinctrl_fsel_get = at.fn(
  'bcm2835_pinctrl_fsel_get',
  'Reads which function a pin has.',
  (k: Kernel, pc: bcm2835_pinctrl, pin: number): number =>
    (readl(k, pc.base + GPFSEL0 + Math.floor(pin / 10) * 4) >>> ((pin % 10) * 3)) & FSEL_MASK,
);

const bcm2835_gpio_direction_input = at.fn(
  'bcm2835_gpio_direction_input',
  'Makes a pin an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const reg = pcOf(gc).base + GPFSEL0 + Math.floor(offset / 10) * 4;
    const val = readl(k, reg);
    const shift = (offset % 10) * 3;
    if (((val >>> shift) & FSEL_MASK) !== 0) writel(k, val & ~(FSEL_MASK << shift), reg);
    return 0;
  },
);

const bcm2835_gpio_get_direction = at.fn(
  'bcm2835_gpio_get_direction',
  'Reads whether a pin is an input or an output; one with another function is an error until 6.12, and an input in 7.3.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const fsel = bcm2835_pinctrl_fsel_get(k, pcOf(gc), offset);
    if (fsel > FSEL_GPIO_OUT) return k.since('7.3') ? GPIO_LINE_DIRECTION_IN : -EINVAL;
    return fsel === 0 ? GPIO_LINE_DIRECTION_IN : GPIO_LINE_DIRECTION_OUT;
  },
);

// --- interrupts

const bcm2835_gpio_irq_handle_bank = at.fn(
  'bcm2835_gpio_irq_handle_bank',
  'Handles the pins of a group in a bank: those with an event whose interrupt is enabled.',
  (k: Kernel, gc: gpio_chip, bank: number, mask: number): void => {
    const pc = pcOf(gc);
    const events = readl(k, pc.base + GPEDS0 + bank * 4) & mask & (pc.enabled_irq_map.get(bank) ?? 0);
    for (const offset of bitsOf(events))
      if (gc.irq_domain !== undefined) generic_handle_domain_irq(k, gc.irq_domain, bank * 32 + offset);
  },
);

const bcm2835_gpio_irq_handler = at.fn(
  'bcm2835_gpio_irq_handler',
  "Handles a group's interrupt: pins 0 to 27, 28 to 45, or 46 to 57.",
  (k: Kernel, desc: irq_desc): void => {
    const gc = gpio_chip.of(desc.irq_common_data.handler_data);
    const { chip, irq } = desc.irq_data;
    const group = gpio_irq_chip_of(k, gc).parents.toArray().indexOf(irq);
    if (WARN_ON(k, group < 0) || chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    if (group === 0) bcm2835_gpio_irq_handle_bank(k, gc, 0, 0x0fffffff);
    if (group === 1) bcm2835_gpio_irq_handle_bank(k, gc, 0, 0xf0000000);
    if (group === 1) bcm2835_gpio_irq_handle_bank(k, gc, 1, 0x00003fff);
    if (group === 2) bcm2835_gpio_irq_handle_bank(k, gc, 1, 0x003fc000);
    chained_irq_exit(k, chip, desc);
  },
);

const bcm2835_gpio_wake_irq_handler = at.fn(
  'bcm2835_gpio_wake_irq_handler',
  'Takes an interrupt that only wakes the system.',
  (_k: Kernel, _irq: number, _dev_id: Recorded | undefined): number => IRQ_HANDLED,
);

/** The registers that look for what a type asks. */
function detectorsOf(type: number): number[] {
  switch (type) {
    case IRQ_TYPE_EDGE_RISING:
      return [GPREN0];
    case IRQ_TYPE_EDGE_FALLING:
      return [GPFEN0];
    case IRQ_TYPE_EDGE_BOTH:
      return [GPREN0, GPFEN0];
    case IRQ_TYPE_LEVEL_HIGH:
      return [GPHEN0];
    case IRQ_TYPE_LEVEL_LOW:
      return [GPLEN0];
    default:
      return [];
  }
}

/** Switches what looks for a type's events at a pin on or off. */
function configure(k: Kernel, pc: bcm2835_pinctrl, gpio: number, type: number, enable: boolean): void {
  for (const detector of detectorsOf(type)) change_bits(k, bitOf(gpio), enable, pc.base + detector + bankOf(gpio) * 4);
}

const bcm2835_gpio_irq_config = at.fn(
  'bcm2835_gpio_irq_config',
  "Switches the detection of a pin's events on or off, as its type asks.",
  (k: Kernel, pc: bcm2835_pinctrl, gpio: number, enable: boolean): void =>
    configure(k, pc, gpio, pc.irq_type.get(gpio) ?? IRQ_TYPE_NONE, enable),
);

const bcm2835_gpio_irq_unmask = at.fn(
  'bcm2835_gpio_irq_unmask',
  "Unmasks a pin's interrupt: its events are looked for.",
  (k: Kernel, d: irq_data): void => {
    const gpio = irqd_to_hwirq(d);
    const pc = pcOf(gcOf(d));
    gpiochip_enable_irq(k, gcOf(d), gpio);
    pc.enabled_irq_map.set(bankOf(gpio), ((pc.enabled_irq_map.get(bankOf(gpio)) ?? 0) | bitOf(gpio)) >>> 0);
    bcm2835_gpio_irq_config(k, pc, gpio, true);
  },
);

const bcm2835_gpio_irq_mask = at.fn(
  'bcm2835_gpio_irq_mask',
  "Masks a pin's interrupt: its events are not looked for, and an old one is cleared.",
  (k: Kernel, d: irq_data): void => {
    const gpio = irqd_to_hwirq(d);
    const pc = pcOf(gcOf(d));
    bcm2835_gpio_irq_config(k, pc, gpio, false);
    bcm2835_gpio_irq_ack(k, d);
    pc.enabled_irq_map.set(bankOf(gpio), ((pc.enabled_irq_map.get(bankOf(gpio)) ?? 0) & ~bitOf(gpio)) >>> 0);
    gpiochip_disable_irq(k, gcOf(d), gpio);
  },
);

const bcm2835_gpio_irq_ack = at.fn('bcm2835_gpio_irq_ack', "Clears a pin's event.", (k: Kernel, d: irq_data): void => {
  const gpio = irqd_to_hwirq(d);
  writel(k, bitOf(gpio), pcOf(gcOf(d)).base + GPEDS0 + bankOf(gpio) * 4);
});

/** Changes what is looked for at a pin whose interrupt is enabled; what both types look for stays on. */
function reconfigure(k: Kernel, pc: bcm2835_pinctrl, gpio: number, type: number): void {
  const old = pc.irq_type.get(gpio) ?? IRQ_TYPE_NONE;
  if (old === type) return;
  const edges = IRQ_TYPE_EDGE_BOTH;
  const isEdge = (each: number): boolean => each !== IRQ_TYPE_NONE && (each & ~edges) === 0;
  if (isEdge(old) && isEdge(type) && (old === edges || type === edges)) {
    configure(k, pc, gpio, old === edges ? edges & ~type : edges & ~old, type === edges);
  } else {
    configure(k, pc, gpio, old, false);
    configure(k, pc, gpio, type, true);
  }
  pc.irq_type.set(gpio, type);
}

const bcm2835_gpio_irq_set_type = at.fn(
  'bcm2835_gpio_irq_set_type',
  'Sets how a pin interrupts.',
  (k: Kernel, d: irq_data, type: number): number => {
    const gpio = irqd_to_hwirq(d);
    const pc = pcOf(gcOf(d));
    const known = type === IRQ_TYPE_NONE || detectorsOf(type).length > 0;
    if (known) {
      if (((pc.enabled_irq_map.get(bankOf(gpio)) ?? 0) & bitOf(gpio)) === 0) pc.irq_type.set(gpio, type);
      else reconfigure(k, pc, gpio, type);
    }
    irq_set_handler_locked(k, d, (type & IRQ_TYPE_EDGE_BOTH) === 0 ? handle_level_irq : handle_edge_irq);
    return known ? 0 : -EINVAL;
  },
);

const bcm2835_gpio_irq_set_wake = at.fn(
  'bcm2835_gpio_irq_set_wake',
  "Lets a pin wake the system: its group's interrupt for that must.",
  (k: Kernel, d: irq_data, on: number): number => {
    const gpio = irqd_to_hwirq(d);
    const irq = pcOf(gcOf(d)).wake_irq.toArray()[gpio <= 27 ? 0 : gpio <= 45 ? 1 : 2];
    return irq === undefined || gpio > 57 ? -EINVAL : irq_set_irq_wake(k, irq, on);
  },
);

function bcm2835_gpio_irq_chip(): irq_chip {
  return {
    name: MODULE_NAME,
    irq_set_type: bcm2835_gpio_irq_set_type,
    irq_ack: bcm2835_gpio_irq_ack,
    irq_mask: bcm2835_gpio_irq_mask,
    irq_unmask: bcm2835_gpio_irq_unmask,
    irq_set_wake: bcm2835_gpio_irq_set_wake,
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_IMMUTABLE,
  };
}

// --- the driver

/** Nothing is looked for, and no event is left. */
function quiet(k: Kernel, base: number): void {
  for (let bank = 0; bank < BCM2835_NUM_BANKS; bank++) {
    for (const reg of [GPREN0, GPFEN0, GPHEN0, GPLEN0, GPAREN0, GPAFEN0]) writel(k, 0, base + reg + bank * 4);
    const events = base + GPEDS0 + bank * 4;
    for (const offset of bitsOf(readl(k, events))) writel(k, 1 << offset, events);
  }
}

/** Adds the interrupts of the three groups: as many as there are; BCM7211 has three more, which wake the system. */
function addParents(k: Kernel, np: device_node, pc: bcm2835_pinctrl, gc: gpio_chip): void {
  const { dev } = pc;
  const { parents } = gpio_irq_chip_of(k, gc);
  const is_7211 = of_device_is_compatible(k, np, 'brcm,bcm7211-gpio') > 0;
  for (let i = 0; i < BCM2835_NUM_IRQS; i++) {
    const irq = irq_of_parse_and_map(k, np, i);
    if (!is_7211 && irq === 0) return;
    parents.addTail(irq);
    if (!is_7211 || dev === undefined) continue;
    const wake = irq_of_parse_and_map(k, np, i + BCM2835_NUM_IRQS + 1);
    pc.wake_irq.addTail(wake);
    const name = `${dev.name}:bank${i}`;
    const err = devm_request_irq(k, dev, wake, bcm2835_gpio_wake_irq_handler, IRQF_SHARED, name, pc);
    if (err !== 0) dev_warn(k, dev, `unable to request wake IRQ ${wake}`);
  }
}

const bcm2835_pinctrl_probe = at.fn(
  'bcm2835_pinctrl_probe',
  'Starts the pin controller: nothing is looked for, then its pins and their interrupts.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    const match = np === undefined ? undefined : of_match_node(k, bcm2835_pinctrl_match, np);
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) {
      dev_err(k, dev, 'could not get IO memory');
      return base;
    }
    if (np === undefined || match === undefined) return -EINVAL;
    const pc = bcm2835_pinctrl.create(k.rec, { dev, base });
    platform_set_drvdata(pdev, pc);
    quiet(k, base);
    const gc = gpio_chip.create(k.rec, {
      label: match.data.label,
      parent: dev,
      ngpio: match.data.ngpio,
      ops: {
        request: gpiochip_generic_request,
        get_direction: bcm2835_gpio_get_direction,
        direction_input: bcm2835_gpio_direction_input,
      },
      data: pc,
      irq_chip: bcm2835_gpio_irq_chip(),
      irq_handler: handle_level_irq,
      irq_default_type: IRQ_TYPE_NONE,
      irq_parent_handler: bcm2835_gpio_irq_handler,
    });
    addParents(k, np, pc, gc);
    const err = gpiochip_add_data_with_key(k, gc);
    if (err !== 0) dev_err(k, dev, 'could not add GPIO chip');
    return err;
  },
);

/** device_initcall; the kernel has it from module_platform_driver. */
export const bcm2835_pinctrl_driver_init = at.fn(
  'bcm2835_pinctrl_driver_init',
  "Registers the driver of the pins of the Raspberry Pi's SoCs.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: MODULE_NAME,
      bus: 'platform',
      of_match_table: bcm2835_pinctrl_match,
      probe: bcm2835_pinctrl_probe,
    };
    return platform_driver_register(k, driver);
  },
);
