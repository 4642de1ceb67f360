/** Models drivers/gpio/gpiolib-of.c: the line that a property of a node names. */
import { ENOENT, EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { gpio_chip, gpio_desc, GpioSpec } from '../../include/linux/gpio/driver.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { of_find_node_by_phandle, of_parse_phandle_with_args } from '../of/base/index.ts';
import { of_property_cells, of_property_present } from '../of/property.ts';
import { of_pinctrl_get } from '../pinctrl/core.ts';
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
  // Chips are looked for by node and by what they make of the cells: one that makes nothing of them is not found.
  const desc = typeof spec === 'number' ? undefined : gc.descs.get(spec.offset);
  return typeof spec === 'number' || desc === undefined
    ? -EPROBE_DEFER
    : { desc, active_low: (spec.flags & OF_GPIO_ACTIVE_LOW) !== 0 };
}

/** A line and its flags. */
function of_gpio_simple_xlate([offset = 0, flags = 0]: readonly number[]): GpioSpec {
  return { offset, flags };
}

/** Lines of a chip that are pins of a pin controller, from `line` on; 0 lines stand for a group with a name. */
interface PinRange {
  readonly pinctrl: device_node;
  readonly line: number;
  readonly count: number;
}

/** Pin controller, first line, first pin, how many. */
const RANGE_CELLS = 4;

/** "gpio-ranges", up to an entry whose pin controller is not in the tree. */
export function pinRangesOf(k: Kernel, np: device_node | undefined): PinRange[] {
  const ranges: PinRange[] = [];
  const cells = of_property_cells(k, np, 'gpio-ranges');
  for (let at = 0; at < cells.length; at += RANGE_CELLS) {
    const pinctrl = of_find_node_by_phandle(k, cells[at] ?? 0);
    if (pinctrl === undefined) break;
    ranges.push({ pinctrl, line: cells[at + 1] ?? 0, count: cells[at + 3] ?? 0 });
  }
  return ranges;
}

/** The lines of a chip that are pins of pin controllers: those must be there first. 0, or -EPROBE_DEFER. */
export function of_gpiochip_add_pin_range(k: Kernel, gc: gpio_chip): number {
  const waits = pinRangesOf(k, gpiochip_fwnode(k, gc)).some(
    ({ pinctrl }) => pinctrl !== gc.parent?.of_node && !of_pinctrl_get(k, pinctrl),
  );
  return waits ? -EPROBE_DEFER : 0;
}
