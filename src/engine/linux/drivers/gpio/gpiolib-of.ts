/** Models drivers/gpio/gpiolib-of.c: the line that a property of a node names. */
import { EINVAL, ENOENT, EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { gpio_chip, gpio_desc, GpioSpec } from '../../include/linux/gpio/driver.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { fw_devlink_c } from '../base/core/index.ts';
import { of_find_node_by_phandle, of_parse_phandle_with_args } from '../of/base/index.ts';
import { of_property_cells, of_property_present } from '../of/property.ts';
import { gpio_device_find_by_fwnode, gpiochip_fwnode, OF_GPIO_ACTIVE_LOW } from './gpiolib/index.ts';

/** The line that a node's "gpios" (or "gpio") names first, or a negative errno. */
export function of_find_gpio(k: Kernel, np: device_node): { desc: gpio_desc; active_low: boolean } | number {
  const propname = ['gpios', 'gpio'].find((name) => of_property_present(k, np, name));
  if (propname === undefined) return -ENOENT;
  const gpiospec = of_parse_phandle_with_args(k, np, propname, '#gpio-cells', 0);
  if (typeof gpiospec === 'number') return gpiospec;
  const gc = gpio_device_find_by_fwnode(k, gpiospec.np);
  if (gc === undefined) return -EPROBE_DEFER;
  const spec = gc.ops?.of_xlate?.(k, gc, gpiospec.args) ?? of_gpio_simple_xlate(gpiospec.args);
  if (typeof spec === 'number') return spec;
  const desc = gc.descs.get(spec.offset);
  return desc === undefined ? -EINVAL : { desc, active_low: (spec.flags & OF_GPIO_ACTIVE_LOW) !== 0 };
}

/** A line and its flags. */
function of_gpio_simple_xlate([offset = 0, flags = 0]: readonly number[]): GpioSpec {
  return { offset, flags };
}

/** The lines of a chip that are pins of pin controllers: those must be there first. 0, or -EPROBE_DEFER. */
export function of_gpiochip_add_pin_range(k: Kernel, gc: gpio_chip): number {
  const np = gpiochip_fwnode(k, gc);
  if (np === undefined) return 0;
  const cells = of_property_cells(k, np, 'gpio-ranges');
  for (let index = 0; index * RANGE_CELLS < cells.length; index++) {
    const pinctrl = of_find_node_by_phandle(k, cells[index * RANGE_CELLS] ?? 0);
    if (pinctrl === undefined) return 0;
    if (pinctrl !== gc.parent?.of_node && !hasDriver(k, pinctrl)) return -EPROBE_DEFER;
  }
  return 0;
}

/** Pin controller, first line, first pin, how many. */
const RANGE_CELLS = 4;

function hasDriver(k: Kernel, np: device_node): boolean {
  return fw_devlink_c(k)
    .devices.toArray()
    .some((dev) => dev.of_node === np && dev.driver !== undefined);
}
