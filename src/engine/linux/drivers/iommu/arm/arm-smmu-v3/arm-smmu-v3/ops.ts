/** Models what arm-smmu-v3.c offers the IOMMU core: a device that comes under an SMMU, and what it can have there. */
import { source } from '../../../../../../recorder/index.ts';
import type { device } from '../../../../../include/linux/device.ts';
import { EINVAL, ENODEV } from '../../../../../include/linux/errno.ts';
import {
  dev_iommu_fwspec_get,
  dev_iommu_priv_get,
  IOMMU_CAP_CACHE_COHERENCY,
  IOMMU_CAP_NOEXEC,
  type iommu_device,
  IOMMU_DOMAIN_IDENTITY,
  type iommu_group,
  type iommu_ops,
  type iommu_resv_region,
  IOMMU_RESV_SW_MSI,
} from '../../../../../include/linux/iommu.ts';
import type { device_node, of_phandle_args } from '../../../../../include/linux/of.ts';
import { dev_is_pci, to_pci_dev } from '../../../../../include/linux/pci/index.ts';
import { PCI_VENDOR_ID_HUAWEI } from '../../../../../include/linux/pci_ids.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { printk_aside } from '../../../../../kernel/printk/printk.ts';
import { bus_for_each_dev } from '../../../../base/bus.ts';
import { of_property_read_bool, of_property_read_u32 } from '../../../../of/property.ts';
import { generic_device_group, iommu_fwspec_add_ids, pci_device_group } from '../../../iommu/index.ts';
import { arm_smmu_domain_alloc } from './domain.ts';
import {
  ARM_SMMU_FEAT_2_LVL_CDTAB,
  ARM_SMMU_FEAT_COHERENCY,
  ARM_SMMU_FEAT_STALL_FORCE,
  ARM_SMMU_FEAT_STALLS,
  MSI_IOVA_BASE,
  MSI_IOVA_LENGTH,
} from './regs.ts';
import { arm_smmu_init_sid_strtab } from './strtab.ts';
import { arm_smmu_device, arm_smmu_master, arm_smmu_v3_c, has } from './types.ts';

const at = source('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c');

/** Bits of a substream in one table of 64 KB. */
const CTXDESC_LINEAR_CDMAX = 10;

const HISI_PTT_DEVICE = 0xa12e;

const arm_smmu_get_by_fwnode = at.fn(
  'arm_smmu_get_by_fwnode',
  'Finds the SMMU of a node.',
  (k: Kernel, fwnode: device_node | undefined): arm_smmu_device | undefined => {
    const found = bus_for_each_dev(k, 'platform').find((dev) => dev.driver === 'arm-smmu-v3' && dev.fwnode === fwnode);
    return found?.drvdata?.$type === arm_smmu_device ? arm_smmu_device.of(found.drvdata) : undefined;
  },
);

/** Two devices with one ID cannot be told apart, so the second is refused. */
const arm_smmu_insert_master = at.fn(
  'arm_smmu_insert_master',
  'Notes a device under each of its StreamIDs, and sees to it that they have entries in the stream table.',
  (k: Kernel, smmu: arm_smmu_device, master: arm_smmu_master): number => {
    for (const sid of dev_iommu_fwspec_get(master.dev)?.ids ?? []) {
      master.streams.addTail(sid);
      const existing = smmu.streams.get(sid);
      let ret = arm_smmu_init_sid_strtab(k, smmu, sid);
      if (ret === 0 && existing !== undefined && existing !== master) {
        printk_aside(k, `${master.dev.name}: stream ${sid} already in tree from dev ${existing.dev.name}`);
        ret = -EINVAL;
      }
      if (ret !== 0) {
        for (const each of master.streams) if (smmu.streams.get(each) === master) smmu.streams.delete(each);
        return ret;
      }
      smmu.streams.set(sid, master);
    }
    return 0;
  },
);

