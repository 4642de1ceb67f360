/** Models the constants of drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.h. Values from IHI 0070. */
export const ARM_SMMU_IDR0 = 0x0;
export const ARM_SMMU_IDR1 = 0x4;
export const ARM_SMMU_IDR3 = 0xc;
export const ARM_SMMU_IDR5 = 0x14;
export const ARM_SMMU_IIDR = 0x18;
export const ARM_SMMU_CR0 = 0x20;
export const ARM_SMMU_CR0ACK = 0x24;
export const ARM_SMMU_CR1 = 0x28;
export const ARM_SMMU_CR2 = 0x2c;
export const ARM_SMMU_GBPA = 0x44;
export const ARM_SMMU_IRQ_CTRL = 0x50;
export const ARM_SMMU_IRQ_CTRLACK = 0x54;
export const ARM_SMMU_GERROR = 0x60;
export const ARM_SMMU_GERRORN = 0x64;
export const ARM_SMMU_GERROR_IRQ_CFG0 = 0x68;
export const ARM_SMMU_STRTAB_BASE = 0x80;
export const ARM_SMMU_STRTAB_BASE_CFG = 0x88;
export const ARM_SMMU_CMDQ_BASE = 0x90;
export const ARM_SMMU_CMDQ_PROD = 0x98;
export const ARM_SMMU_CMDQ_CONS = 0x9c;
export const ARM_SMMU_EVTQ_BASE = 0xa0;
export const ARM_SMMU_EVTQ_PROD = 0xa8;
export const ARM_SMMU_EVTQ_CONS = 0xac;
export const ARM_SMMU_EVTQ_IRQ_CFG0 = 0xb0;

export const CR0_CMDQEN = 1 << 3;
export const CR0_EVTQEN = 1 << 2;
export const CR0_SMMUEN = 1 << 0;
/** Tables and queues are inner shareable and cached. */
export const CR1_ALL = (3 << 10) | (1 << 8) | (1 << 6) | (3 << 4) | (1 << 2) | 1;
export const CR2_PTM = 1 << 2;
export const CR2_RECINVSID = 1 << 1;
export const CR2_E2H = 1 << 0;
export const GBPA_UPDATE = 0x80000000;
export const GBPA_ABORT = 1 << 20;
export const IRQ_CTRL_EVTQ_IRQEN = 1 << 2;
export const IRQ_CTRL_GERROR_IRQEN = 1 << 0;
export const GERROR_ERR_MASK = 0x1fd;
export const GERROR_SFM_ERR = 1 << 8;
export const GERROR_CMDQ_ERR = 1 << 0;
export const CMDQ_CONS_ERR_SHIFT = 24;

export const STRTAB_BASE_RA = 1n << 62n;
export const STRTAB_SPLIT = 8;
/** First-level entries of the stream table, at most: 2^17. */
export const STRTAB_L1_BITS = 17;
export const STE_SIZE = 64;
export const STRTAB_STE_0_V = 1n;
export const STRTAB_STE_0_CFG_ABORT = 0n;
export const STRTAB_STE_0_CFG_BYPASS = 4n;
export const STRTAB_STE_0_CFG_S1_TRANS = 5n;
export const STRTAB_STE_0_CFG_S2_TRANS = 6n;
export const STRTAB_STE_1_SHCFG_INCOMING = 1n << 44n;
export const STRTAB_STE_1_S1STALLD = 1n << 27n;
export const STRTAB_STE_2_S2S = 1n << 57n;

export const Q_BASE_RWA = 1n << 62n;
/** Bytes of the largest queue: what the page allocator has in one piece, 2^(12 + 10). */
const Q_MAX_SZ_SHIFT = 22;
export const CMDQ_ENT_DWORDS = 2;
export const EVTQ_ENT_DWORDS = 4;
export const CMDQ_MAX_SZ_SHIFT = Q_MAX_SZ_SHIFT - 4;
export const EVTQ_MAX_SZ_SHIFT = Q_MAX_SZ_SHIFT - 5;
/** Commands of a batch: a queue must hold more. */
export const CMDQ_BATCH_SHIFT = 6;

