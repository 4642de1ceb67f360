/** Models drivers/char/hw_random/virtio-rng.c as far as it asks for its queue. No entropy is drawn. */
import { source } from '../../../../recorder/index.ts';
import {
  virtio_config,
  type virtio_device,
  virtio_device_ready,
  virtio_find_single_vq,
  VIRTIO_ID_RNG,
  type virtqueue,
} from '../../../include/linux/virtio.ts';
import type { Kernel } from '../../../kernel.ts';
import { builtIn } from '../../base/init.ts';
import { register_virtio_driver } from '../../virtio/virtio.ts';

const at = source('drivers/char/hw_random/virtio-rng.c');

const random_recv_done = at.fn(
  'random_recv_done',
  'Entropy has arrived.',
  (k: Kernel, vq: virtqueue): void => undefined,
);

const probe_common = at.fn(
  'probe_common',
  'Brings up a virtio entropy device.',
  (k: Kernel, vdev: virtio_device): number => {
    const vq = virtio_find_single_vq(k, vdev, random_recv_done, 'input');
    if (typeof vq === 'number') return vq;
    virtio_device_ready(k, vdev);
    return 0;
  },
);

const remove_common = at.fn(
  'remove_common',
  'Takes a virtio entropy device down.',
  (k: Kernel, vdev: virtio_device): void => {
    virtio_config(vdev).reset(k, vdev);
    virtio_config(vdev).del_vqs(k, vdev);
  },
);

export const virtio_rng_driver_init = at.fn(
  'virtio_rng_driver_init',
  'Registers the driver for virtio entropy devices.',
  (k: Kernel): number => {
    if (!builtIn(k, 'virtio_rng')) return 0;
    return register_virtio_driver(k, {
      name: 'virtio_rng',
      bus: 'virtio',
      id_table: [VIRTIO_ID_RNG],
      feature_table: [],
      probe: probe_common,
      remove: remove_common,
    });
  },
);
