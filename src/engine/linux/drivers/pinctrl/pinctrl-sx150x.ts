/**
 * Models drivers/pinctrl/pinctrl-sx150x.c: Semtech's GPIO expanders on I2C, whose lines interrupt in the thread of the chip's own
 * interrupt. Registers are named by numbers that are the same for all chips here. Left out: outputs, settings of pins, the supply, the
 * oscillator's line beyond its number.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { hexnum, num, type Recorded, ref, source, str, struct } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import { gpio_chip } from '../../include/linux/gpio/driver.ts';
import type { i2c_client, i2c_driver } from '../../include/linux/i2c.ts';
import {
  IRQ_HANDLED,
  IRQ_NONE,
  IRQF_ONESHOT,
  IRQF_SHARED,
  IRQF_TRIGGER_FALLING,
} from '../../include/linux/interrupt.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_MASK,
  IRQ_TYPE_NONE,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_nested_irq } from '../../kernel/irq/chip/index.ts';
import { devm_request_threaded_irq } from '../../kernel/irq/devres.ts';
import { handle_bad_irq } from '../../kernel/irq/handle.ts';
import { irq_find_mapping } from '../../kernel/irq/irqdomain/index.ts';
import { bus_to_subsys } from '../base/bus.ts';
import { driver_register } from '../base/driver.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from '../gpio/gpiolib/index.ts';
import { of_match_node } from '../of/base/index.ts';

const at = source('drivers/pinctrl/pinctrl-sx150x.c');

/** Here, of every chip: directions, masks, sources, and two bits a line that say which edges count. */
const DIR = 1;
const IRQ_MASK = 2;
const IRQ_SRC = 3;
const SENSE = 4;
const SENSE_RISING = 1;
const SENSE_FALLING = 2;

interface sx150x_pinctrl extends Recorded {
  readonly dev: device | undefined;
  readonly name: string | undefined;
  readonly ngpios: number;
  gpio: gpio_chip | undefined;
  masked: number;
  sense: number;
}
const sx150x_pinctrl = struct<sx150x_pinctrl>('sx150x_pinctrl', {
  dev: ref(),
  name: str(),
  ngpios: num(),
  gpio: ref(),
  masked: hexnum(),
  sense: hexnum(),
});

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const pctlOf = (d: irq_data): sx150x_pinctrl => sx150x_pinctrl.of(gcOf(d).data);
const pathOf = ({ dev }: sx150x_pinctrl): string => dev?.of_node?.path ?? '';

const sx150x_gpio_direction_input = at.fn(
  'sx150x_gpio_direction_input',
  'Makes a line an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const pctl = sx150x_pinctrl.of(gc.data);
    k.bus.writeBehind(pathOf(pctl), DIR, k.bus.readBehind(pathOf(pctl), DIR) | (1 << offset));
    return 0;
  },
);

const sx150x_irq_mask = at.fn('sx150x_irq_mask', 'Notes that a line is masked.', (k: Kernel, d: irq_data): void => {
  const pctl = pctlOf(d);
  pctl.masked = (pctl.masked | (1 << irqd_to_hwirq(d))) >>> 0;
  if (k.since('6.12')) gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
});
const sx150x_irq_unmask = at.fn(
  'sx150x_irq_unmask',
  'Notes that a line is not masked.',
  (k: Kernel, d: irq_data): void => {
    const pctl = pctlOf(d);
    if (k.since('6.12')) gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
    pctl.masked = (pctl.masked & ~(1 << irqd_to_hwirq(d))) >>> 0;
  },
);

const sx150x_irq_set_type = at.fn(
  'sx150x_irq_set_type',
  'Notes which edges of a line count; levels are refused.',
  (_k: Kernel, d: irq_data, flow_type: number): number => {
    if ((flow_type & IRQ_TYPE_LEVEL_MASK) !== 0) return -EINVAL;
    const pctl = pctlOf(d);
    const n = irqd_to_hwirq(d) * 2;
    const rising = (flow_type & IRQ_TYPE_EDGE_RISING) === 0 ? 0 : SENSE_RISING;
    const falling = (flow_type & IRQ_TYPE_EDGE_FALLING) === 0 ? 0 : SENSE_FALLING;
    pctl.sense = ((pctl.sense & ~(3 << n)) | ((rising | falling) << n)) >>> 0;
    return 0;
  },
);

