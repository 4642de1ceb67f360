/**
 * Models drivers/gpio/gpiolib.c: registering a GPIO controller. Lines are in gpiolib/desc.ts, interrupts in
 * gpiolib/irqchip.ts. Left out: hogs, pin control, names of lines, character devices, the gpio bus (which no driver of
 * ours is on).
 */
import { source } from '../../../recorder/index.ts';
import { FLAG_IS_OUT, type gpio_chip, gpio_desc } from '../../include/linux/gpio/driver.ts';
import type { Kernel } from '../../kernel.ts';
import { gpiochip_add_irqchip } from './gpiolib/irqchip.ts';
import { gpiolib_c } from './gpiolib/state.ts';

export * from './gpiolib/desc.ts';
export * from './gpiolib/irqchip.ts';

const at = source('drivers/gpio/gpiolib.c');

export const gpiochip_add_data_with_key = at.fn(
  'gpiochip_add_data_with_key',
  'Registers a GPIO controller: its lines, and a domain for their interrupts.',
  (k: Kernel, gc: gpio_chip): number => {
    const devices = gpiolib_c(k).gpio_devices;
    devices.addTail(gc);
    for (let offset = 0; offset < gc.ngpio; offset++) {
      const out =
        gc.ops?.get_direction === undefined
          ? gc.ops?.direction_input === undefined
          : gc.ops.get_direction(k, gc, offset) === 0;
      gc.descs.set(offset, gpio_desc.create(k.rec, { gc, offset, flags: out ? FLAG_IS_OUT : 0 }));
    }
    const ret = gpiochip_add_irqchip(k, gc);
    if (ret !== 0) devices.remove(gc);
    return ret;
  },
);
