/**
 * Models drivers/gpio/gpio-sprd.c: the GPIO block of Unisoc's SoCs, sixteen banks of sixteen lines behind one interrupt. Left out:
 * outputs.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { data, hexnum, type Recorded, source, struct } from '../../../recorder/index.ts';
import { change_bits, readl } from '../../include/asm/io.ts';
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
  IRQCHIP_SKIP_SET_WAKE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { handle_edge_irq, handle_level_irq } from '../../kernel/irq/chip/index.ts';
import { handle_bad_irq } from '../../kernel/irq/handle.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../kernel/irq/irqdesc/index.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../base/platform.ts';
import {
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-sprd.c');

const SPRD_GPIO_DMSK = 0x4;
const SPRD_GPIO_DIR = 0x8;
const SPRD_GPIO_IS = 0xc;
const SPRD_GPIO_IBE = 0x10;
const SPRD_GPIO_IEV = 0x14;
const SPRD_GPIO_IE = 0x18;
const SPRD_GPIO_MIS = 0x20;
const SPRD_GPIO_IC = 0x24;
const SPRD_GPIO_INEN = 0x28;
const SPRD_GPIO_BANK_NR = 16;
const SPRD_GPIO_NR = 256;
const SPRD_GPIO_BANK_SIZE = 0x80;
const SPRD_GPIO_BANK_MASK = 0xffff;

interface sprd_gpio extends Recorded {
  base: number;
}
const sprd_gpio = struct<sprd_gpio>('sprd_gpio', { base: hexnum() });

interface gpio_sprd_c extends Recorded {
  /** Before 6.6: what gpiolib made of the chip that all blocks share. */
  sprd_gpio_irqchip: irq_chip | undefined;
}
const gpio_sprd_c = statics<gpio_sprd_c>('drivers/gpio/gpio-sprd.c', { sprd_gpio_irqchip: data() });

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const bankBase = (gc: gpio_chip, bank: number): number =>
  sprd_gpio.of(gpiochip_get_data(gc)).base + SPRD_GPIO_BANK_SIZE * bank;

const sprd_gpio_update = at.fn(
  'sprd_gpio_update',
  "Sets or clears a line's bit of a register.",
  (k: Kernel, gc: gpio_chip, offset: number, reg: number, val: boolean): void =>
    change_bits(k, 1 << (offset % SPRD_GPIO_BANK_NR), val, bankBase(gc, Math.floor(offset / SPRD_GPIO_BANK_NR)) + reg),
);

const sprd_gpio_request = at.fn(
  'sprd_gpio_request',
  "Lets a line's data through.",
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    sprd_gpio_update(k, gc, offset, SPRD_GPIO_DMSK, true);
    return 0;
  },
);
const sprd_gpio_free = at.fn(
  'sprd_gpio_free',
  "Holds a line's data back.",
  (k: Kernel, gc: gpio_chip, offset: number): void => sprd_gpio_update(k, gc, offset, SPRD_GPIO_DMSK, false),
);
const sprd_gpio_direction_input = at.fn(
  'sprd_gpio_direction_input',
  'Makes a line an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    sprd_gpio_update(k, gc, offset, SPRD_GPIO_DIR, false);
    sprd_gpio_update(k, gc, offset, SPRD_GPIO_INEN, true);
    return 0;
  },
);

const sprd_gpio_irq_mask = at.fn('sprd_gpio_irq_mask', 'Masks a line.', (k: Kernel, d: irq_data): void => {
  sprd_gpio_update(k, gcOf(d), irqd_to_hwirq(d), SPRD_GPIO_IE, false);
  if (k.since('6.12')) gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
});
const sprd_gpio_irq_ack = at.fn('sprd_gpio_irq_ack', "Clears a line's status.", (k: Kernel, d: irq_data): void =>
  sprd_gpio_update(k, gcOf(d), irqd_to_hwirq(d), SPRD_GPIO_IC, true),
);
const sprd_gpio_irq_unmask = at.fn('sprd_gpio_irq_unmask', 'Unmasks a line.', (k: Kernel, d: irq_data): void => {
  sprd_gpio_update(k, gcOf(d), irqd_to_hwirq(d), SPRD_GPIO_IE, true);
  if (k.since('6.12')) gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
});

