/** Models include/linux/device/bus.h: what a bus offers the driver core. An immutable table. */
import type { Kernel } from '../../../kernel.ts';
import type { device } from '../device.ts';
import type { device_driver } from './driver.ts';

export interface bus_type {
  readonly name: string;
  /** Positive for a match, 0 for none, or an errno. */
  readonly match: (k: Kernel, dev: device, drv: device_driver) => number;
  /**
   * What a driver and a device must have one in common of, or `match` gives 0: so that not every driver is tried on every device.
   * Where the bus has none, all are tried. Both are asked once, when the driver or the device comes to the bus.
   */
  readonly keys?:
    | {
        readonly ofDriver: (drv: device_driver) => readonly string[];
        readonly ofDevice: (k: Kernel, dev: device) => readonly string[];
      }
    | undefined;
  /** Calls the driver's own probe; without it the driver core does. */
  readonly probe?: ((k: Kernel, dev: device) => number) | undefined;
  readonly remove?: ((k: Kernel, dev: device) => void) | undefined;
  readonly dma_configure?: ((k: Kernel, dev: device) => number) | undefined;
  readonly dma_cleanup?: ((k: Kernel, dev: device) => void) | undefined;
}
