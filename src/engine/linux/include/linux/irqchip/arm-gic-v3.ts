/** Models include/linux/irqchip/arm-gic-v3.h: the GICv3's registers, and what its driver shares with the ITS driver. */
import {
  bits,
  bool,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  struct,
} from '../../../../recorder/index.ts';

// --- distributor
export const GICD_CTLR = 0x0000;
export const GICD_TYPER = 0x0004;
export const GICD_IIDR = 0x0008;
export const GICD_TYPER2 = 0x000c;
export const GICD_IGROUPR = 0x0080;
export const GICD_ISENABLER = 0x0100;
export const GICD_ICENABLER = 0x0180;
export const GICD_ISPENDR = 0x0200;
export const GICD_ICPENDR = 0x0280;
export const GICD_ISACTIVER = 0x0300;
export const GICD_ICACTIVER = 0x0380;
export const GICD_IPRIORITYR = 0x0400;
export const GICD_ICFGR = 0x0c00;
export const GICD_IGROUPRnE = 0x1000;
export const GICD_ISENABLERnE = 0x1200;
export const GICD_ICENABLERnE = 0x1400;
export const GICD_ISPENDRnE = 0x1600;
export const GICD_ICPENDRnE = 0x1800;
export const GICD_ISACTIVERnE = 0x1a00;
export const GICD_ICACTIVERnE = 0x1c00;
export const GICD_IPRIORITYRnE = 0x2000;
export const GICD_ICFGRnE = 0x3000;
export const GICD_IROUTER = 0x6000;
export const GICD_IROUTERnE = 0x8000;
export const GICD_PIDR2 = 0xffe8;

export const GICD_CTLR_RWP = 0x80000000;
export const GICD_CTLR_nASSGIreq = 1 << 8;
export const GICD_CTLR_DS = 1 << 6;
export const GICD_CTLR_ARE_NS = 1 << 4;
export const GICD_CTLR_ENABLE_G1A = 1 << 1;
export const GICD_CTLR_ENABLE_G1 = 1 << 0;

export const GICD_TYPER_RSS = 1 << 26;
export const GICD_TYPER_LPIS = 1 << 17;
export const GICD_TYPER_MBIS = 1 << 16;
export const GICD_TYPER_ESPI = 1 << 8;
export const GICD_TYPER2_nASSGIcap = 1 << 8;

export function GICD_TYPER_ID_BITS(typer: number): number {
  return ((typer >>> 19) & 0x1f) + 1;
}
export function GICD_TYPER_NUM_LPIS(typer: number): number {
  return ((typer >>> 11) & 0x1f) + 1;
}
export function GICD_TYPER_SPIS(typer: number): number {
  return ((typer & 0x1f) + 1) * 32;
}
export function GICD_TYPER_ESPIS(typer: number): number {
  return (typer & GICD_TYPER_ESPI) !== 0 ? GICD_TYPER_SPIS((typer >>> 27) & 0x1f) : 0;
}

export const GIC_PIDR2_ARCH_MASK = 0xf0;
export const GIC_PIDR2_ARCH_GICv3 = 0x30;
export const GIC_PIDR2_ARCH_GICv4 = 0x40;

// --- redistributor; SGI frame offsets are the distributor's
export const GICR_CTLR = 0x0000;
export const GICR_TYPER = 0x0008;
export const GICR_WAKER = 0x0014;
export const GICR_PIDR2 = 0xffe8;
export const GICR_IGROUPR0 = 0x0080;
export const GICR_VPROPBASER = 0x0070;
export const GICR_VPENDBASER = 0x0078;

export const GICR_CTLR_RWP = 1 << 3;
export const GICR_CTLR_IR = 1 << 2;
export const GICR_WAKER_ProcessorSleep = 1 << 1;
export const GICR_WAKER_ChildrenAsleep = 1 << 2;

