/**
 * Models drivers/vfio/vfio_main.c: devices that user space can have, from their drivers' registration to the first open and
 * the last close. Left out: reference counts (nobody races), sets of devices that are reset together, migration, sysfs.
 */
import { num, type Recorded, source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, IS_ERR } from '../../include/linux/errno.ts';
import { vfio_device, type vfio_device_ops } from '../../include/linux/vfio.ts';
import {
  type vfio_irq_set,
  VFIO_IRQ_SET_ACTION_TYPE_MASK,
  VFIO_IRQ_SET_DATA_BOOL,
  VFIO_IRQ_SET_DATA_EVENTFD,
  VFIO_IRQ_SET_DATA_NONE,
  VFIO_IRQ_SET_DATA_TYPE_MASK,
  VFIO_IRQ_SET_SIZE,
} from '../../include/uapi/linux/vfio.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { printk_aside } from '../../kernel/printk/printk.ts';
import { builtIn } from '../base/init.ts';
import { vfio_container_init } from './container.ts';
import { vfio_device_remove_group, vfio_group_find_or_alloc, vfio_group_init } from './group.ts';
import { vfio_virqfd_init } from './virqfd.ts';

const at = source('drivers/vfio/vfio_main.c');

interface vfio_main_c extends Recorded {
  device_ida: number;
}
const vfio_main_c = statics<vfio_main_c>('drivers/vfio/vfio_main.c', { device_ida: num() });

/** module_init */
export const vfio_init = at.fn(
  'vfio_init',
  'Brings up VFIO: what gives devices to user space.',
  (k: Kernel): number => {
    if (!builtIn(k, 'vfio-pci')) return 0;
    if (k.since('6.12')) {
      vfio_group_init(k);
      vfio_virqfd_init(k);
    } else vfio_container_init(k);
    printk_aside(k, 'VFIO - User Level meta-driver version: 0.3');
    return 0;
  },
);

export const _vfio_alloc_device = at.fn(
  '_vfio_alloc_device',
  'Makes what stands for a device towards user space.',
  (k: Kernel, dev: device, ops: vfio_device_ops): vfio_device =>
    vfio_device.create(k.rec, { dev, ops, index: vfio_main_c(k).device_ida++ }),
);

export const vfio_register_group_dev = at.fn(
  'vfio_register_group_dev',
  'Offers a device to user space, through its IOMMU group.',
  (k: Kernel, device: vfio_device): number => {
    const group = vfio_group_find_or_alloc(k, device.dev);
    if (IS_ERR(group)) return group;
    device.group = group;
    group.device_list.addHead(device);
    return 0;
  },
);

/** The kernel waits for user space to close the device; here it does so at once (run/commands/vfio.ts). */
export const vfio_unregister_group_dev = at.fn(
  'vfio_unregister_group_dev',
  'Takes a device back from user space.',
  (k: Kernel, device: vfio_device): void => {
    device.group?.device_list.remove(device);
    vfio_device_remove_group(k, device);
  },
);

/** vfio_device_open in 6.1. */
export const vfio_df_open = at.fn(
  'vfio_df_open',
  'Opens a device: the first time, its driver sets it up for user space.',
  (k: Kernel, device: vfio_device): number => {
    device.open_count++;
    if (device.open_count > 1) return 0;
    const ret = device.ops.open_device(k, device);
    if (ret !== 0) device.open_count--;
    return ret;
  },
);

/** vfio_device_fops_release in 6.1. */
export const vfio_df_close = at.fn(
  'vfio_df_close',
  'Closes a device: the last time, its driver ends all interrupts and resets it.',
  (k: Kernel, device: vfio_device): void => {
    if (device.open_count === 1) device.ops.close_device(k, device);
    device.open_count--;
  },
);

const U32_MAX = 0xffffffff;

/** Bytes of data that a request needs, or an errno. In the kernel the size is an out-parameter, with 0 for success. */
export const vfio_set_irqs_validate_and_prepare = at.fn(
  'vfio_set_irqs_validate_and_prepare',
  'Checks a request about interrupts: the range, the flags, and that its data is as long as they say.',
  (_k: Kernel, hdr: vfio_irq_set, num_irqs: number, max_irq_type: number): number => {
    const known = VFIO_IRQ_SET_DATA_TYPE_MASK | VFIO_IRQ_SET_ACTION_TYPE_MASK;
    if (hdr.argsz < VFIO_IRQ_SET_SIZE || hdr.index >= max_irq_type) return -EINVAL;
    if (hdr.count >= U32_MAX - hdr.start || (hdr.flags & ~known) !== 0) return -EINVAL;
    if (hdr.start >= num_irqs || hdr.start + hdr.count > num_irqs) return -EINVAL;
    const size = sizeOfOne(hdr.flags & VFIO_IRQ_SET_DATA_TYPE_MASK);
    if (size < 0) return size;
    return hdr.argsz - VFIO_IRQ_SET_SIZE < hdr.count * size ? -EINVAL : hdr.count * size;
  },
);

/** Exactly one kind of data must be named. */
function sizeOfOne(type: number): number {
  switch (type) {
    case VFIO_IRQ_SET_DATA_NONE:
      return 0;
    case VFIO_IRQ_SET_DATA_BOOL:
      return 1;
    case VFIO_IRQ_SET_DATA_EVENTFD:
      return 4;
    default:
      return -EINVAL;
  }
}

/** ioctl(2) on an open device. */
export function vfio_device_fops_unl_ioctl(k: Kernel, device: vfio_device, cmd: number, arg: vfio_irq_set): number {
  return device.ops.ioctl(k, device, cmd, arg);
}
