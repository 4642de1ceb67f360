/**
 * Models drivers/tty/serial/8250/8250_platform.c (6.1: 8250_core.c): the ISA-style ports that every kernel with this
 * driver registers. There is no hardware behind them here, so they never ask for an interrupt.
 */
import { source } from '../../../../../recorder/index.ts';
import { PLATFORM_DEVID_NONE, type platform_driver } from '../../../../include/linux/platform_device.ts';
import { uart_port } from '../../../../include/linux/serial_core.ts';
import type { Kernel } from '../../../../kernel.ts';
import { platform_device_add, platform_device_alloc, platform_driver_register } from '../../../base/platform.ts';
import { serial_core_register_port } from '../serial_core.ts';

const at = source('drivers/tty/serial/8250/8250_platform.c', { '6.1': 'drivers/tty/serial/8250/8250_core.c' });

/** CONFIG_SERIAL_8250_RUNTIME_UARTS */
const NR_UARTS = 4;

/** device_initcall */
export const serial8250_init = at.fn(
  'serial8250_init',
  'Registers the driver of ISA-style serial ports, and four ports that may be there.',
  (k: Kernel): number => {
    const pdev = platform_device_alloc(k, 'serial8250', PLATFORM_DEVID_NONE);
    platform_device_add(k, pdev);
    for (let line = 0; line < NR_UARTS; line++) {
      serial_core_register_port(k, uart_port.create(k.rec, { dev: pdev.dev, line, type: '8250' }), line);
    }
    const driver: platform_driver = { name: 'serial8250', bus: 'platform', probe: () => 0 };
    return platform_driver_register(k, driver);
  },
);
