/**
 * Models drivers/nvme/host/pci.c as far as it asks for interrupts: one vector to talk to the controller, then one for each
 * CPU's queue, spread over the CPUs. Of the admin commands only the one that counts queues is sent; I/O queues are not
 * created in the controller, since nothing is read or written. Left out: quirks, polled and write queues (module
 * parameters, both 0), host memory, suspend.
 */
import { cpumaskWeight } from '../../../../../base/cpumask.ts';
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
} from '../../../../recorder/index.ts';
import { blk_mq_pci_map_queues } from '../../../block/blk-mq-pci.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import { EIO, ENODEV } from '../../../include/linux/errno.ts';
import { type irq_affinity, IRQ_HANDLED, IRQ_NONE } from '../../../include/linux/interrupt.ts';
import {
  type pci_dev,
  PCI_DEVICE_CLASS,
  type pci_driver,
  PCI_IRQ_AFFINITY,
  PCI_IRQ_ALL_TYPES,
  pci_resource_start,
} from '../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpu_possible_mask } from '../../../kernel/cpu/index.ts';
import { dma_alloc_coherent } from '../../../kernel/dma/mapping.ts';
import { disable_irq, enable_irq } from '../../../kernel/irq/manage/index.ts';
import { builtIn } from '../../base/init.ts';
import { asksForIntx, pci_free_irq, pci_request_irq } from '../../pci/irq.ts';
import {
  pci_alloc_irq_vectors,
  pci_alloc_irq_vectors_affinity,
  pci_free_irq_vectors,
  pci_irq_vector,
} from '../../pci/msi/api.ts';
import { __pci_register_driver } from '../../pci/pci-driver.ts';
import { pci_disable_device, pci_enable_device_mem, pci_set_master } from '../../pci/pci/index.ts';
import { nvme_c, nvme_disable_ctrl, nvme_set_queue_count } from './core.ts';

const at = source('drivers/nvme/host/pci.c');

export interface nvme_dev extends Recorded {
  pdev: pci_dev;
  instance: number;
  /** Address of its registers. */
  bar: number;
  queues: RecordedMap<nvme_queue>;
  /** Queues that interrupt, without the admin queue. */
  io_queues: number;
  num_vecs: number;
  max_qid: number;
}
export const nvme_dev = struct<nvme_dev>(
  'nvme_dev',
  {
    pdev: always(ref()),
    instance: num(),
    bar: hexnum(),
    queues: map(ref<nvme_queue>()),
    io_queues: num(),
    num_vecs: num(),
    max_qid: num(),
  },
  { label: (dev) => `nvme${dev.instance}` },
);

export interface nvme_queue extends Recorded {
  dev: nvme_dev;
  qid: number;
  cq_vector: number;
  /** Its interrupt is requested. */
  enabled: boolean;
  /** Addresses of the rings, for the queue that is used. */
  sq_cmds: number;
  cqes: number;
  sq_tail: number;
  cq_head: number;
}
export const nvme_queue = struct<nvme_queue>(
  'nvme_queue',
  {
    dev: always(ref()),
    qid: num(),
    cq_vector: num(),
    enabled: bool(),
    sq_cmds: hexnum(),
    cqes: hexnum(),
    sq_tail: num(),
    cq_head: num(),
  },
  { label: (nvmeq) => `nvme${nvmeq.dev.instance}q${nvmeq.qid}` },
);

/** Doorbells: for each queue its submission tail, then its completion head. */
const DOORBELLS = 0x1000;

function nvme_ring_sq_doorbell(k: Kernel, nvmeq: nvme_queue): void {
  writel(k, nvmeq.sq_tail, nvmeq.dev.bar + DOORBELLS + 8 * nvmeq.qid);
}
function nvme_ring_cq_doorbell(k: Kernel, nvmeq: nvme_queue): void {
  writel(k, nvmeq.cq_head, nvmeq.dev.bar + DOORBELLS + 8 * nvmeq.qid + 4);
}

