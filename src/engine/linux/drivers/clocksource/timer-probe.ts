/**
 * Models drivers/clocksource/timer-probe.c: starts the timers of the device tree. The table is what arm64 links in.
 */
import { source } from '../../../recorder/index.ts';
import { EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { device_node, of_device_id } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { pr_err } from '../../kernel/printk/printk.ts';
import { startDeclaredTimers } from '../../stand-ins/declared.ts';
import { for_each_matching_node_and_match, of_device_is_available, of_match_node } from '../of/base/index.ts';
import { arch_timer_mem_of_init, arch_timer_of_init } from './arm_arch_timer/index.ts';

const at = source('drivers/clocksource/timer-probe.c');

type Init = (k: Kernel, np: device_node) => number;

/** Compatibles of timers that are modelled, and how each starts. */
export function timer_of_table(): readonly of_device_id<Init>[] {
  return [
    { compatible: 'arm,armv7-timer', data: arch_timer_of_init },
    { compatible: 'arm,armv8-timer', data: arch_timer_of_init },
    { compatible: 'arm,armv7-timer-mem', data: arch_timer_mem_of_init },
  ];
}

export const timer_probe = at.fn('timer_probe', 'Starts every timer that the device tree lists.', (k: Kernel): void => {
  for (const [np, match] of for_each_matching_node_and_match(k, timer_of_table())) {
    if (!of_device_is_available(k, np)) continue;
    const ret = match.data(k, np);
    if (ret !== 0 && ret !== -EPROBE_DEFER) pr_err(k, `Failed to initialize '${np.path}': ${ret}`);
  }
  startDeclaredTimers(k, (np) => of_match_node(k, timer_of_table(), np) !== undefined);
});
