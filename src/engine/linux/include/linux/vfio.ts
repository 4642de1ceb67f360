/** Models include/linux/vfio.h, uapi/linux/vfio.h and drivers/vfio/vfio.h: devices, groups and containers of user space. */
import {
  data,
  fnptr,
  type FunctionInfo,
  list,
  num,
  type Recorded,
  type RecordedList,
  ref,
  struct,
} from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';
import type { eventfd_ctx, eventfd_waiter } from '../../fs/eventfd.ts';
import type { device } from './device.ts';
import type { iommu_group } from './iommu.ts';

export const VFIO_IRQ_SET_DATA_NONE = 1 << 0;
export const VFIO_IRQ_SET_DATA_BOOL = 1 << 1;
export const VFIO_IRQ_SET_DATA_EVENTFD = 1 << 2;
export const VFIO_IRQ_SET_ACTION_MASK = 1 << 3;
export const VFIO_IRQ_SET_ACTION_UNMASK = 1 << 4;
export const VFIO_IRQ_SET_ACTION_TRIGGER = 1 << 5;
export const VFIO_IRQ_SET_DATA_TYPE_MASK = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_DATA_BOOL | VFIO_IRQ_SET_DATA_EVENTFD;
export const VFIO_IRQ_SET_ACTION_TYPE_MASK =
  VFIO_IRQ_SET_ACTION_MASK | VFIO_IRQ_SET_ACTION_UNMASK | VFIO_IRQ_SET_ACTION_TRIGGER;

export const VFIO_PCI_INTX_IRQ_INDEX = 0;
export const VFIO_PCI_MSI_IRQ_INDEX = 1;
export const VFIO_PCI_MSIX_IRQ_INDEX = 2;
export const VFIO_PCI_ERR_IRQ_INDEX = 3;
export const VFIO_PCI_REQ_IRQ_INDEX = 4;
export const VFIO_PCI_NUM_IRQS = 5;
export const VFIO_PCI_IRQ_INDEXES = {
  VFIO_PCI_INTX_IRQ_INDEX,
  VFIO_PCI_MSI_IRQ_INDEX,
  VFIO_PCI_MSIX_IRQ_INDEX,
  VFIO_PCI_ERR_IRQ_INDEX,
  VFIO_PCI_REQ_IRQ_INDEX,
  VFIO_PCI_NUM_IRQS,
} as const;

export const VFIO_IRQ_INFO_EVENTFD = 1 << 0;
export const VFIO_IRQ_INFO_MASKABLE = 1 << 1;
export const VFIO_IRQ_INFO_AUTOMASKED = 1 << 2;
export const VFIO_IRQ_INFO_NORESIZE = 1 << 3;

export const VFIO_GROUP_FLAGS_VIABLE = 1 << 0;
export const VFIO_GROUP_FLAGS_CONTAINER_SET = 1 << 1;

export const VFIO_TYPE1_IOMMU = 1;
export const VFIO_TYPE1v2_IOMMU = 3;

export const VFIO_DEVICE_SET_IRQS = 110;

/** Bytes of struct vfio_irq_set before its data: argsz, flags, index, start, count. */
export const VFIO_IRQ_SET_SIZE = 20;

/** What user space hands to VFIO_DEVICE_SET_IRQS. `data`: bytes or file descriptors, as the flags say. */
export interface vfio_irq_set {
  readonly argsz: number;
  readonly flags: number;
  readonly index: number;
  readonly start: number;
  readonly count: number;
  readonly data: readonly number[];
}

/** A device's driver, as VFIO calls it. */
export interface vfio_device_ops {
  readonly name: string;
  readonly open_device: (k: Kernel, vdev: vfio_device) => number;
  readonly close_device: (k: Kernel, vdev: vfio_device) => void;
  readonly ioctl: (k: Kernel, vdev: vfio_device, cmd: number, arg: vfio_irq_set) => number;
}

export interface vfio_device extends Recorded {
  dev: device;
  ops: vfio_device_ops;
  group: vfio_group | undefined;
  /** Times that user space has it open. */
  open_count: number;
  index: number;
  /** container_of: the driver's own. */
  container: Recorded | undefined;
}
export const vfio_device = struct<vfio_device>(
  'vfio_device',
  {
    dev: ref() as never,
    ops: data() as never,
    group: ref(),
    open_count: num(),
    index: num(),
    container: ref(),
  },
  { label: (vdev) => `vfio${vdev.index} (${vdev.dev.name})` },
);

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

/** A function in the kernel that an eventfd of user space calls. */
export interface virqfd extends Recorded {
  opaque: Recorded | undefined;
  eventfd: eventfd_ctx;
  handler: ((k: Kernel, opaque: Recorded | undefined, data: Recorded | undefined) => number) & FunctionInfo;
  thread: ((k: Kernel, opaque: Recorded | undefined, data: Recorded | undefined) => void) & FunctionInfo;
  data: Recorded | undefined;
  wait: eventfd_waiter;
}
export const virqfd = struct<virqfd>('virqfd', {
  opaque: ref(),
  eventfd: ref() as never,
  handler: fnptr() as never,
  thread: fnptr() as never,
  data: ref(),
  wait: ref() as never,
});
