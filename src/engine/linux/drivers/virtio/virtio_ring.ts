/** Models what of drivers/virtio/virtio_ring.c an interrupt reaches. Rings hold nothing here: every interrupt counts as served. */
import { type Recorded, source } from '../../../recorder/index.ts';
import { IRQ_HANDLED } from '../../include/linux/interrupt.ts';
import { virtqueue } from '../../include/linux/virtio.ts';
import type { Kernel } from '../../kernel.ts';

const at = source('drivers/virtio/virtio_ring.c');

export const vring_interrupt = at.fn(
  'vring_interrupt',
  'The device has used buffers of a queue: calls its driver back.',
  (k: Kernel, irq: number, _vq: Recorded | undefined): number => {
    const vq = virtqueue.of(_vq);
    vq.callback?.(k, vq);
    return IRQ_HANDLED;
  },
);

export function vring_create_virtqueue(
  k: Kernel,
  values: Pick<virtqueue, 'vdev' | 'index' | 'name' | 'callback' | 'num_max'>,
): virtqueue {
  const vq = virtqueue.create(k.rec, values);
  values.vdev.vqs.addTail(vq);
  return vq;
}

export function vring_del_virtqueue(k: Kernel, vq: virtqueue): void {
  vq.vdev.vqs.remove(vq);
  k.rec.free(vq);
}
