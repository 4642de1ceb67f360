/** drivers/gpio/gpiolib.c: finding a line for a consumer, its direction, its interrupt. */
import { source } from '../../../../recorder/index.ts';
import { EBUSY, EINVAL, EIO, ENXIO, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import {
  FLAG_ACTIVE_LOW,
  FLAG_IS_OUT,
  FLAG_OPEN_DRAIN,
  FLAG_REQUESTED,
  FLAG_USED_AS_IRQ,
  type gpio_chip,
  type gpio_desc,
} from '../../../include/linux/gpio/driver.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { of_find_gpio } from '../gpiolib-of.ts';
import { gpiochip_fwnode, gpiolib_c } from './chip.ts';
import { gpiochip_to_irq } from './irqchip.ts';

const at = source('drivers/gpio/gpiolib.c');

export const gpiod_get_direction = at.fn(
  'gpiod_get_direction',
  'Asks the chip whether a line is an input or an output.',
  (k: Kernel, desc: gpio_desc): number => {
    const { gc } = desc;
    if ((desc.flags & (FLAG_OPEN_DRAIN | FLAG_IS_OUT)) === (FLAG_OPEN_DRAIN | FLAG_IS_OUT)) return 0;
    if (gc?.ops?.get_direction === undefined) return -EINVAL;
    const ret = gc.ops.get_direction(k, gc, desc.offset);
    if (ret < 0) return ret;
    desc.flags = ret === 0 ? desc.flags | FLAG_IS_OUT : desc.flags & ~FLAG_IS_OUT;
    return ret > 0 ? 1 : 0;
  },
);

const gpiod_direction_input = at.fn(
  'gpiod_direction_input',
  'Makes a line an input.',
  (k: Kernel, desc: gpio_desc): number => {
    const { gc } = desc;
    const ret = gc?.ops?.direction_input?.(k, gc, desc.offset) ?? -EIO;
    if (ret === 0) desc.flags &= ~FLAG_IS_OUT;
    return ret;
  },
);

export const gpiod_to_irq = at.fn(
  'gpiod_to_irq',
  'The interrupt that a line raises when it changes.',
  (k: Kernel, desc: gpio_desc): number => {
    const { gc } = desc;
    if (gc?.ops?.to_irq !== undefined) return positive(gc.ops.to_irq(k, gc, desc.offset));
    if (gc?.irq_chip === undefined) return -ENXIO;
    if (!gc.irq_initialized) return -EPROBE_DEFER;
    return positive(gpiochip_to_irq(k, gc, desc.offset));
  },
);

/** 0 stands for no interrupt. */
const positive = (irq: number): number => (irq === 0 ? -ENXIO : irq);

function gpiod_request(k: Kernel, desc: gpio_desc, label: string): number {
  if ((desc.flags & FLAG_REQUESTED) !== 0) return -EBUSY;
  const ret = desc.gc?.ops?.request?.(k, desc.gc, desc.offset) ?? 0;
  if (ret < 0) return ret;
  desc.flags |= FLAG_REQUESTED;
  desc.label = label;
  if (desc.gc?.ops?.get_direction !== undefined) gpiod_get_direction(k, desc);
  return 0;
}

export function gpiod_free(k: Kernel, desc: gpio_desc): void {
  if (desc.gc !== undefined) desc.gc.ops?.free?.(k, desc.gc, desc.offset);
  desc.flags &= ~(FLAG_REQUESTED | FLAG_ACTIVE_LOW | FLAG_USED_AS_IRQ);
  desc.label = undefined;
}

/** The chip of a node, if its driver is up. */
export function gpio_device_find_by_fwnode(k: Kernel, np: device_node | undefined): gpio_chip | undefined {
  return gpiolib_c(k)
    .gpio_devices.toArray()
    .find((gc) => np !== undefined && gpiochip_fwnode(k, gc) === np);
}

/** Two cells: the line, and flags of which bit 0 says that low is active. */
export const OF_GPIO_ACTIVE_LOW = 0x1;

/** Finds a line for a consumer and takes it as an input. */
export const devm_fwnode_gpiod_get = at.fn(
  'devm_fwnode_gpiod_get',
  'Finds the line that a node names, reserves it, and makes it an input.',
  (k: Kernel, fwnode: device_node, label: string): gpio_desc | number => {
    const found = of_find_gpio(k, fwnode);
    if (typeof found === 'number') return found;
    const ret = gpiod_request(k, found.desc, label);
    if (ret !== 0) return ret;
    if (found.active_low) found.desc.flags |= FLAG_ACTIVE_LOW;
    const dir = gpiod_direction_input(k, found.desc);
    if (dir === 0) return found.desc;
    gpiod_free(k, found.desc);
    return dir;
  },
);
