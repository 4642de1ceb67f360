/** Models how arm-smmu-v3.c requests an SMMU's interrupts and switches it on. */
import { source } from '../../../../../../recorder/index.ts';
import { readl, writel, writeq } from '../../../../../include/asm/io.ts';
import { ETIMEDOUT } from '../../../../../include/linux/errno.ts';
import { IRQF_ONESHOT } from '../../../../../include/linux/interrupt.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { devm_request_irq, devm_request_threaded_irq } from '../../../../../kernel/irq/devres.ts';
import { printk_aside } from '../../../../../kernel/printk/printk.ts';
import { arm_smmu_cmdq_issue_cmd_with_sync } from './cmdq.ts';
import {
  arm_smmu_combined_irq_handler,
  arm_smmu_combined_irq_thread,
  arm_smmu_evtq_thread,
  arm_smmu_gerror_handler,
} from './events.ts';
import { arm_smmu_setup_msis } from './msis.ts';
import {
  ARM_SMMU_CMDQ_BASE,
  ARM_SMMU_CR0,
  ARM_SMMU_CR0ACK,
  ARM_SMMU_CR1,
  ARM_SMMU_CR2,
  ARM_SMMU_EVTQ_BASE,
  ARM_SMMU_FEAT_E2H,
  ARM_SMMU_FEAT_HYP,
  ARM_SMMU_GBPA,
  ARM_SMMU_IRQ_CTRL,
  ARM_SMMU_IRQ_CTRLACK,
  ARM_SMMU_STRTAB_BASE,
  ARM_SMMU_STRTAB_BASE_CFG,
  CMDQ_OP_CFGI_ALL,
  CMDQ_OP_TLBI_EL2_ALL,
  CMDQ_OP_TLBI_NSNH_ALL,
  CR0_CMDQEN,
  CR0_EVTQEN,
  CR0_SMMUEN,
  CR1_ALL,
  CR2_E2H,
  CR2_PTM,
  CR2_RECINVSID,
  GBPA_ABORT,
  GBPA_UPDATE,
  IRQ_CTRL_EVTQ_IRQEN,
  IRQ_CTRL_GERROR_IRQEN,
  STRTAB_BASE_RA,
} from './regs.ts';
import { strtabBaseCfg } from './strtab.ts';
import { type arm_smmu_device, has } from './types.ts';

const at = source('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c');

function say(k: Kernel, smmu: arm_smmu_device, text: string): void {
  printk_aside(k, `arm-smmu-v3 ${smmu.dev.name}: ${text}`);
}

function arm_smmu_write_reg_sync(
  k: Kernel,
  smmu: arm_smmu_device,
  val: number,
  reg_off: number,
  ack_off: number,
): number {
  writel(k, val, smmu.base + reg_off);
  return readl(k, smmu.base + ack_off) === val ? 0 : -ETIMEDOUT;
}

function setCr0(k: Kernel, smmu: arm_smmu_device, enables: number): number {
  return arm_smmu_write_reg_sync(k, smmu, enables, ARM_SMMU_CR0, ARM_SMMU_CR0ACK);
}

const arm_smmu_update_gbpa = at.fn(
  'arm_smmu_update_gbpa',
  'Says what becomes of accesses while the SMMU is off.',
  (k: Kernel, smmu: arm_smmu_device, set: number, clr: number): number => {
    const gbpa = smmu.base + ARM_SMMU_GBPA;
    writel(k, ((readl(k, gbpa) & ~clr) | set | GBPA_UPDATE) >>> 0, gbpa);
    return (readl(k, gbpa) & GBPA_UPDATE) === 0 ? 0 : -ETIMEDOUT;
  },
);

export const arm_smmu_device_disable = at.fn(
  'arm_smmu_device_disable',
  'Switches an SMMU off.',
  (k: Kernel, smmu: arm_smmu_device): number => setCr0(k, smmu, 0),
);

const arm_smmu_setup_unique_irqs = at.fn(
  'arm_smmu_setup_unique_irqs',
  'Requests the interrupts for events and for errors.',
  (k: Kernel, smmu: arm_smmu_device): void => {
    arm_smmu_setup_msis(k, smmu);
    const { dev, evtq, gerr_irq } = smmu;
    if (evtq.irq === 0) say(k, smmu, 'no evtq irq - events will not be reported!');
    else {
      const name = 'arm-smmu-v3-evtq';
      const ret = devm_request_threaded_irq(
        k,
        dev,
        evtq.irq,
        undefined,
        arm_smmu_evtq_thread,
        IRQF_ONESHOT,
        name,
        smmu,
      );
      if (ret < 0) say(k, smmu, 'failed to enable evtq irq');
    }
    if (gerr_irq === 0) say(k, smmu, 'no gerr irq - errors will not be reported!');
    else if (devm_request_irq(k, dev, gerr_irq, arm_smmu_gerror_handler, 0, 'arm-smmu-v3-gerror', smmu) < 0) {
      say(k, smmu, 'failed to enable gerror irq');
    }
  },
);

