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
  return bus_to_subsys(k, bus)
    ?.klist_drivers.toArray()
    .find((drv) => drv.name === name);
}

export function bus_for_each_dev(k: Kernel, bus: string): readonly device[] {
  return bus_to_subsys(k, bus)?.klist_devices.toArray() ?? [];
}

export function bus_for_each_drv(k: Kernel, bus: string | undefined): readonly device_driver[] {
  return bus_to_subsys(k, bus)?.klist_drivers.toArray() ?? [];
}

/** Puts a device on its bus; it is not probed yet. */
export function bus_add_device(k: Kernel, dev: device): number {
  if (dev.bus === undefined) return 0;
  const sp = bus_to_subsys(k, dev.bus);
  if (sp === undefined) return -EINVAL;
  sp.klist_devices.addTail(dev);
  return 0;
}

/** Looks for a driver for a device that was just added. */
export function bus_probe_device(k: Kernel, dev: device): void {
  if (dev.bus !== undefined) device_initial_probe(k, dev);
}

export function bus_remove_device(k: Kernel, dev: device): void {
  bus_to_subsys(k, dev.bus)?.klist_devices.remove(dev);
}