/** No commands run, so an interrupt stands for one that has: the handler takes it and moves the head. */
const nvme_irq = at.fn(
  'nvme_irq',
  'Commands of a queue are done: takes their completions and tells the controller so.',
  (k: Kernel, irq: number, data: Recorded | undefined): number => {
    const nvmeq = nvme_queue.of(data);
    const { pdev } = nvmeq.dev;
    // On a line that others share the kernel sees by the next completion's phase whether there is one.
    if (!pdev.msi_enabled && !pdev.msix_enabled && !asksForIntx(k, pdev)) return IRQ_NONE;
    nvme_ring_cq_doorbell(k, nvmeq);
    return IRQ_HANDLED;
  },
);

const PCI_CLASS_STORAGE_EXPRESS = 0x010802;

function nvme_calc_irq_sets(k: Kernel, affd: irq_affinity, nrirqs: number): void {
  // Without write queues all queues but the admin queue are one set.
  const dev = nvme_dev.of(affd.priv);
  dev.io_queues = Math.max(1, nrirqs);
  affd.set_size = [dev.io_queues, 0];
  affd.nr_sets = 1;
}

const queue_request_irq = at.fn(
  'queue_request_irq',
  "Requests the interrupt of a queue's vector.",
  (k: Kernel, nvmeq: nvme_queue): number => {
    const name = `nvme${nvmeq.dev.instance}q${nvmeq.qid}`;
    return pci_request_irq(k, nvmeq.dev.pdev, nvmeq.cq_vector, nvme_irq, undefined, nvmeq, name);
  },
);

const nvme_pci_configure_admin_queue = at.fn(
  'nvme_pci_configure_admin_queue',
  'Gives the controller its admin queue, switches it on, and requests the interrupt of the queue.',
  (k: Kernel, dev: nvme_dev): number => {
    const adminq = configureAdmin(k, dev);
    const result = queue_request_irq(k, adminq);
    if (result === 0) adminq.enabled = true;
    else nvme_disable_ctrl(k, dev);
    return result;
  },
);

/** 6.12 sets the admin queue up at once. */
const nvme_pci_enable = at.fn(
  'nvme_pci_enable',
  'Makes the controller answer, and allocates one vector to talk to it.',
  (k: Kernel, dev: nvme_dev): number => {
    const { pdev } = dev;
    if (pci_enable_device_mem(k, pdev) !== 0) return -ENODEV;
    pci_set_master(k, pdev);
    if (readl(k, dev.bar + NVME_REG_CSTS) === 0xffffffff) {
      pci_disable_device(k, pdev);
      return -ENODEV;
    }
    const result = pci_alloc_irq_vectors(k, pdev, 1, 1, PCI_IRQ_ALL_TYPES);
    if (result < 0) return result;
    return k.since('6.12') ? nvme_pci_configure_admin_queue(k, dev) : 0;
  },
);

const nvme_setup_irqs = at.fn(
  'nvme_setup_irqs',
  'Allocates a vector for the admin queue and, spread over the CPUs, one for each I/O queue, as far as there are any.',
  (k: Kernel, dev: nvme_dev, nr_io_queues: number): number => {
    const affd: irq_affinity = {
      pre_vectors: 1,
      post_vectors: 0,
      nr_sets: 0,
      set_size: [],
      calc_sets: nvme_calc_irq_sets,
      priv: dev,
    };
    dev.io_queues = 1;
    return pci_alloc_irq_vectors_affinity(k, dev.pdev, 1, 1 + nr_io_queues, PCI_IRQ_ALL_TYPES | PCI_IRQ_AFFINITY, affd);
  },
);

const nvme_create_io_queues = at.fn(
  'nvme_create_io_queues',
  'Sets the I/O queues up and requests their interrupts.',
  (k: Kernel, dev: nvme_dev): number => {
    for (let qid = 1; qid <= dev.max_qid; qid++) {
      const cq_vector = dev.num_vecs === 1 ? 0 : qid;
      const nvmeq = nvme_queue.create(k.rec, { dev, qid, cq_vector });
      dev.queues.set(qid, nvmeq);
      const result = queue_request_irq(k, nvmeq);
      if (result < 0) return result;
      nvmeq.enabled = true;
    }
    return 0;
  },
);

