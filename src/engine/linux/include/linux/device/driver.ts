/** Models include/linux/device/driver.h: what a driver offers the driver core. Immutable tables. */
import type { Kernel } from '../../../kernel.ts';
import type { device } from '../device.ts';
import type { registers_netdev } from '../netdevice.ts';
import type { of_device_id } from '../of.ts';
import type { KnownDriver } from '../../../stand-ins/driver-table.ts';

export interface device_driver {
  readonly name: string;
  /** Name of its bus. */
  readonly bus: string;
  readonly of_match_table?: readonly of_device_id[] | undefined;
  /** Set for a driver that is not modelled: what is known of it. It asks for interrupts as drivers do. */
  readonly stand_in?: KnownDriver | undefined;
  /** What the bus's probe calls with its own kind of device; a driver of a bus without one gets the device itself. */
  readonly probe?: ((k: Kernel, ...args: never) => number) | undefined;
  readonly remove?: ((k: Kernel, ...args: never) => void) | undefined;
  /** Ours: set for the driver of network adapters. */
  readonly net?: registers_netdev | undefined;
}

function isFor<D extends device_driver>(drv: device_driver, bus: D['bus']): drv is D {
  return drv.bus === bus;
}

/** container_of() of a driver: the bus that it is for says of which kind it is. Throws when there is none, or it is for another bus. */
export function driverFor<D extends device_driver>(bus: D['bus'], drv: device_driver | undefined): D {
  if (drv !== undefined && isFor<D>(drv, bus)) return drv;
  throw new Error(`irqscope: ${drv?.name ?? 'no driver'} is no driver for ${bus}`);
}

/** As driverFor, where a device may have no driver. */
export function maybeDriver<D extends device_driver>(bus: D['bus'], drv: device_driver | undefined): D | undefined {
  return drv === undefined ? undefined : driverFor(bus, drv);
}

/** A driver of a bus that has no probe of its own. */
export interface plain_driver extends device_driver {
  readonly probe?: ((k: Kernel, dev: device) => number) | undefined;
  readonly remove?: ((k: Kernel, dev: device) => void) | undefined;
}

/** Whether the driver core itself calls a driver: its bus has no probe (`probe` is the bus's). */
export function isPlain(drv: device_driver, probe: unknown): drv is plain_driver {
  return probe === undefined;
}
