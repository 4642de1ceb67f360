/**
 * Models clk_get of drivers/clk/clkdev.c, with the search of a device's node in drivers/clk/clk.c: whether a device has a
 * clock by some name. Clocks themselves are left out, and so are their drivers: a clock that the tree names counts as
 * there. What waits for a clock's driver does so through fw_devlink.
 */
import type { device } from '../../include/linux/device.ts';
import { ENOENT } from '../../include/linux/errno.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { of_get_property } from '../of/base.ts';
import { of_parse_phandle_with_args } from '../of/phandle.ts';
import { of_property_match_string } from '../of/property.ts';

/** A clock by its name in clock-names; a parent with clock-ranges lends its own of that name. */
function of_parse_clkspec(k: Kernel, node: device_node | undefined, name: string): number {
  for (let np = node; np !== undefined; np = np.parent) {
    const index = of_property_match_string(k, np, 'clock-names', name);
    const clkspec = of_parse_phandle_with_args(k, np, 'clocks', '#clock-cells', index);
    if (typeof clkspec !== 'number') return 0;
    if (index >= 0 || of_get_property(k, np.parent, 'clock-ranges') === undefined) break;
  }
  return -ENOENT;
}

/** 0 when there is such a clock, else a negative errno. */
export function clk_get(k: Kernel, dev: device, con_id: string): number {
  return of_parse_clkspec(k, dev.of_node, con_id);
}
