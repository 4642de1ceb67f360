/**
 * Models fw_devlink of drivers/base/core.c: links between devices from what firmware says of their nodes, so that
 * suppliers probe first. Always on, not strict, as without command line options. Left out: sync_state and messages.
 */
import { bool, list, type Recorded, type RecordedList, ref, source } from '../../../../recorder/index.ts';
import {
  type device,
  type device_link,
  DL_DEV_DRIVER_BOUND,
  DL_DEV_NO_DRIVER,
  DL_FLAG_AUTOPROBE_CONSUMER,
  DL_FLAG_CYCLE,
  DL_FLAG_INFERRED,
  DL_FLAG_MANAGED,
  DL_FLAG_PM_RUNTIME,
  DL_FLAG_SYNC_STATE_ONLY,
} from '../../../include/linux/device.ts';
import { EAGAIN, EINVAL } from '../../../include/linux/errno.ts';
import {
  FWLINK_FLAG_CYCLE,
  FWLINK_FLAG_IGNORE,
  FWNODE_FLAG_INITIALIZED,
  FWNODE_FLAG_LINKS_ADDED,
  FWNODE_FLAG_NEEDS_CHILD_BOUND_ON_ADD,
  FWNODE_FLAG_NOT_DEVICE,
  type fwnode_handle,
  fwnode_link,
} from '../../../include/linux/fwnode.ts';
import { type device_node, is_of_node } from '../../../include/linux/of.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { for_each_available_child_of_node } from '../../of/base/index.ts';
import { of_fwnode_add_links } from '../../of/property.ts';
import { device_link_add, device_link_flag_is_sync_state_only, device_link_test } from './links.ts';

const at = source('drivers/base/core.c');

export interface fw_devlink_c extends Recorded {
  /** Every driver that is built in has registered. */
  fw_devlink_drv_reg_done: boolean;
  /** All devices, in order of registration: what the kernel finds through its classes and kobjects. */
  devices: RecordedList<device>;
}
export const fw_devlink_c = statics<fw_devlink_c>('drivers/base/core.c', {
  fw_devlink_drv_reg_done: bool(),
  devices: list(ref<device>()),
});

/** The first device with a driver that a condition holds for; a device whose driver is just probing has one. */
export function find_bound_device(k: Kernel, holds: (dev: device) => boolean): device | undefined {
  return fw_devlink_c(k)
    .devices.toArray()
    .find((dev) => dev.driver !== undefined && holds(dev));
}

const FW_DEVLINK_FLAGS_PERMISSIVE = DL_FLAG_INFERRED | DL_FLAG_SYNC_STATE_ONLY;
const FW_DEVLINK_FLAGS_ON = DL_FLAG_INFERRED | DL_FLAG_AUTOPROBE_CONSUMER;

function flag(fwnode: fwnode_handle, mask: number): boolean {
  return (fwnode.fwnode_flags & mask) !== 0;
}

/** From 6.3 on links also tie power management together; that changes only the flag. */
function fw_devlink_get_flags(k: Kernel, fwlink_flags: number): number {
  if ((fwlink_flags & FWLINK_FLAG_CYCLE) !== 0) return FW_DEVLINK_FLAGS_PERMISSIVE | DL_FLAG_CYCLE;
  return k.since('6.12') ? FW_DEVLINK_FLAGS_ON | DL_FLAG_PM_RUNTIME : FW_DEVLINK_FLAGS_ON;
}

// --- links between nodes

/** Notes that one node needs another, once. */
export function fwnode_link_add(k: Kernel, con: device_node, sup: device_node, flags: number): void {
  const known = sup.consumers.toArray().find((link) => link.consumer === con);
  if (known !== undefined) {
    known.flags |= flags;
    return;
  }
  const link = fwnode_link.create(k.rec, { supplier: sup, consumer: con, flags });
  sup.consumers.addHead(link);
  con.suppliers.addHead(link);
}

function __fwnode_link_del(k: Kernel, link: fwnode_link): void {
  link.supplier?.consumers.remove(link);
  link.consumer?.suppliers.remove(link);
  k.rec.free(link);
}

export function fwnode_links_purge_suppliers(k: Kernel, fwnode: device_node): void {
  for (const link of fwnode.suppliers.toArray()) __fwnode_link_del(k, link);
}

