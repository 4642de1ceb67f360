/** The structures of drivers/nvme/host/pci.c, and the interrupt handler of a queue. */
import {
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
import { writel } from '../../../include/asm/io.ts';
import { IRQ_HANDLED, IRQ_NONE } from '../../../include/linux/interrupt.ts';
import type { pci_dev } from '../../../include/linux/pci.ts';
import type { Kernel } from '../../../kernel.ts';
import { asksForIntx } from '../../pci/pci/intx.ts';

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
    pdev: ref() as never,
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
    dev: ref() as never,
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

export function nvme_ring_sq_doorbell(k: Kernel, nvmeq: nvme_queue): void {
  writel(k, nvmeq.sq_tail, nvmeq.dev.bar + DOORBELLS + 8 * nvmeq.qid);
}
export function nvme_ring_cq_doorbell(k: Kernel, nvmeq: nvme_queue): void {
  writel(k, nvmeq.cq_head, nvmeq.dev.bar + DOORBELLS + 8 * nvmeq.qid + 4);
}

/** No commands run, so an interrupt stands for one that has: the handler takes it and moves the head. */
export const nvme_irq = at.fn(
  'nvme_irq',
  'Commands of a queue are done: takes their completions and tells the controller so.',
  (k: Kernel, irq: number, data: Recorded | undefined): number => {
    const nvmeq = data as nvme_queue;
    const { pdev } = nvmeq.dev;
    // On a line that others share the kernel sees by the next completion's phase whether there is one.
    if (!pdev.msi_enabled && !pdev.msix_enabled && !asksForIntx(k, pdev)) return IRQ_NONE;
    nvme_ring_cq_doorbell(k, nvmeq);
    return IRQ_HANDLED;
  },
);
