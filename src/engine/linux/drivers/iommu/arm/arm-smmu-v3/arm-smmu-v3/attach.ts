/** Models how arm-smmu-v3.c puts a device under an address space, under none, or past the SMMU. */
import { must } from '../../../../../../../base/assert.ts';
import { source } from '../../../../../../recorder/index.ts';
import type { device } from '../../../../../include/linux/device.ts';
import { EINVAL, ENOENT, ENXIO } from '../../../../../include/linux/errno.ts';
import { dev_iommu_fwspec_get, dev_iommu_priv_get, type iommu_domain } from '../../../../../include/linux/iommu.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { iommu_get_domain_for_dev } from '../../../iommu/index.ts';
import {
  arm_smmu_alloc_cd_tables,
  arm_smmu_clear_cd,
  arm_smmu_make_s1_cd,
  arm_smmu_write_cd_entry,
} from './ctxdesc.ts';
import { arm_smmu_domain_finalise } from './domain.ts';
import { ARM_SMMU_DOMAIN_BYPASS, ARM_SMMU_DOMAIN_S1 } from './regs.ts';
import {
  arm_smmu_install_ste_for_dev,
  arm_smmu_make_abort_ste,
  arm_smmu_make_bypass_ste,
  arm_smmu_make_cdtable_ste,
  arm_smmu_make_s2_domain_ste,
  type arm_smmu_ste,
} from './ste.ts';
import { type arm_smmu_domain, arm_smmu_master, to_smmu_domain } from './types.ts';

const at = source('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c');

/** 6.1: between two address spaces a device reaches nothing. */
const arm_smmu_detach_dev = at.fn(
  'arm_smmu_detach_dev',
  'Takes a device out of its address space: its accesses are aborted.',
  (k: Kernel, master: arm_smmu_master): void => {
    if (master.domain === undefined) return;
    master.domain.devices.remove(master);
    master.domain = undefined;
    arm_smmu_install_ste_for_dev(k, master, arm_smmu_make_abort_ste(k));
  },
);

/** Sets the address space up with the first device; others must be behind the same SMMU, and alike. */
function finalise(k: Kernel, smmu_domain: arm_smmu_domain, master: arm_smmu_master): number {
  if (smmu_domain.smmu === undefined) return arm_smmu_domain_finalise(k, smmu_domain, master);
  const later = k.since('6.12');
  if (smmu_domain.smmu !== master.smmu) return later ? -EINVAL : -ENXIO;
  if (later || smmu_domain.stage !== ARM_SMMU_DOMAIN_S1) return 0;
  const alike = smmu_domain.cdcfg?.s1cdmax === master.ssid_bits && smmu_domain.stall_enabled === master.stall_enabled;
  return alike ? 0 : -EINVAL;
}

/** 6.1: the descriptor is the address space's own. */
function entryOf(k: Kernel, smmu_domain: arm_smmu_domain, master: arm_smmu_master): arm_smmu_ste {
  if (smmu_domain.stage === ARM_SMMU_DOMAIN_BYPASS) return arm_smmu_make_bypass_ste(k, master.smmu);
  if (smmu_domain.stage !== ARM_SMMU_DOMAIN_S1) return arm_smmu_make_s2_domain_ste(k, master, smmu_domain);
  return arm_smmu_make_cdtable_ste(master, must(smmu_domain.cdcfg, 'the context descriptors of an address space'));
}

/** 6.12: the old address space stays in force until the new entry is written. */
function attach(k: Kernel, smmu_domain: arm_smmu_domain, master: arm_smmu_master, old: iommu_domain | undefined): void {
  smmu_domain.devices.addHead(master);
  if (smmu_domain.stage === ARM_SMMU_DOMAIN_S1) {
    master.cd_table ??= arm_smmu_alloc_cd_tables(k, master.ssid_bits);
    arm_smmu_write_cd_entry(k, master, 0, arm_smmu_make_s1_cd(smmu_domain, master.stall_enabled));
    arm_smmu_install_ste_for_dev(k, master, arm_smmu_make_cdtable_ste(master, master.cd_table));
  } else {
    arm_smmu_install_ste_for_dev(k, master, arm_smmu_make_s2_domain_ste(k, master, smmu_domain));
    arm_smmu_clear_cd(k, master, 0);
  }
  leave(old, master);
}

function leave(old: iommu_domain | undefined, master: arm_smmu_master): void {
  if (old?.priv !== undefined) to_smmu_domain(old).devices.remove(master);
}

export const arm_smmu_attach_dev = at.fn(
  'arm_smmu_attach_dev',
  'Sends the accesses of a device through an address space.',
  (k: Kernel, domain: iommu_domain, dev: device): number => {
    if (dev_iommu_fwspec_get(dev) === undefined) return -ENOENT;
    const master = arm_smmu_master.of(dev_iommu_priv_get(dev));
    const smmu_domain = to_smmu_domain(domain);
    const later = k.since('6.12');
    if (!later) arm_smmu_detach_dev(k, master);
    const ret = finalise(k, smmu_domain, master);
    if (ret !== 0) return ret;
    if (later) attach(k, smmu_domain, master, iommu_get_domain_for_dev(k, dev));
    else {
      master.domain = smmu_domain;
      arm_smmu_install_ste_for_dev(k, master, entryOf(k, smmu_domain, master));
      smmu_domain.devices.addHead(master);
    }
    return 0;
  },
);

function attachFixed(k: Kernel, dev: device, ste: (master: arm_smmu_master) => arm_smmu_ste): number {
  const master = arm_smmu_master.of(dev_iommu_priv_get(dev));
  arm_smmu_install_ste_for_dev(k, master, ste(master));
  leave(iommu_get_domain_for_dev(k, dev), master);
  arm_smmu_clear_cd(k, master, 0);
  return 0;
}

/** 6.12. */
export const arm_smmu_attach_dev_identity = at.fn(
  'arm_smmu_attach_dev_identity',
  'Lets the accesses of a device pass as they are.',
  (k: Kernel, domain: iommu_domain, dev: device): number =>
    attachFixed(k, dev, (master) => arm_smmu_make_bypass_ste(k, master.smmu)),
);

/** 6.12. */
export const arm_smmu_attach_dev_blocked = at.fn(
  'arm_smmu_attach_dev_blocked',
  'Aborts all accesses of a device.',
  (k: Kernel, domain: iommu_domain, dev: device): number => attachFixed(k, dev, () => arm_smmu_make_abort_ste(k)),
);