/** The admin queue's interrupt goes, since its vector may become another. */
function releaseAdmin(k: Kernel, dev: nvme_dev, adminq: nvme_queue): void {
  if (adminq.enabled) pci_free_irq(k, dev.pdev, 0, adminq);
  adminq.enabled = false;
  pci_free_irq_vectors(k, dev.pdev);
}

const nvme_setup_io_queues = at.fn(
  'nvme_setup_io_queues',
  'Asks the controller for as many queues as there are CPUs, and gives each an interrupt.',
  (k: Kernel, dev: nvme_dev): number => {
    const adminq = dev.queues.get(0);
    const count = nvme_set_queue_count(k, dev, cpumaskWeight(cpu_possible_mask(k)));
    if (count < 0 || adminq === undefined) return count;
    if (count === 0) return 0;
    releaseAdmin(k, dev, adminq);
    const vectors = nvme_setup_irqs(k, dev, count);
    if (vectors <= 0) return -EIO;
    dev.num_vecs = vectors;
    dev.max_qid = Math.max(vectors - 1, 1);
    const result = queue_request_irq(k, adminq);
    if (result !== 0) return result;
    adminq.enabled = true;
    return nvme_create_io_queues(k, dev);
  },
);

const nvme_pci_map_queues = at.fn(
  'nvme_pci_map_queues',
  'Gives each CPU the queue whose interrupt goes there.',
  (k: Kernel, dev: nvme_dev): void => {
    if (dev.num_vecs > 1) blk_mq_pci_map_queues(k, dev.pdev, dev.io_queues, 1);
  },
);

function bringUp(k: Kernel, dev: nvme_dev): number {
  const enabled = nvme_pci_enable(k, dev);
  if (enabled !== 0) return enabled;
  const admin = k.since('6.12') ? 0 : nvme_pci_configure_admin_queue(k, dev);
  if (admin !== 0) return admin;
  const result = nvme_setup_io_queues(k, dev);
  if (result === 0) nvme_pci_map_queues(k, dev);
  return result;
}

/** 6.1 does the work in a kworker, and the goldens' kernels wait for it. */
const nvme_reset_work = at.fn(
  'nvme_reset_work',
  'Brings a controller up, on a workqueue.',
  (k: Kernel, dev: nvme_dev): void => {
    bringUp(k, dev);
  },
);

/** The lowest number that is free. */
function takeInstance(k: Kernel): number {
  const { nvme_instance_ida } = nvme_c(k);
  let instance = 0;
  while (nvme_instance_ida.has(instance)) instance++;
  nvme_instance_ida.set(instance, 1);
  return instance;
}

const nvme_probe = at.fn('nvme_probe', 'Brings up an NVMe controller.', (k: Kernel, pdev: pci_dev): number => {
  const dev = nvme_dev.create(k.rec, {
    pdev,
    instance: takeInstance(k),
    bar: pci_resource_start(pdev, 0),
  });
  pdev.dev.drvdata = dev;
  if (k.since('6.12')) return bringUp(k, dev);
  k.rec.within({ task: 'kworker', cpu: k.cpu, hardirq: false }, () => nvme_reset_work(k, dev));
  return 0;
});

/** Looks for completions that came without their interrupt having been seen. */
const nvme_poll_irqdisable = at.fn(
  'nvme_poll_irqdisable',
  "Looks at a queue's completions while its interrupt is off.",
  (k: Kernel, nvmeq: nvme_queue): void => {
    const irq = pci_irq_vector(k, nvmeq.dev.pdev, nvmeq.cq_vector);
    disable_irq(k, irq);
    enable_irq(k, irq);
  },
);

const nvme_suspend_queue = at.fn(
  'nvme_suspend_queue',
  "Gives up a queue's interrupt.",
  (k: Kernel, nvmeq: nvme_queue): void => {
    if (!nvmeq.enabled) return;
    nvmeq.enabled = false;
    pci_free_irq(k, nvmeq.dev.pdev, nvmeq.cq_vector, nvmeq);
  },
);

const nvme_dev_disable = at.fn(
  'nvme_dev_disable',
  'Switches a controller off and gives up its interrupts.',
  (k: Kernel, dev: nvme_dev): void => {
    nvme_disable_ctrl(k, dev);
    const adminq = dev.queues.get(0);
    if (adminq?.enabled === true) nvme_poll_irqdisable(k, adminq);
    for (const nvmeq of dev.queues.values().toReversed()) nvme_suspend_queue(k, nvmeq);
    pci_free_irq_vectors(k, dev.pdev);
    pci_disable_device(k, dev.pdev);
  },
);

