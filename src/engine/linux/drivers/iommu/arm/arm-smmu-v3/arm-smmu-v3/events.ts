/** Models the interrupt handlers of arm-smmu-v3.c: events in the queue, and global errors. Nobody handles faults, so they are logged. */
import { type Recorded, source } from '../../../../../../recorder/index.ts';
import { readl, readq, writel, writeq } from '../../../../../include/asm/io.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQ_WAKE_THREAD } from '../../../../../include/linux/interrupt.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { printk_aside } from '../../../../../kernel/printk/printk.ts';
import { queueEntry, queueNext, syncCommand } from './cmdq.ts';
import {
  ARM_SMMU_GERROR,
  ARM_SMMU_GERRORN,
  CMDQ_CONS_ERR_SHIFT,
  GERROR_CMDQ_ERR,
  GERROR_ERR_MASK,
  GERROR_SFM_ERR,
} from './regs.ts';
import { arm_smmu_device_disable } from './reset.ts';
import { arm_smmu_device, type arm_smmu_queue } from './types.ts';

const at = source('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c');

const CERROR_ABT = 2;
const CERROR_ATC_INV = 3;

function say(k: Kernel, smmu: arm_smmu_device, text: string): void {
  printk_aside(k, `arm-smmu-v3 ${smmu.dev.name}: ${text}`);
}

function index(q: arm_smmu_queue, value: number): number {
  return value % 2 ** (q.max_n_shift + 1);
}

export const arm_smmu_evtq_thread = at.fn(
  'arm_smmu_evtq_thread',
  'Takes events from the queue and logs them.',
  (k: Kernel, _irq: number, dev: Recorded | undefined): number => {
    const smmu = arm_smmu_device.of(dev);
    const q = smmu.evtq;
    q.prod = readl(k, q.prod_reg);
    while (index(q, q.prod) !== index(q, q.cons)) {
      const entry = queueEntry(q, index(q, q.cons));
      const words = [0, 8, 16, 24].map((offset) => readq(k, entry + offset));
      q.cons = queueNext(q, index(q, q.cons));
      writel(k, q.cons, q.cons_reg);
      say(k, smmu, `event 0x${((words[0] ?? 0n) & 0xffn).toString(16).padStart(2, '0')} received:`);
      for (const word of words) say(k, smmu, `\t0x${word.toString(16).padStart(16, '0')}`);
      q.prod = readl(k, q.prod_reg);
    }
    return IRQ_HANDLED;
  },
);

/** The command that was refused becomes a CMD_SYNC, so that the queue can go on. */
const arm_smmu_cmdq_skip_err = at.fn(
  'arm_smmu_cmdq_skip_err',
  'Skips a command that the SMMU did not understand.',
  (k: Kernel, smmu: arm_smmu_device): void => {
    const q = smmu.cmdq;
    const cons = readl(k, q.cons_reg);
    const reason = (cons >>> CMDQ_CONS_ERR_SHIFT) & 0x7f;
    say(k, smmu, `CMDQ error (cons 0x${cons.toString(16).padStart(8, '0')})`);
    if (reason === 0 || reason === CERROR_ABT || reason === CERROR_ATC_INV) return;
    const entry = queueEntry(q, index(q, cons & 0xffffff));
    syncCommand().forEach((word, i) => writeq(k, word, entry + i * 8));
  },
);

export const arm_smmu_gerror_handler = at.fn(
  'arm_smmu_gerror_handler',
  'Handles global errors: says so, and acknowledges them.',
  (k: Kernel, _irq: number, dev: Recorded | undefined): number => {
    const smmu = arm_smmu_device.of(dev);
    const gerror = readl(k, smmu.base + ARM_SMMU_GERROR);
    const active = gerror ^ readl(k, smmu.base + ARM_SMMU_GERRORN);
    if ((active & GERROR_ERR_MASK) === 0) return IRQ_NONE;
    const shown = active.toString(16).padStart(8, '0');
    say(k, smmu, `unexpected global error reported (0x${shown}), this could be serious`);
    if ((active & GERROR_SFM_ERR) !== 0) arm_smmu_device_disable(k, smmu);
    if ((active & GERROR_CMDQ_ERR) !== 0) arm_smmu_cmdq_skip_err(k, smmu);
    writel(k, gerror, smmu.base + ARM_SMMU_GERRORN);
    return IRQ_HANDLED;
  },
);

export const arm_smmu_combined_irq_thread = at.fn(
  'arm_smmu_combined_irq_thread',
  'Handles events where one interrupt stands for all.',
  (k: Kernel, irq: number, dev: Recorded | undefined): number => arm_smmu_evtq_thread(k, irq, dev),
);

export const arm_smmu_combined_irq_handler = at.fn(
  'arm_smmu_combined_irq_handler',
  'Handles errors where one interrupt stands for all, and wakes the thread for the rest.',
  (k: Kernel, irq: number, dev: Recorded | undefined): number => {
    arm_smmu_gerror_handler(k, irq, dev);
    return IRQ_WAKE_THREAD;
  },
);
