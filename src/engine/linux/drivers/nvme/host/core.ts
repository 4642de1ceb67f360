/** Models drivers/nvme/host/core.c as far as the PCI driver needs it: switching the controller off, and agreeing on a number of queues. */
import { map, num, type Recorded, type RecordedMap } from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import { EIO } from '../../../include/linux/errno.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import {
  nvme_admin_set_features,
  NVME_CC_ENABLE,
  NVME_CSTS_RDY,
  type nvme_dev,
  NVME_FEAT_NUM_QUEUES,
  NVME_REG_CC,
  NVME_REG_CSTS,
  submit,
} from './pci.ts';

export function nvme_disable_ctrl(k: Kernel, dev: nvme_dev): void {
  writel(k, NVME_CC_ENABLE & ~1, dev.bar + NVME_REG_CC);
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

export interface nvme_c extends Recorded {
  /** The next controller's number. */
  /** Numbers of controllers that are taken: nvme0 is number 0. */
  nvme_instance_ida: RecordedMap<number>;
}
export const nvme_c = statics<nvme_c>('drivers/nvme/host/core.c', { nvme_instance_ida: map(num()) });
