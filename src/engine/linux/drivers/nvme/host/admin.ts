/** The admin queue of drivers/nvme/host: its memory, switching the controller on and off, and counting queues (core.c). */
import { readl, writel } from '../../../include/asm/io.ts';
import { EIO } from '../../../include/linux/errno.ts';
import type { Kernel } from '../../../kernel.ts';
import { dma_alloc_coherent } from '../../../kernel/dma/mapping.ts';
import { type nvme_dev, nvme_queue, nvme_ring_cq_doorbell, nvme_ring_sq_doorbell } from './queue.ts';

export const NVME_REG_CSTS = 0x1c;
const NVME_REG_CC = 0x14;
const NVME_REG_AQA = 0x24;
const NVME_REG_ASQ = 0x28;
const NVME_REG_ACQ = 0x30;
const NVME_CSTS_RDY = 1;
/** Enable, entries of 64 and 16 bytes. */
const NVME_CC_ENABLE = 0x00460001;
const NVME_AQ_DEPTH = 32;
const SQE_BYTES = 64;
const CQE_BYTES = 16;
const nvme_admin_set_features = 0x09;
const NVME_FEAT_NUM_QUEUES = 0x07;

export function nvme_disable_ctrl(k: Kernel, dev: nvme_dev): void {
  writel(k, NVME_CC_ENABLE & ~1, dev.bar + NVME_REG_CC);
}

/** The admin queue with its rings in memory, in a controller that is switched on. */
export function configureAdmin(k: Kernel, dev: nvme_dev): nvme_queue {
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
function submit(k: Kernel, nvmeq: nvme_queue, opcode: number, cdw10: number, cdw11: number): number | undefined {
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

/** How many I/O queues the controller grants of those asked for, or a negative errno. */
export function nvme_set_queue_count(k: Kernel, dev: nvme_dev, count: number): number {
  const adminq = dev.queues.get(0);
  if (adminq === undefined || (readl(k, dev.bar + NVME_REG_CSTS) & NVME_CSTS_RDY) === 0) return -EIO;
  const q_count = ((count - 1) | ((count - 1) << 16)) >>> 0;
  const result = submit(k, adminq, nvme_admin_set_features, NVME_FEAT_NUM_QUEUES, q_count);
  if (result === undefined) return -EIO;
  return Math.min(count, Math.min(result & 0xffff, result >>> 16) + 1);
}
