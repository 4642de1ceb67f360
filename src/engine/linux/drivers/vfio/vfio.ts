/** Models drivers/vfio/vfio.h: groups of devices, and the drivers that run an IOMMU for user space. */
import { list, num, type Recorded, type RecordedList, ref, struct } from '../../../recorder/index.ts';
import type { iommu_group } from '../../include/linux/iommu.ts';
import { type vfio_device } from '../../include/linux/vfio.ts';
import type { Kernel } from '../../kernel.ts';
import { type vfio_container } from './container.ts';

/** An IOMMU group as user space sees it: /dev/vfio/N. */
export interface vfio_group extends Recorded {
  iommu_group: iommu_group | undefined;
  /** Devices of the group that have a VFIO driver. */
  drivers: number;
  device_list: RecordedList<vfio_device>;
  /** Times that the group file is open: not more than once. */
  opened_file: number;
  container: vfio_container | undefined;
  container_users: number;
}
export const vfio_group = struct<vfio_group>(
  'vfio_group',
  {
    iommu_group: ref(),
    drivers: num(),
    device_list: list(ref<vfio_device>()),
    opened_file: num(),
    container: ref(),
    container_users: num(),
  },
  { label: (group) => `/dev/vfio/${group.iommu_group?.id ?? ''}` },
);

/** How a container drives the IOMMU. */
export interface vfio_iommu_driver_ops {
  readonly name: string;
  readonly check_extension: (arg: number) => number;
  readonly open: (k: Kernel, arg: number) => Recorded;
  readonly release: (k: Kernel, iommu_data: Recorded) => void;
  readonly attach_group: (k: Kernel, iommu_data: Recorded, iommu_group: iommu_group) => number;
  readonly detach_group: (k: Kernel, iommu_data: Recorded, iommu_group: iommu_group) => void;
}
