/**
 * Models drivers/gpio/gpio-dwapb.c: Synopsys' GPIO block of up to four ports, of which the first can interrupt: by one
 * interrupt for all its lines, or by one a line. Left out: debouncing, outputs, ACPI, suspend, reset lines.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { hexnum, list, num, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV } from '../../include/linux/errno.ts';
import { gpio_chip } from '../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_MASK,
  IRQ_TYPE_NONE,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { device_node } from '../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_edge_irq, handle_level_irq, irq_get_trigger_type } from '../../kernel/irq/chip/index.ts';
import { handle_bad_irq } from '../../kernel/irq/handle.ts';
import { generic_handle_irq, irq_set_handler_locked } from '../../kernel/irq/irqdesc/index.ts';
import { irq_find_mapping } from '../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../base/platform.ts';
import { for_each_available_child_of_node, of_match_node } from '../of/base/index.ts';
import { of_irq_get } from '../of/irq/index.ts';
import { of_property_read_u32 } from '../of/property.ts';
import { genericGpio } from './gpio-mmio.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-dwapb.c');

const GPIO_SWPORTA_DDR = 0x04;
const GPIO_SWPORT_DDR_STRIDE = 0x0c;
const GPIO_EXT_PORTA = 0x50;
const GPIO_EXT_PORT_STRIDE = 0x04;
const DWAPB_MAX_PORTS = 4;
const DWAPB_MAX_GPIOS = 32;

/** Registers of the port that interrupts, as X-Gene's second version and everyone else have them. */
interface IrqRegisters {
  readonly inten: number;
  readonly mask: number;
  readonly level: number;
  readonly polarity: number;
  readonly status: number;
  readonly eoi: number;
}
const V1: IrqRegisters = { inten: 0x30, mask: 0x34, level: 0x38, polarity: 0x3c, status: 0x40, eoi: 0x4c };
const V2: IrqRegisters = { inten: 0x30, mask: 0x44, level: 0x34, polarity: 0x38, status: 0x3c, eoi: 0x40 };

const dwapb_of_match = [
  { compatible: 'snps,dw-apb-gpio', data: 0 },
  { compatible: 'apm,xgene-gpio-v2', data: 1 },
] as const;

interface dwapb_gpio extends Recorded {
  dev: device | undefined;
  regs: number;
  /** 1 for the registers of the second version. */
  flags: number;
  ports: RecordedList<gpio_chip>;
}
const dwapb_gpio = struct<dwapb_gpio>('dwapb_gpio', {
  dev: ref(),
  regs: hexnum(),
  flags: num(),
  ports: list(ref<gpio_chip>()),
});

const layoutOf = ({ flags }: dwapb_gpio): IrqRegisters => (flags === 1 ? V2 : V1);
const dwapb_read = (k: Kernel, gpio: dwapb_gpio, reg: keyof IrqRegisters): number =>
  readl(k, gpio.regs + layoutOf(gpio)[reg]);
const dwapb_write = (k: Kernel, gpio: dwapb_gpio, reg: keyof IrqRegisters, val: number): void =>
  writel(k, val, gpio.regs + layoutOf(gpio)[reg]);

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const gpioOf = (d: irq_data): dwapb_gpio => dwapb_gpio.of(gpiochip_get_data(gcOf(d)));

function change(k: Kernel, gpio: dwapb_gpio, reg: keyof IrqRegisters, bit: number, on: boolean): void {
  const val = dwapb_read(k, gpio, reg);
  dwapb_write(k, gpio, reg, on ? val | bit : val & ~bit);
}

// --- interrupts

const dwapb_toggle_trigger = at.fn(
  'dwapb_toggle_trigger',
  'For both edges: looks for the edge that must come next.',
  (k: Kernel, gpio: dwapb_gpio, offs: number): void => {
    // Only the first port interrupts.
    const port = gpio.ports.toArray().find(({ irq_chip }) => irq_chip !== undefined);
    if (port === undefined) return;
    const pol = dwapb_read(k, gpio, 'polarity');
    const bit = 1 << offs;
    dwapb_write(k, gpio, 'polarity', genericGpio(k).get(k, port, offs) === 0 ? pol | bit : pol & ~bit);
  },
);

const dwapb_irq_init_hw = at.fn(
  'dwapb_irq_init_hw',
  'Switches all interrupts off before the first is set up.',
  (k: Kernel, gc: gpio_chip): number => {
    const gpio = dwapb_gpio.of(gpiochip_get_data(gc));
    dwapb_write(k, gpio, 'inten', 0);
    dwapb_write(k, gpio, 'mask', 0xffffffff);
    dwapb_write(k, gpio, 'eoi', 0xffffffff);
    return 0;
  },
);

