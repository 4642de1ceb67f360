/**
 * Models drivers/base/dd.c: bringing devices and drivers together, and trying again those whose probe must wait. Left out:
 * asynchronous probing (no modelled driver asks for it), pinctrl, power domains, sync_state.
 */
import {
  bool,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
  str,
} from '../../../recorder/index.ts';
import { type device, DL_DEV_DRIVER_BOUND, DL_DEV_UNBINDING } from '../../include/linux/device.ts';
import { type device_driver, isPlain } from '../../include/linux/device/driver.ts';
import { EAGAIN, EBUSY, ENODEV, ENXIO, EPROBE_DEFER } from '../../include/linux/errno.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { dev_err, dev_info, dev_warn, pr_warn } from '../../kernel/printk/printk.ts';
import { bus_of, bus_to_subsys, devicesThatMayMatch, driver_of, driversThatMayMatch } from './bus.ts';
import {
  device_links_check_suppliers,
  device_links_driver_bound,
  device_links_driver_cleanup,
  device_links_no_driver,
  device_links_unbind_consumers,
  fw_devlink_drivers_done,
} from './core/index.ts';
import { devres_release_all } from './devres.ts';

const at = source('drivers/base/dd.c');

// Devices whose probe must wait, and the work that tries them again. The kernel runs it on a workqueue beside everything
// else; here it runs, as a kworker, when no probe is under way.

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

/** Only with deferred_probe_timeout= on the command line: why each device waits, by its number. */
interface deferred_reasons_c extends Recorded {
  reasons: RecordedMap<string>;
}
const deferred_reasons_c = statics<deferred_reasons_c>('drivers/base/dd.c', { reasons: map(str()) });

const INT_MAX = 0x7fffffff;

/** deferred_probe_timeout=, in seconds; the last that is a whole number counts. 0 unless given, as in every kernel without modules. */
function driver_deferred_probe_timeout(k: Kernel): number {
  const given = k.optionValues('deferred_probe_timeout').filter((val) => /^[+-]?\d+$/.test(val ?? ''));
  return given.map(Number).findLast((seconds) => Math.abs(seconds) <= INT_MAX) ?? 0;
}

/** Keeps the words of a driver that must wait for something. They are read when the time is over, so without one they are not kept. */
export function device_set_deferred_probe_reason(k: Kernel, dev: device, text: string): void {
  if (driver_deferred_probe_timeout(k) > 0)
    deferred_reasons_c(k).reasons.set(dev.$id, `${dev.driver ?? dev.bus ?? ''}: ${text}`);
}

function clearReason(k: Kernel, dev: device): void {
  if (driver_deferred_probe_timeout(k) > 0) deferred_reasons_c(k).reasons.delete(dev.$id);
}

export const driver_deferred_probe_add = at.fn(
  'driver_deferred_probe_add',
  'Puts a device on the list of those that are tried again later.',
  (k: Kernel, dev: device): void => {
    if (!dev.can_match || dev.deferred_probe) return;
    dev.deferred_probe = true;
    deferred_c(k).deferred_probe_pending_list.addTail(dev);
  },
);

function driver_deferred_probe_del(k: Kernel, dev: device): void {
  if (!dev.deferred_probe) return;
  dev.deferred_probe = false;
  clearReason(k, dev);
  if (!deferred_c(k).deferred_probe_pending_list.remove(dev)) deferred_c(k).deferred_probe_active_list.remove(dev);
}

function driver_deferred_probe_trigger(k: Kernel): void {
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
      clearReason(k, dev);
      device_attach(k, dev);
    }
  },
);

