/**
 * Models drivers/tty/serial/serial_core.c and serial_base_bus.c as far as they make devices and open ports. From 6.5 on
 * each UART has a controller device and port devices below it, on a bus of their own. Left out: characters.
 */
import { hexnum, num, type Recorded, ref, source, str, struct } from '../../../../recorder/index.ts';
import { device } from '../../../include/linux/device.ts';
import type { bus_type, device_driver } from '../../../include/linux/device/driver.ts';
import type { Kernel } from '../../../kernel.ts';
import { bus_for_each_dev, bus_register, driver_register } from '../../base/bus.ts';
import { device_add } from '../../base/core.ts';

const at = source('drivers/tty/serial/serial_base_bus.c');

/** One serial port. */
export interface uart_port extends Recorded {
  dev: device | undefined;
  line: number;
  irq: number;
  membase: number;
  /** The driver's own. */
  private_data: Recorded | undefined;
  type: string | undefined;
}
export const uart_port = struct<uart_port>(
  'uart_port',
  { dev: ref(), line: num(), irq: num(), membase: hexnum(), private_data: ref(), type: str() },
  { label: (port) => `serial port ${port.dev?.name ?? ''}` },
);

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

function addDevice(k: Kernel, name: string, parent: device): device {
  const dev = device.create(k.rec, { name, bus: 'serial-base', parent });
  device_add(k, dev);
  return dev;
}

/** Makes the devices that stand for a port: the controller's with its first port. */
export function serial_core_register_port(k: Kernel, port: uart_port, port_id: number): number {
  if (!k.since('6.12') || port.dev === undefined) return 0;
  const name = `${port.dev.name}:0`;
  const known = bus_for_each_dev(k, 'serial-base').find((dev) => dev.name === name);
  const ctrl = known ?? addDevice(k, name, port.dev);
  addDevice(k, `${name}.${port_id}`, ctrl);
  return 0;
}
