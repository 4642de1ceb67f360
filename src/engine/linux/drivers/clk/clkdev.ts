/**
 * Models clk_get of drivers/clk/clkdev.c: whether a device has a clock by some name. Clocks themselves are left out, and so are
 * their drivers: a clock that the tree names counts as there. What waits for a clock's driver does so through fw_devlink.
 */
import type { device } from '../../include/linux/device.ts';
import type { Kernel } from '../../kernel.ts';
import { of_parse_clkspec } from './clk.ts';

/** 0 when there is such a clock, else a negative errno. */
export function clk_get(k: Kernel, dev: device, con_id: string): number {
  return of_parse_clkspec(k, dev.of_node, con_id);
}
