/** Models the stream table of arm-smmu-v3.c: where the entry of a stream is, and that it lets nothing through at first. */
import { source } from '../../../../../../recorder/index.ts';
import { writeq } from '../../../../../include/asm/io.ts';
import { ERANGE } from '../../../../../include/linux/errno.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { alloc_pages, get_order } from '../../../../../mm/page_alloc.ts';
import {
  ARM_SMMU_FEAT_2_LVL_STRTAB,
  STE_SIZE,
  STRTAB_L1_BITS,
  STRTAB_SPLIT,
  STRTAB_STE_0_CFG_ABORT,
  STRTAB_STE_0_V,
  STRTAB_STE_1_SHCFG_INCOMING,
} from './regs.ts';
import { type arm_smmu_device, has } from './types.ts';

const at = source('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c');

const L2_STES = 2 ** STRTAB_SPLIT;

/** arm_smmu_init_bypass_stes in 6.1, arm_smmu_init_initial_stes in 6.12: every stream is aborted. */
function initEntries(k: Kernel, strtab: number, nent: number): void {
  for (let i = 0; i < nent; i++) {
    writeq(k, STRTAB_STE_0_V | (STRTAB_STE_0_CFG_ABORT << 1n), strtab + i * STE_SIZE);
    if (!k.since('6.12')) writeq(k, STRTAB_STE_1_SHCFG_INCOMING, strtab + i * STE_SIZE + 8);
  }
}

export const arm_smmu_init_strtab = at.fn(
  'arm_smmu_init_strtab',
  'Makes a stream table for all StreamIDs there are: a flat one, or the first of two levels.',
  (k: Kernel, smmu: arm_smmu_device): number => {
    const twoLevels = has(smmu, ARM_SMMU_FEAT_2_LVL_STRTAB);
    const entries = twoLevels ? 2 ** Math.min(STRTAB_L1_BITS, smmu.sid_bits - STRTAB_SPLIT) : 2 ** smmu.sid_bits;
    smmu.num_l1_ents = entries;
    smmu.strtab = alloc_pages(k, true, get_order(entries * (twoLevels ? 8 : STE_SIZE)));
    if (!twoLevels) initEntries(k, smmu.strtab, entries);
    return 0;
  },
);

/** How the table is laid out, as STRTAB_BASE_CFG says it. */
export function strtabBaseCfg(smmu: arm_smmu_device): number {
  if (!has(smmu, ARM_SMMU_FEAT_2_LVL_STRTAB)) return smmu.sid_bits;
  return (1 << 16) | (STRTAB_SPLIT << 6) | (Math.log2(smmu.num_l1_ents) + STRTAB_SPLIT);
}

const arm_smmu_init_l2_strtab = at.fn(
  'arm_smmu_init_l2_strtab',
  'Makes the second-level table that a stream is in.',
  (k: Kernel, smmu: arm_smmu_device, sid: number): number => {
    const index = Math.floor(sid / L2_STES);
    if (smmu.l2ptrs.has(index)) return 0;
    const table = alloc_pages(k, true, get_order(L2_STES * STE_SIZE));
    smmu.l2ptrs.set(index, table);
    initEntries(k, table, L2_STES);
    writeq(k, BigInt(table) | BigInt(STRTAB_SPLIT + 1), smmu.strtab + index * 8);
    return 0;
  },
);

export const arm_smmu_init_sid_strtab = at.fn(
  'arm_smmu_init_sid_strtab',
  'Sees to it that a stream has an entry.',
  (k: Kernel, smmu: arm_smmu_device, sid: number): number => {
    const twoLevels = has(smmu, ARM_SMMU_FEAT_2_LVL_STRTAB);
    if (sid >= smmu.num_l1_ents * (twoLevels ? L2_STES : 1)) return -ERANGE;
    return twoLevels ? arm_smmu_init_l2_strtab(k, smmu, sid) : 0;
  },
);

/** Address of a stream's entry. */
export function arm_smmu_get_step_for_sid(smmu: arm_smmu_device, sid: number): number {
  if (!has(smmu, ARM_SMMU_FEAT_2_LVL_STRTAB)) return smmu.strtab + sid * STE_SIZE;
  return (smmu.l2ptrs.get(Math.floor(sid / L2_STES)) ?? 0) + (sid % L2_STES) * STE_SIZE;
}
