/** Models drivers/base/driver.c: registering a driver. Left out: sysfs, and driver_override. */
import type { device_driver } from '../../include/linux/device/driver.ts';
import { EBUSY, EINVAL } from '../../include/linux/errno.ts';
import type { Kernel } from '../../kernel.ts';
import { bus_add_driver, bus_to_subsys, driver_find } from './bus.ts';
import { driver_attach } from './dd.ts';
import { source } from '../../../recorder/index.ts';

const at = source('drivers/base/driver.c');

export const driver_register = at.fn(
  'driver_register',
  'Registers a driver with its bus and tries it on every device that is there without one.',
  (k: Kernel, drv: device_driver): number => {
    const sp = bus_to_subsys(k, drv.bus);
    if (sp === undefined) return -EINVAL;
    if (driver_find(k, drv.name, drv.bus) !== undefined) return -EBUSY;
    bus_add_driver(sp, drv);
    driver_attach(k, drv);
    return 0;
  },
);
