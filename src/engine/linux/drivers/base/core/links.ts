/**
 * Models the device links of drivers/base/core.c: who must probe before whom, kept from probe to unbinding. Left out:
 * sync_state, power management, sysfs, and links that drivers manage without a state.
 */
import { source } from '../../../../recorder/index.ts';
import {
  type device,
  device_link,
  DL_DEV_DRIVER_BOUND,
  DL_DEV_NO_DRIVER,
  DL_DEV_PROBING,
  DL_DEV_UNBINDING,
  DL_FLAG_AUTOPROBE_CONSUMER,
  DL_FLAG_AUTOREMOVE_CONSUMER,
  DL_FLAG_AUTOREMOVE_SUPPLIER,
  DL_FLAG_CYCLE,
  DL_FLAG_INFERRED,
  DL_FLAG_MANAGED,
  DL_FLAG_PM_RUNTIME,
  DL_FLAG_STATELESS,
  DL_FLAG_SYNC_STATE_ONLY,
  DL_STATE_ACTIVE,
  DL_STATE_AVAILABLE,
  DL_STATE_CONSUMER_PROBE,
  DL_STATE_DORMANT,
  DL_STATE_NONE,
  DL_STATE_SUPPLIER_UNBIND,
} from '../../../include/linux/device.ts';
import { EAGAIN, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import { of_base_c } from '../../of/base/index.ts';
import { FWLINK_FLAG_CYCLE, FWLINK_FLAG_IGNORE, FWNODE_FLAG_BEST_EFFORT } from '../../../include/linux/fwnode.ts';
import { type device_node, is_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { device_release_driver, device_set_deferred_probe_reason, driver_deferred_probe_add } from '../dd.ts';
import { fw_devlink_pickup_dangling_consumers, fwnode_links_purge_suppliers } from './fw_devlink.ts';

const at = source('drivers/base/core.c');

export function device_link_test(link: device_link, flag: number): boolean {
  return (link.flags & flag) !== 0;
}

/** Whether the link holds back nothing but sync_state. */
export function device_link_flag_is_sync_state_only(flags: number): boolean {
  return (flags & ~(DL_FLAG_INFERRED | DL_FLAG_CYCLE | DL_FLAG_MANAGED)) === DL_FLAG_SYNC_STATE_ONLY;
}

function device_is_ancestor(dev: device, target: device): boolean {
  for (let at: device | undefined = target.parent; at !== undefined; at = at.parent) if (at === dev) return true;
  return false;
}

/** Whether the target is the device, below it, or needs it. */
function device_is_dependent(dev: device, target: device): boolean {
  if (dev === target || device_is_ancestor(dev, target)) return true;
  if (dev.klist_children.toArray().some((child) => device_is_dependent(child, target))) return true;
  return dev.links_consumers.toArray().some((link) => {
    if (device_link_flag_is_sync_state_only(link.flags) || link.consumer === undefined) return false;
    return device_is_dependent(link.consumer, target);
  });
}

/** State of a new link, from how both ends stand. */
function device_link_init_status(consumer: device, supplier: device): number {
  const probing = consumer.links_status === DL_DEV_PROBING;
  switch (supplier.links_status) {
    case DL_DEV_PROBING:
      return probing ? DL_STATE_CONSUMER_PROBE : DL_STATE_DORMANT;
    case DL_DEV_DRIVER_BOUND:
      if (probing) return DL_STATE_CONSUMER_PROBE;
      return consumer.links_status === DL_DEV_DRIVER_BOUND ? DL_STATE_ACTIVE : DL_STATE_AVAILABLE;
    case DL_DEV_UNBINDING:
      return DL_STATE_SUPPLIER_UNBIND;
    default:
      return DL_STATE_DORMANT;
  }
}

/** Takes over what a second request for the same link adds to it. */
function updateLink(link: device_link, wanted: number): device_link {
  if (device_link_test(link, DL_FLAG_INFERRED) && (wanted & DL_FLAG_INFERRED) === 0) link.flags &= ~DL_FLAG_INFERRED;
  link.flags |= wanted & DL_FLAG_PM_RUNTIME;
  if ((wanted & DL_FLAG_STATELESS) !== 0) {
    link.flags |= DL_FLAG_STATELESS;
    return link;
  }
  if ((wanted & DL_FLAG_AUTOREMOVE_SUPPLIER) !== 0) {
    if (device_link_test(link, DL_FLAG_AUTOREMOVE_CONSUMER)) {
      link.flags = (link.flags & ~DL_FLAG_AUTOREMOVE_CONSUMER) | DL_FLAG_AUTOREMOVE_SUPPLIER;
    }
  } else if ((wanted & DL_FLAG_AUTOREMOVE_CONSUMER) === 0) {
    link.flags &= ~(DL_FLAG_AUTOREMOVE_CONSUMER | DL_FLAG_AUTOREMOVE_SUPPLIER);
  }
  if (!device_link_test(link, DL_FLAG_MANAGED) && link.consumer !== undefined && link.supplier !== undefined) {
    link.flags |= DL_FLAG_MANAGED;
    link.status = device_link_init_status(link.consumer, link.supplier);
  }
  if ((wanted & DL_FLAG_SYNC_STATE_ONLY) === 0) link.flags &= ~DL_FLAG_SYNC_STATE_ONLY;
  return link;
}

/** Makes a device wait for another; undefined where that would go in a circle, or makes no sense any more. */
export const device_link_add = at.fn(
  'device_link_add',
  'Links a device to one that it needs, so that it probes after it.',
  (k: Kernel, consumer: device, supplier: device, wanted: number): device_link | undefined => {
    if (consumer === supplier) return undefined;
    let flags = (wanted & DL_FLAG_STATELESS) === 0 ? wanted | DL_FLAG_MANAGED : wanted;
    const syncStateOnly = (flags & DL_FLAG_SYNC_STATE_ONLY) !== 0;
    if (syncStateOnly && !device_link_flag_is_sync_state_only(flags)) return undefined;
    if (!supplier.registered || (!syncStateOnly && device_is_dependent(consumer, supplier))) return undefined;
    const { links_status } = consumer;
    if (syncStateOnly && links_status !== DL_DEV_NO_DRIVER && links_status !== DL_DEV_PROBING) return undefined;
    if ((flags & DL_FLAG_AUTOREMOVE_SUPPLIER) !== 0) flags &= ~DL_FLAG_AUTOREMOVE_CONSUMER;
    const known = supplier.links_consumers.toArray().find((link) => link.consumer === consumer);
    if (known !== undefined) return updateLink(known, flags);
    const status = (flags & DL_FLAG_STATELESS) === 0 ? device_link_init_status(consumer, supplier) : DL_STATE_NONE;
    const link = device_link.create(k.rec, { supplier, consumer, flags, status });
    supplier.links_consumers.addTail(link);
    consumer.links_suppliers.addTail(link);
    return link;
  },
);

function device_link_drop_managed(k: Kernel, link: device_link): void {
  link.flags &= ~DL_FLAG_MANAGED;
  link.status = DL_STATE_NONE;
  link.supplier?.links_consumers.remove(link);
  link.consumer?.links_suppliers.remove(link);
  k.rec.free(link);
}

/** A supplier is missing after all: links that were marked for this probe go back. */
function device_links_missing_supplier(dev: device): void {
  for (const link of dev.links_suppliers) {
    if (link.status !== DL_STATE_CONSUMER_PROBE) continue;
    link.status = link.supplier?.links_status === DL_DEV_DRIVER_BOUND ? DL_STATE_AVAILABLE : DL_STATE_DORMANT;
  }
}

function dev_is_best_effort(k: Kernel, dev: device): boolean {
  return (
    dev.fwnode !== undefined &&
    ((dev.fwnode.fwnode_flags & FWNODE_FLAG_BEST_EFFORT) !== 0 || dev.fwnode === of_base_c(k).of_stdout)
  );
}

/** The first node that this one needs and that has no device yet. */
function fwnode_links_check_suppliers(fwnode: device_node | undefined): device_node | undefined {
  const waits = fwnode?.suppliers
    .toArray()
    .find((link) => (link.flags & (FWLINK_FLAG_CYCLE | FWLINK_FLAG_IGNORE)) === 0);
  return waits?.supplier;
}

export const device_links_check_suppliers = at.fn(
  'device_links_check_suppliers',
  'Checks that everything a device needs has its driver; -EPROBE_DEFER while something has not.',
  (k: Kernel, dev: device): number => {
    let fwnode_ret = 0;
    const missing = fwnode_links_check_suppliers(is_of_node(dev.fwnode) ? dev.fwnode : undefined);
    if (missing !== undefined) {
      if (!dev_is_best_effort(k, dev)) {
        device_set_deferred_probe_reason(k, dev, `wait for supplier ${missing.path}`);
        return -EPROBE_DEFER;
      }
      fwnode_ret = -EAGAIN;
    }
    let ret = 0;
    for (const link of dev.links_suppliers) {
      if (!device_link_test(link, DL_FLAG_MANAGED)) continue;
      if (link.status !== DL_STATE_AVAILABLE && !device_link_test(link, DL_FLAG_SYNC_STATE_ONLY)) {
        if (
          dev_is_best_effort(k, dev) &&
          device_link_test(link, DL_FLAG_INFERRED) &&
          link.supplier?.can_match === false
        ) {
          ret = -EAGAIN;
          continue;
        }
        device_links_missing_supplier(dev);
        device_set_deferred_probe_reason(k, dev, `supplier ${link.supplier?.name ?? ''} not ready`);
        ret = -EPROBE_DEFER;
        break;
      }
      link.status = DL_STATE_CONSUMER_PROBE;
    }
    dev.links_status = DL_DEV_PROBING;
    return ret === 0 ? fwnode_ret : ret;
  },
);

/** The device works now: links to it become available, links from it active. */
export function device_links_driver_bound(k: Kernel, dev: device): void {
  if (is_of_node(dev.fwnode) && dev.fwnode.dev === dev) {
    fwnode_links_purge_suppliers(k, dev.fwnode);
    fw_devlink_pickup_dangling_consumers(k, dev, dev.fwnode);
  }
  for (const link of dev.links_consumers) {
    if (!device_link_test(link, DL_FLAG_MANAGED)) continue;
    if (link.status === DL_STATE_CONSUMER_PROBE || link.status === DL_STATE_ACTIVE) continue;
    link.status = DL_STATE_AVAILABLE;
    if (device_link_test(link, DL_FLAG_AUTOPROBE_CONSUMER) && link.consumer !== undefined) {
      driver_deferred_probe_add(k, link.consumer);
    }
  }
  for (const link of dev.links_suppliers.toArray()) {
    if (!device_link_test(link, DL_FLAG_MANAGED)) continue;
    if (device_link_test(link, DL_FLAG_SYNC_STATE_ONLY)) device_link_drop_managed(k, link);
    else link.status = DL_STATE_ACTIVE;
  }
  dev.links_status = DL_DEV_DRIVER_BOUND;
}

function __device_links_no_driver(k: Kernel, dev: device): void {
  for (const link of dev.links_suppliers.toArray().toReversed()) {
    if (!device_link_test(link, DL_FLAG_MANAGED)) continue;
    if (device_link_test(link, DL_FLAG_AUTOREMOVE_CONSUMER)) device_link_drop_managed(k, link);
    else if (link.status === DL_STATE_CONSUMER_PROBE || link.status === DL_STATE_ACTIVE) {
      link.status = link.supplier?.links_status === DL_DEV_DRIVER_BOUND ? DL_STATE_AVAILABLE : DL_STATE_DORMANT;
    }
  }
  dev.links_status = DL_DEV_NO_DRIVER;
}

/** The probe failed: links made meanwhile sleep again. */
export function device_links_no_driver(k: Kernel, dev: device): void {
  for (const link of dev.links_consumers) {
    if (!device_link_test(link, DL_FLAG_MANAGED)) continue;
    if (link.status === DL_STATE_CONSUMER_PROBE || link.status === DL_STATE_ACTIVE) link.status = DL_STATE_DORMANT;
  }
  __device_links_no_driver(k, dev);
}

/** The driver is gone. */
export function device_links_driver_cleanup(k: Kernel, dev: device): void {
  for (const link of dev.links_consumers.toArray()) {
    if (!device_link_test(link, DL_FLAG_MANAGED)) continue;
    if (link.status === DL_STATE_SUPPLIER_UNBIND && device_link_test(link, DL_FLAG_AUTOREMOVE_SUPPLIER)) {
      device_link_drop_managed(k, link);
    } else link.status = DL_STATE_DORMANT;
  }
  __device_links_no_driver(k, dev);
}

/** Before a device loses its driver, those that need it lose theirs. */
export function device_links_unbind_consumers(k: Kernel, dev: device): void {
  for (const link of dev.links_consumers.toArray()) {
    if (!device_link_test(link, DL_FLAG_MANAGED) || device_link_test(link, DL_FLAG_SYNC_STATE_ONLY)) continue;
    const active = link.status === DL_STATE_ACTIVE;
    link.status = DL_STATE_SUPPLIER_UNBIND;
    if (active && link.consumer !== undefined) device_release_driver(k, link.consumer);
  }
}
