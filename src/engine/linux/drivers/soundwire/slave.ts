/** Models drivers/soundwire/slave.c: the devices that the tree lists on a SoundWire link. */
import { stringList } from '../../../devicetree/index.ts';
import { source } from '../../../recorder/index.ts';
import { device } from '../../include/linux/device.ts';
import type { Kernel } from '../../kernel.ts';
import { device_add, device_set_node } from '../base/core/index.ts';
import { for_each_child_of_node, of_find_property } from '../of/base/index.ts';
import { of_property_cells } from '../of/property.ts';

const at = source('drivers/soundwire/slave.c');

const FORM = /^sdw([\da-f])([\da-f]{4})([\da-f]{4})([\da-f]{2})/;

export const sdw_of_find_slaves = at.fn(
  'sdw_of_find_slaves',
  'Makes a device for each node below a link that says which part it is.',
  (k: Kernel, parent: device, link_id: number): number => {
    for (const node of for_each_child_of_node(k, parent.of_node)) {
      const [, , manufacturer, part, kind] =
        FORM.exec(stringList(of_find_property(k, node, 'compatible'))[0] ?? '') ?? [];
      const [link, unique] = of_property_cells(k, node, 'reg');
      if (kind === undefined || link !== link_id || unique === undefined) continue;
      // The number of the controller came with 6.9.
      const controller = k.since('6.12') ? '0:' : '';
      const name = `sdw:${controller}${link.toString(16)}:${manufacturer ?? ''}:${part ?? ''}:${kind}:${unique.toString(16)}`;
      const dev = device.create(k.rec, { name, bus: 'soundwire', parent });
      device_set_node(dev, node);
      device_add(k, dev);
    }
    return 0;
  },
);
