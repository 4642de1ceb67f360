/**
 * Models drivers/clk/clk.c: the clocks that come up before drivers (of_clk_init), and finding the clock that a node names. Only
 * what others wait for matters here: a clock's node counts as served, and no device is made for it. Clocks that drivers bring are
 * left out.
 */
import { source } from '../../../recorder/index.ts';
import { ENOENT } from '../../include/linux/errno.ts';
import { fwnode_dev_initialized } from '../../include/linux/fwnode.ts';
import { type device_node, of_node_set_flag, OF_POPULATED } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import {
  for_each_matching_node_and_match,
  of_device_is_available,
  of_get_property,
  of_parse_phandle_with_args,
} from '../of/base/index.ts';
import { startDeclaredClocks } from '../../stand-ins/declared.ts';
import { of_property_match_string, of_property_read_u32 } from '../of/property.ts';

const at = source('drivers/clk/clk.c');

type Setup = (k: Kernel, node: device_node) => boolean;

/** What CLK_OF_DECLARE registers in these kernels; each says whether the clock came up. */
function clk_of_table(): readonly { readonly compatible: string; readonly data: Setup }[] {
  const has = (k: Kernel, node: device_node, name: string): boolean =>
    of_property_read_u32(k, node, name) !== undefined;
  return [
    { compatible: 'fixed-clock', data: (k, node) => has(k, node, 'clock-frequency') },
    { compatible: 'fixed-factor-clock', data: (k, node) => has(k, node, 'clock-div') && has(k, node, 'clock-mult') },
  ];
}

export const of_clk_init = at.fn('of_clk_init', 'Starts the clocks that need no driver.', (k: Kernel): void => {
  for (const [np, match] of for_each_matching_node_and_match(k, clk_of_table())) {
    if (!of_device_is_available(k, np)) continue;
    of_node_set_flag(np, OF_POPULATED);
    if (match.data(k, np)) fwnode_dev_initialized(np, true);
  }
  startDeclaredClocks(k);
});

/** A clock by its name in clock-names, without a name the first; a parent with clock-ranges lends its own of that name. */
export function of_parse_clkspec(k: Kernel, node: device_node | undefined, name: string | undefined): number {
  for (let np = node; np !== undefined; np = np.parent) {
    const index = name === undefined ? 0 : of_property_match_string(k, np, 'clock-names', name);
    const clkspec = of_parse_phandle_with_args(k, np, 'clocks', '#clock-cells', index);
    if (typeof clkspec !== 'number') return 0;
    if (index >= 0 || of_get_property(k, np.parent, 'clock-ranges') === undefined) break;
  }
  return -ENOENT;
}
