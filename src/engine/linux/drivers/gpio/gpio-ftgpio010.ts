/**
 * Models drivers/gpio/gpio-ftgpio010.c: Faraday's GPIO block of 32 lines. Left out: outputs, debouncing.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { hexnum, type Recorded, source, struct } from '../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { EINVAL } from '../../include/linux/errno.ts';
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
import { handle_edge_irq, handle_level_irq } from '../../kernel/irq/chip/index.ts';
import { handle_bad_irq } from '../../kernel/irq/handle.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../kernel/irq/irqdesc/index.ts';
import { dev_info } from '../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../base/platform.ts';
import { of_property_read_u32 } from '../of/property.ts';
import { genericGpio } from './gpio-mmio.ts';
import {
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-ftgpio010.c');

const GPIO_DATA_IN = 0x04;
const GPIO_DIR = 0x08;
const GPIO_INT_EN = 0x20;
const GPIO_INT_STAT_RAW = 0x24;
const GPIO_INT_MASK = 0x2c;
const GPIO_INT_CLR = 0x30;
const GPIO_INT_TYPE = 0x34;
const GPIO_INT_BOTH_EDGE = 0x38;
const GPIO_INT_LEVEL = 0x3c;
const GPIO_DEBOUNCE_EN = 0x40;
const LINES = 32;

interface ftgpio_gpio extends Recorded {
  base: number;
}
const ftgpio_gpio = struct<ftgpio_gpio>('ftgpio_gpio', { base: hexnum() });

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const baseOf = (gc: gpio_chip): number => ftgpio_gpio.of(gpiochip_get_data(gc)).base;
const bitOf = (d: irq_data): number => (1 << irqd_to_hwirq(d)) >>> 0;

const ftgpio_gpio_ack_irq = at.fn('ftgpio_gpio_ack_irq', "Clears a line's status.", (k: Kernel, d: irq_data): void =>
  writel(k, bitOf(d), baseOf(gcOf(d)) + GPIO_INT_CLR),
);
const ftgpio_gpio_mask_irq = at.fn('ftgpio_gpio_mask_irq', 'Masks a line.', (k: Kernel, d: irq_data): void => {
  change_bits(k, bitOf(d), false, baseOf(gcOf(d)) + GPIO_INT_EN);
  gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
});
const ftgpio_gpio_unmask_irq = at.fn('ftgpio_gpio_unmask_irq', 'Unmasks a line.', (k: Kernel, d: irq_data): void => {
  gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
  change_bits(k, bitOf(d), true, baseOf(gcOf(d)) + GPIO_INT_EN);
});

interface Setting {
  readonly level: boolean;
  readonly both: boolean | undefined;
  readonly low: boolean | undefined;
}
/** What the registers are set to for each type; undefined is left as it is. */
const SETTINGS: ReadonlyMap<number, Setting> = new Map([
  [IRQ_TYPE_EDGE_BOTH, { level: false, both: true, low: undefined }],
  [IRQ_TYPE_EDGE_RISING, { level: false, both: false, low: false }],
  [IRQ_TYPE_EDGE_FALLING, { level: false, both: false, low: true }],
  [IRQ_TYPE_LEVEL_HIGH, { level: true, both: undefined, low: false }],
  [IRQ_TYPE_LEVEL_LOW, { level: true, both: undefined, low: true }],
]);

const ftgpio_gpio_set_irq_type = at.fn(
  'ftgpio_gpio_set_irq_type',
  'Sets how a line interrupts, and the flow handler that fits.',
  (k: Kernel, d: irq_data, type: number): number => {
    const setting = SETTINGS.get(type);
    if (setting === undefined) {
      irq_set_handler_locked(k, d, handle_bad_irq);
      return -EINVAL;
    }
    const { level, both, low } = setting;
    const base = baseOf(gcOf(d));
    irq_set_handler_locked(k, d, level ? handle_level_irq : handle_edge_irq);
    change_bits(k, bitOf(d), level, base + GPIO_INT_TYPE);
    if (low !== undefined) change_bits(k, bitOf(d), low, base + GPIO_INT_LEVEL);
    if (both !== undefined) change_bits(k, bitOf(d), both, base + GPIO_INT_BOTH_EDGE);
    ftgpio_gpio_ack_irq(k, d);
    return 0;
  },
);

const ftgpio_irq_chip: irq_chip = {
  name: 'FTGPIO010',
  irq_ack: ftgpio_gpio_ack_irq,
  irq_mask: ftgpio_gpio_mask_irq,
  irq_unmask: ftgpio_gpio_unmask_irq,
  irq_set_type: ftgpio_gpio_set_irq_type,
  irq_request_resources: gpiochip_irq_reqres,
  irq_release_resources: gpiochip_irq_relres,
  flags: IRQCHIP_IMMUTABLE,
};

const ftgpio_gpio_irq_handler = at.fn(
  'ftgpio_gpio_irq_handler',
  "Handles the block's interrupt: looks which of its lines caused it, and handles each.",
  (k: Kernel, desc: irq_desc): void => {
    const gc = gpio_chip.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (const offset of bitsOf(readl(k, baseOf(gc) + GPIO_INT_STAT_RAW)))
      if (gc.irq_domain !== undefined && offset < gc.ngpio) generic_handle_domain_irq(k, gc.irq_domain, offset);
    chained_irq_exit(k, chip, desc);
  },
);

const ftgpio_gpio_probe = at.fn(
  'ftgpio_gpio_probe',
  'Starts a block: its interrupts off, its lines registered.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const irq = platform_get_irq(k, pdev, 0);
    if (irq < 0) return irq;
    const g = ftgpio_gpio.create(k.rec, { base });
    const ngpios = k.since('6.12') ? of_property_read_u32(k, dev.of_node, 'ngpios') : undefined;
    const gc = gpio_chip.create(k.rec, {
      label: k.since('6.12') ? dev.name : 'FTGPIO010',
      parent: dev,
      ngpio: ngpios ?? LINES,
      ops: genericGpio(k).ops,
      data: g,
      irq_chip: ftgpio_irq_chip,
      irq_handler: handle_bad_irq,
      irq_default_type: IRQ_TYPE_NONE,
      irq_parent_handler: ftgpio_gpio_irq_handler,
      irq_parent: irq,
    });
    genericGpio(k).init(k, gc, { dat: base + GPIO_DATA_IN, dirout: base + GPIO_DIR });
    writel(k, 0, base + GPIO_INT_EN);
    writel(k, 0, base + GPIO_INT_MASK);
    writel(k, 0xffffffff, base + GPIO_INT_CLR);
    writel(k, 0, base + GPIO_DEBOUNCE_EN);
    const ret = gpiochip_add_data_with_key(k, gc);
    if (ret !== 0 || k.since('7.3')) return ret;
    platform_set_drvdata(pdev, g);
    dev_info(k, dev, 'FTGPIO010 @(____ptrval____) registered');
    return 0;
  },
);

/** device_initcall */
export const ftgpio_gpio_driver_init = at.fn(
  'ftgpio_gpio_driver_init',
  "Registers the driver of Faraday's GPIO blocks.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'ftgpio010-gpio',
      bus: 'platform',
      of_match_table: ['cortina,gemini-gpio', 'moxa,moxart-gpio', 'faraday,ftgpio010'].map((compatible) => ({
        compatible,
        data: undefined,
      })),
      probe: ftgpio_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