/** Nodes below that never became devices: who waits for them waits for the device above, which must serve them. */
function __fw_devlink_pickup_dangling_consumers(k: Kernel, fwnode: device_node, new_sup: device_node): void {
  if (fwnode.dev?.bus !== undefined) return;
  fwnode.fwnode_flags |= FWNODE_FLAG_NOT_DEVICE;
  for (const link of fwnode.consumers.toArray()) {
    if (link.consumer !== undefined) fwnode_link_add(k, link.consumer, new_sup, link.flags);
    __fwnode_link_del(k, link);
  }
  for (const child of for_each_available_child_of_node(k, fwnode)) {
    __fw_devlink_pickup_dangling_consumers(k, child, new_sup);
  }
}

export function fw_devlink_pickup_dangling_consumers(k: Kernel, dev: device, fwnode: device_node): void {
  for (const child of for_each_available_child_of_node(k, fwnode)) {
    __fw_devlink_pickup_dangling_consumers(k, child, fwnode);
  }
  __fw_devlink_link_to_consumers(k, dev, fwnode);
}

/** Reads what a node and those below it need, once for each. */
function fw_devlink_parse_fwtree(k: Kernel, fwnode: device_node): void {
  if (!flag(fwnode, FWNODE_FLAG_LINKS_ADDED)) {
    of_fwnode_add_links(k, fwnode);
    fwnode.fwnode_flags |= FWNODE_FLAG_LINKS_ADDED;
  }
  for (const child of for_each_available_child_of_node(k, fwnode)) fw_devlink_parse_fwtree(k, child);
}

// --- from nodes to devices

function fwnode_init_without_drv(fwnode: device_node): boolean {
  if (!flag(fwnode, FWNODE_FLAG_INITIALIZED)) return false;
  return fwnode.dev === undefined || fwnode.dev.links_status === DL_DEV_NO_DRIVER;
}

function fwnode_ancestor_init_without_drv(fwnode: device_node): boolean {
  for (let parent = fwnode.parent; parent !== undefined; parent = parent.parent) {
    if (fwnode_init_without_drv(parent)) return true;
  }
  return false;
}

function fwnode_is_ancestor_of(ancestor: fwnode_handle | undefined, child: fwnode_handle | undefined): boolean {
  for (let node = child; node !== undefined; node = node.parent) if (node === ancestor) return true;
  return false;
}

function fwnode_get_next_parent_dev(fwnode: device_node): device | undefined {
  for (let parent = fwnode.parent; parent !== undefined; parent = parent.parent) {
    if (parent.dev !== undefined) return parent.dev;
  }
  return undefined;
}

function fw_devlink_relax_link(link: device_link): void {
  if (!device_link_test(link, DL_FLAG_INFERRED) || device_link_flag_is_sync_state_only(link.flags)) return;
  link.flags = DL_FLAG_MANAGED | FW_DEVLINK_FLAGS_PERMISSIVE;
}

/**
 * Looks for ways from the supplier back to the consumer, and loosens every link on them. True where there is one. `visited` are the nodes
 * of the way so far, few: a list of them is searched faster than a set is filled and emptied.
 */
function __fw_devlink_relax_cycles(
  con: device_node,
  sup: fwnode_handle | undefined,
  visited: fwnode_handle[],
): boolean {
  if (!is_of_node(sup) || visited.includes(sup)) return false;
  if (sup === con) return true;
  const sup_dev = sup.dev;
  if (sup_dev?.links_status === DL_DEV_DRIVER_BOUND && con.dev?.links_status === DL_DEV_NO_DRIVER) return false;
  visited.push(sup);
  let found = false;
  for (const link of sup.suppliers.toArray()) {
    if ((link.flags & FWLINK_FLAG_IGNORE) !== 0) continue;
    if (!__fw_devlink_relax_cycles(con, link.supplier, visited)) continue;
    link.flags |= FWLINK_FLAG_CYCLE;
    found = true;
  }
  const par_dev = sup_dev === undefined ? fwnode_get_next_parent_dev(sup) : sup_dev.parent;
  if (__fw_devlink_relax_cycles(con, par_dev?.fwnode, visited)) found = true;
  for (const link of sup_dev?.links_suppliers.toArray() ?? []) {
    if (device_link_flag_is_sync_state_only(link.flags) && !device_link_test(link, DL_FLAG_CYCLE)) continue;
    if (!__fw_devlink_relax_cycles(con, link.supplier?.fwnode, visited)) continue;
    fw_devlink_relax_link(link);
    link.flags |= DL_FLAG_CYCLE;
    found = true;
  }
  visited.pop();
  return found;
}

