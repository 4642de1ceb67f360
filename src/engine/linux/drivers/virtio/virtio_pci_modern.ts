/**
 * Models drivers/virtio/virtio_pci_modern_dev.c and virtio_pci_modern.c: a virtio 1 device's registers in its BARs. Left
 * out: admin queues, shared memory, rings in memory (no buffers travel here), queue reset.
 */
import { source } from '../../../recorder/index.ts';
import { readb, readl, readw, writeb, writel, writew } from '../../include/asm/io.ts';
import { EBUSY, EINVAL, ENODEV, ENOENT } from '../../include/linux/errno.ts';
import type { pci_dev } from '../../include/linux/pci/index.ts';
import type { virtio_config_ops, virtio_device, virtqueue, vq_callback_t } from '../../include/linux/virtio.ts';
import { PCI_CAP_ID_VNDR } from '../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../kernel.ts';
import { pci_read_config_byte, pci_read_config_dword } from '../pci/access.ts';
import { pci_iomap } from '../pci/iomap.ts';
import { pci_find_capability, pci_find_next_capability } from '../pci/pci/index.ts';
import {
  to_vp_device,
  VIRTIO_MSI_NO_VECTOR,
  type virtio_pci_device,
  vp_del_vqs,
  vp_find_vqs,
  vp_get_vq_affinity,
  vp_set_vq_affinity,
  vp_synchronize_vectors,
} from './virtio_pci_common/index.ts';
import { vp_modern_queue_vector } from './virtio_pci_modern_dev.ts';
import { vring_create_virtqueue } from './virtio_ring.ts';

const at = source('drivers/virtio/virtio_pci_modern.c');

/** Types of the structures that capabilities point to (virtio 1.2, 4.1.4). */
const VIRTIO_PCI_CAP_COMMON_CFG = 1;
const VIRTIO_PCI_CAP_NOTIFY_CFG = 2;
const VIRTIO_PCI_CAP_ISR_CFG = 3;
const VIRTIO_PCI_CAP_DEVICE_CFG = 4;

/** Registers of the common structure. */
const DEVICE_FEATURE_SELECT = 0x00;
const DEVICE_FEATURE = 0x04;
const GUEST_FEATURE_SELECT = 0x08;
const GUEST_FEATURE = 0x0c;
const MSIX_CONFIG = 0x10;
const DEVICE_STATUS = 0x14;
export const QUEUE_SELECT = 0x16;
const QUEUE_SIZE = 0x18;
export const QUEUE_MSIX_VECTOR = 0x1a;
const QUEUE_ENABLE = 0x1c;

/** Where the structure of that type is, or undefined. */
function structure(k: Kernel, dev: pci_dev, cfg_type: number): number | undefined {
  let pos = pci_find_capability(k, dev, PCI_CAP_ID_VNDR);
  for (; pos !== 0; pos = pci_find_next_capability(k, dev, pos, PCI_CAP_ID_VNDR)) {
    if (pci_read_config_byte(k, dev, pos + 3) !== cfg_type) continue;
    const base = pci_iomap(k, dev, pci_read_config_byte(k, dev, pos + 4));
    if (base !== undefined) return base + pci_read_config_dword(k, dev, pos + 8);
  }
  return undefined;
}

function common(vdev: virtio_device): number {
  return to_vp_device(vdev).common;
}

function vp_get_features(k: Kernel, vdev: virtio_device): bigint {
  const half = (select: number): bigint => {
    writel(k, select, common(vdev) + DEVICE_FEATURE_SELECT);
    return BigInt(readl(k, common(vdev) + DEVICE_FEATURE));
  };
  return half(0) | (half(1) << 32n);
}

function vp_finalize_features(k: Kernel, vdev: virtio_device): number {
  // A modern device must offer version 1.
  if (((vdev.features >> 32n) & 1n) === 0n) return -EINVAL;
  for (const select of [0, 1]) {
    writel(k, select, common(vdev) + GUEST_FEATURE_SELECT);
    writel(k, Number((vdev.features >> BigInt(32 * select)) & 0xffffffffn), common(vdev) + GUEST_FEATURE);
  }
  return 0;
}

function vp_get_status(k: Kernel, vdev: virtio_device): number {
  return readb(k, common(vdev) + DEVICE_STATUS);
}
function vp_set_status(k: Kernel, vdev: virtio_device, status: number): void {
  writeb(k, status, common(vdev) + DEVICE_STATUS);
}
const vp_reset = at.fn(
  'vp_reset',
  'Resets the device, and waits for handlers that still run.',
  (k: Kernel, vdev: virtio_device): void => {
    vp_set_status(k, vdev, 0);
    vp_synchronize_vectors(k, vdev);
  },
);
function vp_get(k: Kernel, vdev: virtio_device, offset: number, len: 1 | 2 | 4): number {
  const at = to_vp_device(vdev).device + offset;
  return len === 1 ? readb(k, at) : len === 2 ? readw(k, at) : readl(k, at);
}

