/**
 * Models drivers/base/bus.c as far as it decides who probes when: buses, their devices and drivers in order of registration.
 * Left out: sysfs, notifiers, interfaces, classes.
 */
import { list, type Recorded, type RecordedList, ref } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import type { bus_type } from '../../include/linux/device/bus.ts';
import type { device_driver } from '../../include/linux/device/driver.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { subsys_private } from './base.ts';
import { device_initial_probe } from './dd.ts';

export interface bus_c extends Recorded {
  bus_kset: RecordedList<subsys_private>;
}
export const bus_c = statics<bus_c>('drivers/base/bus.c', { bus_kset: list(ref<subsys_private>()) });

export function bus_to_subsys(k: Kernel, name: string | undefined): subsys_private | undefined {
  return name === undefined
    ? undefined
    : bus_c(k)
        .bus_kset.toArray()
        .find((sp) => sp.name === name);
}

export function bus_register(k: Kernel, bus: bus_type): number {
  bus_c(k).bus_kset.addTail(subsys_private.create(k.rec, { name: bus.name, bus }));
  return 0;
}

/** The bus's table for a device. */
export function bus_of(k: Kernel, dev: device): bus_type | undefined {
  return bus_to_subsys(k, dev.bus)?.bus;
}

/** The driver that a device is bound to, or probing with. */
export function driver_of(k: Kernel, dev: device): device_driver | undefined {
  return driver_find(k, dev.driver, dev.bus);
}

export function driver_find(k: Kernel, name: string | undefined, bus: string | undefined): device_driver | undefined {
  const sp = name === undefined ? undefined : bus_to_subsys(k, bus);
  return sp === undefined || name === undefined ? undefined : indexOf(sp).byName.get(name);
}

export function bus_for_each_dev(k: Kernel, bus: string): readonly device[] {
  return bus_to_subsys(k, bus)?.klist_devices.toArray() ?? [];
}

// --- who may match whom

/** What comes to a bus, by the bus's keys, each with its place in the order of registration. */
class KeyIndex<T> {
  private readonly byKey = new Map<string, T[]>();
  private readonly places = new Map<T, number>();
  private next = 0;

  add(item: T, keys: readonly string[]): void {
    this.places.set(item, this.next++);
    for (const key of keys) {
      const known = this.byKey.get(key);
      if (known === undefined) this.byKey.set(key, [item]);
      else if (known.at(-1) !== item) known.push(item);
    }
  }

  delete(item: T): void {
    this.places.delete(item);
  }

  /** What has one of the keys, in the order in which it came. */
  having(keys: readonly string[]): readonly T[] {
    const found: T[] = [];
    for (const key of keys) {
      for (const item of this.byKey.get(key) ?? [])
        if (this.places.has(item) && !found.includes(item)) found.push(item);
    }
    return found.length < 2 ? found : found.sort((a, b) => this.place(a) - this.place(b));
  }

  private place(item: T): number {
    return this.places.get(item) ?? 0;
  }
}

interface BusIndex {
  readonly byName: Map<string, device_driver>;
  readonly drivers: KeyIndex<device_driver>;
  readonly devices: KeyIndex<device>;
}

/** Besides the lists of a bus, which are the kernel's: where to find in them. No part of the record. */
const indices = new WeakMap<subsys_private, BusIndex>();

function indexOf(sp: subsys_private): BusIndex {
  const known = indices.get(sp);
  if (known !== undefined) return known;
  const made = {
    byName: new Map<string, device_driver>(),
    drivers: new KeyIndex<device_driver>(),
    devices: new KeyIndex<device>(),
  };
  indices.set(sp, made);
  return made;
}

/** The bus's drivers in order of registration, without those that its keys rule out for the device. */
export function driversThatMayMatch(k: Kernel, dev: device): readonly device_driver[] {
  const sp = bus_to_subsys(k, dev.bus);
  if (sp === undefined) return [];
  const keys = sp.bus?.keys;
  return keys === undefined ? sp.klist_drivers.toArray() : indexOf(sp).drivers.having(keys.ofDevice(k, dev));
}

/** The devices of a driver's bus in order of registration, without those that the bus's keys rule out. */
export function devicesThatMayMatch(k: Kernel, drv: device_driver): readonly device[] {
  const sp = bus_to_subsys(k, drv.bus);
  if (sp === undefined) return [];
  const keys = sp.bus?.keys;
  return keys === undefined ? sp.klist_devices.toArray() : indexOf(sp).devices.having(keys.ofDriver(drv));
}

/** Puts a driver on its bus; it is not tried yet. */
export function bus_add_driver(sp: subsys_private, drv: device_driver): void {
  sp.klist_drivers.addTail(drv);
  const index = indexOf(sp);
  index.byName.set(drv.name, drv);
  if (sp.bus?.keys !== undefined) index.drivers.add(drv, sp.bus.keys.ofDriver(drv));
}

/** Puts a device on its bus; it is not probed yet. */
export function bus_add_device(k: Kernel, dev: device): number {
  if (dev.bus === undefined) return 0;
  const sp = bus_to_subsys(k, dev.bus);
  if (sp === undefined) return -EINVAL;
  sp.klist_devices.addTail(dev);
  if (sp.bus?.keys !== undefined) indexOf(sp).devices.add(dev, sp.bus.keys.ofDevice(k, dev));
  return 0;
}

/** Looks for a driver for a device that was just added. */
export function bus_probe_device(k: Kernel, dev: device): void {
  if (dev.bus !== undefined) device_initial_probe(k, dev);
}

export function bus_remove_device(k: Kernel, dev: device): void {
  const sp = bus_to_subsys(k, dev.bus);
  if (sp === undefined) return;
  sp.klist_devices.remove(dev);
  indexOf(sp).devices.delete(dev);
}