const sx150x_irq_thread_fn = at.fn(
  'sx150x_irq_thread_fn',
  "The chip's thread: reads and clears the sources, and handles the interrupt of each.",
  (k: Kernel, _irq: number, dev_id: Recorded | undefined): number => {
    const pctl = sx150x_pinctrl.of(dev_id);
    const val = k.bus.readBehind(pathOf(pctl), IRQ_SRC);
    // 7.3 says then that it was not it.
    if (val === 0 && k.since('7.3')) return IRQ_NONE;
    k.bus.writeBehind(pathOf(pctl), IRQ_SRC, val);
    for (const n of bitsOf(val & (2 ** pctl.ngpios - 1)))
      handle_nested_irq(k, irq_find_mapping(k, pctl.gpio?.irq_domain, n));
    return IRQ_HANDLED;
  },
);

const sx150x_irq_bus_lock = at.fn(
  'sx150x_irq_bus_lock',
  'What follows is gathered, to be written at once.',
  (_k: Kernel, _d: irq_data): void => {},
);
const sx150x_irq_bus_sync_unlock = at.fn(
  'sx150x_irq_bus_sync_unlock',
  'Writes what is masked and which edges count.',
  (k: Kernel, d: irq_data): void => {
    const pctl = pctlOf(d);
    k.bus.writeBehind(pathOf(pctl), IRQ_MASK, pctl.masked);
    k.bus.writeBehind(pathOf(pctl), SENSE, pctl.sense);
  },
);

/** 6.1 makes a chip for each expander, which gpiolib changes. */
function sx150x_irq_chip(k: Kernel, name: string): irq_chip {
  const operations = {
    irq_mask: sx150x_irq_mask,
    irq_unmask: sx150x_irq_unmask,
    irq_set_type: sx150x_irq_set_type,
    irq_bus_lock: sx150x_irq_bus_lock,
    irq_bus_sync_unlock: sx150x_irq_bus_sync_unlock,
  };
  if (!k.since('6.12')) return { name, ...operations, flags: 0 };
  return {
    name: undefined,
    ...operations,
    irq_print_chip: (d) => pctlOf(d).name ?? '',
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_IMMUTABLE,
  };
}

/** Lines that interrupt, and with that of an oscillator all that there are. */
interface sx150x_device_data {
  readonly ngpios: number;
  readonly npins: number;
}
const kind = (name: string, ngpios: number, npins = ngpios) => ({
  compatible: `semtech,${name}`,
  data: { ngpios, npins } satisfies sx150x_device_data,
});
const sx150x_of_match = [
  kind('sx1501q', 4),
  kind('sx1502q', 8),
  kind('sx1503q', 16),
  kind('sx1504q', 4),
  kind('sx1505q', 8),
  kind('sx1506q', 16),
  kind('sx1507q', 4, 5),
  kind('sx1508q', 8, 9),
  kind('sx1509q', 16, 17),
];

const sx150x_probe = at.fn(
  'sx150x_probe',
  'Starts an expander: its interrupt where it has one, then its lines.',
  (k: Kernel, client: i2c_client): number => {
    const { dev } = client;
    const found = dev.of_node === undefined ? undefined : of_match_node(k, sx150x_of_match, dev.of_node)?.data;
    if (found === undefined) return -EINVAL;
    const name = client.name ?? '';
    const pctl = sx150x_pinctrl.create(k.rec, { dev, name, ngpios: found.ngpios });
    dev.drvdata = pctl;
    const gc = gpio_chip.create(k.rec, {
      label: name,
      parent: dev,
      ngpio: found.npins,
      ops: { direction_input: sx150x_gpio_direction_input },
      data: pctl,
    });
    pctl.gpio = gc;
    if (client.irq > 0) {
      pctl.masked = 0xffffffff;
      gc.irq_chip = sx150x_irq_chip(k, name);
      gc.irq_default_type = IRQ_TYPE_NONE;
      gc.irq_handler = handle_bad_irq;
      gpio_irq_chip_of(k, gc).threaded = true;
      const flags = IRQF_ONESHOT | IRQF_SHARED | IRQF_TRIGGER_FALLING;
      const ret = devm_request_threaded_irq(k, dev, client.irq, undefined, sx150x_irq_thread_fn, flags, name, pctl);
      if (ret < 0) return ret;
    }
    return gpiochip_add_data_with_key(k, gc);
  },
);

/** subsys_initcall. Without any device on I2C that bus is not there. */
export const sx150x_init = at.fn(
  'sx150x_init',
  "Registers the driver of Semtech's GPIO expanders.",
  (k: Kernel): number => {
    if (bus_to_subsys(k, 'i2c') === undefined) return 0;
    const driver: i2c_driver = {
      name: 'sx150x-pinctrl',
      bus: 'i2c',
      of_match_table: sx150x_of_match,
      probe: sx150x_probe,
    };
    return driver_register(k, driver);
  },
);
