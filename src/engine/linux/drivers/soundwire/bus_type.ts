/** Models drivers/soundwire/bus_type.c: the SoundWire bus, and which driver is for which part. */
import { stringList } from '../../../devicetree/index.ts';
import { source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import type { bus_type } from '../../include/linux/device/bus.ts';
import { type device_driver, driverFor } from '../../include/linux/device/driver.ts';
import type { Kernel } from '../../kernel.ts';
import { bus_register } from '../base/bus.ts';
import { of_find_property } from '../of/base/index.ts';

const at = source('drivers/soundwire/bus_type.c');

/** By the ids that the first compatible carries: manufacturer and part. */
function sdw_bus_match(k: Kernel, dev: device, drv: device_driver): number {
  const { id_table } = driverFor<sdw_driver>('soundwire', drv);
  const [first = ''] = stringList(of_find_property(k, dev.of_node, 'compatible'));
  return id_table?.includes(`sdw:${first.slice(4, 12)}`) === true ? 1 : 0;
}

export interface sdw_driver extends device_driver {
  readonly bus: 'soundwire';
  readonly id_table?: readonly string[] | undefined;
  readonly probe: (k: Kernel, dev: device) => number;
}

function sdw_bus_type(): bus_type {
  return { name: 'soundwire', match: sdw_bus_match };
}

/** postcore_initcall */
export const sdw_bus_init = at.fn('sdw_bus_init', 'Registers the SoundWire bus.', (k: Kernel): number =>
  bus_register(k, sdw_bus_type()),
);
