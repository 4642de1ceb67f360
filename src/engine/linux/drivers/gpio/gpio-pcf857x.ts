/**
 * Models drivers/gpio/gpio-pcf857x.c: GPIO expanders on I2C without registers, whose lines interrupt in the thread of the chip's own
 * interrupt: on every change, whatever the tree says. Left out: outputs, the reset line.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { hexnum, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { ENODEV } from '../../include/linux/errno.ts';
import { gpio_chip } from '../../include/linux/gpio/driver.ts';
import { type i2c_client, type i2c_driver } from '../../include/linux/i2c.ts';
import { IRQ_HANDLED, IRQF_ONESHOT, IRQF_SHARED, IRQF_TRIGGER_FALLING } from '../../include/linux/interrupt.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_NONE,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_level_irq, handle_nested_irq } from '../../kernel/irq/chip/index.ts';
import { devm_request_threaded_irq } from '../../kernel/irq/devres.ts';
import { irq_find_mapping } from '../../kernel/irq/irqdomain/index.ts';
import { irq_set_irq_wake } from '../../kernel/irq/manage/index.ts';
import { dev_info } from '../../kernel/printk/printk.ts';
import { bus_to_subsys } from '../base/bus.ts';
import { driver_register } from '../base/driver.ts';
import { of_match_node } from '../of/base/index.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-pcf857x.c');

const EIGHT =
  'nxp,pcf8574 nxp,pcf8574a nxp,pca8574 nxp,pca9670 nxp,pca9672 nxp,pca9674 maxim,max7328 maxim,max7329'.split(' ');
const SIXTEEN = 'nxp,pcf8575 nxp,pca8575 nxp,pca9671 nxp,pca9673 nxp,pca9675'.split(' ');
const pcf857x_of_table = [
  ...EIGHT.map((compatible) => ({ compatible, data: 8 })),
  ...SIXTEEN.map((compatible) => ({ compatible, data: 16 })),
];

interface pcf857x extends Recorded {
  client: i2c_client | undefined;
  chip: gpio_chip | undefined;
  status: number;
  irq_enabled: number;
  out: number;
}
const pcf857x = struct<pcf857x>('pcf857x', {
  client: ref(),
  chip: ref(),
  status: hexnum(),
  irq_enabled: hexnum(),
  out: hexnum(),
});

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const gpioOf = (gc: gpio_chip): pcf857x => pcf857x.of(gc.data);

/** gpio->read: all lines at once. */
const read = (k: Kernel, { client }: pcf857x): number => k.bus.readBehind(client?.dev.of_node?.path ?? '', 0);

const pcf857x_input = at.fn(
  'pcf857x_input',
  'Makes a line an input: it is driven high, weakly.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const gpio = gpioOf(gc);
    gpio.out = (gpio.out | (1 << offset)) >>> 0;
    k.bus.writeBehind(gpio.client?.dev.of_node?.path ?? '', 0, gpio.out);
    return 0;
  },
);

const pcf857x_irq = at.fn(
  'pcf857x_irq',
  "The chip's thread: handles each line that changed and is enabled.",
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    const gpio = pcf857x.of(data);
    const status = read(k, gpio);
    const change = (gpio.status ^ status) & gpio.irq_enabled;
    gpio.status = status;
    for (const i of bitsOf(change)) handle_nested_irq(k, irq_find_mapping(k, gpio.chip?.irq_domain, i));
    return IRQ_HANDLED;
  },
);

const noop = at.fn('noop', 'Does nothing: the chip cannot mask a line.', (_k: Kernel, _d: irq_data): void => {});

const pcf857x_irq_set_wake = at.fn(
  'pcf857x_irq_set_wake',
  "Lets the chip's interrupt wake the system.",
  (k: Kernel, d: irq_data, on: number): number => irq_set_irq_wake(k, gpioOf(gcOf(d)).client?.irq ?? 0, on),
);

const pcf857x_irq_enable = at.fn(
  'pcf857x_irq_enable',
  "Notes that a line's interrupt is enabled.",
  (k: Kernel, d: irq_data) => {
    const gpio = gpioOf(gcOf(d));
    gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
    gpio.irq_enabled |= 1 << irqd_to_hwirq(d);
  },
);

const pcf857x_irq_disable = at.fn(
  'pcf857x_irq_disable',
  "Notes that a line's interrupt is disabled.",
  (k: Kernel, d: irq_data) => {
    const gpio = gpioOf(gcOf(d));
    gpio.irq_enabled &= ~(1 << irqd_to_hwirq(d));
    gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
  },
);

const pcf857x_irq_bus_lock = at.fn(
  'pcf857x_irq_bus_lock',
  'Nobody else speaks to the chip meanwhile.',
  (_k: Kernel, _d: irq_data): void => {},
);
const pcf857x_irq_bus_sync_unlock = at.fn(
  'pcf857x_irq_bus_sync_unlock',
  'Others may speak to the chip again; there is nothing to write.',
  (_k: Kernel, _d: irq_data): void => {},
);

const pcf857x_irq_chip: irq_chip = {
  name: 'pcf857x',
  irq_enable: pcf857x_irq_enable,
  irq_disable: pcf857x_irq_disable,
  irq_ack: noop,
  irq_mask: noop,
  irq_unmask: noop,
  irq_set_wake: pcf857x_irq_set_wake,
  irq_bus_lock: pcf857x_irq_bus_lock,
  irq_bus_sync_unlock: pcf857x_irq_bus_sync_unlock,
  irq_request_resources: gpiochip_irq_reqres,
  irq_release_resources: gpiochip_irq_relres,
  flags: IRQCHIP_IMMUTABLE,
};

const pcf857x_probe = at.fn(
  'pcf857x_probe',
  'Starts an expander: its lines, and their interrupts if it has one itself.',
  (k: Kernel, client: i2c_client): number => {
    const { dev } = client;
    const ngpio = dev.of_node === undefined ? undefined : of_match_node(k, pcf857x_of_table, dev.of_node)?.data;
    if (ngpio === undefined) return -ENODEV;
    const gpio = pcf857x.create(k.rec, { client });
    dev.drvdata = gpio;
    const gc = gpio_chip.create(k.rec, {
      label: client.name ?? dev.name,
      parent: dev,
      ngpio,
      ops: { direction_input: pcf857x_input },
      data: gpio,
    });
    gpio.chip = gc;
    gpio.out = 0xffffffff;
    gpio.status = read(k, gpio);
    if (client.irq > 0) {
      const flags = IRQF_ONESHOT | IRQF_TRIGGER_FALLING | IRQF_SHARED;
      const status = devm_request_threaded_irq(k, dev, client.irq, undefined, pcf857x_irq, flags, dev.name, gpio);
      if (status !== 0) return status;
      gc.irq_chip = pcf857x_irq_chip;
      gc.irq_default_type = IRQ_TYPE_NONE;
      gc.irq_handler = handle_level_irq;
      gpio_irq_chip_of(k, gc).threaded = true;
    }
    const status = gpiochip_add_data_with_key(k, gc);
    if (status === 0) dev_info(k, dev, 'probed');
    return status;
  },
);

/** subsys_initcall. Without any device on I2C that bus is not there. */
export const pcf857x_init = at.fn(
  'pcf857x_init',
  'Registers the driver of expanders without registers.',
  (k: Kernel): number => {
    if (bus_to_subsys(k, 'i2c') === undefined) return 0;
    const driver: i2c_driver = {
      name: 'pcf857x',
      bus: 'i2c',
      of_match_table: pcf857x_of_table,
      probe: pcf857x_probe,
    };
    return driver_register(k, driver);
  },
);
