/**
 * Models drivers/gpio/gpio-visconti.c: the GPIO block of Toshiba's Visconti, of whose lines sixteen have an SPI each. Left out: outputs.
 */
import { hexnum, type Recorded, source, struct } from '../../../recorder/index.ts';
import { change_bits } from '../../include/asm/io.ts';
import { EINVAL, ENODEV } from '../../include/linux/errno.ts';
import { gpio_chip } from '../../include/linux/gpio/driver.ts';
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
  IRQCHIP_SET_TYPE_MASKED,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import type { irq_fwspec, Translated } from '../../include/linux/irqdomain.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_level_irq,
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
  irq_set_irq_type,
} from '../../kernel/irq/chip/index.ts';
import { irq_find_host } from '../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { GIC_SPI } from '../../stand-ins/stacked.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../base/platform.ts';
import { of_irq_find_parent } from '../of/irq/index.ts';
import { of_property_read_u32 } from '../of/property.ts';
import { genericGpio } from './gpio-mmio.ts';
import {
  gpio_irq_chip_of,
  gpio_irq_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-visconti.c');

const GPIO_DIR = 0x00;
const GPIO_IDATA = 0x08;
const GPIO_ODATA = 0x10;
const GPIO_INTMODE = 0x30;
const BASE_HW_IRQ = 24;
const LINES = 32;
const INTERRUPTS = 16;

interface visconti_gpio extends Recorded {
  base: number;
}
const visconti_gpio = struct<visconti_gpio>('visconti_gpio', { base: hexnum() });

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));

/** Low or falling (undefined: as it is), both edges, and what the GIC is to see. */
const SETTINGS: ReadonlyMap<number, readonly [low: boolean | undefined, both: boolean, intc: number]> = new Map([
  [IRQ_TYPE_EDGE_RISING, [false, false, IRQ_TYPE_EDGE_RISING]],
  [IRQ_TYPE_EDGE_FALLING, [true, false, IRQ_TYPE_EDGE_RISING]],
  [IRQ_TYPE_EDGE_BOTH, [undefined, true, IRQ_TYPE_EDGE_RISING]],
  [IRQ_TYPE_LEVEL_HIGH, [false, false, IRQ_TYPE_LEVEL_HIGH]],
  [IRQ_TYPE_LEVEL_LOW, [true, false, IRQ_TYPE_LEVEL_HIGH]],
]);

const visconti_gpio_irq_set_type = at.fn(
  'visconti_gpio_irq_set_type',
  'Sets how a line interrupts. Then the driver takes the number of the line for that of an interrupt, and asks the GIC for the type as it is.',
  (k: Kernel, d: irq_data, type: number): number => {
    const setting = SETTINGS.get(type);
    if (setting === undefined) return -EINVAL;
    const [low, both, intc] = setting;
    const { base } = visconti_gpio.of(gpiochip_get_data(gcOf(d)));
    const offset = irqd_to_hwirq(d);
    const bit = (1 << offset) >>> 0;
    if (low !== undefined) change_bits(k, bit, low, base + GPIO_ODATA);
    change_bits(k, bit, both, base + GPIO_INTMODE);
    irq_set_irq_type(k, offset, intc);
    return irq_chip_set_type_parent(k, d, type);
  },
);

const visconti_gpio_child_to_parent_hwirq = at.fn(
  'visconti_gpio_child_to_parent_hwirq',
  'The SPI of a line, which is always a high level.',
  (_k: Kernel, _gc: gpio_chip, child: number, _type: number): Translated | number =>
    child < INTERRUPTS ? { hwirq: child + BASE_HW_IRQ, type: IRQ_TYPE_LEVEL_HIGH } : -EINVAL,
);

const visconti_gpio_populate_parent_fwspec = at.fn(
  'visconti_gpio_populate_parent_fwspec',
  'The specifier of an SPI.',
  (k: Kernel, gc: gpio_chip, hwirq: number, type: number): irq_fwspec => ({
    fwnode: gpio_irq_of(k, gc)?.parent_domain?.fwnode,
    param_count: 3,
    param: [GIC_SPI, hwirq, type],
  }),
);

const visconti_gpio_mask_irq = at.fn('visconti_gpio_mask_irq', 'Masks a line at the GIC.', (k: Kernel, d: irq_data) => {
  irq_chip_mask_parent(k, d);
  gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
});
const visconti_gpio_unmask_irq = at.fn(
  'visconti_gpio_unmask_irq',
  'Unmasks a line at the GIC.',
  (k: Kernel, d: irq_data) => {
    gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
    irq_chip_unmask_parent(k, d);
  },
);

/** 6.1 makes a chip for each block, which gpiolib changes. */
function visconti_gpio_irq_chip(k: Kernel, name: string): irq_chip {
  const flags = IRQCHIP_SET_TYPE_MASKED | IRQCHIP_MASK_ON_SUSPEND;
  const common = { irq_eoi: irq_chip_eoi_parent, irq_set_type: visconti_gpio_irq_set_type };
  if (!k.since('6.12'))
    return { name, ...common, irq_mask: irq_chip_mask_parent, irq_unmask: irq_chip_unmask_parent, flags };
  return {
    name: undefined,
    ...common,
    irq_mask: visconti_gpio_mask_irq,
    irq_unmask: visconti_gpio_unmask_irq,
    irq_print_chip: (d) => gcOf(d).parent?.name ?? '',
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: flags | IRQCHIP_IMMUTABLE,
  };
}

const visconti_gpio_probe = at.fn(
  'visconti_gpio_probe',
  'Starts a block: its lines, whose domain is on that of the GIC.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const irq_parent = np === undefined ? undefined : of_irq_find_parent(k, np);
    if (irq_parent === undefined) {
      dev_err(k, dev, 'No IRQ parent node');
      return -ENODEV;
    }
    const parent_domain = irq_find_host(k, irq_parent);
    if (parent_domain === undefined) {
      dev_err(k, dev, 'No IRQ parent domain');
      return -ENODEV;
    }
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio: (k.since('6.12') ? of_property_read_u32(k, np, 'ngpios') : undefined) ?? LINES,
      ops: genericGpio(k).ops,
      data: visconti_gpio.create(k.rec, { base }),
      irq_chip: visconti_gpio_irq_chip(k, dev.name),
      irq_handler: handle_level_irq,
      irq_default_type: IRQ_TYPE_NONE,
    });
    genericGpio(k).init(k, gc, { dat: base + GPIO_IDATA, dirout: base + GPIO_DIR });
    const girq = gpio_irq_chip_of(k, gc);
    girq.fwnode = np;
    girq.parent_domain = parent_domain;
    girq.ops = {
      child_to_parent_hwirq: visconti_gpio_child_to_parent_hwirq,
      populate_parent_alloc_arg: visconti_gpio_populate_parent_fwspec,
    };
    return gpiochip_add_data_with_key(k, gc);
  },
);

/** device_initcall */
export const visconti_gpio_driver_init = at.fn(
  'visconti_gpio_driver_init',
  "Registers the driver of Visconti's GPIO block.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'visconti_gpio',
      bus: 'platform',
      of_match_table: [{ compatible: 'toshiba,gpio-tmpv7708', data: undefined }],
      probe: visconti_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
