/** Models include/linux/spi/spi.h: controllers, the devices behind them, and their drivers. Left out: transfers. */
import { always, num, type Recorded, ref, str, struct } from '../../../../recorder/index.ts';
import type { Kernel } from '../../../kernel.ts';
import type { device } from '../device.ts';
import type { device_driver } from '../device/driver.ts';

export interface spi_controller extends Recorded {
  bus_num: number;
  readonly dev: device;
}
export const spi_controller = struct<spi_controller>(
  'spi_controller',
  { bus_num: num(-1), dev: always(ref()) },
  { label: (ctlr) => `spi controller ${ctlr.bus_num}` },
);

export interface spi_device extends Recorded {
  readonly controller: spi_controller;
  readonly chip_select: number;
  /** From "compatible", without the vendor. */
  readonly modalias: string | undefined;
  readonly dev: device;
  /** 0 for none. */
  irq: number;
}
export const spi_device = struct<spi_device>(
  'spi_device',
  { controller: always(ref()), chip_select: num(), modalias: str(), dev: always(ref()), irq: num() },
  { label: (spi) => `spi device ${spi.dev.name}` },
);

export interface spi_driver extends device_driver {
  readonly bus: 'spi';
  readonly probe: (k: Kernel, spi: spi_device) => number;
  readonly id_table?: readonly string[] | undefined;
}

export function to_spi_device(dev: device): spi_device {
  return spi_device.of(dev.container);
}