/** Sets the vector of configuration changes; returns what the device took. */
export const vp_config_vector = at.fn(
  'vp_config_vector',
  'Tells the device by which vector to report configuration changes.',
  (k: Kernel, vp_dev: virtio_pci_device, vector: number): number => {
    writew(k, vector, vp_dev.common + MSIX_CONFIG);
    return readw(k, vp_dev.common + MSIX_CONFIG);
  },
);

/** A queue that the device has, with its vector, or a negative errno. */
export const setup_vq = at.fn(
  'setup_vq',
  "Sets up one of the device's queues and tells the device its vector.",
  (
    k: Kernel,
    vp_dev: virtio_pci_device,
    index: number,
    callback: vq_callback_t | undefined,
    name: string,
    msix_vec: number,
  ): virtqueue | number => {
    writew(k, index, vp_dev.common + QUEUE_SELECT);
    const num_max = readw(k, vp_dev.common + QUEUE_SIZE);
    if (num_max === 0 || readw(k, vp_dev.common + QUEUE_ENABLE) !== 0) return -ENOENT;
    if (msix_vec !== VIRTIO_MSI_NO_VECTOR) {
      if (vp_modern_queue_vector(k, vp_dev, index, msix_vec) === VIRTIO_MSI_NO_VECTOR) return -EBUSY;
    }
    return vring_create_virtqueue(k, { vdev: vp_dev.vdev, index, name, callback, num_max });
  },
);

export const del_vq = at.fn(
  'del_vq',
  "Takes one of the device's queues down.",
  (k: Kernel, vp_dev: virtio_pci_device, vq: virtqueue): void => {
    if (vp_dev.msix_enabled) vp_modern_queue_vector(k, vp_dev, vq.index, VIRTIO_MSI_NO_VECTOR);
  },
);

/** Queues run only once all of them are there. */
function vp_modern_find_vqs(
  ...args: Parameters<virtio_config_ops['find_vqs']>
): ReturnType<virtio_config_ops['find_vqs']> {
  const [k, vdev] = args;
  const vqs = vp_find_vqs(...args);
  if (typeof vqs === 'number') return vqs;
  for (const vq of vdev.vqs) {
    writew(k, vq.index, common(vdev) + QUEUE_SELECT);
    writew(k, 1, common(vdev) + QUEUE_ENABLE);
  }
  return vqs;
}

function virtio_pci_config_ops(): virtio_config_ops {
  return {
    name: 'virtio_pci_config_ops',
    get: vp_get,
    get_status: vp_get_status,
    set_status: vp_set_status,
    reset: vp_reset,
    get_features: vp_get_features,
    finalize_features: vp_finalize_features,
    find_vqs: vp_modern_find_vqs,
    del_vqs: vp_del_vqs,
    set_vq_affinity: vp_set_vq_affinity,
    get_vq_affinity: vp_get_vq_affinity,
  };
}

export const virtio_pci_modern_probe = at.fn(
  'virtio_pci_modern_probe',
  'Finds the registers of a virtio 1 device; -ENODEV for one that has none.',
  (k: Kernel, vp_dev: virtio_pci_device): number => {
    const { pci_dev, vdev } = vp_dev;
    // Transitional devices have IDs of their own, and their type in the subsystem ID.
    if (pci_dev.device < 0x1000 || pci_dev.device > 0x107f) return -ENODEV;
    const at = structure(k, pci_dev, VIRTIO_PCI_CAP_COMMON_CFG);
    if (at === undefined) return -ENODEV;
    const isr = structure(k, pci_dev, VIRTIO_PCI_CAP_ISR_CFG);
    const notify = structure(k, pci_dev, VIRTIO_PCI_CAP_NOTIFY_CFG);
    if (isr === undefined || notify === undefined) return -EINVAL;
    vdev.id_device = pci_dev.device < 0x1040 ? pci_dev.subsystem_device : pci_dev.device - 0x1040;
    vdev.id_vendor = pci_dev.subsystem_vendor;
    vp_dev.common = at;
    vp_dev.isr = isr;
    vp_dev.device = structure(k, pci_dev, VIRTIO_PCI_CAP_DEVICE_CFG) ?? 0;
    vdev.config = virtio_pci_config_ops();
    return 0;
  },
);
