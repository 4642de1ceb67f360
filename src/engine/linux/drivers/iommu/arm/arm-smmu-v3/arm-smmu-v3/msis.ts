/** Models how arm-smmu-v3.c has an SMMU send its own interrupts as messages, where it can. */
import { source } from '../../../../../../recorder/index.ts';
import { writel, writeq } from '../../../../../include/asm/io.ts';
import { device } from '../../../../../include/linux/device.ts';
import type { msi_desc, msi_msg } from '../../../../../include/linux/msi.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { msi_get_virq } from '../../../../../kernel/irq/msi/index.ts';
import { printk_aside } from '../../../../../kernel/printk/printk.ts';
import { platform_msi_domain_alloc_irqs } from '../../../../base/platform-msi.ts';
import { ARM_SMMU_EVTQ_IRQ_CFG0, ARM_SMMU_FEAT_MSI, ARM_SMMU_GERROR_IRQ_CFG0 } from './regs.ts';
import { arm_smmu_device, has } from './types.ts';

const at = source('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c');

/** By number of the message: registers for the address; 8 and 12 bytes on are data and attributes. */
const arm_smmu_msi_cfg = [ARM_SMMU_EVTQ_IRQ_CFG0, ARM_SMMU_GERROR_IRQ_CFG0];
const ARM_SMMU_MEMATTR_DEVICE_nGnRE = 1;
const MSI_CFG0_ADDR_MASK = 0xf_ffff_ffff_fffcn;

const arm_smmu_write_msi_msg = at.fn(
  'arm_smmu_write_msi_msg',
  "Writes a message into the SMMU's registers.",
  (k: Kernel, desc: msi_desc, msg: msi_msg): void => {
    const smmu = arm_smmu_device.of(device.of(desc.dev).drvdata);
    const cfg = smmu.base + (arm_smmu_msi_cfg[desc.msi_index] ?? ARM_SMMU_EVTQ_IRQ_CFG0);
    const doorbell = (BigInt(msg.address_hi) << 32n) | BigInt(msg.address_lo);
    writeq(k, doorbell & MSI_CFG0_ADDR_MASK, cfg);
    writel(k, msg.data, cfg + 8);
    writel(k, ARM_SMMU_MEMATTR_DEVICE_nGnRE, cfg + 12);
  },
);

export const arm_smmu_setup_msis = at.fn(
  'arm_smmu_setup_msis',
  'Allocates messages for events and errors, where the SMMU can send them and has somebody to send them to.',
  (k: Kernel, smmu: arm_smmu_device): void => {
    const { dev } = smmu;
    for (const cfg of [ARM_SMMU_GERROR_IRQ_CFG0, ARM_SMMU_EVTQ_IRQ_CFG0]) writeq(k, 0n, smmu.base + cfg);
    if (!has(smmu, ARM_SMMU_FEAT_MSI)) return;
    const say = (text: string): void => printk_aside(k, `arm-smmu-v3 ${dev.name}: ${text}`);
    if (dev.msi_domain === undefined) return say('msi_domain absent - falling back to wired irqs');
    if (platform_msi_domain_alloc_irqs(k, dev, arm_smmu_msi_cfg.length, arm_smmu_write_msi_msg) !== 0) {
      return say('failed to allocate MSIs - falling back to wired irqs');
    }
    smmu.evtq.irq = msi_get_virq(k, dev, 0);
    smmu.gerr_irq = msi_get_virq(k, dev, 1);
  },
);
