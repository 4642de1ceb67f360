/** Models drivers/tty/serial/serial_core.c as far as it makes the devices of a port. Left out: characters. */
import { type uart_port } from '../../../include/linux/serial_core.ts';
import type { Kernel } from '../../../kernel.ts';
import { bus_for_each_dev } from '../../base/bus.ts';
import { addDevice } from './serial_base_bus.ts';

/** Makes the devices that stand for a port: the controller's with its first port. */
export function serial_core_register_port(k: Kernel, port: uart_port, port_id: number): number {
  if (!k.since('6.12') || port.dev === undefined) return 0;
  const name = `${port.dev.name}:0`;
  const known = bus_for_each_dev(k, 'serial-base').find((dev) => dev.name === name);
  const ctrl = known ?? addDevice(k, name, port.dev);
  addDevice(k, `${name}.${port_id}`, ctrl);
  return 0;
}
