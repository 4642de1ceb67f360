/**
 * The ITS part of include/linux/irqchip/arm-gic-v3.h: GITS registers, the LPI registers of a redistributor, and the
 * ITS commands. Names and positions are those of the GICv3/v4 architecture specification.
 */

// --- GITS registers, by offset
export const GITS_CTLR = 0x0000;
export const GITS_IIDR = 0x0004;
export const GITS_TYPER = 0x0008;
export const GITS_MPIDR = 0x0018;
export const GITS_CBASER = 0x0080;
export const GITS_CWRITER = 0x0088;
export const GITS_CREADR = 0x0090;
export const GITS_BASER = 0x0100;
export const GITS_PIDR2 = 0xffe8;
export const GITS_TRANSLATER = 0x10040;

export const GITS_CTLR_ENABLE = 1 << 0;
export const GITS_CTLR_ImDe = 1 << 1;
export const GITS_CTLR_ITS_NUMBER_SHIFT = 4;
export const GITS_CTLR_ITS_NUMBER = 0xf << GITS_CTLR_ITS_NUMBER_SHIFT;
export const GITS_CTLR_QUIESCENT = 0x80000000;

export const GITS_TYPER_VLPIS = 1n << 1n;
export const GITS_TYPER_PTA = 1n << 19n;
export const GITS_TYPER_VMOVP = 1n << 37n;
export const GITS_TYPER_VMAPP = 1n << 40n;

/** Bytes of an interrupt translation entry. */
export function GITS_TYPER_ITT_ENTRY_SIZE(typer: bigint): number {
  return Number((typer >> 4n) & 0xfn) + 1;
}
/** Bits of an EventID. */
export function GITS_TYPER_IDBITS(typer: bigint): number {
  return Number((typer >> 8n) & 0x1fn) + 1;
}
/** Bits of a DeviceID. */
export function GITS_TYPER_DEVBITS(typer: bigint): number {
  return Number((typer >> 13n) & 0x1fn) + 1;
}
export function GITS_TYPER_SVPET(typer: bigint): number {
  return Number((typer >> 41n) & 3n);
}

// --- cacheability and shareability: the same values in every table register, at different places
const GIC_BASER_CACHE_nC = 1n;
const GIC_BASER_CACHE_RaWaWb = 7n;
const GIC_BASER_CACHE_MASK = 7n;
const GIC_BASER_InnerShareable = 1n;
const GIC_BASER_SHAREABILITY_MASK = 3n;
const SHAREABILITY_SHIFT = 10n;

export const GITS_CBASER_VALID = 1n << 63n;
export const GITS_CBASER_SHAREABILITY_MASK = GIC_BASER_SHAREABILITY_MASK << SHAREABILITY_SHIFT;
export const GITS_CBASER_CACHEABILITY_MASK = GIC_BASER_CACHE_MASK << 59n;
export const GITS_CBASER_InnerShareable = GIC_BASER_InnerShareable << SHAREABILITY_SHIFT;
export const GITS_CBASER_RaWaWb = GIC_BASER_CACHE_RaWaWb << 59n;
export const GITS_CBASER_nC = GIC_BASER_CACHE_nC << 59n;

export const GITS_BASER_NR_REGS = 8;
export const GITS_BASER_VALID = 1n << 63n;
export const GITS_BASER_INDIRECT = 1n << 62n;
export const GITS_BASER_CACHEABILITY_MASK = GIC_BASER_CACHE_MASK << 59n;
export const GITS_BASER_SHAREABILITY_MASK = GIC_BASER_SHAREABILITY_MASK << SHAREABILITY_SHIFT;
export const GITS_BASER_SHAREABILITY_SHIFT = SHAREABILITY_SHIFT;
export const GITS_BASER_InnerShareable = GIC_BASER_InnerShareable << SHAREABILITY_SHIFT;
export const GITS_BASER_RaWaWb = GIC_BASER_CACHE_RaWaWb << 59n;
export const GITS_BASER_nC = GIC_BASER_CACHE_nC << 59n;
export const GITS_BASER_TYPE_SHIFT = 56n;
export const GITS_BASER_ENTRY_SIZE_SHIFT = 48n;
const GITS_BASER_PAGE_SIZE_SHIFT = 8n;
export const GITS_BASER_PAGE_SIZE_MASK = 3n << GITS_BASER_PAGE_SIZE_SHIFT;
export const GITS_BASER_PAGES_MAX = 256;

export const GITS_BASER_TYPE_NONE = 0;
export const GITS_BASER_TYPE_DEVICE = 1;
export const GITS_BASER_TYPE_VCPU = 2;
export const GITS_BASER_TYPE_COLLECTION = 4;

/** Bytes of an entry of the first level of a two-level table. */
export const GITS_LVL1_ENTRY_SIZE = 8;

export function GITS_BASER_TYPE(val: bigint): number {
  return Number((val >> GITS_BASER_TYPE_SHIFT) & 7n);
}
export function GITS_BASER_ENTRY_SIZE(val: bigint): number {
  return Number((val >> GITS_BASER_ENTRY_SIZE_SHIFT) & 0x1fn) + 1;
}
/** The Page_Size field for pages of this many bytes. */
export function GITS_BASER_PAGE_SIZE(psz: number): bigint {
  const field = psz === 0x10000 ? 2n : psz === 0x4000 ? 1n : 0n;
  return field << GITS_BASER_PAGE_SIZE_SHIFT;
}

// --- redistributor, the LPI part
export const GICR_PROPBASER = 0x0070;
export const GICR_PENDBASER = 0x0078;
export const GICR_INVLPIR = 0x00a0;
export const GICR_SYNCR = 0x00c0;
export const GICR_CTLR_ENABLE_LPIS = 1 << 0;
export const GICR_TYPER_PLPIS = 1n << 0n;
export const GICR_PROPBASER_IDBITS_MASK = 0x1fn;
export const GICR_BASER_SHAREABILITY_MASK = GIC_BASER_SHAREABILITY_MASK << SHAREABILITY_SHIFT;
export const GICR_BASER_CACHEABILITY_MASK = GIC_BASER_CACHE_MASK << 7n;
export const GICR_BASER_InnerShareable = GIC_BASER_InnerShareable << SHAREABILITY_SHIFT;
export const GICR_BASER_RaWaWb = GIC_BASER_CACHE_RaWaWb << 7n;
export const GICR_BASER_nC = GIC_BASER_CACHE_nC << 7n;

/** The number by which ITS commands name a redistributor, where GITS_TYPER.PTA is 0. */
export function GICR_TYPER_CPU_NUMBER(typer: bigint): number {
  return Number((typer >> 8n) & 0xffffn);
}

export const LPI_PROP_GROUP1 = 1 << 1;
export const LPI_PROP_ENABLED = 1 << 0;

// --- ITS commands
export const GITS_CMD_MOVI = 0x01;
export const GITS_CMD_INT = 0x03;
export const GITS_CMD_CLEAR = 0x04;
export const GITS_CMD_SYNC = 0x05;
export const GITS_CMD_MAPD = 0x08;
export const GITS_CMD_MAPC = 0x09;
export const GITS_CMD_MAPTI = 0x0a;
export const GITS_CMD_INV = 0x0c;
export const GITS_CMD_INVALL = 0x0d;
export const GITS_CMD_DISCARD = 0x0f;
