/** Models arch/arm64/kernel/time.c: clocks and timers of the device tree come up. */
import { source } from '../../../../recorder/index.ts';
import { of_clk_init } from '../../../drivers/clk/clk.ts';
import { arch_timer_get_rate } from '../../../drivers/clocksource/arm_arch_timer/index.ts';
import { timer_probe } from '../../../drivers/clocksource/timer-probe.ts';
import type { Kernel } from '../../../kernel.ts';
import { panic } from '../../../kernel/panic.ts';
import { tick_setup_hrtimer_broadcast } from '../../../kernel/time/tick-broadcast-hrtimer.ts';

const at = source('arch/arm64/kernel/time.c');

export const time_init = at.fn(
  'time_init',
  'Starts the fixed clocks and the timers that the device tree lists.',
  (k: Kernel): void => {
    of_clk_init(k);
    timer_probe(k);
    tick_setup_hrtimer_broadcast(k);
    if (arch_timer_get_rate(k) === 0) panic(k, 'Unable to initialise architected timer.');
  },
);
