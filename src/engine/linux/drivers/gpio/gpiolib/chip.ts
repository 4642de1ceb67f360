/** drivers/gpio/gpiolib.c: the controllers there are, and registering one. */
import { source, list, type Recorded, type RecordedList, ref } from '../../../../recorder/index.ts';
import { FLAG_IS_OUT, type gpio_chip, gpio_desc } from '../../../include/linux/gpio/driver.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { gpiochip_add_irqchip } from './irqchip.ts';

const at = source('drivers/gpio/gpiolib.c');

export interface gpiolib_c extends Recorded {
  /** In order of registration. */
  gpio_devices: RecordedList<gpio_chip>;
}
export const gpiolib_c = statics<gpiolib_c>('drivers/gpio/gpiolib.c', { gpio_devices: list(ref<gpio_chip>()) });

export function gpiochip_get_data(gc: gpio_chip): Recorded | undefined {
  return gc.data;
}

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
