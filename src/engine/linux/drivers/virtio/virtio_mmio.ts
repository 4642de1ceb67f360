/**
 * Models drivers/virtio/virtio_mmio.c: a virtio device behind a block of registers, with one interrupt for all its queues.
 * Left out: shared memory, waking the system, devices that the command line names. Rings are pages that hold nothing.
 */
import {
  always,
  bool,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../recorder/index.ts';
import { readb, readl, readw, writel } from '../../include/asm/io.ts';
import { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOENT, ENXIO } from '../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_SHARED } from '../../include/linux/interrupt.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import {
  type virtio_config_ops,
  virtio_device,
  VIRTIO_F_VERSION_1,
  virtio_has_feature,
  type virtqueue,
  type virtqueue_info,
} from '../../include/linux/virtio.ts';
import type { Kernel } from '../../kernel.ts';
import { disable_irq_wake, enable_irq_wake, free_irq, request_irq } from '../../kernel/irq/manage/index.ts';
import { alloc_pages, free_pages, get_order, PAGE_SHIFT, PAGE_SIZE } from '../../mm/page_alloc.ts';
import { builtIn } from '../base/init.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../base/platform.ts';
import { of_property_read_bool } from '../of/property.ts';
import { register_virtio_device, unregister_virtio_device } from './virtio.ts';
import { vring_create_virtqueue, vring_del_virtqueue, vring_interrupt } from './virtio_ring.ts';

const at = source('drivers/virtio/virtio_mmio.c');

const VIRTIO_MMIO_MAGIC_VALUE = 0x000;
const VIRTIO_MMIO_VERSION = 0x004;
const VIRTIO_MMIO_DEVICE_ID = 0x008;
const VIRTIO_MMIO_VENDOR_ID = 0x00c;
const VIRTIO_MMIO_DEVICE_FEATURES = 0x010;
const VIRTIO_MMIO_DEVICE_FEATURES_SEL = 0x014;
const VIRTIO_MMIO_DRIVER_FEATURES = 0x020;
const VIRTIO_MMIO_DRIVER_FEATURES_SEL = 0x024;
const VIRTIO_MMIO_GUEST_PAGE_SIZE = 0x028;
const VIRTIO_MMIO_QUEUE_SEL = 0x030;
const VIRTIO_MMIO_QUEUE_NUM_MAX = 0x034;
const VIRTIO_MMIO_QUEUE_NUM = 0x038;
const VIRTIO_MMIO_QUEUE_ALIGN = 0x03c;
const VIRTIO_MMIO_QUEUE_PFN = 0x040;
const VIRTIO_MMIO_QUEUE_READY = 0x044;
const VIRTIO_MMIO_INTERRUPT_STATUS = 0x060;
const VIRTIO_MMIO_INTERRUPT_ACK = 0x064;
const VIRTIO_MMIO_STATUS = 0x070;
const VIRTIO_MMIO_QUEUE_DESC_LOW = 0x080;
const VIRTIO_MMIO_QUEUE_DESC_HIGH = 0x084;
const VIRTIO_MMIO_CONFIG = 0x100;

const VIRTIO_MMIO_INT_VRING = 1 << 0;
const VIRTIO_MMIO_INT_CONFIG = 1 << 1;
/** "virt" */
const MAGIC = 0x74726976;

export interface virtio_mmio_device extends Recorded {
  readonly vdev: virtio_device;
  readonly pdev: platform_device;
  base: number;
  version: number;
  wake_irq_enabled: boolean;
  /** Address of each queue's ring. */
  rings: RecordedMap<number>;
}
const virtio_mmio_device = struct<virtio_mmio_device>(
  'virtio_mmio_device',
  {
    vdev: always(ref()),
    pdev: always(ref()),
    base: hexnum(),
    version: num(),
    wake_irq_enabled: bool(),
    rings: map(hexnum()),
  },
  { label: (vm_dev) => `virtio-mmio ${vm_dev.pdev.name}` },
);

const of_vdev = (vdev: virtio_device): virtio_mmio_device => virtio_mmio_device.of(vdev.container);

// --- interrupts and queues

const vm_interrupt = at.fn(
  'vm_interrupt',
  'Handles the interrupt of a virtio device: acknowledges it and looks after every queue.',
  (k: Kernel, irq: number, opaque: Recorded | undefined): number => {
    const vm_dev = virtio_mmio_device.of(opaque);
    const status = readl(k, vm_dev.base + VIRTIO_MMIO_INTERRUPT_STATUS);
    writel(k, status, vm_dev.base + VIRTIO_MMIO_INTERRUPT_ACK);
    let ret = (status & VIRTIO_MMIO_INT_CONFIG) === 0 ? IRQ_NONE : IRQ_HANDLED;
    if ((status & VIRTIO_MMIO_INT_VRING) !== 0) {
      for (const vq of vm_dev.vdev.vqs) ret |= vring_interrupt(k, irq, vq);
    }
    return ret;
  },
);

/** Bytes of a ring with its used part on a page of its own (virtio 1.2, 2.7.2, legacy layout). */
function vring_size(num: number): number {
  const available = Math.ceil((16 * num + 2 * (3 + num)) / PAGE_SIZE) * PAGE_SIZE;
  return available + 2 * 3 + 8 * num;
}

/** Tells the device where the queue is. */
function activate(k: Kernel, vm_dev: virtio_mmio_device, index: number, num: number): void {
  const ring = alloc_pages(k, true, get_order(vring_size(num)));
  vm_dev.rings.set(index, ring);
  writel(k, num, vm_dev.base + VIRTIO_MMIO_QUEUE_NUM);
  if (vm_dev.version === 1) {
    writel(k, PAGE_SIZE, vm_dev.base + VIRTIO_MMIO_QUEUE_ALIGN);
    writel(k, Math.floor(ring / 2 ** PAGE_SHIFT), vm_dev.base + VIRTIO_MMIO_QUEUE_PFN);
    return;
  }
  writel(k, ring % 2 ** 32, vm_dev.base + VIRTIO_MMIO_QUEUE_DESC_LOW);
  writel(k, Math.floor(ring / 2 ** 32), vm_dev.base + VIRTIO_MMIO_QUEUE_DESC_HIGH);
  writel(k, 1, vm_dev.base + VIRTIO_MMIO_QUEUE_READY);
}

const readyRegister = (vm_dev: virtio_mmio_device): number =>
  vm_dev.base + (vm_dev.version === 1 ? VIRTIO_MMIO_QUEUE_PFN : VIRTIO_MMIO_QUEUE_READY);

const vm_setup_vq = at.fn(
  'vm_setup_vq',
  'Sets up a queue.',
  (k: Kernel, vdev: virtio_device, index: number, vqi: virtqueue_info): virtqueue | number => {
    const vm_dev = of_vdev(vdev);
    writel(k, index, vm_dev.base + VIRTIO_MMIO_QUEUE_SEL);
    if (readl(k, readyRegister(vm_dev)) !== 0) return -ENOENT;
    const num = readl(k, vm_dev.base + VIRTIO_MMIO_QUEUE_NUM_MAX);
    if (num === 0) return -ENOENT;
    const vq = vring_create_virtqueue(k, { vdev, index, name: vqi.name, callback: vqi.callback, num_max: num });
    activate(k, vm_dev, index, num);
    return vq;
  },
);

function vm_del_vq(k: Kernel, vm_dev: virtio_mmio_device, vq: virtqueue): void {
  writel(k, vq.index, vm_dev.base + VIRTIO_MMIO_QUEUE_SEL);
  writel(k, 0, readyRegister(vm_dev));
  const ring = vm_dev.rings.get(vq.index);
  vm_dev.rings.delete(vq.index);
  if (ring !== undefined) free_pages(k, ring, get_order(vring_size(vq.num_max)));
  vring_del_virtqueue(k, vq);
}

const vm_del_vqs = at.fn(
  'vm_del_vqs',
  'Takes the queues down and frees the interrupt.',
  (k: Kernel, vdev: virtio_device): void => {
    const vm_dev = of_vdev(vdev);
    const irq = platform_get_irq(k, vm_dev.pdev, 0);
    for (const vq of vdev.vqs.toArray()) vm_del_vq(k, vm_dev, vq);
    if (vm_dev.wake_irq_enabled) disable_irq_wake(k, irq);
    vm_dev.wake_irq_enabled = false;
    free_irq(k, irq, vm_dev);
  },
);

const vm_find_vqs = at.fn(
  'vm_find_vqs',
  "Maps and requests the device's interrupt, and sets up its queues.",
  (
    k: Kernel,
    vdev: virtio_device,
    vqs_info: readonly virtqueue_info[],
  ): readonly (virtqueue | undefined)[] | number => {
    const vm_dev = of_vdev(vdev);
    const irq = platform_get_irq(k, vm_dev.pdev, 0);
    if (irq < 0) return irq;
    const err = request_irq(k, irq, vm_interrupt, IRQF_SHARED, vdev.dev.name, vm_dev);
    if (err !== 0) return err;
    if (of_property_read_bool(k, vm_dev.pdev.dev.of_node, 'wakeup-source') && enable_irq_wake(k, irq) === 0) {
      vm_dev.wake_irq_enabled = true;
    }
    const vqs: (virtqueue | undefined)[] = [];
    let queue_idx = 0;
    for (const vqi of vqs_info) {
      const vq = vqi.name === undefined ? undefined : vm_setup_vq(k, vdev, queue_idx++, vqi);
      if (typeof vq === 'number') {
        vm_del_vqs(k, vdev);
        return vq;
      }
      vqs.push(vq);
    }
    return vqs;
  },
);

// --- the transport

function vm_get_features(k: Kernel, vdev: virtio_device): bigint {
  const { base } = of_vdev(vdev);
  const half = (sel: number): bigint => {
    writel(k, sel, base + VIRTIO_MMIO_DEVICE_FEATURES_SEL);
    return BigInt(readl(k, base + VIRTIO_MMIO_DEVICE_FEATURES));
  };
  return (half(1) << 32n) | half(0);
}

function vm_finalize_features(k: Kernel, vdev: virtio_device): number {
  const { base, version } = of_vdev(vdev);
  if (version === 2 && !virtio_has_feature(vdev, VIRTIO_F_VERSION_1)) return -EINVAL;
  for (const sel of [1, 0]) {
    writel(k, sel, base + VIRTIO_MMIO_DRIVER_FEATURES_SEL);
    writel(k, Number((vdev.features >> BigInt(32 * sel)) & 0xffffffffn), base + VIRTIO_MMIO_DRIVER_FEATURES);
  }
  return 0;
}

function virtio_mmio_config_ops(): virtio_config_ops {
  const { read, write } = {
    read: (k: Kernel, vdev: virtio_device, reg: number): number => readl(k, of_vdev(vdev).base + reg),
    write: (k: Kernel, vdev: virtio_device, value: number, reg: number): void =>
      writel(k, value, of_vdev(vdev).base + reg),
  };
  return {
    name: 'virtio_mmio_config_ops',
    get(k, vdev, offset, len) {
      const address = of_vdev(vdev).base + VIRTIO_MMIO_CONFIG + offset;
      return len === 1 ? readb(k, address) : len === 2 ? readw(k, address) : readl(k, address);
    },
    get_status: (k, vdev) => read(k, vdev, VIRTIO_MMIO_STATUS) & 0xff,
    set_status: (k, vdev, status) => write(k, vdev, status, VIRTIO_MMIO_STATUS),
    reset: (k, vdev) => write(k, vdev, 0, VIRTIO_MMIO_STATUS),
    get_features: vm_get_features,
    finalize_features: vm_finalize_features,
    find_vqs: vm_find_vqs,
    del_vqs: vm_del_vqs,
  };
}

// --- the platform device

const virtio_mmio_probe = at.fn(
  'virtio_mmio_probe',
  'Looks what is behind a block of virtio registers, and registers it; an empty slot is no error.',
  (k: Kernel, pdev: platform_device): number => {
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    if (readl(k, base + VIRTIO_MMIO_MAGIC_VALUE) !== MAGIC) return -ENODEV;
    const version = readl(k, base + VIRTIO_MMIO_VERSION);
    if (version < 1 || version > 2) return -ENXIO;
    const id_device = readl(k, base + VIRTIO_MMIO_DEVICE_ID);
    if (id_device === 0) return -ENODEV;
    const id_vendor = readl(k, base + VIRTIO_MMIO_VENDOR_ID);
    const dev = device.create(k.rec, { name: '', parent: pdev.dev });
    const vdev = virtio_device.create(k.rec, { dev, id_device, id_vendor, config: virtio_mmio_config_ops() });
    dev.container = vdev;
    const vm_dev = virtio_mmio_device.create(k.rec, { vdev, pdev, base, version });
    vdev.container = vm_dev;
    if (version === 1) writel(k, PAGE_SIZE, base + VIRTIO_MMIO_GUEST_PAGE_SIZE);
    pdev.dev.drvdata = vm_dev;
    return register_virtio_device(k, vdev);
  },
);

/** device_initcall */
export const virtio_mmio_init = at.fn(
  'virtio_mmio_init',
  'Registers the driver of virtio registers in memory.',
  (k: Kernel): number => {
    if (!builtIn(k, 'virtio-mmio')) return 0;
    const driver: platform_driver = {
      name: 'virtio-mmio',
      bus: 'platform',
      of_match_table: [{ compatible: 'virtio,mmio', data: undefined }],
      probe: virtio_mmio_probe,
      remove: (kernel, pdev) => unregister_virtio_device(kernel, virtio_mmio_device.of(pdev.dev.drvdata).vdev),
    };
    return platform_driver_register(k, driver);
  },
);
