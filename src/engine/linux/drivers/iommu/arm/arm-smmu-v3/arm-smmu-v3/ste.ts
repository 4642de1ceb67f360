/** Models the stream table entries of arm-smmu-v3.c: what becomes of a device's accesses. */
import { must } from '../../../../../../../base/assert.ts';
import { source } from '../../../../../../recorder/index.ts';
import { readq, writeq } from '../../../../../include/asm/io.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { arm_smmu_cmdq_issue_cmd, arm_smmu_cmdq_issue_cmd_with_sync } from './cmdq.ts';
import {
  ARM_SMMU_FEAT_ATTR_TYPES_OVR,
  ARM_SMMU_FEAT_E2H,
  ARM_SMMU_FEAT_STALLS,
  ARM_SMMU_OPT_SKIP_PREFETCH,
  CMDQ_OP_CFGI_STE,
  CMDQ_OP_PREFETCH_CFG,
  STRTAB_STE_0_CFG_ABORT,
  STRTAB_STE_0_CFG_BYPASS,
  STRTAB_STE_0_CFG_S1_TRANS,
  STRTAB_STE_0_CFG_S2_TRANS,
  STRTAB_STE_0_V,
  STRTAB_STE_1_S1STALLD,
  STRTAB_STE_1_SHCFG_INCOMING,
  STRTAB_STE_2_S2S,
} from './regs.ts';
import { arm_smmu_get_step_for_sid } from './strtab.ts';
import {
  type arm_smmu_ctx_desc_cfg,
  type arm_smmu_device,
  type arm_smmu_domain,
  type arm_smmu_master,
  has,
} from './types.ts';

const at = source('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c');

/** The words that say something; the other four stay 0. */
export type arm_smmu_ste = readonly [bigint, bigint, bigint, bigint];

/** Substream 0 for accesses without one; tables are cached and inner shareable. */
const STE_1_S1 = 2n | (1n << 2n) | (1n << 4n) | (3n << 6n);
const STRTAB_STE_1_STRW_EL2 = 2n << 30n;
const STRTAB_STE_2_S2AA64 = 1n << 51n;
const STRTAB_STE_2_S2PTW = 1n << 54n;
const STRTAB_STE_2_S2R = 1n << 58n;

/** 6.1 gives every entry the attributes that come with the access; 6.12 where the SMMU has others. */
function shcfg(k: Kernel, smmu: arm_smmu_device): bigint {
  return !k.since('6.12') || has(smmu, ARM_SMMU_FEAT_ATTR_TYPES_OVR) ? STRTAB_STE_1_SHCFG_INCOMING : 0n;
}

export function arm_smmu_make_abort_ste(k: Kernel): arm_smmu_ste {
  const attributes = k.since('6.12') ? 0n : STRTAB_STE_1_SHCFG_INCOMING;
  return [STRTAB_STE_0_V | (STRTAB_STE_0_CFG_ABORT << 1n), attributes, 0n, 0n];
}

export function arm_smmu_make_bypass_ste(k: Kernel, smmu: arm_smmu_device): arm_smmu_ste {
  return [STRTAB_STE_0_V | (STRTAB_STE_0_CFG_BYPASS << 1n), shcfg(k, smmu), 0n, 0n];
}

export function arm_smmu_make_cdtable_ste(master: arm_smmu_master, cd: arm_smmu_ctx_desc_cfg): arm_smmu_ste {
  const { smmu } = master;
  const stalld = has(smmu, ARM_SMMU_FEAT_STALLS) && !master.stall_enabled ? STRTAB_STE_1_S1STALLD : 0n;
  const world = has(smmu, ARM_SMMU_FEAT_E2H) ? STRTAB_STE_1_STRW_EL2 : 0n;
  return [
    STRTAB_STE_0_V | (STRTAB_STE_0_CFG_S1_TRANS << 1n) | BigInt(cd.cdtab) | (BigInt(cd.s1cdmax) << 59n),
    STE_1_S1 | stalld | world,
    0n,
    0n,
  ];
}

export function arm_smmu_make_s2_domain_ste(
  k: Kernel,
  master: arm_smmu_master,
  smmu_domain: arm_smmu_domain,
): arm_smmu_ste {
  const tables = must(smmu_domain.pgtbl_ops, 'the tables of an address space');
  const vtcr =
    BigInt(tables.tcr_tsz) |
    (BigInt(tables.vtcr_sl) << 6n) |
    (BigInt(tables.tcr_irgn) << 8n) |
    (BigInt(tables.tcr_orgn) << 10n) |
    (BigInt(tables.tcr_sh) << 12n) |
    (BigInt(tables.tcr_tg) << 14n) |
    (BigInt(tables.tcr_ps) << 16n);
  const stall = k.since('6.12') && master.stall_enabled ? STRTAB_STE_2_S2S : 0n;
  return [
    STRTAB_STE_0_V | (STRTAB_STE_0_CFG_S2_TRANS << 1n),
    k.since('6.12') ? shcfg(k, master.smmu) : 0n,
    BigInt(smmu_domain.vmid) | (vtcr << 32n) | STRTAB_STE_2_S2AA64 | STRTAB_STE_2_S2PTW | stall | STRTAB_STE_2_S2R,
    BigInt(tables.pgd),
  ];
}

function arm_smmu_sync_ste_for_sid(k: Kernel, smmu: arm_smmu_device, sid: number): void {
  arm_smmu_cmdq_issue_cmd_with_sync(k, smmu, { opcode: CMDQ_OP_CFGI_STE, sid, leaf: true });
}

/**
 * arm_smmu_write_strtab_ent in 6.1. An entry in use must not change under the SMMU: what differs in one word alone is
 * written at once; else it becomes invalid first and valid last. (6.12 also finds changes of several words that the SMMU
 * cannot notice.)
 */
const arm_smmu_write_ste = at.fn(
  'arm_smmu_write_ste',
  'Writes a stream table entry and tells the SMMU.',
  (k: Kernel, master: arm_smmu_master, sid: number, ste: number, target: arm_smmu_ste): void => {
    const { smmu } = master;
    const differs = target.map((word, i) => readq(k, ste + i * 8) !== word);
    if (differs.filter(Boolean).length > 1) {
      writeq(k, 0n, ste);
      arm_smmu_sync_ste_for_sid(k, smmu, sid);
      for (let i = 1; i < target.length; i++) writeq(k, target[i] ?? 0n, ste + i * 8);
      arm_smmu_sync_ste_for_sid(k, smmu, sid);
      writeq(k, target[0], ste);
    } else target.forEach((word, i) => writeq(k, word, ste + i * 8));
    arm_smmu_sync_ste_for_sid(k, smmu, sid);
    if ((smmu.options & ARM_SMMU_OPT_SKIP_PREFETCH) === 0) {
      arm_smmu_cmdq_issue_cmd(k, smmu, { opcode: CMDQ_OP_PREFETCH_CFG, sid });
    }
  },
);

export const arm_smmu_install_ste_for_dev = at.fn(
  'arm_smmu_install_ste_for_dev',
  "Writes the entries of all of a device's streams.",
  (k: Kernel, master: arm_smmu_master, target: arm_smmu_ste): void => {
    for (const sid of new Set(master.streams.toArray())) {
      arm_smmu_write_ste(k, master, sid, arm_smmu_get_step_for_sid(master.smmu, sid), target);
    }
  },
);