const arm_smmu_probe_device = at.fn(
  'arm_smmu_probe_device',
  'Takes a device under its SMMU: its streams get entries, which let nothing through yet.',
  (k: Kernel, dev: device): iommu_device | number => {
    const smmu = arm_smmu_get_by_fwnode(k, dev_iommu_fwspec_get(dev)?.iommu_fwnode);
    if (smmu === undefined || dev.iommu === undefined) return -ENODEV;
    const master = arm_smmu_master.create(k.rec, { dev, smmu });
    dev.iommu.priv = master;
    const ret = arm_smmu_insert_master(k, smmu, master);
    if (ret !== 0) {
      dev.iommu.priv = undefined;
      k.rec.free(master);
      return ret;
    }
    const wanted = of_property_read_u32(k, dev.of_node, 'pasid-num-bits') ?? 0;
    master.ssid_bits = Math.min(smmu.ssid_bits, wanted);
    if (!has(smmu, ARM_SMMU_FEAT_2_LVL_CDTAB)) master.ssid_bits = Math.min(master.ssid_bits, CTXDESC_LINEAR_CDMAX);
    master.stall_enabled =
      has(smmu, ARM_SMMU_FEAT_STALL_FORCE) ||
      (has(smmu, ARM_SMMU_FEAT_STALLS) && of_property_read_bool(k, dev.of_node, 'dma-can-stall'));
    return smmu.iommu;
  },
);

/** Until 6.2 devices behind an SMMU are isolated by the MSI controller's domain, not by the SMMU, so it does not say it. */
const arm_smmu_capable = at.fn(
  'arm_smmu_capable',
  'What an SMMU does for a device.',
  (_k: Kernel, dev: device, cap: number): boolean => {
    const { smmu } = arm_smmu_master.of(dev_iommu_priv_get(dev));
    return cap === IOMMU_CAP_CACHE_COHERENCY ? has(smmu, ARM_SMMU_FEAT_COHERENCY) : cap === IOMMU_CAP_NOEXEC;
  },
);

const arm_smmu_device_group = at.fn(
  'arm_smmu_device_group',
  'Finds the group of a device, or makes one.',
  (k: Kernel, dev: device): iommu_group => (dev_is_pci(dev) ? pci_device_group(k, dev) : generic_device_group(k, dev)),
);

const arm_smmu_of_xlate = at.fn(
  'arm_smmu_of_xlate',
  'Takes a StreamID from the device tree.',
  (k: Kernel, dev: device, args: of_phandle_args): number => iommu_fwspec_add_ids(k, dev, args.args, 1),
);

const arm_smmu_get_resv_regions = at.fn(
  'arm_smmu_get_resv_regions',
  'Says where doorbells go in address spaces that user space manages.',
  (_k: Kernel, _dev: device): iommu_resv_region[] => [
    { start: MSI_IOVA_BASE, length: MSI_IOVA_LENGTH, type: IOMMU_RESV_SW_MSI },
  ],
);

/** A tracer of HiSilicon's works with physical addresses alone. */
const arm_smmu_def_domain_type = at.fn(
  'arm_smmu_def_domain_type',
  'Which kind of address space a device must have.',
  (_k: Kernel, dev: device): number => {
    if (!dev_is_pci(dev)) return 0;
    const pdev = to_pci_dev(dev);
    return pdev.vendor === PCI_VENDOR_ID_HUAWEI && pdev.device === HISI_PTT_DEVICE ? IOMMU_DOMAIN_IDENTITY : 0;
  },
);

export function arm_smmu_ops(): iommu_ops {
  return {
    name: 'arm-smmu-v3',
    pgsize_bitmap: (k) => arm_smmu_v3_c(k).pgsize_bitmap,
    capable: arm_smmu_capable,
    domain_alloc: arm_smmu_domain_alloc,
    probe_device: arm_smmu_probe_device,
    device_group: arm_smmu_device_group,
    of_xlate: arm_smmu_of_xlate,
    get_resv_regions: arm_smmu_get_resv_regions,
    def_domain_type: arm_smmu_def_domain_type,
  };
}
