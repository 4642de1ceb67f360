/** Models include/linux/vfio.h: devices of user space, and what signals it. */
import { always, data, fnptr, type FunctionInfo, num, type Recorded, ref, struct } from '../../../recorder/index.ts';
import { type vfio_group } from '../../drivers/vfio/vfio.ts';
import type { eventfd_ctx, eventfd_waiter } from '../../fs/eventfd.ts';
import type { Kernel } from '../../kernel.ts';
import type { vfio_irq_set } from '../uapi/linux/vfio.ts';
import type { device } from './device.ts';

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
    dev: always(ref()),
    ops: always(data()),
    group: ref(),
    open_count: num(),
    index: num(),
    container: ref(),
  },
  { label: (vdev) => `vfio${vdev.index} (${vdev.dev.name})` },
);

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
  eventfd: always(ref()),
  handler: always(fnptr()),
  thread: always(fnptr()),
  data: ref(),
  wait: always(ref()),
});
