/**
 * drivers/virtio/virtio_pci_common.c: how a virtio device's queues get their interrupts: a vector each, else one for all, else INTx.
 * Left out: legacy devices without modern registers, admin queues, suspend, virtual functions.
 */
import type { Cpumask } from '../../../../../base/cpumask.ts';
import { type Recorded, source } from '../../../../recorder/index.ts';
import { readb } from '../../../include/asm/io.ts';
import { device } from '../../../include/linux/device.ts';
import { EBUSY, EINVAL } from '../../../include/linux/errno.ts';
import { type irq_affinity, IRQ_HANDLED, IRQ_NONE, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import {
  PCI_ANY_ID,
  type pci_dev,
  PCI_DEVICE,
  type pci_driver,
  PCI_IRQ_AFFINITY,
  PCI_IRQ_MSIX,
} from '../../../include/linux/pci/index.ts';
import { virtio_device, type virtqueue, type virtqueue_info } from '../../../include/linux/virtio.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  free_irq,
  irq_set_affinity_and_hint,
  irq_set_affinity_hint,
  irq_update_affinity_hint,
  request_irq,
  synchronize_irq,
} from '../../../kernel/irq/manage/index.ts';
import { builtIn } from '../../base/init.ts';
import {
  pci_alloc_irq_vectors_affinity,
  pci_free_irq_vectors,
  pci_irq_get_affinity,
  pci_irq_vector,
} from '../../pci/msi/api.ts';
import { __pci_register_driver } from '../../pci/pci-driver.ts';
import { pci_disable_device, pci_enable_device, pci_set_master } from '../../pci/pci/index.ts';
import { register_virtio_device, unregister_virtio_device } from '../virtio.ts';
import { del_vq, setup_vq, virtio_pci_modern_probe, vp_config_vector } from '../virtio_pci_modern.ts';
import { vring_del_virtqueue, vring_interrupt } from '../virtio_ring.ts';
import {
  to_vp_device,
  VIRTIO_MSI_NO_VECTOR,
  virtio_pci_device,
  virtio_pci_vq_info,
  VP_MSIX_CONFIG_VECTOR,
  VP_MSIX_VQ_VECTOR,
} from './types.ts';

const at = source('drivers/virtio/virtio_pci_common.c');

type Queues = (virtqueue | undefined)[];

/** Which queues share a vector. `shared_slow` came with 6.12. */
type vp_vq_vector_policy = 'each' | 'shared_slow' | 'shared';

export const vp_synchronize_vectors = at.fn(
  'vp_synchronize_vectors',
  "Waits until none of the device's handlers runs.",
  (k: Kernel, vdev: virtio_device): void => {
    const vp_dev = to_vp_device(vdev);
    if (vp_dev.intx_enabled) synchronize_irq(k, vp_dev.pci_dev.irq);
    for (let i = 0; i < vp_dev.msix_vectors; i++) synchronize_irq(k, pci_irq_vector(k, vp_dev.pci_dev, i));
  },
);

/** Allocates the vectors and requests those that are not a single queue's. */
const vp_request_msix_vectors = at.fn(
  'vp_request_msix_vectors',
  'Allocates the MSI-X vectors of a device, and requests that of configuration changes.',
  (
    k: Kernel,
    vdev: virtio_device,
    nvectors: number,
    per_vq_vectors: boolean,
    desc: irq_affinity | undefined,
  ): number => {
    const vp_dev = to_vp_device(vdev);
    vp_dev.msix_vectors = nvectors;
    let flags = PCI_IRQ_MSIX;
    if (desc !== undefined) {
      flags |= PCI_IRQ_AFFINITY;
      // The vector of configuration changes comes before those that are spread.
      desc.pre_vectors++;
    }
    const allocated = pci_alloc_irq_vectors_affinity(k, vp_dev.pci_dev, nvectors, nvectors, flags, desc);
    if (allocated < 0) return allocated;
    vp_dev.msix_enabled = true;
    let err = requestOwn(k, vp_dev, 'config', vp_config_changed);
    if (err !== 0) return err;
    if (vp_config_vector(k, vp_dev, vp_dev.msix_used_vectors - 1) === VIRTIO_MSI_NO_VECTOR) return -EBUSY;
    if (!per_vq_vectors) err = requestOwn(k, vp_dev, 'virtqueues', vp_vring_interrupt);
    return err;
  },
);

