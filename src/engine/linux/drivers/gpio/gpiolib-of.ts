/** Models drivers/gpio/gpiolib-of.c: the line that a property of a node names. */
import { EINVAL, ENOENT, EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { gpio_desc } from '../../include/linux/gpio/driver.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { of_parse_phandle_with_args } from '../of/base/index.ts';
import { of_property_present } from '../of/property.ts';
import { gpio_device_find_by_fwnode, OF_GPIO_ACTIVE_LOW } from './gpiolib/index.ts';

/** The line that a node's "gpios" (or "gpio") names first, or a negative errno. */
export function of_find_gpio(k: Kernel, np: device_node): { desc: gpio_desc; active_low: boolean } | number {
  const propname = ['gpios', 'gpio'].find((name) => of_property_present(k, np, name));
  if (propname === undefined) return -ENOENT;
  const gpiospec = of_parse_phandle_with_args(k, np, propname, '#gpio-cells', 0);
  if (typeof gpiospec === 'number') return gpiospec;
  const gc = gpio_device_find_by_fwnode(k, gpiospec.np);
  if (gc === undefined) return -EPROBE_DEFER;
  const [offset = 0, flags = 0] = gpiospec.args;
  const desc = gc.descs.get(offset);
  return desc === undefined ? -EINVAL : { desc, active_low: (flags & OF_GPIO_ACTIVE_LOW) !== 0 };
}
