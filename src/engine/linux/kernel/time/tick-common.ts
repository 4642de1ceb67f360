/**
 * Models kernel/time/tick-common.c: which clock event device ticks on a CPU. Left out: the ticks themselves, since no time passes in
 * the model, and broadcasting.
 */
import { cpumaskHas, cpumaskOf } from '../../../../base/cpumask.ts';
import { map, type Recorded, type RecordedMap, ref, source } from '../../../recorder/index.ts';
import { type clock_event_device, CLOCK_EVT_FEAT_ONESHOT } from '../../include/linux/clockchips.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { irq_can_set_affinity } from '../irq/manage/index.ts';

const at = source('kernel/time/tick-common.c');

export interface tick_c extends Recorded {
  /** What ticks on each CPU. */
  tick_cpu_device: RecordedMap<clock_event_device>;
}
export const tick_c = statics<tick_c>('kernel/time/tick-common.c', { tick_cpu_device: map(ref<clock_event_device>()) });

/** Whether the device can tick on this CPU: its own, or one whose interrupt can be moved here. */
function tick_check_percpu(
  k: Kernel,
  curdev: clock_event_device | undefined,
  newdev: clock_event_device,
  cpu: number,
): boolean {
  if (!cpumaskHas(newdev.cpumask, cpu)) return false;
  if (newdev.cpumask === cpumaskOf(cpu)) return true;
  if (newdev.irq >= 0 && !irq_can_set_affinity(k, newdev.irq)) return false;
  return curdev?.cpumask !== cpumaskOf(cpu);
}

function tick_check_preferred(curdev: clock_event_device | undefined, newdev: clock_event_device): boolean {
  const oneshot = (dev: clock_event_device): boolean => (dev.features & CLOCK_EVT_FEAT_ONESHOT) !== 0;
  if (curdev !== undefined && !oneshot(newdev) && oneshot(curdev)) return false;
  return curdev === undefined || newdev.rating > curdev.rating || curdev.cpumask !== newdev.cpumask;
}

export const tick_check_replacement = at.fn(
  'tick_check_replacement',
  'Decides whether a new clock event device should tick on this CPU instead of the present one.',
  (k: Kernel, curdev: clock_event_device | undefined, newdev: clock_event_device): boolean =>
    tick_check_percpu(k, curdev, newdev, k.cpu) && tick_check_preferred(curdev, newdev),
);