/** Requests the next vector for the device as a whole. */
function requestOwn(k: Kernel, vp_dev: virtio_pci_device, what: string, handler: typeof vp_config_changed): number {
  const v = vp_dev.msix_used_vectors;
  const name = `${vp_dev.vdev.dev.name}-${what}`;
  vp_dev.msix_names.set(v, name);
  const err = request_irq(k, pci_irq_vector(k, vp_dev.pci_dev, v), handler, 0, name, vp_dev);
  if (err === 0) vp_dev.msix_used_vectors++;
  return err;
}

const vp_setup_vq = at.fn(
  'vp_setup_vq',
  'Sets up a queue and notes its vector.',
  (k: Kernel, vdev: virtio_device, index: number, vqi: virtqueue_info, msix_vec: number): virtqueue | number => {
    const vp_dev = to_vp_device(vdev);
    const vq = setup_vq(k, vp_dev, index, vqi.callback, vqi.name ?? '', msix_vec);
    if (typeof vq === 'number') return vq;
    vp_dev.vqs.set(index, virtio_pci_vq_info.create(k.rec, { vq, msix_vector: msix_vec }));
    return vq;
  },
);

function vp_del_vq(k: Kernel, vp_dev: virtio_pci_device, vq: virtqueue): void {
  const info = vp_dev.vqs.get(vq.index);
  vp_dev.vqs.delete(vq.index);
  if (info !== undefined) k.rec.free(info);
  del_vq(k, vp_dev, vq);
  vring_del_virtqueue(k, vq);
}

/** Whether a vector belongs to one queue alone. */
function ownVector(k: Kernel, vector: number): boolean {
  // 6.12 puts slow queues on the vector of configuration changes.
  return vector !== VIRTIO_MSI_NO_VECTOR && !(k.since('6.12') && vector === VP_MSIX_CONFIG_VECTOR);
}

export const vp_del_vqs = at.fn(
  'vp_del_vqs',
  'Takes all queues of a device down and gives its interrupts back.',
  (k: Kernel, vdev: virtio_device): void => {
    const vp_dev = to_vp_device(vdev);
    for (const vq of vdev.vqs) {
      const vector = vp_dev.vqs.get(vq.index)?.msix_vector ?? VIRTIO_MSI_NO_VECTOR;
      if (vp_dev.per_vq_vectors && ownVector(k, vector)) {
        const irq = pci_irq_vector(k, vp_dev.pci_dev, vector);
        if (k.since('6.12')) irq_update_affinity_hint(k, irq, undefined);
        else irq_set_affinity_hint(k, irq, undefined);
        free_irq(k, irq, vq);
      }
      vp_del_vq(k, vp_dev, vq);
    }
    vp_dev.per_vq_vectors = false;
    if (vp_dev.intx_enabled) {
      free_irq(k, vp_dev.pci_dev.irq, vp_dev);
      vp_dev.intx_enabled = false;
    }
    for (let i = 0; i < vp_dev.msix_used_vectors; i++) free_irq(k, pci_irq_vector(k, vp_dev.pci_dev, i), vp_dev);
    if (vp_dev.msix_enabled) {
      vp_config_vector(k, vp_dev, VIRTIO_MSI_NO_VECTOR);
      pci_free_irq_vectors(k, vp_dev.pci_dev);
      vp_dev.msix_enabled = false;
    }
    vp_dev.msix_vectors = 0;
    vp_dev.msix_used_vectors = 0;
    for (const v of vp_dev.msix_names.keys()) vp_dev.msix_names.delete(v);
    for (const v of vp_dev.msix_affinity_masks.keys()) vp_dev.msix_affinity_masks.delete(v);
  },
);

/** Counts vectors out to the queues. */
interface Vectors {
  allocated: number;
}

/** One queue with its vector; requests the interrupt where the vector is the queue's own. */
function findOne(
  k: Kernel,
  vdev: virtio_device,
  queue_idx: number,
  vqi: virtqueue_info,
  vectors: Vectors,
  vector_policy: vp_vq_vector_policy,
): virtqueue | number {
  const vp_dev = to_vp_device(vdev);
  let msix_vec = VP_MSIX_VQ_VECTOR;
  if (vqi.callback === undefined) msix_vec = VIRTIO_MSI_NO_VECTOR;
  else if (vector_policy !== 'shared') msix_vec = vectors.allocated++;
  const vq = vp_setup_vq(k, vdev, queue_idx, vqi, msix_vec);
  if (typeof vq === 'number' || vector_policy === 'shared' || msix_vec === VIRTIO_MSI_NO_VECTOR) return vq;
  const name = `${vdev.dev.name}-${vqi.name ?? ''}`;
  vp_dev.msix_names.set(msix_vec, name);
  const err = request_irq(k, pci_irq_vector(k, vp_dev.pci_dev, msix_vec), vring_interrupt, 0, name, vq);
  if (err === 0) return vq;
  vp_del_vq(k, vp_dev, vq);
  return err;
}

