/**
 * Models what GPIO controllers need of drivers/pinctrl/core.c: whether a pin controller is there for their lines. The settings of
 * pins are left out. A pin controller is there once some driver has probed its device.
 */
import { source } from '../../../recorder/index.ts';
import { EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { gpio_chip } from '../../include/linux/gpio/driver.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { find_bound_device } from '../base/core/index.ts';
import { pinRangesOf } from '../gpio/gpiolib-of.ts';
import { gpiochip_fwnode } from '../gpio/gpiolib/index.ts';

const at = source('drivers/pinctrl/core.c');

/** of_pinctrl_get: whether the pin controller of a node is registered. A driver that is just probing counts: it registers first. */
export function of_pinctrl_get(k: Kernel, np: device_node): boolean {
  return find_bound_device(k, (dev) => dev.of_node === np) !== undefined;
}

/** Asks the pin controller behind a line of a chip for its pin. */
export const pinctrl_gpio_request = at.fn(
  'pinctrl_gpio_request',
  'Asks the pin controller behind a line for the pin; without one there is a deferral.',
  (k: Kernel, gc: gpio_chip, _offset: number): number =>
    // A chip of which some lines have pins is known to have no pins for the others.
    pinRangesOf(k, gpiochip_fwnode(k, gc)).length > 0 ? 0 : -EPROBE_DEFER,
);

export const pinctrl_gpio_direction_input = at.fn(
  'pinctrl_gpio_direction_input',
  'Asks the pin controller behind a line to make the pin an input; a line without a pin is deferred.',
  (k: Kernel, gc: gpio_chip, offset: number): number =>
    pinRangesOf(k, gpiochip_fwnode(k, gc)).some(
      ({ line, count }) => count === 0 || (offset >= line && offset < line + count),
    )
      ? 0
      : -EPROBE_DEFER,
);