const dwapb_do_irq = at.fn(
  'dwapb_do_irq',
  'Handles each line that interrupts.',
  (k: Kernel, gpio: dwapb_gpio): number => {
    const irq_status = dwapb_read(k, gpio, 'status');
    const domain = gpio.ports.first()?.irq_domain;
    for (const hwirq of bitsOf(irq_status)) {
      const gpio_irq = irq_find_mapping(k, domain, hwirq);
      const irq_type = irq_get_trigger_type(k, gpio_irq);
      generic_handle_irq(k, gpio_irq);
      if ((irq_type & IRQ_TYPE_SENSE_MASK) === IRQ_TYPE_EDGE_BOTH) dwapb_toggle_trigger(k, gpio, hwirq);
    }
    return irq_status;
  },
);

const dwapb_irq_handler = at.fn(
  'dwapb_irq_handler',
  "Handles one of the port's interrupts: looks which lines caused it.",
  (k: Kernel, desc: irq_desc): void => {
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    dwapb_do_irq(k, dwapb_gpio.of(desc.irq_common_data.handler_data));
    chained_irq_exit(k, chip, desc);
  },
);

const dwapb_irq_ack = at.fn('dwapb_irq_ack', "Clears a line's latched edge.", (k: Kernel, d: irq_data): void =>
  dwapb_write(k, gpioOf(d), 'eoi', 1 << irqd_to_hwirq(d)),
);

const dwapb_irq_mask = at.fn('dwapb_irq_mask', "Masks a line's interrupt.", (k: Kernel, d: irq_data): void => {
  change(k, gpioOf(d), 'mask', 1 << irqd_to_hwirq(d), true);
  gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
});

const dwapb_irq_unmask = at.fn('dwapb_irq_unmask', "Unmasks a line's interrupt.", (k: Kernel, d: irq_data): void => {
  gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
  change(k, gpioOf(d), 'mask', 1 << irqd_to_hwirq(d), false);
});

const dwapb_irq_enable = at.fn('dwapb_irq_enable', "Enables a line's interrupt.", (k: Kernel, d: irq_data): void => {
  const bit = 1 << irqd_to_hwirq(d);
  change(k, gpioOf(d), 'inten', bit, true);
  change(k, gpioOf(d), 'mask', bit, false);
});

const dwapb_irq_disable = at.fn('dwapb_irq_disable', "Disables a line's interrupt.", (k: Kernel, d: irq_data): void => {
  const bit = 1 << irqd_to_hwirq(d);
  change(k, gpioOf(d), 'mask', bit, true);
  change(k, gpioOf(d), 'inten', bit, false);
});

const dwapb_irq_set_type = at.fn(
  'dwapb_irq_set_type',
  'Sets how a line interrupts: by level or by edges. Both edges are one edge, turned over at each interrupt.',
  (k: Kernel, d: irq_data, type: number): number => {
    const gpio = gpioOf(d);
    const bit = 1 << irqd_to_hwirq(d);
    const level = dwapb_read(k, gpio, 'level');
    const polarity = dwapb_read(k, gpio, 'polarity');
    const isEdge = (type & IRQ_TYPE_EDGE_BOTH) !== 0;
    const isLevel = (type & IRQ_TYPE_LEVEL_MASK) !== 0;
    if (type === IRQ_TYPE_EDGE_BOTH) dwapb_toggle_trigger(k, gpio, irqd_to_hwirq(d));
    if (isLevel) irq_set_handler_locked(k, d, handle_level_irq);
    else if (isEdge) irq_set_handler_locked(k, d, handle_edge_irq);
    dwapb_write(k, gpio, 'level', isEdge ? level | bit : isLevel ? level & ~bit : level);
    if (type === IRQ_TYPE_EDGE_BOTH) return 0;
    const high = type === IRQ_TYPE_EDGE_RISING || type === IRQ_TYPE_LEVEL_HIGH;
    dwapb_write(k, gpio, 'polarity', high ? polarity | bit : isEdge || isLevel ? polarity & ~bit : polarity);
    return 0;
  },
);

const dwapb_irq_set_wake = at.fn(
  'dwapb_irq_set_wake',
  'Notes that a line is to wake the system, which is not modelled; no parent controller of these has a say in it.',
  (_k: Kernel, _d: irq_data, _enable: number): number => 0,
);

