/**
 * Models the deferred part of drivers/base/dd.c: devices whose probe must wait, and the work that tries them again. The
 * kernel runs it on a workqueue beside everything else; here it runs, as a kworker, when no probe is under way.
 */
import { bool, list, num, type Recorded, type RecordedList, ref, source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { ENODEV } from '../../include/linux/errno.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { device_attach } from './dd.ts';
import { fw_devlink_drivers_done } from './fw_devlink.ts';

const at = source('drivers/base/dd.c');

export interface deferred_c extends Recorded {
  deferred_probe_pending_list: RecordedList<device>;
  deferred_probe_active_list: RecordedList<device>;
  deferred_trigger_count: number;
  driver_deferred_probe_enable: boolean;
  initcalls_done: boolean;
  /** Probes under way. */
  probe_count: number;
  /** The work is queued. */
  queued: boolean;
  /** The work runs. */
  working: boolean;
}
export const deferred_c = statics<deferred_c>('drivers/base/dd.c', {
  deferred_probe_pending_list: list(ref<device>()),
  deferred_probe_active_list: list(ref<device>()),
  deferred_trigger_count: num(),
  driver_deferred_probe_enable: bool(),
  initcalls_done: bool(),
  probe_count: num(),
  queued: bool(),
  working: bool(),
});

export const driver_deferred_probe_add = at.fn(
  'driver_deferred_probe_add',
  'Puts a device on the list of those that are tried again later.',
  (k: Kernel, dev: device): void => {
    if (!dev.can_match || dev.deferred_probe) return;
    dev.deferred_probe = true;
    deferred_c(k).deferred_probe_pending_list.addTail(dev);
  },
);

export function driver_deferred_probe_del(k: Kernel, dev: device): void {
  if (!dev.deferred_probe) return;
  dev.deferred_probe = false;
  if (!deferred_c(k).deferred_probe_pending_list.remove(dev)) deferred_c(k).deferred_probe_active_list.remove(dev);
}

export function driver_deferred_probe_trigger(k: Kernel): void {
  const c = deferred_c(k);
  if (!c.driver_deferred_probe_enable) return;
  c.deferred_trigger_count++;
  for (const dev of c.deferred_probe_pending_list.toArray()) {
    c.deferred_probe_pending_list.remove(dev);
    c.deferred_probe_active_list.addTail(dev);
  }
  if (c.deferred_probe_active_list.length > 0) c.queued = true;
}

const deferred_probe_work_func = at.fn(
  'deferred_probe_work_func',
  'Tries the deferred devices again, one after the other.',
  (k: Kernel): void => {
    const c = deferred_c(k);
    for (
      let dev = c.deferred_probe_active_list.first();
      dev !== undefined;
      dev = c.deferred_probe_active_list.first()
    ) {
      c.deferred_probe_active_list.remove(dev);
      dev.deferred_probe = false;
      device_attach(k, dev);
    }
  },
);

/** Runs the queued work, unless a probe is under way or it runs already. */
export function runDeferredWork(k: Kernel): void {
  const c = deferred_c(k);
  if (!c.queued || c.working || c.probe_count > 0) return;
  c.working = true;
  while (c.queued) {
    c.queued = false;
    k.rec.within({ task: 'kworker', cpu: k.cpu, hardirq: false }, () => deferred_probe_work_func(k));
  }
  c.working = false;
}

export function wait_for_device_probe(k: Kernel): void {
  runDeferredWork(k);
}

/** A dependency that is optional: wait for it only as long as drivers may still register. */
export function driver_deferred_probe_check_state(k: Kernel, defer: number): number {
  return deferred_c(k).initcalls_done ? -ENODEV : defer;
}

export const deferred_probe_initcall = at.fn(
  'deferred_probe_initcall',
  'All drivers are registered: tries the deferred devices again, at last without waiting for what has no driver.',
  (k: Kernel): number => {
    const c = deferred_c(k);
    c.driver_deferred_probe_enable = true;
    driver_deferred_probe_trigger(k);
    runDeferredWork(k);
    c.initcalls_done = true;
    fw_devlink_drivers_done(k);
    driver_deferred_probe_trigger(k);
    runDeferredWork(k);
    return 0;
  },
);
