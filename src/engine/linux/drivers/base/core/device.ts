/**
 * drivers/base/core.c: adding and removing devices, and the message of a probe that failed. Left out: sysfs, uevents, classes,
 * power management.
 */
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import * as errnos from '../../../include/linux/errno.ts';
import { type device_node, is_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { iommu_device_added } from '../../iommu/iommu/index.ts';
import { bus_add_device, bus_probe_device, bus_remove_device } from '../bus.ts';
import { device_release_driver, device_set_deferred_probe_reason } from '../dd.ts';
import { fw_devlink_c, fw_devlink_link_device, fw_devlink_unblock_consumers } from './fw_devlink.ts';

const at = source('drivers/base/core.c');

/** Gives a device its node in the device tree. */
export function device_set_node(dev: device, node: device_node | undefined): void {
  dev.fwnode = node;
  dev.of_node = node;
}

export const device_add = at.fn(
  'device_add',
  'Registers a device: on its bus, with its suppliers and consumers, and with a driver where one fits.',
  (k: Kernel, dev: device): number => {
    const { parent, fwnode } = dev;
    if (parent !== undefined && dev.numa_node === -1) dev.numa_node = parent.numa_node;
    const error = bus_add_device(k, dev);
    if (error !== 0) return error;
    dev.registered = true;
    if (k.since('7.3')) iommu_device_added(k, dev);
    fw_devlink_c(k).devices.addTail(dev);
    if (fwnode !== undefined && fwnode.dev === undefined) {
      fwnode.dev = dev;
      fw_devlink_link_device(k, dev);
    }
    bus_probe_device(k, dev);
    if (fwnode !== undefined && fw_devlink_c(k).fw_devlink_drv_reg_done && !dev.can_match)
      fw_devlink_unblock_consumers(dev);
    parent?.klist_children.addTail(dev);
    return 0;
  },
);

export const device_del = at.fn(
  'device_del',
  'Takes a device out: its driver lets go, and nothing finds it any more.',
  (k: Kernel, dev: device): void => {
    device_release_driver(k, dev);
    dev.parent?.klist_children.remove(dev);
    if (is_of_node(dev.fwnode) && dev.fwnode.dev === dev) dev.fwnode.dev = undefined;
    bus_remove_device(k, dev);
    fw_devlink_c(k).devices.remove(dev);
    dev.registered = false;
  },
);

/** "-ENXIO" of -6, as lib/errname.c has it; the number where it has no name. */
function errname(err: number): string {
  const name = Object.entries(errnos).find(([, value]) => value === -err)?.[0];
  return name === undefined ? String(err) : `-${name}`;
}

/** Returns the error, which it prints by name, as a kernel with CONFIG_SYMBOLIC_ERRNAME does. */
export function dev_err_probe(k: Kernel, dev: device, err: number, text: string): number {
  if (err === -errnos.EPROBE_DEFER) device_set_deferred_probe_reason(k, dev, text);
  else dev_err(k, dev, `error ${errname(err)}: ${text}`);
  return err;
}