export const CMDQ_OP_PREFETCH_CFG = 0x1;
export const CMDQ_OP_CFGI_STE = 0x3;
export const CMDQ_OP_CFGI_ALL = 0x4;
export const CMDQ_OP_CFGI_CD = 0x5;
export const CMDQ_OP_TLBI_NH_ASID = 0x11;
export const CMDQ_OP_TLBI_NH_VA = 0x12;
export const CMDQ_OP_TLBI_EL2_ALL = 0x20;
export const CMDQ_OP_TLBI_EL2_ASID = 0x21;
export const CMDQ_OP_TLBI_EL2_VA = 0x22;
export const CMDQ_OP_TLBI_S12_VMALL = 0x28;
export const CMDQ_OP_TLBI_S2_IPA = 0x2a;
export const CMDQ_OP_TLBI_NSNH_ALL = 0x30;
export const CMDQ_OP_CMD_SYNC = 0x46;

export const ARM_SMMU_FEAT_2_LVL_STRTAB = 1 << 0;
export const ARM_SMMU_FEAT_2_LVL_CDTAB = 1 << 1;
export const ARM_SMMU_FEAT_TT_LE = 1 << 2;
export const ARM_SMMU_FEAT_TT_BE = 1 << 3;
export const ARM_SMMU_FEAT_SEV = 1 << 6;
export const ARM_SMMU_FEAT_MSI = 1 << 7;
export const ARM_SMMU_FEAT_COHERENCY = 1 << 8;
export const ARM_SMMU_FEAT_TRANS_S1 = 1 << 9;
export const ARM_SMMU_FEAT_TRANS_S2 = 1 << 10;
export const ARM_SMMU_FEAT_STALLS = 1 << 11;
export const ARM_SMMU_FEAT_HYP = 1 << 12;
export const ARM_SMMU_FEAT_STALL_FORCE = 1 << 13;
export const ARM_SMMU_FEAT_VAX = 1 << 14;
export const ARM_SMMU_FEAT_RANGE_INV = 1 << 15;
export const ARM_SMMU_FEAT_BTM = 1 << 16;
export const ARM_SMMU_FEAT_E2H = 1 << 18;
export const ARM_SMMU_FEAT_NESTING = 1 << 19;
export const ARM_SMMU_FEAT_ATTR_TYPES_OVR = 1 << 20;
export const ARM_SMMU_FEAT_HA = 1 << 21;
export const ARM_SMMU_FEAT_HD = 1 << 22;
export const ARM_SMMU_FEATURES = {
  ARM_SMMU_FEAT_2_LVL_STRTAB,
  ARM_SMMU_FEAT_2_LVL_CDTAB,
  ARM_SMMU_FEAT_TT_LE,
  ARM_SMMU_FEAT_TT_BE,
  ARM_SMMU_FEAT_SEV,
  ARM_SMMU_FEAT_MSI,
  ARM_SMMU_FEAT_COHERENCY,
  ARM_SMMU_FEAT_TRANS_S1,
  ARM_SMMU_FEAT_TRANS_S2,
  ARM_SMMU_FEAT_STALLS,
  ARM_SMMU_FEAT_HYP,
  ARM_SMMU_FEAT_STALL_FORCE,
  ARM_SMMU_FEAT_VAX,
  ARM_SMMU_FEAT_RANGE_INV,
  ARM_SMMU_FEAT_BTM,
  ARM_SMMU_FEAT_E2H,
  ARM_SMMU_FEAT_NESTING,
  ARM_SMMU_FEAT_ATTR_TYPES_OVR,
  ARM_SMMU_FEAT_HA,
  ARM_SMMU_FEAT_HD,
} as const;

export const ARM_SMMU_OPT_SKIP_PREFETCH = 1 << 0;
export const ARM_SMMU_OPT_PAGE0_REGS_ONLY = 1 << 1;
export const ARM_SMMU_OPT_MSIPOLL = 1 << 2;

/** Where messages of devices go that user space has: a window that no memory of it may be mapped over. */
export const MSI_IOVA_BASE = 0x8000000;
export const MSI_IOVA_LENGTH = 0x100000;

export const ARM_SMMU_DOMAIN_S1 = 0;
export const ARM_SMMU_DOMAIN_S2 = 1;
export const ARM_SMMU_DOMAIN_BYPASS = 3;
