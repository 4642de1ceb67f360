/**
 * Models drivers/vfio/container.c: an open /dev/vfio/vfio, the groups in it and the driver that runs the IOMMU for them.
 * Left out: extensions, mappings of user memory, devices without an IOMMU (the modelled kernels are built without).
 */
import { data, list, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { EINVAL, ENODEV, EPERM } from '../../include/linux/errno.ts';
import type { vfio_device } from '../../include/linux/vfio.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { iommu_group_claim_dma_owner, iommu_group_release_dma_owner } from '../iommu/iommu/index.ts';
import { type vfio_group, type vfio_iommu_driver_ops } from './vfio.ts';

const at = source('drivers/vfio/container.c');

interface container_c extends Recorded {
  /** Newest first. */
  iommu_drivers_list: RecordedList<vfio_iommu_driver_ops>;
}
const container_c = statics<container_c>('drivers/vfio/container.c', {
  iommu_drivers_list: list(data<vfio_iommu_driver_ops>()),
});

export const vfio_register_iommu_driver = at.fn(
  'vfio_register_iommu_driver',
  'Registers a way to run IOMMUs for user space.',
  (k: Kernel, ops: vfio_iommu_driver_ops): number => {
    const { iommu_drivers_list } = container_c(k);
    if (iommu_drivers_list.toArray().some(({ name }) => name === ops.name)) return -EINVAL;
    iommu_drivers_list.addHead(ops);
    return 0;
  },
);

export const vfio_container_init = at.fn('vfio_container_init', 'Makes /dev/vfio/vfio.', (_k: Kernel): number => 0);

/** open(2) of /dev/vfio/vfio; vfio_fops_open. */
export const vfio_fops_open = at.fn('vfio_fops_open', 'Opens an empty container.', (k: Kernel): vfio_container =>
  vfio_container.create(k.rec),
);

/** close(2). Groups that are still in it keep it alive. */
export const vfio_fops_release = at.fn(
  'vfio_fops_release',
  'Closes a container.',
  (k: Kernel, container: vfio_container): void => {
    if (container.group_list.length === 0) k.rec.free(container);
  },
);

export const vfio_container_attach_group = at.fn(
  'vfio_container_attach_group',
  'Puts a group into a container: no driver of the kernel may have any device of it.',
  (k: Kernel, container: vfio_container, group: vfio_group): number => {
    const { iommu_group } = group;
    if (iommu_group === undefined) return -ENODEV;
    const claimed = iommu_group_claim_dma_owner(k, iommu_group, group);
    if (claimed !== 0) return claimed;
    const { iommu_driver, iommu_data } = container;
    if (iommu_driver !== undefined && iommu_data !== undefined) {
      const ret = iommu_driver.attach_group(k, iommu_data, iommu_group);
      if (ret !== 0) {
        iommu_group_release_dma_owner(k, iommu_group);
        return ret;
      }
    }
    group.container = container;
    group.container_users = 1;
    container.group_list.addHead(group);
    return 0;
  },
);

export const vfio_group_detach_container = at.fn(
  'vfio_group_detach_container',
  'Takes a group out of its container; the last one ends its use of the IOMMU.',
  (k: Kernel, group: vfio_group): void => {
    const { container, iommu_group } = group;
    if (container === undefined || iommu_group === undefined) return;
    const { iommu_driver, iommu_data } = container;
    if (iommu_driver !== undefined && iommu_data !== undefined) iommu_driver.detach_group(k, iommu_data, iommu_group);
    iommu_group_release_dma_owner(k, iommu_group);
    group.container = undefined;
    group.container_users = 0;
    container.group_list.remove(group);
    if (iommu_driver !== undefined && iommu_data !== undefined && container.group_list.length === 0) {
      iommu_driver.release(k, iommu_data);
      container.iommu_driver = undefined;
      container.iommu_data = undefined;
    }
  },
);

function __vfio_container_attach_groups(
  k: Kernel,
  container: vfio_container,
  driver: vfio_iommu_driver_ops,
  iommu_data: Recorded,
): number {
  const attached: vfio_group[] = [];
  for (const group of container.group_list) {
    const ret = group.iommu_group === undefined ? -ENODEV : driver.attach_group(k, iommu_data, group.iommu_group);
    if (ret === 0) {
      attached.unshift(group);
      continue;
    }
    for (const each of attached)
      if (each.iommu_group !== undefined) driver.detach_group(k, iommu_data, each.iommu_group);
    return ret;
  }
  return container.group_list.length === 0 ? -ENODEV : 0;
}

/** VFIO_SET_IOMMU: the first driver that knows the kind and takes the groups. */
export const vfio_ioctl_set_iommu = at.fn(
  'vfio_ioctl_set_iommu',
  'Chooses how the IOMMU is run for a container, and puts its groups under it.',
  (k: Kernel, container: vfio_container, arg: number): number => {
    if (container.group_list.length === 0 || container.iommu_driver !== undefined) return -EINVAL;
    let ret = -ENODEV;
    for (const driver of container_c(k).iommu_drivers_list) {
      if (driver.check_extension(arg) <= 0) continue;
      const iommu_data = driver.open(k, arg);
      ret = __vfio_container_attach_groups(k, container, driver, iommu_data);
      if (ret === 0) {
        container.iommu_driver = driver;
        container.iommu_data = iommu_data;
        return 0;
      }
      driver.release(k, iommu_data);
    }
    return ret;
  },
);

/** vfio_device_assign_container in 6.1, vfio_group_use_container in 6.12: a device is opened. */
export function vfio_device_assign_container(_k: Kernel, device: vfio_device): number {
  const { group } = device;
  if (group === undefined) return -EPERM;
  if (group.container?.iommu_driver === undefined || group.container_users === 0) return -EINVAL;
  group.opened_file++;
  group.container_users++;
  return 0;
}

export function vfio_device_unassign_container(_k: Kernel, device: vfio_device): void {
  if (device.group === undefined) return;
  device.group.container_users--;
  device.group.opened_file--;
}

/** An open /dev/vfio/vfio: groups that share an address space. */
export interface vfio_container extends Recorded {
  group_list: RecordedList<vfio_group>;
  iommu_driver: vfio_iommu_driver_ops | undefined;
  iommu_data: Recorded | undefined;
}
export const vfio_container = struct<vfio_container>('vfio_container', {
  group_list: list(ref<vfio_group>()),
  iommu_driver: data(),
  iommu_data: ref(),
});