/** Level, both edges, high or rising (undefined: as it is). */
const SETTINGS: ReadonlyMap<number, readonly [level: boolean, both: boolean, high: boolean | undefined]> = new Map([
  [IRQ_TYPE_EDGE_RISING, [false, false, true]],
  [IRQ_TYPE_EDGE_FALLING, [false, false, false]],
  [IRQ_TYPE_EDGE_BOTH, [false, true, undefined]],
  [IRQ_TYPE_LEVEL_HIGH, [true, false, true]],
  [IRQ_TYPE_LEVEL_LOW, [true, false, false]],
]);

const sprd_gpio_irq_set_type = at.fn(
  'sprd_gpio_irq_set_type',
  'Sets how a line interrupts, and the flow handler that fits.',
  (k: Kernel, d: irq_data, type: number): number => {
    const setting = SETTINGS.get(type);
    if (setting === undefined) return -EINVAL;
    const [level, both, high] = setting;
    const set = (reg: number, on: boolean): void => sprd_gpio_update(k, gcOf(d), irqd_to_hwirq(d), reg, on);
    set(SPRD_GPIO_IS, level);
    set(SPRD_GPIO_IBE, both);
    if (high !== undefined) set(SPRD_GPIO_IEV, high);
    if (!level) set(SPRD_GPIO_IC, true);
    irq_set_handler_locked(k, d, level ? handle_level_irq : handle_edge_irq);
    return 0;
  },
);

const operations = {
  name: 'sprd-gpio',
  irq_ack: sprd_gpio_irq_ack,
  irq_mask: sprd_gpio_irq_mask,
  irq_unmask: sprd_gpio_irq_unmask,
  irq_set_type: sprd_gpio_irq_set_type,
};
const sprd_gpio_irqchip: irq_chip = {
  ...operations,
  irq_request_resources: gpiochip_irq_reqres,
  irq_release_resources: gpiochip_irq_relres,
  flags: IRQCHIP_SKIP_SET_WAKE | IRQCHIP_IMMUTABLE,
};
const oldIrqchip: irq_chip = { ...operations, flags: IRQCHIP_SKIP_SET_WAKE };

const sprd_gpio_irq_handler = at.fn(
  'sprd_gpio_irq_handler',
  "Handles the block's interrupt: looks which of its lines caused it, and handles each.",
  (k: Kernel, desc: irq_desc): void => {
    const gc = gpio_chip.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (let bank = 0; bank * SPRD_GPIO_BANK_NR < gc.ngpio; bank++)
      for (const n of bitsOf(readl(k, bankBase(gc, bank) + SPRD_GPIO_MIS) & SPRD_GPIO_BANK_MASK))
        if (gc.irq_domain !== undefined) generic_handle_domain_irq(k, gc.irq_domain, bank * SPRD_GPIO_BANK_NR + n);
    chained_irq_exit(k, chip, desc);
  },
);

const sprd_gpio_probe = at.fn(
  'sprd_gpio_probe',
  'Starts a block: registers its lines.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const irq = platform_get_irq(k, pdev, 0);
    if (irq < 0) return irq;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio: SPRD_GPIO_NR,
      ops: {
        request: sprd_gpio_request,
        free: sprd_gpio_free,
        direction_input: sprd_gpio_direction_input,
      },
      data: sprd_gpio.create(k.rec, { base }),
      irq_chip: k.since('6.12') ? sprd_gpio_irqchip : (gpio_sprd_c(k).sprd_gpio_irqchip ?? oldIrqchip),
      irq_handler: handle_bad_irq,
      irq_default_type: IRQ_TYPE_NONE,
      irq_parent_handler: sprd_gpio_irq_handler,
      irq_parent: irq,
    });
    const ret = gpiochip_add_data_with_key(k, gc);
    if (!k.since('6.12')) gpio_sprd_c(k).sprd_gpio_irqchip = gc.irq_chip;
    return ret;
  },
);

/** device_initcall */
export const sprd_gpio_driver_init = at.fn(
  'sprd_gpio_driver_init',
  "Registers the driver of Unisoc's GPIO blocks.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'sprd-gpio',
      bus: 'platform',
      of_match_table: [{ compatible: 'sprd,sc9860-gpio', data: undefined }],
      probe: sprd_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
