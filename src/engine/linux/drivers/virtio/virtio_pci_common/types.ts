/** Models drivers/virtio/virtio_pci_common.h: a virtio device behind PCI, and the vectors of its queues. */
import type { Cpumask } from '../../../../../base/cpumask.ts';
import {
  always,
  bool,
  cpus,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  str,
  struct,
} from '../../../../recorder/index.ts';
import type { pci_dev } from '../../../include/linux/pci/index.ts';
import type { virtio_device, virtqueue } from '../../../include/linux/virtio.ts';

export const VIRTIO_MSI_NO_VECTOR = 0xffff;
export const VP_MSIX_CONFIG_VECTOR = 0;
export const VP_MSIX_VQ_VECTOR = 1;

export interface virtio_pci_vq_info extends Recorded {
  vq: virtqueue | undefined;
  msix_vector: number;
}
export const virtio_pci_vq_info = struct<virtio_pci_vq_info>('virtio_pci_vq_info', { vq: ref(), msix_vector: num() });

export interface virtio_pci_device extends Recorded {
  vdev: virtio_device;
  pci_dev: pci_dev;
  /** Addresses of the device's structures. */
  common: number;
  isr: number;
  device: number;
  /** By queue number. */
  vqs: RecordedMap<virtio_pci_vq_info>;
  msix_enabled: boolean;
  intx_enabled: boolean;
  msix_vectors: number;
  /** Vectors that are not a single queue's. */
  msix_used_vectors: number;
  per_vq_vectors: boolean;
  msix_names: RecordedMap<string>;
  msix_affinity_masks: RecordedMap<Cpumask>;
}
export const virtio_pci_device = struct<virtio_pci_device>(
  'virtio_pci_device',
  {
    vdev: always(ref()),
    pci_dev: always(ref()),
    common: hexnum(),
    isr: hexnum(),
    device: hexnum(),
    vqs: map(ref<virtio_pci_vq_info>()),
    msix_enabled: bool(),
    intx_enabled: bool(),
    msix_vectors: num(),
    msix_used_vectors: num(),
    per_vq_vectors: bool(),
    msix_names: map(str()),
    msix_affinity_masks: map(cpus()),
  },
  { label: (vp_dev) => `${vp_dev.vdev.dev.name} on ${vp_dev.pci_dev.dev.name}` },
);

export function to_vp_device(vdev: virtio_device): virtio_pci_device {
  return virtio_pci_device.of(vdev.container);
}
