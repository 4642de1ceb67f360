/** Models drivers/char/virtio_console.c as far as it asks for its queues. Nothing is read or written. */
import { source } from '../../../recorder/index.ts';
import {
  virtio_config,
  type virtio_device,
  virtio_device_ready,
  virtio_find_vqs,
  virtio_has_feature,
  VIRTIO_ID_CONSOLE,
  type virtqueue,
} from '../../include/linux/virtio.ts';
import type { Kernel } from '../../kernel.ts';
import { builtIn } from '../base/init.ts';
import { register_virtio_driver } from '../virtio/virtio.ts';

const at = source('drivers/char/virtio_console.c');

const VIRTIO_CONSOLE_F_SIZE = 0;
const VIRTIO_CONSOLE_F_MULTIPORT = 1;
/** Offset of max_nr_ports in the device's configuration. */
const MAX_NR_PORTS = 4;

const in_intr = at.fn('in_intr', 'Data has arrived at a port.', (_k: Kernel, _vq: virtqueue): void => undefined);
const out_intr = at.fn('out_intr', 'A port has sent.', (_k: Kernel, _vq: virtqueue): void => undefined);
const control_intr = at.fn(
  'control_intr',
  'The host says something about ports.',
  (_k: Kernel, _vq: virtqueue): void => undefined,
);

const init_vqs = at.fn(
  'init_vqs',
  'Asks for a pair of queues for each port, and for one to talk about ports if there may be several.',
  (k: Kernel, vdev: virtio_device): number => {
    const multiport = virtio_has_feature(vdev, VIRTIO_CONSOLE_F_MULTIPORT);
    const nr_ports = multiport ? virtio_config(vdev).get(k, vdev, MAX_NR_PORTS, 4) : 1;
    const port = [
      { name: 'input', callback: in_intr },
      { name: 'output', callback: out_intr },
    ];
    const control = [
      { name: 'control-i', callback: control_intr },
      { name: 'control-o', callback: undefined },
    ];
    const others = Array.from({ length: Math.max(0, nr_ports - 1) }, () => port).flat();
    const vqs = virtio_find_vqs(k, vdev, [...port, ...(multiport ? control : []), ...others], undefined);
    return typeof vqs === 'number' ? vqs : 0;
  },
);

const virtcons_probe = at.fn(
  'virtcons_probe',
  'Brings up a virtio console.',
  (k: Kernel, vdev: virtio_device): number => {
    const err = init_vqs(k, vdev);
    if (err < 0) return err;
    virtio_device_ready(k, vdev);
    return 0;
  },
);

const virtcons_remove = at.fn(
  'virtcons_remove',
  'Takes a virtio console down.',
  (k: Kernel, vdev: virtio_device): void => {
    virtio_config(vdev).reset(k, vdev);
    virtio_config(vdev).del_vqs(k, vdev);
  },
);

export const virtio_console_init = at.fn(
  'virtio_console_init',
  'Registers the driver for virtio consoles.',
  (k: Kernel): number => {
    if (!builtIn(k, 'virtio_console')) return 0;
    return register_virtio_driver(k, {
      name: 'virtio_console',
      bus: 'virtio',
      id_table: [VIRTIO_ID_CONSOLE],
      feature_table: [VIRTIO_CONSOLE_F_SIZE, VIRTIO_CONSOLE_F_MULTIPORT],
      probe: virtcons_probe,
      remove: virtcons_remove,
    });
  },
);
