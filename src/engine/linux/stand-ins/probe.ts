/** What a stand-in's driver does with a device of each bus: interrupts first, then the buses that it registers. */
import { source } from '../../recorder/index.ts';
import { driver_of } from '../drivers/base/bus.ts';
import { of_device_is_compatible } from '../drivers/of/base/index.ts';
import { openPl011, pl011LineOf } from '../drivers/tty/serial/amba-pl011.ts';
import type { device } from '../include/linux/device.ts';
import type { device_driver } from '../include/linux/device/driver.ts';
import { ENODEV } from '../include/linux/errno.ts';
import type { Kernel } from '../kernel.ts';
import { addChildren } from './children.ts';
import type { KnownDriver } from './driver-table.ts';
import { stand_in_request_irqs } from './irqs.ts';

const at = source('stand-ins/probe.ts');

/** Drivers of one PrimeCell ask in probe which of them the tree means: the compatible that each wants, by its name. */
const WANTED: Readonly<Record<string, string>> = { mhu: 'arm,mhu', 'mhu-doorbell': 'arm,mhu-doorbell' };

const stand_in_probe = at.fn(
  'stand_in_probe',
  'Probes a device whose driver is not modelled: asks for interrupts as drivers do, then registers the buses below.',
  (k: Kernel, dev: device): number => {
    const known = driver_of(k, dev)?.stand_in;
    if (known === undefined) return -ENODEV;
    const wanted = known.bus === 'amba' ? WANTED[known.name] : undefined;
    const np = dev.of_node;
    if (wanted !== undefined && (np === undefined || of_device_is_compatible(k, np, wanted) === 0)) return -ENODEV;
    const ret = stand_in_request_irqs(k, dev, known);
    if (ret < 0) return ret;
    const added = addChildren(k, dev, known);
    if (added === 0 && opensItsPort(known)) openPortOf(k, dev);
    return added;
  },
);

/** Drivers of Bluetooth chips register them by hci_uart_register_device(), which opens the port (drivers/bluetooth/hci_serdev.c). */
function opensItsPort({ bus, file }: KnownDriver): boolean {
  return bus === 'serial' && file.startsWith('drivers/bluetooth/hci_');
}

/** Opens the serial port that a device hangs on, where that has a model: a stand-in has requested its interrupt already. */
function openPortOf(k: Kernel, { parent: controller }: device): void {
  const port = controller?.parent?.of_node;
  const line = port === undefined ? undefined : pl011LineOf(k, port);
  if (line !== undefined) openPl011(k, line);
}

/** Buses that hand their drivers the device itself; the others hand them what contains it. */
const PLAIN = new Set(['spmi', 'serial', 'sunxi-rsb', 'slimbus', 'soundwire', 'mdio_bus', 'phy']);

/** The probe of a driver of a bus, as that bus calls it. */
export function probeOf(bus: string): NonNullable<device_driver['probe']> {
  if (PLAIN.has(bus)) return stand_in_probe;
  return (k: Kernel, holder: { readonly dev: device }) => stand_in_probe(k, holder.dev);
}