function dwapb_irq_chip(): irq_chip {
  return {
    name: 'gpio-dwapb',
    irq_ack: dwapb_irq_ack,
    irq_mask: dwapb_irq_mask,
    irq_unmask: dwapb_irq_unmask,
    irq_set_type: dwapb_irq_set_type,
    irq_enable: dwapb_irq_enable,
    irq_disable: dwapb_irq_disable,
    irq_set_wake: dwapb_irq_set_wake,
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_IMMUTABLE,
  };
}

// --- the driver

/** A port, as its node describes it. */
interface PortProperty {
  readonly fwnode: device_node;
  readonly idx: number;
  readonly ngpio: number;
  readonly irqs: readonly number[];
}

/** The interrupts of the first port: as many as it has lines, those that are there. */
function dwapb_get_irq(k: Kernel, fwnode: device_node, ngpio: number): number[] {
  return Array.from({ length: ngpio }, (_, j) => of_irq_get(k, fwnode, j)).filter((irq) => irq > 0);
}

function dwapb_gpio_get_pdata(k: Kernel, dev: device): PortProperty[] | number {
  const np = dev.of_node;
  const children = np === undefined ? [] : for_each_available_child_of_node(k, np);
  if (children.length === 0) return -ENODEV;
  const properties: PortProperty[] = [];
  for (const [i, fwnode] of children.entries()) {
    const idx = of_property_read_u32(k, fwnode, 'reg');
    if (idx === undefined || idx >= DWAPB_MAX_PORTS) {
      dev_err(k, dev, `missing/invalid port index for port${i + 1}`);
      return -EINVAL;
    }
    const ngpio =
      of_property_read_u32(k, fwnode, 'ngpios') ?? of_property_read_u32(k, fwnode, 'snps,nr-gpios') ?? DWAPB_MAX_GPIOS;
    properties.push({ fwnode, idx, ngpio, irqs: idx === 0 ? dwapb_get_irq(k, fwnode, ngpio) : [] });
  }
  return properties;
}

const dwapb_gpio_add_port = at.fn(
  'dwapb_gpio_add_port',
  'Registers a port: its lines, and their interrupts if it is the first and has some itself.',
  (k: Kernel, gpio: dwapb_gpio, pp: PortProperty): number => {
    const { dev } = gpio;
    const interrupts = pp.irqs.length > 0;
    const gc = gpio_chip.create(k.rec, {
      label: dev?.name ?? '',
      parent: dev,
      ngpio: pp.ngpio,
      ops: genericGpio(k).ops,
      data: gpio,
      irq_handler: handle_bad_irq,
      irq_default_type: IRQ_TYPE_NONE,
      ...(interrupts ? { irq_chip: dwapb_irq_chip(), irq_parent_handler: dwapb_irq_handler } : {}),
    });
    const dat = gpio.regs + GPIO_EXT_PORTA + pp.idx * GPIO_EXT_PORT_STRIDE;
    const dirout = gpio.regs + GPIO_SWPORTA_DDR + pp.idx * GPIO_SWPORT_DDR_STRIDE;
    genericGpio(k).init(k, gc, { dat, dirout });
    const girq = gpio_irq_chip_of(k, gc);
    girq.fwnode = pp.fwnode;
    if (interrupts) {
      girq.ops = { init_hw: dwapb_irq_init_hw };
      girq.parent_handler_data = gpio;
      for (const irq of pp.irqs) girq.parents.addTail(irq);
    }
    gpio.ports.addTail(gc);
    return gpiochip_add_data_with_key(k, gc);
  },
);

const dwapb_gpio_probe = at.fn(
  'dwapb_gpio_probe',
  'Starts a GPIO block: each of its ports is a chip of its own.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const pdata = dwapb_gpio_get_pdata(k, dev);
    if (typeof pdata === 'number') return pdata;
    const regs = devm_platform_ioremap_resource(k, pdev, 0);
    if (regs < 0) return regs;
    const flags = dev.of_node === undefined ? 0 : (of_match_node(k, dwapb_of_match, dev.of_node)?.data ?? 0);
    const gpio = dwapb_gpio.create(k.rec, { dev, regs, flags });
    for (const pp of pdata) {
      const err = dwapb_gpio_add_port(k, gpio, pp);
      if (err !== 0) return err;
    }
    platform_set_drvdata(pdev, gpio);
    return 0;
  },
);

/** device_initcall; the kernel has it from module_platform_driver. */
export const dwapb_gpio_driver_init = at.fn(
  'dwapb_gpio_driver_init',
  "Registers the driver of Synopsys' GPIO blocks.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'gpio-dwapb',
      bus: 'platform',
      of_match_table: dwapb_of_match,
      probe: dwapb_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