const nvme_remove = at.fn(
  'nvme_remove',
  'Takes an NVMe controller away from its driver.',
  (k: Kernel, pdev: pci_dev): void => {
    const dev = nvme_dev.of(pdev.dev.drvdata);
    nvme_dev_disable(k, dev);
    nvme_c(k).nvme_instance_ida.delete(dev.instance);
  },
);

export const nvme_init = at.fn('nvme_init', 'Registers the driver for NVMe controllers.', (k: Kernel): number => {
  if (!builtIn(k, 'nvme')) return 0;
  const nvme_driver: pci_driver = {
    name: 'nvme',
    bus: 'pci',
    id_table: [PCI_DEVICE_CLASS(PCI_CLASS_STORAGE_EXPRESS, 0xffffff)],
    probe: nvme_probe,
    remove: nvme_remove,
  };
  return __pci_register_driver(k, nvme_driver);
});

// The admin queue: its memory, and counting queues.

export const NVME_REG_CSTS = 0x1c;
export const NVME_REG_CC = 0x14;
const NVME_REG_AQA = 0x24;
const NVME_REG_ASQ = 0x28;
const NVME_REG_ACQ = 0x30;
export const NVME_CSTS_RDY = 1;
/** Enable, entries of 64 and 16 bytes. */
export const NVME_CC_ENABLE = 0x00460001;
const NVME_AQ_DEPTH = 32;
const SQE_BYTES = 64;
const CQE_BYTES = 16;
export const nvme_admin_set_features = 0x09;
export const NVME_FEAT_NUM_QUEUES = 0x07;

/** The admin queue with its rings in memory, in a controller that is switched on. */
function configureAdmin(k: Kernel, dev: nvme_dev): nvme_queue {
  nvme_disable_ctrl(k, dev);
  const sq = dma_alloc_coherent(k, dev.pdev.dev, NVME_AQ_DEPTH * SQE_BYTES);
  const cq = dma_alloc_coherent(k, dev.pdev.dev, NVME_AQ_DEPTH * CQE_BYTES);
  const nvmeq = nvme_queue.create(k.rec, { dev, qid: 0, cq_vector: 0, sq_cmds: sq.cpu, cqes: cq.cpu });
  dev.queues.set(0, nvmeq);
  const depth = NVME_AQ_DEPTH - 1;
  writel(k, depth | (depth << 16), dev.bar + NVME_REG_AQA);
  writeAddress(k, sq.dma, dev.bar + NVME_REG_ASQ);
  writeAddress(k, cq.dma, dev.bar + NVME_REG_ACQ);
  writel(k, NVME_CC_ENABLE, dev.bar + NVME_REG_CC);
  return nvmeq;
}

function writeAddress(k: Kernel, value: number, register: number): void {
  writel(k, value % 2 ** 32, register);
  writel(k, Math.floor(value / 2 ** 32), register + 4);
}

/** Sends a command and waits for it: its result, or undefined when it is not done. */
export function submit(k: Kernel, nvmeq: nvme_queue, opcode: number, cdw10: number, cdw11: number): number | undefined {
  const sqe = nvmeq.sq_cmds + nvmeq.sq_tail * SQE_BYTES;
  writel(k, opcode, sqe);
  writel(k, cdw10, sqe + 40);
  writel(k, cdw11, sqe + 44);
  nvmeq.sq_tail = (nvmeq.sq_tail + 1) % NVME_AQ_DEPTH;
  nvme_ring_sq_doorbell(k, nvmeq);
  const cqe = nvmeq.cqes + nvmeq.cq_head * CQE_BYTES;
  const [result, status] = [readl(k, cqe), readl(k, cqe + 12)];
  if ((status & 0x10000) === 0) return undefined;
  nvmeq.cq_head = (nvmeq.cq_head + 1) % NVME_AQ_DEPTH;
  nvme_ring_cq_doorbell(k, nvmeq);
  return result;
}
