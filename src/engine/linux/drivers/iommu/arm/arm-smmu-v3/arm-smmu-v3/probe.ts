/** Models the platform driver of arm-smmu-v3.c. */
import { source } from '../../../../../../recorder/index.ts';
import { EINVAL } from '../../../../../include/linux/errno.ts';
import { iommu_device } from '../../../../../include/linux/iommu.ts';
import { IORESOURCE_MEM, resource_size } from '../../../../../include/linux/ioport.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../../../include/linux/platform_device.ts';
import { SZ_64K } from '../../../../../include/linux/sizes.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { printk_aside } from '../../../../../kernel/printk/printk.ts';
import { builtIn } from '../../../../base/init.ts';
import {
  platform_driver_register,
  platform_get_irq_byname_optional,
  platform_get_resource,
} from '../../../../base/platform.ts';
import { of_property_read_bool, of_property_read_u32 } from '../../../../of/property.ts';
import { iommu_device_register } from '../../../iommu/index.ts';
import { arm_smmu_device_hw_probe } from './hw_probe.ts';
import { arm_smmu_ops } from './ops.ts';
import { arm_smmu_init_queues } from './queues.ts';
import { ARM_SMMU_FEAT_COHERENCY, ARM_SMMU_OPT_PAGE0_REGS_ONLY, ARM_SMMU_OPT_SKIP_PREFETCH } from './regs.ts';
import { arm_smmu_device_disable, arm_smmu_device_reset } from './reset.ts';
import { arm_smmu_init_strtab } from './strtab.ts';
import { arm_smmu_device, arm_smmu_queue } from './types.ts';

const at = source('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c');

const OPTIONS: readonly (readonly [string, number])[] = [
  ['hisilicon,broken-prefetch-cmd', ARM_SMMU_OPT_SKIP_PREFETCH],
  ['cavium,cn9900-broken-page1-regspace', ARM_SMMU_OPT_PAGE0_REGS_ONLY],
];

const arm_smmu_device_dt_probe = at.fn(
  'arm_smmu_device_dt_probe',
  'Reads what the device tree says of an SMMU.',
  (k: Kernel, pdev: platform_device, smmu: arm_smmu_device): number => {
    const np = pdev.dev.of_node;
    for (const [name, option] of OPTIONS) if (of_property_read_bool(k, np, name)) smmu.options |= option;
    if (isCoherent(k, np)) smmu.features |= ARM_SMMU_FEAT_COHERENCY;
    const cells = of_property_read_u32(k, np, '#iommu-cells');
    if (cells === 1) return 0;
    const fault = cells === undefined ? 'missing #iommu-cells property' : `invalid #iommu-cells value (${cells})`;
    printk_aside(k, `arm-smmu-v3 ${pdev.dev.name}: ${fault}`);
    return -EINVAL;
  },
);

/** of_dma_is_coherent: the nearest node above that says so, either way. arm64 is not coherent by itself. */
function isCoherent(k: Kernel, node: platform_device['dev']['of_node']): boolean {
  for (let np = node; np !== undefined; np = np.parent) {
    if (of_property_read_bool(k, np, 'dma-coherent')) return true;
    if (of_property_read_bool(k, np, 'dma-noncoherent')) return false;
  }
  return false;
}

/** One for all, or one for each. The one for finished commands is not used. */
function lookUpIrqs(k: Kernel, pdev: platform_device, smmu: arm_smmu_device): void {
  const irq = (name: string): number => Math.max(0, platform_get_irq_byname_optional(k, pdev, name));
  smmu.combined_irq = irq('combined');
  if (smmu.combined_irq !== 0) return;
  smmu.evtq.irq = irq('eventq');
  smmu.priq.irq = irq('priq');
  smmu.gerr_irq = irq('gerror');
}

function create(k: Kernel, pdev: platform_device): arm_smmu_device {
  const { dev } = pdev;
  const queue = (): arm_smmu_queue => arm_smmu_queue.create(k.rec);
  const iommu = iommu_device.create(k.rec);
  return arm_smmu_device.create(k.rec, { dev, cmdq: queue(), evtq: queue(), priq: queue(), iommu });
}

const arm_smmu_device_probe = at.fn(
  'arm_smmu_device_probe',
  'Brings an SMMU up and registers it; from then on devices can come under it.',
  (k: Kernel, pdev: platform_device): number => {
    const smmu = create(k, pdev);
    const described = arm_smmu_device_dt_probe(k, pdev, smmu);
    // 6.1 goes on with an SMMU that the tree describes badly; streams are aborted in either case.
    if (described !== 0 && k.since('6.12')) return described;
    const onePage = (smmu.options & ARM_SMMU_OPT_PAGE0_REGS_ONLY) !== 0;
    const res = platform_get_resource(k, pdev, IORESOURCE_MEM, 0);
    if (res === undefined || resource_size(res) < (onePage ? SZ_64K : 2 * SZ_64K)) return -EINVAL;
    smmu.base = res.start;
    smmu.page1 = onePage ? res.start : res.start + SZ_64K;
    lookUpIrqs(k, pdev, smmu);
    const ret = arm_smmu_device_hw_probe(k, smmu) || arm_smmu_init_queues(k, smmu) || arm_smmu_init_strtab(k, smmu);
    if (ret !== 0) return ret;
    platform_set_drvdata(pdev, smmu);
    const reset = arm_smmu_device_reset(k, smmu);
    if (reset !== 0) {
      arm_smmu_device_disable(k, smmu);
      return reset;
    }
    return iommu_device_register(k, smmu.iommu, arm_smmu_ops(), pdev.dev);
  },
);

/** device_initcall; the kernel has it from module_platform_driver. */
export const arm_smmu_driver_init = at.fn(
  'arm_smmu_driver_init',
  "Registers the driver of Arm's SMMUv3.",
  (k: Kernel): number => {
    if (!builtIn(k, 'arm-smmu-v3')) return 0;
    const driver: platform_driver = {
      name: 'arm-smmu-v3',
      bus: 'platform',
      of_match_table: [{ compatible: 'arm,smmu-v3', data: undefined }],
      probe: arm_smmu_device_probe,
    };
    return platform_driver_register(k, driver);
  },
);