/** Runs the queued work, unless a probe is under way or it runs already. */
function runDeferredWork(k: Kernel): void {
  const c = deferred_c(k);
  if (!c.queued || c.working || c.probe_count > 0) return;
  c.working = true;
  while (c.queued) {
    c.queued = false;
    k.rec.within({ task: 'kworker', cpu: k.cpu, hardirq: false }, () => deferred_probe_work_func(k));
  }
  c.working = false;
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

const deferred_probe_timeout_work_func = at.fn(
  'deferred_probe_timeout_work_func',
  'No more drivers are waited for: tries the deferred devices once more, and names those that still wait.',
  (k: Kernel): void => {
    fw_devlink_drivers_done(k);
    driver_deferred_probe_trigger(k);
    runDeferredWork(k);
    const { reasons } = deferred_reasons_c(k);
    for (const dev of deferred_c(k).deferred_probe_pending_list) {
      // 6.12 says why, and as a warning.
      if (!k.since('6.12')) dev_info(k, dev, 'deferred probe pending');
      else dev_warn(k, dev, `deferred probe pending: ${reasons.get(dev.$id) ?? '(reason unknown)'}`);
    }
  },
);

/** The seconds of deferred_probe_timeout= are over, if there are any. */
export function deferredProbeTimeout(k: Kernel): void {
  if (driver_deferred_probe_timeout(k) <= 0) return;
  k.rec.within({ task: 'kworker', cpu: k.cpu, hardirq: false }, () => deferred_probe_timeout_work_func(k));
}

export function device_is_bound(dev: device): boolean {
  return dev.links_status === DL_DEV_DRIVER_BOUND;
}

function driver_bound(k: Kernel, dev: device): void {
  if (device_is_bound(dev)) return;
  device_links_driver_bound(k, dev);
  driver_deferred_probe_del(k, dev);
  driver_deferred_probe_trigger(k);
}

function device_unbind_cleanup(k: Kernel, dev: device): void {
  devres_release_all(k, dev);
  dev.driver = undefined;
  dev.drvdata = undefined;
}

function call_driver_probe(k: Kernel, dev: device, drv: device_driver): number {
  const bus = bus_of(k, dev);
  const ret = bus?.probe !== undefined ? bus.probe(k, dev) : isPlain(drv, bus?.probe) ? (drv.probe?.(k, dev) ?? 0) : 0;
  // A driver that turns its device down says nothing.
  if (![0, -EPROBE_DEFER, -ENODEV, -ENXIO].includes(ret)) {
    // 6.12 names the device first, as dev_err does.
    if (k.since('6.12')) dev_err(k, dev, `probe with driver ${drv.name} failed with error ${ret}`);
    else pr_warn(k, `${drv.name}: probe of ${dev.name} failed with error ${ret}`);
  }
  return ret;
}

/** Returns 0, a negative errno from before the probe, or the probe's errno as a positive number. */
const really_probe = at.fn(
  'really_probe',
  'Probes a device with a driver, once all its suppliers are there.',
  (k: Kernel, dev: device, drv: device_driver): number => {
    const link_ret = device_links_check_suppliers(k, dev);
    if (link_ret === -EPROBE_DEFER) return link_ret;
    const bus = bus_of(k, dev);
    dev.driver = drv.name;
    const dma = bus?.dma_configure?.(k, dev) ?? 0;
    if (dma !== 0) {
      device_links_no_driver(k, dev);
      device_unbind_cleanup(k, dev);
      return dma;
    }
    const ret = call_driver_probe(k, dev, drv);
    if (ret !== 0) {
      bus?.dma_cleanup?.(k, dev);
      device_links_no_driver(k, dev);
      device_unbind_cleanup(k, dev);
      return link_ret === -EAGAIN ? EPROBE_DEFER : -ret;
    }
    driver_bound(k, dev);
    return 0;
  },
);

const __driver_probe_device = at.fn(
  '__driver_probe_device',
  'Probes a device with a driver unless it has one already.',
  (k: Kernel, drv: device_driver, dev: device): number => {
    if (!dev.registered) return -ENODEV;
    if (dev.driver !== undefined) return -EBUSY;
    dev.can_match = true;
    return really_probe(k, dev, drv);
  },
);

function driver_probe_device(k: Kernel, drv: device_driver, dev: device): number {
  const c = deferred_c(k);
  const trigger_count = c.deferred_trigger_count;
  c.probe_count++;
  const ret = __driver_probe_device(k, drv, dev);
  if (ret === -EPROBE_DEFER || ret === EPROBE_DEFER) {
    driver_deferred_probe_add(k, dev);
    // A device that came up meanwhile may be the one that was missing.
    if (trigger_count !== c.deferred_trigger_count) driver_deferred_probe_trigger(k);
  }
  c.probe_count--;
  runDeferredWork(k);
  return ret;
}

/** 1 bound, 0 go on with the next driver, negative stop. */
function __device_attach_driver(k: Kernel, drv: device_driver, dev: device): number {
  const ret = bus_of(k, dev)?.match(k, dev, drv) ?? 1;
  if (ret === 0) return 0;
  if (ret === -EPROBE_DEFER) {
    dev.can_match = true;
    driver_deferred_probe_add(k, dev);
    return ret;
  }
  if (ret < 0) return ret;
  const probed = driver_probe_device(k, drv, dev);
  if (probed < 0) return probed;
  return probed === 0 ? 1 : 0;
}

/** Tries the bus's drivers in order of registration: 1 bound, 0 none, negative stopped early. */
export function device_attach(k: Kernel, dev: device): number {
  if (dev.driver !== undefined) return device_is_bound(dev) ? 1 : 0;
  for (const drv of driversThatMayMatch(k, dev)) {
    const ret = __device_attach_driver(k, drv, dev);
    if (ret !== 0) return ret;
  }
  return 0;
}

export function device_initial_probe(k: Kernel, dev: device): void {
  device_attach(k, dev);
}

/** Binds a device to a driver, as the bind file in sysfs does. */
export function device_driver_attach(k: Kernel, drv: device_driver, dev: device): number {
  const ret = __driver_probe_device(k, drv, dev);
  runDeferredWork(k);
  if (ret > 0) return -ret;
  return ret === -EPROBE_DEFER ? -EAGAIN : ret;
}

/** Tries a new driver on the devices of its bus, in order of registration. */
export function driver_attach(k: Kernel, drv: device_driver): void {
  const bus = bus_to_subsys(k, drv.bus)?.bus;
  for (const dev of devicesThatMayMatch(k, drv)) {
    const ret = bus?.match(k, dev, drv) ?? 1;
    if (ret === 0) continue;
    if (ret === -EPROBE_DEFER) {
      dev.can_match = true;
      driver_deferred_probe_add(k, dev);
      continue;
    }
    if (ret > 0) driver_probe_device(k, drv, dev);
  }
}

export const device_release_driver = at.fn(
  'device_release_driver',
  'Takes a device away from its driver; who needs the device loses its own driver first.',
  (k: Kernel, dev: device): void => {
    if (dev.driver === undefined) return;
    device_links_unbind_consumers(k, dev);
    dev.links_status = DL_DEV_UNBINDING;
    const bus = bus_of(k, dev);
    const drv = driver_of(k, dev);
    if (bus?.remove !== undefined) bus.remove(k, dev);
    else if (drv !== undefined && isPlain(drv, bus?.probe)) drv.remove?.(k, dev);
    bus?.dma_cleanup?.(k, dev);
    device_links_driver_cleanup(k, dev);
    device_unbind_cleanup(k, dev);
  },
);