const arm_smmu_setup_irqs = at.fn(
  'arm_smmu_setup_irqs',
  'Requests the interrupts of an SMMU and lets it send them.',
  (k: Kernel, smmu: arm_smmu_device): number => {
    const off = arm_smmu_write_reg_sync(k, smmu, 0, ARM_SMMU_IRQ_CTRL, ARM_SMMU_IRQ_CTRLACK);
    if (off !== 0) return off;
    const { combined_irq: irq } = smmu;
    if (irq === 0) arm_smmu_setup_unique_irqs(k, smmu);
    else {
      const [handler, thread] = [arm_smmu_combined_irq_handler, arm_smmu_combined_irq_thread];
      const name = 'arm-smmu-v3-combined-irq';
      const ret = devm_request_threaded_irq(k, smmu.dev, irq, handler, thread, IRQF_ONESHOT, name, smmu);
      if (ret < 0) say(k, smmu, 'failed to enable combined irq');
    }
    const enable = IRQ_CTRL_EVTQ_IRQEN | IRQ_CTRL_GERROR_IRQEN;
    if (arm_smmu_write_reg_sync(k, smmu, enable, ARM_SMMU_IRQ_CTRL, ARM_SMMU_IRQ_CTRLACK) !== 0) {
      say(k, smmu, 'failed to enable irqs');
    }
    return 0;
  },
);

/** Stream table and queues are given to the SMMU; then it takes commands, and forgets what it may have cached. */
function startQueues(k: Kernel, smmu: arm_smmu_device): number {
  const { base, cmdq, evtq } = smmu;
  writeq(k, STRTAB_BASE_RA | BigInt(smmu.strtab), base + ARM_SMMU_STRTAB_BASE);
  writel(k, strtabBaseCfg(smmu), base + ARM_SMMU_STRTAB_BASE_CFG);
  writeq(k, cmdq.q_base, base + ARM_SMMU_CMDQ_BASE);
  writel(k, cmdq.prod, cmdq.prod_reg);
  writel(k, cmdq.cons, cmdq.cons_reg);
  const ret = setCr0(k, smmu, CR0_CMDQEN);
  if (ret !== 0) return ret;
  arm_smmu_cmdq_issue_cmd_with_sync(k, smmu, { opcode: CMDQ_OP_CFGI_ALL });
  if (has(smmu, ARM_SMMU_FEAT_HYP)) arm_smmu_cmdq_issue_cmd_with_sync(k, smmu, { opcode: CMDQ_OP_TLBI_EL2_ALL });
  arm_smmu_cmdq_issue_cmd_with_sync(k, smmu, { opcode: CMDQ_OP_TLBI_NSNH_ALL });
  writeq(k, evtq.q_base, base + ARM_SMMU_EVTQ_BASE);
  writel(k, evtq.prod, evtq.prod_reg);
  writel(k, evtq.cons, evtq.cons_reg);
  return setCr0(k, smmu, CR0_CMDQEN | CR0_EVTQEN);
}

export const arm_smmu_device_reset = at.fn(
  'arm_smmu_device_reset',
  'Switches an SMMU on, with its tables, queues and interrupts.',
  (k: Kernel, smmu: arm_smmu_device): number => {
    if ((readl(k, smmu.base + ARM_SMMU_CR0) & CR0_SMMUEN) !== 0) {
      say(k, smmu, 'SMMU currently enabled! Resetting...');
      arm_smmu_update_gbpa(k, smmu, GBPA_ABORT, 0);
    }
    const off = arm_smmu_device_disable(k, smmu);
    if (off !== 0) return off;
    writel(k, CR1_ALL, smmu.base + ARM_SMMU_CR1);
    writel(k, CR2_PTM | CR2_RECINVSID | (has(smmu, ARM_SMMU_FEAT_E2H) ? CR2_E2H : 0), smmu.base + ARM_SMMU_CR2);
    const ret = startQueues(k, smmu) || arm_smmu_setup_irqs(k, smmu);
    return ret === 0 ? setCr0(k, smmu, CR0_CMDQEN | CR0_EVTQEN | CR0_SMMUEN) : ret;
  },
);
