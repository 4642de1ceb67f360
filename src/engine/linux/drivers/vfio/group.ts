/**
 * Models drivers/vfio/group.c (in 6.1 part of vfio_main.c): /dev/vfio/N, which stands for an IOMMU group: opening it, its
 * container, and opening devices of it. Left out: KVM, iommufd, groups without an IOMMU (not in the modelled kernels).
 */
import { map, type Recorded, type RecordedMap, ref, source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { EBUSY, EINVAL, ENODEV, ENOENT, IS_ERR } from '../../include/linux/errno.ts';
import { IOMMU_CAP_CACHE_COHERENCY, type iommu_group } from '../../include/linux/iommu.ts';
import type { vfio_device } from '../../include/linux/vfio.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { device_iommu_capable, iommu_group_get } from '../iommu/iommu/index.ts';
import {
  type vfio_container,
  vfio_container_attach_group,
  vfio_container_init,
  vfio_device_assign_container,
  vfio_device_unassign_container,
  vfio_group_detach_container,
} from './container.ts';
import { vfio_group } from './vfio.ts';
import { vfio_df_close, vfio_df_open } from './vfio_main.ts';

const at = source('drivers/vfio/group.c', { '6.1': 'drivers/vfio/vfio_main.c' });

interface group_c extends Recorded {
  /** By number of the IOMMU group: what is in /dev/vfio. */
  group_list: RecordedMap<vfio_group>;
}
const group_c = statics<group_c>('drivers/vfio/group.c', { group_list: map(ref<vfio_group>()) });

/** 6.12; in 6.1 part of vfio_init. */
export const vfio_group_init = at.fn('vfio_group_init', 'Makes /dev/vfio.', (k: Kernel): number =>
  vfio_container_init(k),
);

const vfio_create_group = at.fn(
  'vfio_create_group',
  'Makes /dev/vfio/N for an IOMMU group.',
  (k: Kernel, iommu_group: iommu_group): vfio_group => {
    const group = vfio_group.create(k.rec, { iommu_group, drivers: 1 });
    group_c(k).group_list.set(iommu_group.id, group);
    return group;
  },
);

/** VFIO needs an IOMMU that keeps caches coherent. */
export const vfio_group_find_or_alloc = at.fn(
  'vfio_group_find_or_alloc',
  'Finds the file of the IOMMU group that a device is in, or makes it.',
  (k: Kernel, dev: device): vfio_group | number => {
    const iommu_group = iommu_group_get(k, dev);
    if (iommu_group === undefined) return -EINVAL;
    // 6.12 asks a little later, with the same outcome.
    if (!device_iommu_capable(k, dev, IOMMU_CAP_CACHE_COHERENCY)) return -EINVAL;
    const group = group_c(k).group_list.get(iommu_group.id);
    if (group === undefined) return vfio_create_group(k, iommu_group);
    group.drivers++;
    return group;
  },
);

export const vfio_device_remove_group = at.fn(
  'vfio_device_remove_group',
  'Takes a device out of its group; with the last one the file goes.',
  (k: Kernel, device: vfio_device): void => {
    const { group } = device;
    if (group === undefined || --group.drivers > 0) return;
    if (group.container !== undefined) vfio_group_detach_container(k, group);
    if (group.iommu_group !== undefined) group_c(k).group_list.delete(group.iommu_group.id);
    group.iommu_group = undefined;
  },
);

/** What open(2) of /dev/vfio/N finds; undefined where there is no such file. */
function vfio_group_by_number(k: Kernel, number: number): vfio_group | undefined {
  return group_c(k).group_list.get(number);
}

const vfio_group_fops_open = at.fn(
  'vfio_group_fops_open',
  'Opens a group; only one can have it open.',
  (_k: Kernel, group: vfio_group): number => {
    if (group.drivers === 0) return -ENODEV;
    if (group.opened_file > 0) return -EBUSY;
    group.opened_file = 1;
    return 0;
  },
);

/** Devices that are open hold the file as well: called when nobody has it any more. */
export const vfio_group_fops_release = at.fn(
  'vfio_group_fops_release',
  'Closes a group, and takes it out of its container.',
  (k: Kernel, group: vfio_group): void => {
    if (group.container !== undefined) vfio_group_detach_container(k, group);
    group.opened_file = 0;
  },
);

export const vfio_group_ioctl_set_container = at.fn(
  'vfio_group_ioctl_set_container',
  'Puts a group into a container.',
  (k: Kernel, group: vfio_group, container: vfio_container): number => {
    if (group.container !== undefined) return -EINVAL;
    if (group.iommu_group === undefined) return -ENODEV;
    return vfio_container_attach_group(k, container, group);
  },
);

/** What a device file of user space stands for. */
const vfio_device_get_from_name = at.fn(
  'vfio_device_get_from_name',
  'Finds a device of a group by its name.',
  (_k: Kernel, group: vfio_group, buf: string): vfio_device | number =>
    group.device_list.toArray().find((it) => it.dev.name === buf) ?? -ENODEV,
);

/** VFIO_GROUP_GET_DEVICE_FD: the device in place of a descriptor. */
export const vfio_group_ioctl_get_device_fd = at.fn(
  'vfio_group_ioctl_get_device_fd',
  'Opens a device of a group.',
  (k: Kernel, group: vfio_group, buf: string): vfio_device | number => {
    const device = vfio_device_get_from_name(k, group, buf);
    if (IS_ERR(device)) return device;
    const assigned = vfio_device_assign_container(k, device);
    if (assigned !== 0) return assigned;
    const ret = vfio_df_open(k, device);
    if (ret === 0) return device;
    vfio_device_unassign_container(k, device);
    return ret;
  },
);

/** close(2) of a device: vfio_device_fops_release. */
export const vfio_df_group_close = at.fn(
  'vfio_df_group_close',
  'Closes a device.',
  (k: Kernel, device: vfio_device): void => {
    vfio_df_close(k, device);
    vfio_device_unassign_container(k, device);
  },
);

/** open(2) of the file, as user space names it. */
export function openGroup(k: Kernel, number: number): vfio_group | number {
  const group = vfio_group_by_number(k, number);
  if (group === undefined) return -ENOENT;
  const ret = vfio_group_fops_open(k, group);
  return ret === 0 ? group : ret;
}
