/** Models include/linux/clockchips.h: devices that interrupt at a time to come. */
import type { Cpumask } from '../../../../base/cpumask.ts';
import { bits, cpus, num, type Recorded, str, struct } from '../../../recorder/index.ts';

export const CLOCK_EVT_FEAT_PERIODIC = 0x1;
export const CLOCK_EVT_FEAT_ONESHOT = 0x2;
export const CLOCK_EVT_FEAT_C3STOP = 0x8;
export const CLOCK_EVT_FEAT_DUMMY = 0x10;
export const CLOCK_EVT_FEAT_DYNIRQ = 0x20;
export const CLOCK_EVT_FEAT_PERCPU = 0x40;
export const CLOCK_EVT_FEAT_HRTIMER = 0x80;

export interface clock_event_device extends Recorded {
  name: string | undefined;
  features: number;
  rating: number;
  irq: number;
  cpumask: Cpumask;
}
export const clock_event_device = struct<clock_event_device>(
  'clock_event_device',
  {
    name: str(),
    features: bits({
      CLOCK_EVT_FEAT_PERIODIC,
      CLOCK_EVT_FEAT_ONESHOT,
      CLOCK_EVT_FEAT_C3STOP,
      CLOCK_EVT_FEAT_DUMMY,
      CLOCK_EVT_FEAT_DYNIRQ,
      CLOCK_EVT_FEAT_PERCPU,
      CLOCK_EVT_FEAT_HRTIMER,
    }),
    rating: num(),
    irq: num(),
    cpumask: cpus(),
  },
  { label: (clk) => clk.name ?? 'clock event device' },
);
