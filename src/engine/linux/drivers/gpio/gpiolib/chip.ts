/** drivers/gpio/gpiolib.c: the controllers there are, and registering one. */
import {
  source,
  list,
  map,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
} from '../../../../recorder/index.ts';
import { FLAG_IS_OUT, type gpio_chip, gpio_desc, gpio_irq_chip } from '../../../include/linux/gpio/driver.ts';
import { type device_node, is_of_node } from '../../../include/linux/of.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { pinctrl_gpio_request } from '../../pinctrl/core.ts';
import { of_gpiochip_add_pin_range, pinRangesOf } from '../gpiolib-of.ts';
import { gpiochip_add_irqchip } from './irqchip.ts';

const at = source('drivers/gpio/gpiolib.c');

export interface gpiolib_c extends Recorded {
  /** In order of registration. */
  gpio_devices: RecordedList<gpio_chip>;
}
export const gpiolib_c = statics<gpiolib_c>('drivers/gpio/gpiolib.c', { gpio_devices: list(ref<gpio_chip>()) });

/** What chips have of a gpio_irq_chip beyond one chained parent: apart, so that only those who need it have it. */
interface gpio_irq_chips extends Recorded {
  chips: RecordedMap<gpio_irq_chip>;
}
const gpio_irq_chips = statics<gpio_irq_chips>('drivers/gpio/gpiolib.c: gpio_irq_chip', {
  chips: map(ref<gpio_irq_chip>()),
});

/** gc->irq of a chip that a driver is setting up; made at the first call. */
export function gpio_irq_chip_of(k: Kernel, gc: gpio_chip): gpio_irq_chip {
  const { chips } = gpio_irq_chips(k);
  const known = chips.get(gc.$id);
  if (known !== undefined) return known;
  const girq = gpio_irq_chip.create(k.rec);
  chips.set(gc.$id, girq);
  return girq;
}

/** gc->irq where a driver has made one. Chips of one chained parent have none. */
export function gpio_irq_of(k: Kernel, gc: gpio_chip): gpio_irq_chip | undefined {
  return k.made(gpio_irq_chips.type)?.chips.get(gc.$id);
}

/** The node of a chip's lines. */
export function gpiochip_fwnode(k: Kernel, gc: gpio_chip): device_node | undefined {
  const fwnode = gpio_irq_of(k, gc)?.fwnode ?? gc.parent?.fwnode;
  return is_of_node(fwnode) ? fwnode : undefined;
}

/** How chip_err() and its like begin what they log: the character device, and the chip's label. */
export const chipPrefix = (k: Kernel, gc: gpio_chip): string =>
  `gpio gpiochip${gpiolib_c(k).gpio_devices.toArray().indexOf(gc)}: (${gc.label}): `;

export function gpiochip_get_data(gc: gpio_chip): Recorded | undefined {
  return gc.data;
}

export const gpiochip_generic_request = at.fn(
  'gpiochip_generic_request',
  'Asks the pin controller behind the lines of a chip for a pin, if there is one.',
  (k: Kernel, gc: gpio_chip, offset: number): number =>
    pinRangesOf(k, gpiochip_fwnode(k, gc)).length === 0 ? 0 : pinctrl_gpio_request(k, gc, offset),
);

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
    let ret = of_gpiochip_add_pin_range(k, gc);
    if (ret === 0) ret = gpio_irq_of(k, gc)?.ops?.init_hw?.(k, gc) ?? 0;
    if (ret === 0) ret = gpiochip_add_irqchip(k, gc);
    if (ret !== 0) devices.remove(gc);
    return ret;
  },
);

/** Takes a controller back whose driver has not come up. */
export function gpiochip_remove(k: Kernel, gc: gpio_chip): void {
  gpiolib_c(k).gpio_devices.remove(gc);
}