/** 6.12 only; 6.1 does it in the loop. */
const vp_find_one_vq_msix = at.fn(
  'vp_find_one_vq_msix',
  'Sets up a queue with the next vector, and requests its interrupt.',
  (k: Kernel, ...args: Parameters<typeof findOne> extends [Kernel, ...infer A] ? A : never): virtqueue | number =>
    findOne(k, ...args),
);

/** The vectors that a policy needs. */
function vectorsFor(vqs_info: readonly virtqueue_info[], vector_policy: vp_vq_vector_policy): number {
  if (vector_policy === 'shared') return 2;
  return 1 + vqs_info.filter(({ name, callback }) => name !== undefined && callback !== undefined).length;
}

/** Sets all queues up one after the other; a negative errno at the first that fails. */
function eachQueue(
  vqs_info: readonly virtqueue_info[],
  setUp: (queue_idx: number, vqi: virtqueue_info) => virtqueue | number,
): Queues | number {
  const vqs: Queues = [];
  let queue_idx = 0;
  for (const vqi of vqs_info) {
    const vq = vqi.name === undefined ? undefined : setUp(queue_idx++, vqi);
    if (typeof vq === 'number') return vq;
    vqs.push(vq);
  }
  return vqs;
}

const vp_find_vqs_msix = at.fn(
  'vp_find_vqs_msix',
  'Sets up all queues of a device with MSI-X vectors: each its own, or one for all.',
  (
    k: Kernel,
    vdev: virtio_device,
    vqs_info: readonly virtqueue_info[],
    vector_policy: vp_vq_vector_policy,
    desc: irq_affinity | undefined,
  ): Queues | number => {
    const vp_dev = to_vp_device(vdev);
    const per_vq_vectors = vector_policy !== 'shared';
    // A shared vector is not spread.
    const affinity = per_vq_vectors ? desc : undefined;
    const err = vp_request_msix_vectors(k, vdev, vectorsFor(vqs_info, vector_policy), per_vq_vectors, affinity);
    let vqs: Queues | number = err;
    if (err === 0) {
      vp_dev.per_vq_vectors = per_vq_vectors;
      const vectors: Vectors = { allocated: vp_dev.msix_used_vectors };
      const find = k.since('6.12') ? vp_find_one_vq_msix : findOne;
      vqs = eachQueue(vqs_info, (queue_idx, vqi) => find(k, vdev, queue_idx, vqi, vectors, vector_policy));
    }
    if (typeof vqs === 'number') vp_del_vqs(k, vdev);
    return vqs;
  },
);

const vp_find_vqs_intx = at.fn(
  'vp_find_vqs_intx',
  "Sets up all queues of a device with the device's INTx.",
  (k: Kernel, vdev: virtio_device, vqs_info: readonly virtqueue_info[]): Queues | number => {
    const vp_dev = to_vp_device(vdev);
    const err = request_irq(k, vp_dev.pci_dev.irq, vp_interrupt, IRQF_SHARED, vdev.dev.name, vp_dev);
    let vqs: Queues | number = err;
    if (err === 0) {
      vp_dev.intx_enabled = true;
      vp_dev.per_vq_vectors = false;
      vqs = eachQueue(vqs_info, (queue_idx, vqi) => vp_setup_vq(k, vdev, queue_idx, vqi, VIRTIO_MSI_NO_VECTOR));
    }
    if (typeof vqs === 'number') vp_del_vqs(k, vdev);
    return vqs;
  },
);

/** The queues, or a negative errno. */
export const vp_find_vqs = at.fn(
  'vp_find_vqs',
  'Sets up the queues of a device with the best interrupts it can get.',
  (
    k: Kernel,
    vdev: virtio_device,
    vqs_info: readonly virtqueue_info[],
    desc: irq_affinity | undefined,
  ): Queues | number => {
    const policies: readonly vp_vq_vector_policy[] = k.since('6.12')
      ? ['each', 'shared_slow', 'shared']
      : ['each', 'shared'];
    let result: Queues | number = -EINVAL;
    for (const policy of policies) {
      result = vp_find_vqs_msix(k, vdev, vqs_info, policy, desc);
      if (typeof result !== 'number') return result;
    }
    if (to_vp_device(vdev).pci_dev.irq === 0) return result;
    return vp_find_vqs_intx(k, vdev, vqs_info);
  },
);

