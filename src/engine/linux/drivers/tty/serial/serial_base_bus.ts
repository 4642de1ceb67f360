/**
 * Models drivers/tty/serial/serial_base_bus.c: from 6.5 on each UART has a controller device and port devices below it, on a bus of
 * their own.
 */
import { device } from '../../../include/linux/device.ts';
import type { bus_type } from '../../../include/linux/device/bus.ts';
import type { device_driver } from '../../../include/linux/device/driver.ts';
import type { Kernel } from '../../../kernel.ts';
import { bus_register } from '../../base/bus.ts';
import { device_add } from '../../base/core/index.ts';
import { driver_register } from '../../base/driver.ts';
import { source } from '../../../../recorder/index.ts';

const at = source('drivers/tty/serial/serial_base_bus.c');

function serial_base_bus(): bus_type {
  return {
    name: 'serial-base',
    // A controller is "9000000.pl011:0", a port "9000000.pl011:0.0".
    match: (_k, dev, drv) => ((/:\d+\.\d+$/.test(dev.name) ? 'port' : 'ctrl') === drv.name ? 1 : 0),
  };
}

/** arch_initcall, 6.5 and later. */
export const serial_base_init = at.fn(
  'serial_base_init',
  'Registers the bus of serial controllers and ports, and its two drivers.',
  (k: Kernel): number => {
    bus_register(k, serial_base_bus());
    const driver = (name: string): device_driver => ({ name, bus: 'serial-base', probe: () => 0 });
    driver_register(k, driver('ctrl'));
    driver_register(k, driver('port'));
    return 0;
  },
);

export function addDevice(k: Kernel, name: string, parent: device): device {
  const dev = device.create(k.rec, { name, bus: 'serial-base', parent });
  device_add(k, dev);
  return dev;
}
