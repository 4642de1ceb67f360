/** Models include/linux/i2c.h: adapters, the clients behind them, and their drivers. Left out: transfers. */
import { always, hexnum, num, type Recorded, ref, str, struct } from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';
import type { device } from './device.ts';
import type { device_driver } from './device/driver.ts';

export const I2C_CLIENT_TEN = 0x10;
export const I2C_CLIENT_SLAVE = 0x20;
export const I2C_CLIENT_HOST_NOTIFY = 0x40;
export const I2C_CLIENT_WAKE = 0x80;

export interface i2c_adapter extends Recorded {
  /** Number of the bus. */
  nr: number;
  readonly dev: device;
}
export const i2c_adapter = struct<i2c_adapter>(
  'i2c_adapter',
  { nr: num(-1), dev: always(ref()) },
  { label: (adap) => `i2c adapter ${adap.nr}` },
);

export interface i2c_client extends Recorded {
  /** From "compatible", without the vendor. */
  readonly name: string | undefined;
  readonly addr: number;
  readonly flags: number;
  readonly adapter: i2c_adapter;
  readonly dev: device;
  /** 0 for none. */
  irq: number;
}
export const i2c_client = struct<i2c_client>(
  'i2c_client',
  { name: str(), addr: hexnum(), flags: hexnum(), adapter: always(ref()), dev: always(ref()), irq: num() },
  { label: (client) => `i2c client ${client.dev.name}` },
);

export interface i2c_driver extends device_driver {
  readonly bus: 'i2c';
  readonly probe: (k: Kernel, client: i2c_client) => number;
  readonly id_table?: readonly string[] | undefined;
}

/** The client that a device is; undefined for an adapter, which is on the same bus. */
export function i2c_verify_client(dev: device): i2c_client | undefined {
  return i2c_client.is(dev.container) ? dev.container : undefined;
}
