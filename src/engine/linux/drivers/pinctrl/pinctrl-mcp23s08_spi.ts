/**
 * Models drivers/pinctrl/pinctrl-mcp23s08_spi.c: Microchip's GPIO expanders on SPI, of which several can be behind one chip select. Left
 * out: that each of those has registers of its own.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { source } from '../../../recorder/index.ts';
import { getProperty } from '../../../devicetree/index.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV } from '../../include/linux/errno.ts';
import type { spi_device, spi_driver } from '../../include/linux/spi/spi.ts';
import type { Kernel } from '../../kernel.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { bus_to_subsys } from '../base/bus.ts';
import { driver_register } from '../base/driver.ts';
import { of_match_node } from '../of/base/index.ts';
import { of_property_read_u32 } from '../of/property.ts';
import { mcp23s08_probe_one } from './pinctrl-mcp23s08.ts';

const at = source('drivers/pinctrl/pinctrl-mcp23s08_spi.c');

const MCP_MAX_DEV_PER_CS = 8;

interface mcp23s08_info {
  readonly ngpio: number;
  /** Of the oldest two the address follows. */
  readonly label: string;
  readonly isNumbered: boolean;
}
const mcp23s08_spi: mcp23s08_info = { ngpio: 8, label: 'mcp23s08', isNumbered: true };
const mcp23s17_spi: mcp23s08_info = { ngpio: 16, label: 'mcp23s17', isNumbered: true };

const mcp23s08_spi_of_match = [
  { compatible: 'microchip,mcp23s08', data: mcp23s08_spi },
  { compatible: 'microchip,mcp23s17', data: mcp23s17_spi },
  { compatible: 'microchip,mcp23s18', data: { ngpio: 16, label: 'mcp23s18', isNumbered: false } },
  { compatible: 'mcp,mcp23s08', data: mcp23s08_spi },
  { compatible: 'mcp,mcp23s17', data: mcp23s17_spi },
];

/** Which addresses have a chip; undefined where the tree does not say. 7.3 reads the first byte alone, which of a cell is 0. */
function presentMask(k: Kernel, { of_node }: device): number | undefined {
  for (const name of ['microchip,spi-present-mask', 'mcp,spi-present-mask']) {
    const first = of_node === undefined ? undefined : getProperty(of_node.dt, name)?.value[0];
    const mask = k.since('7.3') ? first : of_property_read_u32(k, of_node, name);
    if (mask !== undefined) return mask;
  }
  return undefined;
}

const mcp23s08_probe = at.fn(
  'mcp23s08_probe',
  'Starts the expanders behind a chip select.',
  (k: Kernel, { dev, irq }: spi_device): number => {
    const info = dev.of_node === undefined ? undefined : of_match_node(k, mcp23s08_spi_of_match, dev.of_node)?.data;
    if (info === undefined) return -EINVAL;
    const mask = presentMask(k, dev);
    if (mask === undefined) {
      dev_err(k, dev, 'missing spi-present-mask');
      return -EINVAL;
    }
    if (mask === 0 || mask >= 1 << MCP_MAX_DEV_PER_CS) {
      dev_err(k, dev, 'invalid spi-present-mask');
      return -ENODEV;
    }
    for (const addr of bitsOf(mask)) {
      const label = info.isNumbered ? `${info.label}.${addr}` : info.label;
      const ret = mcp23s08_probe_one(k, dev, irq, info.ngpio, label);
      if (ret < 0) return ret;
    }
    return 0;
  },
);

/** subsys_initcall. Without any device on SPI that bus is not there. */
export const mcp23s08_spi_init = at.fn(
  'mcp23s08_spi_init',
  "Registers the driver of Microchip's GPIO expanders on SPI.",
  (k: Kernel): number => {
    if (bus_to_subsys(k, 'spi') === undefined) return 0;
    const driver: spi_driver = {
      name: 'mcp23s08',
      bus: 'spi',
      of_match_table: mcp23s08_spi_of_match,
      id_table: ['mcp23s08', 'mcp23s17', 'mcp23s18'],
      probe: mcp23s08_probe,
    };
    return driver_register(k, driver);
  },
);
