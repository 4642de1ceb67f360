/** Models the address spaces of arm-smmu-v3.c: allocation, what the SMMU needs to know of them, mappings, release. */
import { must } from '../../../../../../../base/assert.ts';
import { source } from '../../../../../../recorder/index.ts';
import type { device } from '../../../../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOMEM, ENOSPC } from '../../../../../include/linux/errno.ts';
import {
  dev_iommu_priv_get,
  iommu_domain,
  IOMMU_DOMAIN_BLOCKED,
  IOMMU_DOMAIN_DMA,
  IOMMU_DOMAIN_IDENTITY,
  type iommu_domain_ops,
  IOMMU_DOMAIN_UNMANAGED,
} from '../../../../../include/linux/iommu.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { ARM_64_LPAE_S1, ARM_64_LPAE_S2, arm_lpae_map_pages, arm_lpae_unmap_pages } from '../../../io-pgtable-arm.ts';
import { alloc_io_pgtable_ops, free_io_pgtable_ops } from '../../../io-pgtable.ts';
import { arm_smmu_attach_dev, arm_smmu_attach_dev_blocked, arm_smmu_attach_dev_identity } from './attach.ts';
import { arm_smmu_cmdq_issue_cmd_with_sync, arm_smmu_tlb_inv_asid } from './cmdq.ts';
import { arm_smmu_alloc_cd_tables, arm_smmu_free_cd_tables, arm_smmu_write_ctx_desc } from './ctxdesc.ts';
import {
  ARM_SMMU_DOMAIN_BYPASS,
  ARM_SMMU_DOMAIN_S1,
  ARM_SMMU_DOMAIN_S2,
  ARM_SMMU_FEAT_COHERENCY,
  ARM_SMMU_FEAT_TRANS_S1,
  ARM_SMMU_FEAT_TRANS_S2,
  ARM_SMMU_FEAT_VAX,
  CMDQ_OP_TLBI_S12_VMALL,
} from './regs.ts';
import { type arm_smmu_device, arm_smmu_domain, arm_smmu_master, arm_smmu_v3_c, has, to_smmu_domain } from './types.ts';

const at = source('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c');

/** Bits of a virtual address of the kernel. */
const VA_BITS = 48;

function pagingOps(): iommu_domain_ops {
  return {
    attach_dev: arm_smmu_attach_dev,
    map_pages: arm_smmu_map_pages,
    unmap_pages: arm_smmu_unmap_pages,
    free: arm_smmu_domain_free,
  };
}

/** 6.12 has one of each for all; 6.1 makes an identity domain as any other and has none that blocks. */
function staticDomain(k: Kernel, type: number): iommu_domain {
  const c = arm_smmu_v3_c(k);
  if (type === IOMMU_DOMAIN_BLOCKED) {
    c.arm_smmu_blocked_domain ??= iommu_domain.create(k.rec, {
      type,
      ops: { attach_dev: arm_smmu_attach_dev_blocked },
    });
    return c.arm_smmu_blocked_domain;
  }
  c.arm_smmu_identity_domain ??= iommu_domain.create(k.rec, {
    type,
    ops: { attach_dev: arm_smmu_attach_dev_identity },
  });
  return c.arm_smmu_identity_domain;
}

/** arm_smmu_domain_alloc_paging in 6.12, which is told the device and can set the address space up at once. */
export const arm_smmu_domain_alloc = at.fn(
  'arm_smmu_domain_alloc',
  'Makes an address space.',
  (k: Kernel, dev: device | undefined, type: number): iommu_domain | undefined => {
    const later = k.since('6.12');
    if (later && (type === IOMMU_DOMAIN_BLOCKED || type === IOMMU_DOMAIN_IDENTITY)) return staticDomain(k, type);
    if (type !== IOMMU_DOMAIN_UNMANAGED && type !== IOMMU_DOMAIN_DMA && type !== IOMMU_DOMAIN_IDENTITY)
      return undefined;
    const domain = iommu_domain.create(k.rec, { type, ops: pagingOps() });
    const smmu_domain = arm_smmu_domain.create(k.rec, { domain });
    domain.priv = smmu_domain;
    if (!later || dev === undefined) return domain;
    const master = arm_smmu_master.of(dev_iommu_priv_get(dev));
    return arm_smmu_domain_finalise(k, smmu_domain, master) === 0 ? domain : undefined;
  },
);

/** The lowest number from 1 on that is free; -ENOSPC when there is none. */
function lowestFree(taken: { has(key: number): boolean }, bits: number): number {
  for (let id = 1; id < 2 ** bits; id++) if (!taken.has(id)) return id;
  return -ENOSPC;
}

const arm_smmu_domain_finalise_s1 = at.fn(
  'arm_smmu_domain_finalise_s1',
  'Gives an address space its number, by which the SMMU tags what it caches.',
  (k: Kernel, smmu: arm_smmu_device, smmu_domain: arm_smmu_domain, master: arm_smmu_master): number => {
    const { arm_smmu_asid_xa } = arm_smmu_v3_c(k);
    const asid = lowestFree(arm_smmu_asid_xa, smmu.asid_bits);
    if (asid < 0) return asid;
    arm_smmu_asid_xa.set(asid, smmu_domain);
    smmu_domain.asid = asid;
    if (k.since('6.12')) return 0;
    smmu_domain.stall_enabled = master.stall_enabled;
    smmu_domain.cdcfg = arm_smmu_alloc_cd_tables(k, master.ssid_bits);
    return arm_smmu_write_ctx_desc(k, smmu_domain, 0);
  },
);

