/** Models kernel/time/tick-broadcast-hrtimer.c: the software timer that wakes CPUs whose own timers sleep with them. */
import { clock_event_device, CLOCK_EVT_FEAT_HRTIMER, CLOCK_EVT_FEAT_ONESHOT } from '../../include/linux/clockchips.ts';
import type { Kernel } from '../../kernel.ts';
import { cpu_possible_mask } from '../cpu/index.ts';
import { clockevents_register_device } from './clockevents.ts';

/** It has no interrupt: its irq is 0, which no descriptor has. */
export function tick_setup_hrtimer_broadcast(k: Kernel): void {
  const features = CLOCK_EVT_FEAT_ONESHOT | CLOCK_EVT_FEAT_HRTIMER;
  const cpumask = cpu_possible_mask(k);
  clockevents_register_device(
    k,
    clock_event_device.create(k.rec, { name: 'bc_hrtimer', features, rating: 0, cpumask }),
  );
}
