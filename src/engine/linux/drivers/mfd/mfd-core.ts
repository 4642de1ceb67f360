/** Models drivers/mfd/mfd-core.c: the platform devices that the driver of a multi-function device makes of its parts. */
import { source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { ENODEV } from '../../include/linux/errno.ts';
import type { Kernel } from '../../kernel.ts';
import { device_set_node, fw_devlink_c } from '../base/core/index.ts';
import { platform_device_add, platform_device_alloc } from '../base/platform.ts';
import { for_each_child_of_node, of_device_is_available, of_device_is_compatible } from '../of/base/index.ts';

const at = source('drivers/mfd/mfd-core.c');

/** PLATFORM_DEVID_AUTO: the device gets a number of its own. */
export const PLATFORM_DEVID_AUTO = -2;

export interface mfd_cell {
  readonly name: string;
  readonly of_compatible: string | undefined;
}

export const mfd_add_device = at.fn(
  'mfd_add_device',
  'Makes a platform device for a part, with the first node of its kind that no other part has.',
  (k: Kernel, parent: device, id: number, cell: mfd_cell): number => {
    const { of_compatible, name } = cell;
    const devices = fw_devlink_c(k).devices.toArray();
    const nodes = for_each_child_of_node(k, parent.of_node).filter(
      (np) => of_compatible !== undefined && of_device_is_compatible(k, np, of_compatible) > 0,
    );
    const np = nodes.find((each) => of_device_is_available(k, each) && !devices.some((dev) => dev.of_node === each));
    // A disabled node's part is left out without a word.
    if (np === undefined && nodes.some((each) => !of_device_is_available(k, each))) return -ENODEV;
    const pdev = platform_device_alloc(k, name, id);
    pdev.dev.parent = parent;
    if (np !== undefined) device_set_node(pdev.dev, np);
    return platform_device_add(k, pdev);
  },
);
