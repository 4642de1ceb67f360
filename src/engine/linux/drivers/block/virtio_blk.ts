/** Models drivers/block/virtio_blk.c as far as it asks for queues with spread interrupts. No blocks are read. */
import { source } from '../../../recorder/index.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import type { irq_affinity } from '../../include/linux/interrupt.ts';
import {
  virtio_config,
  type virtio_device,
  virtio_device_ready,
  virtio_find_vqs,
  virtio_has_feature,
  VIRTIO_ID_BLOCK,
  type virtqueue,
} from '../../include/linux/virtio.ts';
import type { Kernel } from '../../kernel.ts';
import { nr_cpu_ids } from '../../kernel/cpu/index.ts';
import { builtIn } from '../base/init.ts';
import { register_virtio_driver } from '../virtio/virtio.ts';

const at = source('drivers/block/virtio_blk.c');

const VIRTIO_BLK_F_MQ = 12;
/** Offset of num_queues in the device's configuration. */
const NUM_QUEUES = 34;

const virtblk_done = at.fn(
  'virtblk_done',
  'Requests of a queue are done.',
  (k: Kernel, vq: virtqueue): void => undefined,
);

const init_vq = at.fn(
  'init_vq',
  'Asks for a request queue for each CPU, as far as the device has them.',
  (k: Kernel, vdev: virtio_device): number => {
    const offered = virtio_has_feature(vdev, VIRTIO_BLK_F_MQ) ? virtio_config(vdev).get(k, vdev, NUM_QUEUES, 2) : 1;
    if (offered === 0) return -EINVAL;
    const num_vqs = Math.min(nr_cpu_ids(k), offered);
    const desc: irq_affinity = { pre_vectors: 0, post_vectors: 0, nr_sets: 0, set_size: [] };
    const vqs_info = Array.from({ length: num_vqs }, (_, i) => ({ name: `req.${i}`, callback: virtblk_done }));
    const vqs = virtio_find_vqs(k, vdev, vqs_info, desc);
    return typeof vqs === 'number' ? vqs : num_vqs;
  },
);

const virtblk_map_queues = at.fn(
  'virtblk_map_queues',
  'Gives each CPU the queue whose interrupt goes there.',
  (k: Kernel, vdev: virtio_device, num_vqs: number): void => {
    for (let queue = 0; queue < num_vqs; queue++) {
      if (virtio_config(vdev).get_vq_affinity?.(k, vdev, queue) === undefined) return;
    }
  },
);

const virtblk_probe = at.fn(
  'virtblk_probe',
  'Brings up a virtio block device.',
  (k: Kernel, vdev: virtio_device): number => {
    const num_vqs = init_vq(k, vdev);
    if (num_vqs < 0) return num_vqs;
    virtblk_map_queues(k, vdev, num_vqs);
    virtio_device_ready(k, vdev);
    return 0;
  },
);

const virtblk_remove = at.fn(
  'virtblk_remove',
  'Takes a virtio block device down.',
  (k: Kernel, vdev: virtio_device): void => {
    virtio_config(vdev).reset(k, vdev);
    virtio_config(vdev).del_vqs(k, vdev);
  },
);

export const virtio_blk_init = at.fn(
  'virtio_blk_init',
  'Registers the driver for virtio block devices.',
  (k: Kernel): number => {
    if (!builtIn(k, 'virtio_blk')) return 0;
    return register_virtio_driver(k, {
      name: 'virtio_blk',
      bus: 'virtio',
      id_table: [VIRTIO_ID_BLOCK],
      feature_table: [VIRTIO_BLK_F_MQ],
      probe: virtblk_probe,
      remove: virtblk_remove,
    });
  },
);
