/** Models drivers/pinctrl/pinctrl-mcp23s08_i2c.c: Microchip's GPIO expanders on I2C. */
import { source } from '../../../recorder/index.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import type { i2c_client, i2c_driver } from '../../include/linux/i2c.ts';
import type { Kernel } from '../../kernel.ts';
import { bus_to_subsys } from '../base/bus.ts';
import { dev_err_probe } from '../base/core/index.ts';
import { driver_register } from '../base/driver.ts';
import { of_match_node } from '../of/base/index.ts';
import { mcp23s08_probe_one } from './pinctrl-mcp23s08.ts';

const at = source('drivers/pinctrl/pinctrl-mcp23s08_i2c.c');

interface mcp23s08_info {
  readonly ngpio: number;
  readonly label: string;
}
const mcp23008_i2c: mcp23s08_info = { ngpio: 8, label: 'mcp23008' };
const mcp23017_i2c: mcp23s08_info = { ngpio: 16, label: 'mcp23017' };

const mcp23s08_i2c_of_match = [
  { compatible: 'microchip,mcp23008', data: mcp23008_i2c },
  { compatible: 'microchip,mcp23017', data: mcp23017_i2c },
  { compatible: 'microchip,mcp23018', data: { ngpio: 16, label: 'mcp23018' } },
  { compatible: 'mcp,mcp23008', data: mcp23008_i2c },
  { compatible: 'mcp,mcp23017', data: mcp23017_i2c },
];

const mcp230xx_probe = at.fn(
  'mcp230xx_probe',
  'Starts an expander on I2C.',
  (k: Kernel, client: i2c_client): number => {
    const { dev, irq } = client;
    const info = dev.of_node === undefined ? undefined : of_match_node(k, mcp23s08_i2c_of_match, dev.of_node)?.data;
    if (info === undefined) return dev_err_probe(k, dev, -EINVAL, 'invalid device type');
    return mcp23s08_probe_one(k, dev, irq, info.ngpio, info.label);
  },
);

/** subsys_initcall. Without any device on I2C that bus is not there. */
export const mcp23s08_i2c_init = at.fn(
  'mcp23s08_i2c_init',
  "Registers the driver of Microchip's GPIO expanders on I2C.",
  (k: Kernel): number => {
    if (bus_to_subsys(k, 'i2c') === undefined) return 0;
    const driver: i2c_driver = {
      name: 'mcp230xx',
      bus: 'i2c',
      of_match_table: mcp23s08_i2c_of_match,
      probe: mcp230xx_probe,
    };
    return driver_register(k, driver);
  },
);
