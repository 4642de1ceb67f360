/** Models include/linux/virtio.h and virtio_config.h: virtio devices on any transport, their queues, their drivers. */
import { must } from '../../../../base/assert.ts';
import type { Cpumask } from '../../../../base/cpumask.ts';
import {
  always,
  big,
  data,
  fnptr,
  type FunctionInfo,
  hexnum,
  list,
  num,
  type Recorded,
  type RecordedList,
  ref,
  str,
  struct,
} from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';
import type { device } from './device.ts';
import type { device_driver } from './device/driver.ts';
import type { irq_affinity } from './interrupt.ts';

export const VIRTIO_ID_NET = 1;
export const VIRTIO_ID_BLOCK = 2;
export const VIRTIO_ID_CONSOLE = 3;
export const VIRTIO_ID_RNG = 4;

export const VIRTIO_CONFIG_S_ACKNOWLEDGE = 1;
export const VIRTIO_CONFIG_S_DRIVER = 2;
export const VIRTIO_CONFIG_S_DRIVER_OK = 4;
export const VIRTIO_CONFIG_S_FEATURES_OK = 8;
export const VIRTIO_CONFIG_S_FAILED = 0x80;

export const VIRTIO_F_VERSION_1 = 32;
/** Feature bits of transports: kept whatever the driver knows. */
export const VIRTIO_TRANSPORT_F = 0x3fffn << 28n;

export type vq_callback_t = ((k: Kernel, vq: virtqueue) => void) & FunctionInfo;

/** A queue that a driver asks for. One without a name is skipped; one without a callback needs no interrupt. */
export interface virtqueue_info {
  readonly name: string | undefined;
  readonly callback: vq_callback_t | undefined;
}

export interface virtqueue extends Recorded {
  vdev: virtio_device;
  name: string | undefined;
  index: number;
  callback: vq_callback_t | undefined;
  num_max: number;
  /** The transport's own of it. */
  priv: Recorded | undefined;
}
export const virtqueue = struct<virtqueue>(
  'virtqueue',
  { vdev: always(ref()), name: str(), index: num(), callback: fnptr(), num_max: num(), priv: ref() },
  { label: (vq) => `${vq.vdev.dev.name} ${vq.name ?? ''}` },
);

/** What a transport offers. */
export interface virtio_config_ops {
  readonly name: string;
  /** A field of the device's own configuration. */
  readonly get: (k: Kernel, vdev: virtio_device, offset: number, len: 1 | 2 | 4) => number;
  readonly get_status: (k: Kernel, vdev: virtio_device) => number;
  readonly set_status: (k: Kernel, vdev: virtio_device, status: number) => void;
  readonly reset: (k: Kernel, vdev: virtio_device) => void;
  readonly get_features: (k: Kernel, vdev: virtio_device) => bigint;
  readonly finalize_features: (k: Kernel, vdev: virtio_device) => number;
  /** The queues, undefined for those skipped; or a negative errno. */
  readonly find_vqs: (
    k: Kernel,
    vdev: virtio_device,
    vqs_info: readonly virtqueue_info[],
    desc: irq_affinity | undefined,
  ) => readonly (virtqueue | undefined)[] | number;
  readonly del_vqs: (k: Kernel, vdev: virtio_device) => void;
  readonly set_vq_affinity?: (k: Kernel, vq: virtqueue, cpu_mask: Cpumask | undefined) => number;
  readonly get_vq_affinity?: (k: Kernel, vdev: virtio_device, index: number) => Cpumask | undefined;
}

export interface virtio_device extends Recorded {
  index: number;
  dev: device;
  /** VIRTIO_ID_… */
  id_device: number;
  id_vendor: number;
  /** Undefined until the transport knows its own way. */
  config: virtio_config_ops | undefined;
  vqs: RecordedList<virtqueue>;
  features: bigint;
  priv: Recorded | undefined;
  /** The transport's device that contains it. */
  container: Recorded | undefined;
}
export const virtio_device = struct<virtio_device>(
  'virtio_device',
  {
    index: num(),
    dev: always(ref()),
    id_device: num(),
    id_vendor: hexnum(),
    config: data<virtio_config_ops>(),
    vqs: list(ref<virtqueue>()),
    features: big(),
    priv: ref(),
    container: ref(),
  },
  { label: (vdev) => vdev.dev.name },
);

export interface virtio_driver extends device_driver {
  readonly bus: 'virtio';
  /** VIRTIO_ID_… that it drives. */
  readonly id_table: readonly number[];
  /** Numbers of the feature bits that it knows. */
  readonly feature_table: readonly number[];
  readonly probe: (k: Kernel, vdev: virtio_device) => number;
  readonly remove?: ((k: Kernel, vdev: virtio_device) => void) | undefined;
}

export function dev_to_virtio(dev: device): virtio_device {
  return virtio_device.of(dev.container);
}
/** How to reach a device, which its transport has set by the time that anybody asks. */
export function virtio_config(vdev: virtio_device): virtio_config_ops {
  return must(vdev.config, 'the operations of a virtio device');
}

export function virtio_has_feature(vdev: virtio_device, fbit: number): boolean {
  return ((vdev.features >> BigInt(fbit)) & 1n) === 1n;
}

// --- inline helpers of virtio_config.h

export function virtio_find_vqs(
  k: Kernel,
  vdev: virtio_device,
  vqs_info: readonly virtqueue_info[],
  desc: irq_affinity | undefined,
): readonly (virtqueue | undefined)[] | number {
  return virtio_config(vdev).find_vqs(k, vdev, vqs_info, desc);
}
export function virtio_find_single_vq(
  k: Kernel,
  vdev: virtio_device,
  callback: vq_callback_t,
  name: string,
): virtqueue | number {
  const vqs = virtio_find_vqs(k, vdev, [{ name, callback }], undefined);
  return typeof vqs === 'number' ? vqs : virtqueue.of(vqs[0]);
}
export function virtio_device_ready(k: Kernel, vdev: virtio_device): void {
  const status = virtio_config(vdev).get_status(k, vdev);
  virtio_config(vdev).set_status(k, vdev, status | VIRTIO_CONFIG_S_DRIVER_OK);
}
export function virtqueue_set_affinity(k: Kernel, vq: virtqueue, cpu_mask: Cpumask | undefined): number {
  return virtio_config(vq.vdev).set_vq_affinity?.(k, vq, cpu_mask) ?? 0;
}
