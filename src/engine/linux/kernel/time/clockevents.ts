/** Models kernel/time/clockevents.c: registering a clock event device. */
import type { clock_event_device } from '../../include/linux/clockchips.ts';
import type { Kernel } from '../../kernel.ts';
import { tick_c, tick_check_replacement } from './tick-common.ts';

/** Registers a clock event device: the CPU it comes up on may tick by it. */
export function clockevents_register_device(k: Kernel, dev: clock_event_device): void {
  const devices = tick_c(k).tick_cpu_device;
  if (tick_check_replacement(k, devices.get(k.cpu), dev)) devices.set(k.cpu, dev);
}
