/** Models drivers/slimbus/core.c: the audio bus of Qualcomm's chips, and the devices that the tree lists on it. */
import { stringList } from '../../../devicetree/index.ts';
import { source } from '../../../recorder/index.ts';
import { device } from '../../include/linux/device.ts';
import type { bus_type } from '../../include/linux/device/bus.ts';
import type { device_driver } from '../../include/linux/device/driver.ts';
import type { Kernel } from '../../kernel.ts';
import { bus_register } from '../base/bus.ts';
import { device_add, device_set_node } from '../base/core/index.ts';
import { for_each_child_of_node, of_find_property, of_match_node } from '../of/base/index.ts';
import { of_property_cells } from '../of/property.ts';

const at = source('drivers/slimbus/core.c');

function slim_device_match(k: Kernel, dev: device, drv: device_driver): number {
  return dev.of_node !== undefined && of_match_node(k, drv.of_match_table, dev.of_node) !== undefined ? 1 : 0;
}

function slimbus_bus(): bus_type {
  return { name: 'slimbus', match: slim_device_match };
}

/** postcore_initcall */
export const slimbus_init = at.fn('slimbus_init', 'Registers the SLIMbus.', (k: Kernel): number =>
  bus_register(k, slimbus_bus()),
);

/** The kernel takes disabled nodes, too, and leaves the rest to the bus's own announcement. */
export const of_register_slim_devices = at.fn(
  'of_register_slim_devices',
  'Makes a device for each node below a controller that says who made it.',
  (k: Kernel, parent: device): number => {
    for (const node of for_each_child_of_node(k, parent.of_node)) {
      const compatible = stringList(of_find_property(k, node, 'compatible'))[0] ?? '';
      const [, manf, prod] = /^slim([\da-f]+),([\da-f]+)/.exec(compatible) ?? [];
      const [index, instance] = of_property_cells(k, node, 'reg');
      if (manf === undefined || prod === undefined || index === undefined || instance === undefined) continue;
      const name = [manf, prod, index.toString(16), instance.toString(16)].join(':');
      const dev = device.create(k.rec, { name, bus: 'slimbus', parent });
      device_set_node(dev, node);
      device_add(k, dev);
    }
    return 0;
  },
);