/** 0 done, -EAGAIN when the supplier may still become a device, -EINVAL when there is nothing to wait for. */
function fw_devlink_create_devlink(k: Kernel, con: device, sup_handle: device_node, link: fwnode_link): number {
  if ((link.flags & FWLINK_FLAG_IGNORE) !== 0) return 0;
  if (flag(sup_handle, FWNODE_FLAG_NEEDS_CHILD_BOUND_ON_ADD) && fwnode_is_ancestor_of(sup_handle, con.fwnode)) {
    return -EINVAL;
  }
  if (link.consumer !== undefined && __fw_devlink_relax_cycles(link.consumer, sup_handle, [])) {
    link.flags |= FWLINK_FLAG_CYCLE;
  }
  const flags = con.fwnode === link.consumer ? fw_devlink_get_flags(k, link.flags) : FW_DEVLINK_FLAGS_PERMISSIVE;
  const sup_dev = flag(sup_handle, FWNODE_FLAG_NOT_DEVICE) ? fwnode_get_next_parent_dev(sup_handle) : sup_handle.dev;
  if (sup_dev !== undefined) {
    if (sup_dev.links_status === DL_DEV_NO_DRIVER && flag(sup_handle, FWNODE_FLAG_INITIALIZED)) return -EINVAL;
    if (con !== sup_dev && device_link_add(k, con, sup_dev, flags) === undefined) return -EINVAL;
    return 0;
  }
  if (fwnode_init_without_drv(sup_handle) || fwnode_ancestor_init_without_drv(sup_handle)) return -EINVAL;
  return -EAGAIN;
}

/** A device is there: those that wait for its node are linked to it, or the device above them stands in. */
function __fw_devlink_link_to_consumers(k: Kernel, _dev: device, fwnode: device_node): void {
  for (const link of fwnode.consumers.toArray()) {
    if (link.consumer === undefined) continue;
    let con_dev = link.consumer.dev;
    const own_link = con_dev !== undefined;
    if (con_dev === undefined) {
      con_dev = fwnode_get_next_parent_dev(link.consumer);
      if (con_dev === undefined || fwnode_is_ancestor_of(con_dev.fwnode, fwnode)) continue;
    }
    const ret = fw_devlink_create_devlink(k, con_dev, fwnode, link);
    if (own_link && ret !== -EAGAIN) __fwnode_link_del(k, link);
  }
}

/** A device is there: it is linked to what its node needs, and stands in for the nodes below it. */
function __fw_devlink_link_to_suppliers(k: Kernel, dev: device, fwnode: device_node): void {
  const own_link = dev.fwnode === fwnode;
  for (const link of fwnode.suppliers.toArray()) {
    if (link.supplier === undefined) continue;
    const ret = fw_devlink_create_devlink(k, dev, link.supplier, link);
    if (own_link && ret !== -EAGAIN) __fwnode_link_del(k, link);
  }
  for (const child of for_each_available_child_of_node(k, fwnode)) __fw_devlink_link_to_suppliers(k, dev, child);
}

export const fw_devlink_link_device = at.fn(
  'fw_devlink_link_device',
  'Reads what a new device needs from its node, and links it to its suppliers and consumers.',
  (k: Kernel, dev: device): void => {
    if (!is_of_node(dev.fwnode)) return;
    fw_devlink_parse_fwtree(k, dev.fwnode);
    __fw_devlink_link_to_consumers(k, dev, dev.fwnode);
    __fw_devlink_link_to_suppliers(k, dev, dev.fwnode);
  },
);

/** No more drivers come: nobody waits for a device that no driver matches. */
export function fw_devlink_drivers_done(k: Kernel): void {
  fw_devlink_c(k).fw_devlink_drv_reg_done = true;
  for (const dev of fw_devlink_c(k).devices) {
    for (const link of dev.links_suppliers) if (link.supplier?.can_match === false) fw_devlink_relax_link(link);
  }
}

export function fw_devlink_unblock_consumers(dev: device): void {
  for (const link of dev.links_consumers) fw_devlink_relax_link(link);
}