export const GICR_TYPER_VLPIS = 1n << 1n;
export const GICR_TYPER_DIRTY = 1n << 2n;
export const GICR_TYPER_DirectLPIS = 1n << 3n;
export const GICR_TYPER_LAST = 1n << 4n;
export const GICR_TYPER_RVPEID = 1n << 7n;
export const GICR_VPENDBASER_Valid = 1n << 63n;
export const GICR_VPENDBASER_PendingLast = 1n << 61n;
export const GICR_VPROPBASER_4_1_VALID = 1n << 63n;

export function GICR_TYPER_NR_PPIS(typer: bigint): number {
  const extended = Number((typer >> 27n) & 0x1fn);
  return extended < 3 ? 16 + 32 * extended : 16;
}

// --- numbers of the extended ranges
export const EPPI_BASE_INTID = 1056;
export const ESPI_BASE_INTID = 4096;
export const GIC_IRQ_TYPE_LPI = 0xa110c8ed;
export const GIC_IRQ_TYPE_PARTITION = GIC_IRQ_TYPE_LPI + 1;

// --- CPU interface
export const ICC_CTLR_EL1_EOImode_drop = 1n << 1n;
export const ICC_CTLR_EL1_EOImode_drop_dir = 0n;
export const ICC_CTLR_EL1_PRI_BITS_SHIFT = 8n;
export const ICC_CTLR_EL1_RSS = 1n << 18n;
export const ICC_CTLR_EL1_ExtRange = 1n << 19n;
export const ICC_SRE_EL1_SRE = 1n;

/** Flags of `rdists` and of each `rdist`. */
export const RDIST_FLAGS_PROPBASE_NEEDS_FLUSHING = 1 << 0;
export const RDIST_FLAGS_RD_TABLES_PREALLOCATED = 1 << 1;
/** From 6.7 on. */
export const RDIST_FLAGS_FORCE_NON_SHAREABLE = 1 << 2;
export const RD_LOCAL_LPI_ENABLED = 1 << 0;
export const RD_LOCAL_PENDTABLE_PREALLOCATED = 1 << 1;
const RD_LOCAL_MEMRESERVE_DONE = 1 << 2;

/** What the kernel knows of one CPU's redistributor. */
export interface rdist extends Recorded {
  rd_base: number;
  /** Physical address of its LPI pending table; 0 for none (the kernel keeps a page). */
  pend_page: number;
  phys_base: number;
  /** RD_LOCAL_… */
  flags: number;
}
export const rdist = struct<rdist>(
  'rdist',
  {
    rd_base: hexnum(),
    pend_page: hexnum(),
    phys_base: hexnum(),
    flags: bits({ RD_LOCAL_LPI_ENABLED, RD_LOCAL_PENDTABLE_PREALLOCATED, RD_LOCAL_MEMRESERVE_DONE }),
  },
  { label: (rd) => `redistributor at 0x${rd.phys_base.toString(16)}` },
);

/** All redistributors; the GIC and the ITS driver share it. */
export interface rdists extends Recorded {
  /** By CPU. */
  rdist: RecordedMap<rdist>;
  prop_table_pa: number;
  /** RDIST_FLAGS_… */
  flags: number;
  gicd_typer: number;
  gicd_typer2: number;
  cpuhp_memreserve_state: number;
  has_vlpis: boolean;
  has_rvpeid: boolean;
  has_direct_lpi: boolean;
  has_vpend_valid_dirty: boolean;
}
export const rdists = struct<rdists>(
  'rdists',
  {
    rdist: map(ref<rdist>()),
    prop_table_pa: hexnum(),
    flags: bits({
      RDIST_FLAGS_PROPBASE_NEEDS_FLUSHING,
      RDIST_FLAGS_RD_TABLES_PREALLOCATED,
      RDIST_FLAGS_FORCE_NON_SHAREABLE,
    }),
    gicd_typer: hexnum(),
    gicd_typer2: hexnum(),
    cpuhp_memreserve_state: num(),
    has_vlpis: bool(),
    has_rvpeid: bool(),
    has_direct_lpi: bool(),
    has_vpend_valid_dirty: bool(),
  },
  { label: () => 'redistributors' },
);
