/** Models the structures of drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.h. Smaller structs are part of the larger ones here. */
import {
  always,
  big,
  bits,
  bool,
  choice,
  hexnum,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  struct,
} from '../../../../../../recorder/index.ts';
import type { device } from '../../../../../include/linux/device.ts';
import type { iommu_device, iommu_domain } from '../../../../../include/linux/iommu.ts';
import { statics } from '../../../../../kernel.ts';
import type { arm_lpae_io_pgtable } from '../../../io-pgtable-arm.ts';
import { ARM_SMMU_DOMAIN_BYPASS, ARM_SMMU_DOMAIN_S1, ARM_SMMU_DOMAIN_S2, ARM_SMMU_FEATURES } from './regs.ts';

/** A queue in memory that the SMMU shares. */
export interface arm_smmu_queue extends Recorded {
  max_n_shift: number;
  prod: number;
  cons: number;
  irq: number;
  base: number;
  q_base: bigint;
  ent_dwords: number;
  prod_reg: number;
  cons_reg: number;
}
export const arm_smmu_queue = struct<arm_smmu_queue>(
  'arm_smmu_queue',
  {
    max_n_shift: num(),
    prod: hexnum(),
    cons: hexnum(),
    irq: num(),
    base: hexnum(),
    q_base: big(),
    ent_dwords: num(),
    prod_reg: hexnum(),
    cons_reg: hexnum(),
  },
  { label: (q) => `queue at 0x${q.base.toString(16)}` },
);

export interface arm_smmu_device extends Recorded {
  dev: device;
  base: number;
  page1: number;
  features: number;
  options: number;
  cmdq: arm_smmu_queue;
  evtq: arm_smmu_queue;
  /** The request queue, as far as its interrupt is looked up. */
  priq: arm_smmu_queue;
  gerr_irq: number;
  combined_irq: number;
  ias: number;
  oas: number;
  pgsize_bitmap: number;
  asid_bits: number;
  vmid_bits: number;
  ssid_bits: number;
  sid_bits: number;
  /** strtab_cfg: the stream table, or its first level. */
  strtab: number;
  num_l1_ents: number;
  /** Second-level tables, by first-level index. */
  l2ptrs: RecordedMap<number>;
  vmid_map: RecordedMap<arm_smmu_domain>;
  /** By StreamID. */
  streams: RecordedMap<arm_smmu_master>;
  iommu: iommu_device;
}
export const arm_smmu_device = struct<arm_smmu_device>(
  'arm_smmu_device',
  {
    dev: always(ref()),
    base: hexnum(),
    page1: hexnum(),
    features: bits(ARM_SMMU_FEATURES),
    options: bits({ SKIP_PREFETCH: 1, PAGE0_REGS_ONLY: 2, MSIPOLL: 4 }),
    cmdq: always(ref()),
    evtq: always(ref()),
    priq: always(ref()),
    gerr_irq: num(),
    combined_irq: num(),
    ias: num(),
    oas: num(),
    pgsize_bitmap: hexnum(),
    asid_bits: num(),
    vmid_bits: num(),
    ssid_bits: num(),
    sid_bits: num(),
    strtab: hexnum(),
    num_l1_ents: num(),
    l2ptrs: map(hexnum()),
    vmid_map: map(ref<arm_smmu_domain>()),
    streams: map(ref<arm_smmu_master>()),
    iommu: always(ref()),
  },
  { label: (smmu) => `SMMU ${smmu.dev.name}` },
);

/** A table of context descriptors: in 6.1 an address space has one, in 6.12 a device. */
export interface arm_smmu_ctx_desc_cfg extends Recorded {
  cdtab: number;
  s1cdmax: number;
}
export const arm_smmu_ctx_desc_cfg = struct<arm_smmu_ctx_desc_cfg>('arm_smmu_ctx_desc_cfg', {
  cdtab: hexnum(),
  s1cdmax: num(),
});

/** A device behind an SMMU. */
export interface arm_smmu_master extends Recorded {
  smmu: arm_smmu_device;
  dev: device;
  /** StreamIDs. */
  streams: RecordedList<number>;
  /** 6.1: the address space it is under. */
  domain: arm_smmu_domain | undefined;
  /** 6.12 */
  cd_table: arm_smmu_ctx_desc_cfg | undefined;
  stall_enabled: boolean;
  ssid_bits: number;
}
export const arm_smmu_master = struct<arm_smmu_master>(
  'arm_smmu_master',
  {
    smmu: always(ref()),
    dev: always(ref()),
    streams: list(hexnum()),
    domain: ref(),
    cd_table: ref(),
    stall_enabled: bool(),
    ssid_bits: num(),
  },
  { label: (master) => `${master.dev.name} at its SMMU` },
);

/** An address space, as the SMMU has it. */
export interface arm_smmu_domain extends Recorded {
  smmu: arm_smmu_device | undefined;
  pgtbl_ops: arm_lpae_io_pgtable | undefined;
  stage: number;
  asid: number;
  vmid: number;
  stall_enabled: boolean;
  /** 6.1 */
  cdcfg: arm_smmu_ctx_desc_cfg | undefined;
  domain: iommu_domain;
  devices: RecordedList<arm_smmu_master>;
}
export const arm_smmu_domain = struct<arm_smmu_domain>('arm_smmu_domain', {
  smmu: ref(),
  pgtbl_ops: ref(),
  stage: choice({ ARM_SMMU_DOMAIN_S1, ARM_SMMU_DOMAIN_S2, ARM_SMMU_DOMAIN_BYPASS }),
  asid: num(),
  vmid: num(),
  stall_enabled: bool(),
  cdcfg: ref(),
  domain: always(ref()),
  devices: list(ref<arm_smmu_master>()),
});

export interface arm_smmu_v3_c extends Recorded {
  /** By address space ID. */
  arm_smmu_asid_xa: RecordedMap<arm_smmu_domain>;
  /** Page sizes that all SMMUs together have. */
  pgsize_bitmap: number;
  /** 6.12: the one that lets everything through, and the one that lets nothing through. */
  arm_smmu_identity_domain: iommu_domain | undefined;
  arm_smmu_blocked_domain: iommu_domain | undefined;
}
export const arm_smmu_v3_c = statics<arm_smmu_v3_c>('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c', {
  arm_smmu_asid_xa: map(ref<arm_smmu_domain>()),
  pgsize_bitmap: hexnum(),
  arm_smmu_identity_domain: ref(),
  arm_smmu_blocked_domain: ref(),
});

export function has(smmu: arm_smmu_device, feature: number): boolean {
  return (smmu.features & feature) !== 0;
}

export function to_smmu_domain(domain: iommu_domain): arm_smmu_domain {
  return arm_smmu_domain.of(domain.priv);
}
