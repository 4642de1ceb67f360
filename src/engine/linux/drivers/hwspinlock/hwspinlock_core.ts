/** Models drivers/hwspinlock/hwspinlock_core.c as far as whoever needs a lock waits for its driver. Left out: the locks themselves. */
import { source } from '../../../recorder/index.ts';
import { EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { find_bound_device } from '../base/core/index.ts';
import { of_parse_phandle_with_args } from '../of/base/index.ts';

const at = source('drivers/hwspinlock/hwspinlock_core.c');

export const of_hwspin_lock_get_id = at.fn(
  'of_hwspin_lock_get_id',
  'Asks for a hardware lock that a node names: 0 or more, -ENOENT where it names none, -EPROBE_DEFER until its driver is up.',
  (k: Kernel, np: device_node, index: number): number => {
    const args = of_parse_phandle_with_args(k, np, 'hwlocks', '#hwlock-cells', index);
    if (typeof args === 'number') return args;
    const isUp = find_bound_device(k, ({ of_node }) => of_node === args.np) !== undefined;
    return isUp ? (args.args[0] ?? 0) : -EPROBE_DEFER;
  },
);