const arm_smmu_domain_finalise_s2 = at.fn(
  'arm_smmu_domain_finalise_s2',
  'Gives an address space of stage 2 its number.',
  (_k: Kernel, smmu: arm_smmu_device, smmu_domain: arm_smmu_domain): number => {
    const vmid = lowestFree(smmu.vmid_map, smmu.vmid_bits);
    if (vmid < 0) return vmid;
    smmu.vmid_map.set(vmid, smmu_domain);
    smmu_domain.vmid = vmid;
    return 0;
  },
);

/** Stage 1 unless the SMMU has only the other. */
export const arm_smmu_domain_finalise = at.fn(
  'arm_smmu_domain_finalise',
  'Sets an address space up for an SMMU: its translation tables, and its number.',
  (k: Kernel, smmu_domain: arm_smmu_domain, master: arm_smmu_master): number => {
    const { smmu } = master;
    const { domain } = smmu_domain;
    if (domain.type === IOMMU_DOMAIN_IDENTITY) {
      smmu_domain.smmu = smmu;
      smmu_domain.stage = ARM_SMMU_DOMAIN_BYPASS;
      return 0;
    }
    if (!has(smmu, ARM_SMMU_FEAT_TRANS_S1)) smmu_domain.stage = ARM_SMMU_DOMAIN_S2;
    if (!has(smmu, ARM_SMMU_FEAT_TRANS_S2)) smmu_domain.stage = ARM_SMMU_DOMAIN_S1;
    const s1 = smmu_domain.stage === ARM_SMMU_DOMAIN_S1;
    const tables = alloc_io_pgtable_ops(k, s1 ? ARM_64_LPAE_S1 : ARM_64_LPAE_S2, {
      pgsize_bitmap: smmu.pgsize_bitmap,
      ias: s1 ? Math.min(has(smmu, ARM_SMMU_FEAT_VAX) ? 52 : 48, VA_BITS) : smmu.ias,
      oas: s1 ? smmu.ias : smmu.oas,
      coherent_walk: has(smmu, ARM_SMMU_FEAT_COHERENCY),
    });
    if (tables === undefined) return -ENOMEM;
    domain.pgsize_bitmap = tables.pgsize_bitmap;
    domain.aperture_end = 2 ** tables.ias - 1;
    smmu_domain.smmu = smmu;
    smmu_domain.pgtbl_ops = tables;
    const ret = s1
      ? arm_smmu_domain_finalise_s1(k, smmu, smmu_domain, master)
      : arm_smmu_domain_finalise_s2(k, smmu, smmu_domain);
    if (ret < 0) {
      free_io_pgtable_ops(k, tables);
      smmu_domain.smmu = undefined;
      smmu_domain.pgtbl_ops = undefined;
    }
    return ret;
  },
);

/** Everything of an address space that the SMMU may have cached. */
function arm_smmu_tlb_inv_context(k: Kernel, smmu_domain: arm_smmu_domain): void {
  const smmu = must(smmu_domain.smmu, 'the SMMU of an address space');
  if (smmu_domain.stage === ARM_SMMU_DOMAIN_S1) arm_smmu_tlb_inv_asid(k, smmu, smmu_domain.asid);
  else arm_smmu_cmdq_issue_cmd_with_sync(k, smmu, { opcode: CMDQ_OP_TLBI_S12_VMALL, vmid: smmu_domain.vmid });
}

/** arm_smmu_domain_free_paging in 6.12. */
const arm_smmu_domain_free = at.fn(
  'arm_smmu_domain_free',
  'Frees an address space: its tables, its context descriptors and its number.',
  (k: Kernel, domain: iommu_domain): void => {
    const smmu_domain = to_smmu_domain(domain);
    if (smmu_domain.pgtbl_ops !== undefined) {
      arm_smmu_tlb_inv_context(k, smmu_domain);
      free_io_pgtable_ops(k, smmu_domain.pgtbl_ops);
    }
    if (smmu_domain.cdcfg !== undefined) arm_smmu_free_cd_tables(k, smmu_domain.cdcfg);
    arm_smmu_v3_c(k).arm_smmu_asid_xa.delete(smmu_domain.asid);
    smmu_domain.smmu?.vmid_map.delete(smmu_domain.vmid);
    k.rec.free(smmu_domain);
    k.rec.free(domain);
  },
);

const arm_smmu_map_pages = at.fn(
  'arm_smmu_map_pages',
  'Maps a page of an address space.',
  (k: Kernel, domain: iommu_domain, iova: number, paddr: number, pgsize: number, prot: number): number => {
    const tables = to_smmu_domain(domain).pgtbl_ops;
    if (tables === undefined) return -ENODEV;
    return pgsize <= 0 ? -EINVAL : arm_lpae_map_pages(k, tables, iova, paddr, pgsize, prot);
  },
);

const arm_smmu_unmap_pages = at.fn(
  'arm_smmu_unmap_pages',
  'Takes a page out of an address space, and makes the SMMU forget it.',
  (k: Kernel, domain: iommu_domain, iova: number, pgsize: number): number => {
    const smmu_domain = to_smmu_domain(domain);
    if (smmu_domain.pgtbl_ops === undefined) return 0;
    const unmapped = arm_lpae_unmap_pages(k, smmu_domain.pgtbl_ops, iova, pgsize);
    if (unmapped > 0) arm_smmu_tlb_inv_context(k, smmu_domain);
    return unmapped;
  },
);
