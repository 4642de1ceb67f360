/**
 * Models drivers/base/dd.c: bringing devices and drivers together. Left out: asynchronous probing (no modelled driver
 * asks for it), pinctrl, power domains, sync_state. Deferral is in deferred.ts.
 */
import { source } from '../../../recorder/index.ts';
import { type device, DL_DEV_DRIVER_BOUND, DL_DEV_UNBINDING } from '../../include/linux/device.ts';
import type { device_driver, plain_driver } from '../../include/linux/device/driver.ts';
import { EAGAIN, EBUSY, ENODEV, EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { Kernel } from '../../kernel.ts';
import { bus_for_each_dev, bus_for_each_drv, bus_of } from './bus.ts';
import {
  deferred_c,
  driver_deferred_probe_add,
  driver_deferred_probe_del,
  driver_deferred_probe_trigger,
  runDeferredWork,
} from './deferred.ts';
import {
  device_links_check_suppliers,
  device_links_driver_bound,
  device_links_driver_cleanup,
  device_links_no_driver,
  device_links_unbind_consumers,
} from './links.ts';
import { devres_release_all } from './devres.ts';

export { deferred_probe_initcall, driver_deferred_probe_check_state, wait_for_device_probe } from './deferred.ts';

const at = source('drivers/base/dd.c');

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
  if (bus?.probe !== undefined) return bus.probe(k, dev);
  return (drv as plain_driver).probe?.(k, dev) ?? 0;
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
  for (const drv of bus_for_each_drv(k, dev.bus)) {
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
  for (const dev of bus_for_each_dev(k, drv.bus)) {
    const ret = bus_of(k, dev)?.match(k, dev, drv) ?? 1;
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
    const drv = bus_for_each_drv(k, dev.bus).find(({ name }) => name === dev.driver);
    if (bus?.remove !== undefined) bus.remove(k, dev);
    else (drv as plain_driver | undefined)?.remove?.(k, dev);
    bus?.dma_cleanup?.(k, dev);
    device_links_driver_cleanup(k, dev);
    device_unbind_cleanup(k, dev);
  },
);

export function driver_detach(k: Kernel, drv: device_driver): void {
  for (const dev of bus_for_each_dev(k, drv.bus).toReversed())
    if (dev.driver === drv.name) device_release_driver(k, dev);
}