export const vp_set_vq_affinity = at.fn(
  'vp_set_vq_affinity',
  "Moves a queue's interrupt to CPUs, and says so to those who balance interrupts.",
  (k: Kernel, vq: virtqueue, cpu_mask: Cpumask | undefined): number => {
    const vp_dev = to_vp_device(vq.vdev);
    if (vq.callback === undefined) return -EINVAL;
    if (!vp_dev.msix_enabled) return 0;
    const vector = vp_dev.vqs.get(vq.index)?.msix_vector ?? 0;
    const irq = pci_irq_vector(k, vp_dev.pci_dev, vector);
    if (cpu_mask === undefined) {
      irq_update_affinity_hint(k, irq, undefined);
      return 0;
    }
    vp_dev.msix_affinity_masks.set(vector, cpu_mask);
    irq_set_affinity_and_hint(k, irq, cpu_mask);
    return 0;
  },
);

export const vp_get_vq_affinity = at.fn(
  'vp_get_vq_affinity',
  "Says which CPUs a queue's vector was spread to.",
  (k: Kernel, vdev: virtio_device, index: number): Cpumask | undefined => {
    const vp_dev = to_vp_device(vdev);
    const vector = vp_dev.vqs.get(index)?.msix_vector ?? VIRTIO_MSI_NO_VECTOR;
    if (!vp_dev.per_vq_vectors || !ownVector(k, vector)) return undefined;
    return pci_irq_get_affinity(k, vp_dev.pci_dev, vector);
  },
);

const virtio_pci_probe = at.fn(
  'virtio_pci_probe',
  'Makes a virtio device of a PCI function.',
  (k: Kernel, pdev: pci_dev): number => {
    const inner = device.create(k.rec, { name: 'virtio', parent: pdev.dev });
    const vdev = virtio_device.create(k.rec, { dev: inner });
    const vp_dev = virtio_pci_device.create(k.rec, { vdev, pci_dev: pdev });
    inner.container = vdev;
    vdev.container = vp_dev;
    pdev.dev.drvdata = vp_dev;
    const rc = pci_enable_device(k, pdev);
    if (rc !== 0) return rc;
    const probed = virtio_pci_modern_probe(k, vp_dev);
    if (probed !== 0) {
      pci_disable_device(k, pdev);
      return probed;
    }
    pci_set_master(k, pdev);
    return register_virtio_device(k, vdev);
  },
);

const virtio_pci_remove = at.fn(
  'virtio_pci_remove',
  'Takes the virtio device of a PCI function out.',
  (k: Kernel, pdev: pci_dev): void => {
    const vp_dev = virtio_pci_device.of(pdev.dev.drvdata);
    unregister_virtio_device(k, vp_dev.vdev);
    pci_disable_device(k, pdev);
  },
);

const PCI_VENDOR_ID_REDHAT_QUMRANET = 0x1af4;

function virtio_pci_driver(): pci_driver {
  return {
    name: 'virtio-pci',
    bus: 'pci',
    id_table: [PCI_DEVICE(PCI_VENDOR_ID_REDHAT_QUMRANET, PCI_ANY_ID)],
    probe: virtio_pci_probe,
    remove: virtio_pci_remove,
  };
}

export const virtio_pci_driver_init = at.fn(
  'virtio_pci_driver_init',
  'Registers the driver for virtio devices on PCI.',
  (k: Kernel): number => (builtIn(k, 'virtio-pci') ? __pci_register_driver(k, virtio_pci_driver()) : 0),
);

/** Bit of the interrupt status: the configuration changed. */
const VIRTIO_PCI_ISR_CONFIG = 2;

const vp_config_changed = at.fn(
  'vp_config_changed',
  "The device's configuration has changed.",
  (k: Kernel, irq: number, opaque: Recorded | undefined): number => IRQ_HANDLED,
);

const vp_vring_interrupt = at.fn(
  'vp_vring_interrupt',
  'Some queue has used buffers: asks all of them.',
  (k: Kernel, irq: number, opaque: Recorded | undefined): number => {
    let ret = IRQ_NONE;
    for (const vq of virtio_pci_device.of(opaque).vdev.vqs) {
      if (vq.callback !== undefined && vring_interrupt(k, irq, vq) === IRQ_HANDLED) ret = IRQ_HANDLED;
    }
    return ret;
  },
);

const vp_interrupt = at.fn(
  'vp_interrupt',
  "The device's INTx: reads what for, which takes the line back, and asks the queues.",
  (k: Kernel, irq: number, opaque: Recorded | undefined): number => {
    const isr = readb(k, virtio_pci_device.of(opaque).isr);
    if (isr === 0) return IRQ_NONE;
    if ((isr & VIRTIO_PCI_ISR_CONFIG) !== 0) vp_config_changed(k, irq, opaque);
    return vp_vring_interrupt(k, irq, opaque);
  },
);
