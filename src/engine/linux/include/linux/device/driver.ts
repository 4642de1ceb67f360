/** Models include/linux/device/driver.h: what a driver offers the driver core. Immutable tables. */
import type { Kernel } from '../../../kernel.ts';
import type { device } from '../device.ts';
import type { of_device_id } from '../of.ts';

export interface device_driver {
  readonly name: string;
  /** Name of its bus. */
  readonly bus: string;
  readonly of_match_table?: readonly of_device_id[] | undefined;
  /** What the bus's probe calls with its own kind of device; a driver of a bus without one gets the device itself. */
  readonly probe?: ((k: Kernel, ...args: never) => number) | undefined;
  readonly remove?: ((k: Kernel, ...args: never) => void) | undefined;
}

/** A driver of a bus that has no probe of its own. */
export interface plain_driver extends device_driver {
  readonly probe?: ((k: Kernel, dev: device) => number) | undefined;
  readonly remove?: ((k: Kernel, dev: device) => void) | undefined;
}
