/**
 * The tables of the redistributors: one with the configuration of every LPI, which all share, and a pending table for
 * each CPU; and turning LPIs on. Left out: cache flushing, EFI's reservations, kdump, and the tables of GICv4.1.
 */
import { source } from '../../../../recorder/index.ts';
import { readl, readq, writel, writeq, memset_io } from '../../../include/asm/io.ts';
import { EBUSY, ENXIO, ETIMEDOUT } from '../../../include/linux/errno.ts';
import {
  GICD_TYPER_ID_BITS,
  GICR_CTLR,
  GICR_CTLR_RWP,
  GICR_TYPER,
  RD_LOCAL_LPI_ENABLED,
  RD_LOCAL_PENDTABLE_PREALLOCATED,
  RDIST_FLAGS_FORCE_NON_SHAREABLE,
  RDIST_FLAGS_PROPBASE_NEEDS_FLUSHING,
  RDIST_FLAGS_RD_TABLES_PREALLOCATED,
} from '../../../include/linux/irqchip/arm-gic-v3.ts';
import { SZ_64K } from '../../../include/linux/sizes.ts';
import type { Kernel } from '../../../kernel.ts';
import { for_each_possible_cpu } from '../../../kernel/cpu/index.ts';
import { pr_err, pr_info, pr_warn } from '../../../kernel/printk/printk.ts';
import { alloc_pages, get_order } from '../../../mm/page_alloc.ts';
import { its_lpi_init } from './lpi-range.ts';
import {
  GICR_BASER_CACHEABILITY_MASK,
  GICR_BASER_InnerShareable,
  GICR_BASER_nC,
  GICR_BASER_RaWaWb,
  GICR_BASER_SHAREABILITY_MASK,
  GICR_CTLR_ENABLE_LPIS,
  GICR_PENDBASER,
  GICR_PROPBASER,
  GICR_PROPBASER_IDBITS_MASK,
  GICR_TYPER_PLPIS,
  LPI_PROP_GROUP1,
} from './registers.ts';
import { gic_data_rdist, gic_data_rdist_cpu, gic_rdists, irq_gic_v3_its_c } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

/** Bits of an INTID the driver makes use of at most: 65,536 INTIDs. */
const ITS_MAX_LPI_NRBITS = 16;
const GICR_VPROPBASER_OFFSET = 0x20070;
const MICROSECONDS = 1_000_000;

/** One byte for each INTID the tables are for. */
function LPI_PROPBASE_SZ(k: Kernel): number {
  return align64K(2 ** irq_gic_v3_its_c(k).lpi_id_bits);
}
/** One bit for each. */
function LPI_PENDBASE_SZ(k: Kernel): number {
  return align64K(2 ** irq_gic_v3_its_c(k).lpi_id_bits / 8);
}
function align64K(size: number): number {
  return Math.ceil(size / SZ_64K) * SZ_64K;
}
/** The physical address in GICR_PROPBASER. */
function propbaserAddress(val: bigint): number {
  return Number(val & 0xffffffffff000n);
}

/** From 6.6 on the device tree can say that the redistributors are not coherent. */
function rdists_support_shareable(k: Kernel): boolean {
  return !k.since('6.12') || (gic_rdists(k).flags & RDIST_FLAGS_FORCE_NON_SHAREABLE) === 0;
}

const gic_reset_prop_table = at.fn(
  'gic_reset_prop_table',
  'Sets every LPI to its default: normal priority, disabled.',
  (k: Kernel, address: number): void => {
    memset_io(k, address, irq_gic_v3_its_c(k).lpi_prop_prio | LPI_PROP_GROUP1, LPI_PROPBASE_SZ(k));
  },
);

const its_allocate_prop_table = at.fn(
  'its_allocate_prop_table',
  'Makes the table with the configuration of all LPIs.',
  (k: Kernel): number => {
    const page = alloc_pages(k, false, get_order(LPI_PROPBASE_SZ(k)));
    gic_reset_prop_table(k, page);
    return page;
  },
);

const its_setup_lpi_prop_table = at.fn(
  'its_setup_lpi_prop_table',
  'Makes the LPI configuration table, or takes over the one that is in use, and makes the LPIs free.',
  (k: Kernel): number => {
    const c = irq_gic_v3_its_c(k);
    const rdists = gic_rdists(k);
    if ((rdists.flags & RDIST_FLAGS_RD_TABLES_PREALLOCATED) !== 0) {
      const val = readq(k, gic_data_rdist(k).rd_base + GICR_PROPBASER);
      c.lpi_id_bits = Number(val & GICR_PROPBASER_IDBITS_MASK) + 1;
      rdists.prop_table_pa = propbaserAddress(val);
      gic_reset_prop_table(k, rdists.prop_table_pa);
    } else {
      c.lpi_id_bits = Math.min(GICD_TYPER_ID_BITS(rdists.gicd_typer), ITS_MAX_LPI_NRBITS);
      rdists.prop_table_pa = its_allocate_prop_table(k);
    }
    pr_info(k, `GICv3: using LPI property table @${pa(rdists.prop_table_pa)}`);
    return its_lpi_init(k, c.lpi_id_bits);
  },
);

function pa(address: number): string {
  return `0x${address.toString(16).padStart(16, '0')}`;
}

const its_allocate_pending_table = at.fn(
  'its_allocate_pending_table',
  'Makes the pending table of a CPU.',
  (k: Kernel): number => alloc_pages(k, true, get_order(LPI_PENDBASE_SZ(k))),
);

const gic_check_reserved_range = at.fn(
  'gic_check_reserved_range',
  'Checks that memory which LPI tables are in already is reserved; no firmware of ours reserves any.',
  (k: Kernel, address: number, size: number): boolean => {
    pr_warn(k, `GICv3: Expected reserved range [${pa(address)}:${pa(address + size - 1)}], not found`);
    return false;
  },
);

/** Tables in use at boot are kept only if a former kernel had them reserved. */
function enabled_lpis_allowed(k: Kernel): boolean {
  const val = readq(k, gic_data_rdist(k).rd_base + GICR_PROPBASER);
  return gic_check_reserved_range(k, propbaserAddress(val), LPI_PROPBASE_SZ(k));
}

export const allocate_lpi_tables = at.fn(
  'allocate_lpi_tables',
  'Makes the LPI configuration table and a pending table for each possible CPU.',
  (k: Kernel): number => {
    const ctlr = readl(k, gic_data_rdist(k).rd_base + GICR_CTLR);
    if ((ctlr & GICR_CTLR_ENABLE_LPIS) !== 0 && enabled_lpis_allowed(k)) {
      gic_rdists(k).flags |= RDIST_FLAGS_RD_TABLES_PREALLOCATED | RDIST_FLAGS_PROPBASE_NEEDS_FLUSHING;
      pr_info(k, 'GICv3: Using preallocated redistributor tables');
    }
    const err = its_setup_lpi_prop_table(k);
    if (err !== 0) return err;
    for (const cpu of for_each_possible_cpu(k)) gic_data_rdist_cpu(k, cpu).pend_page = its_allocate_pending_table(k);
    return 0;
  },
);

const allocate_vpe_l1_table = at.fn(
  'allocate_vpe_l1_table',
  'Makes the table of virtual CPUs that a GICv4.1 redistributor wants; others want none.',
  (k: Kernel): number => 0,
);

/** Writes GICR_PROPBASER; where the redistributor is not coherent, again without cacheability. */
function setPropbaser(k: Kernel, rbase: number): void {
  const bits = BigInt(irq_gic_v3_its_c(k).lpi_id_bits - 1) & GICR_PROPBASER_IDBITS_MASK;
  const val = BigInt(gic_rdists(k).prop_table_pa) | GICR_BASER_InnerShareable | GICR_BASER_RaWaWb | bits;
  writeq(k, val, rbase + GICR_PROPBASER);
  let tmp = readq(k, rbase + GICR_PROPBASER);
  if (!rdists_support_shareable(k)) tmp &= ~GICR_BASER_SHAREABILITY_MASK;
  if (((tmp ^ val) & GICR_BASER_SHAREABILITY_MASK) === 0n) return;
  if ((tmp & GICR_BASER_SHAREABILITY_MASK) === 0n) writeq(k, uncached(val), rbase + GICR_PROPBASER);
  const flushing = (gic_rdists(k).flags & RDIST_FLAGS_PROPBASE_NEEDS_FLUSHING) !== 0;
  if (!flushing) pr_info(k, 'GIC: using cache flushing for LPI property table');
  gic_rdists(k).flags |= RDIST_FLAGS_PROPBASE_NEEDS_FLUSHING;
}

function setPendbaser(k: Kernel, rbase: number, paddr: number): void {
  const val = BigInt(paddr) | GICR_BASER_InnerShareable | GICR_BASER_RaWaWb;
  writeq(k, val, rbase + GICR_PENDBASER);
  let tmp = readq(k, rbase + GICR_PENDBASER);
  if (!rdists_support_shareable(k)) tmp &= ~GICR_BASER_SHAREABILITY_MASK;
  if ((tmp & GICR_BASER_SHAREABILITY_MASK) === 0n) writeq(k, uncached(val), rbase + GICR_PENDBASER);
}

function uncached(val: bigint): bigint {
  return (val & ~(GICR_BASER_SHAREABILITY_MASK | GICR_BASER_CACHEABILITY_MASK)) | GICR_BASER_nC;
}

/** Checks that a redistributor with LPIs on has the same tables as the others. */
function keepPreallocated(k: Kernel, rbase: number): number {
  const paddr = Number(readq(k, rbase + GICR_PENDBASER) & 0xfffffffff0000n);
  gic_check_reserved_range(k, paddr, LPI_PENDBASE_SZ(k));
  gic_data_rdist(k).flags |= RD_LOCAL_PENDTABLE_PREALLOCATED;
  return paddr;
}

export const its_cpu_init_lpis = at.fn(
  'its_cpu_init_lpis',
  'Gives the redistributor of this CPU its LPI tables, and turns LPIs on.',
  (k: Kernel): void => {
    const rd = gic_data_rdist(k);
    const rdists = gic_rdists(k);
    const rbase = rd.rd_base;
    if ((rd.flags & RD_LOCAL_LPI_ENABLED) !== 0) return;
    const ctlr = readl(k, rbase + GICR_CTLR);
    const prealloc = (rdists.flags & RDIST_FLAGS_RD_TABLES_PREALLOCATED) !== 0 && (ctlr & GICR_CTLR_ENABLE_LPIS) !== 0;
    let paddr = rd.pend_page;
    if (prealloc) {
      paddr = keepPreallocated(k, rbase);
    } else {
      setPropbaser(k, rbase);
      setPendbaser(k, rbase, paddr);
      writel(k, readl(k, rbase + GICR_CTLR) | GICR_CTLR_ENABLE_LPIS, rbase + GICR_CTLR);
    }
    if (rdists.has_vlpis && !rdists.has_rvpeid) {
      // A sane number of ID bits, so that virtual LPIs are not dropped before a virtual CPU runs here.
      writeq(
        k,
        BigInt(irq_gic_v3_its_c(k).lpi_id_bits - 1) & GICR_PROPBASER_IDBITS_MASK,
        rbase + GICR_VPROPBASER_OFFSET,
      );
    }
    if (allocate_vpe_l1_table(k) !== 0) rdists.has_vlpis = false;
    rd.flags |= RD_LOCAL_LPI_ENABLED;
    const kind = (rd.flags & RD_LOCAL_PENDTABLE_PREALLOCATED) !== 0 ? 'reserved' : 'allocated';
    pr_info(k, `GICv3: CPU${k.cpu}: using ${kind} LPI pending table @${pa(paddr)}`);
  },
);

function gic_rdists_supports_plpis(k: Kernel): boolean {
  return (readq(k, gic_data_rdist(k).rd_base + GICR_TYPER) & GICR_TYPER_PLPIS) !== 0n;
}

export const redist_disable_lpis = at.fn(
  'redist_disable_lpis',
  'Turns off LPIs that firmware left on, unless they are ours.',
  (k: Kernel): number => {
    const rbase = gic_data_rdist(k).rd_base;
    if (!gic_rdists_supports_plpis(k)) {
      pr_info(k, `CPU${k.cpu}: LPIs not supported`);
      return -ENXIO;
    }
    const val = readl(k, rbase + GICR_CTLR);
    if ((val & GICR_CTLR_ENABLE_LPIS) === 0) return 0;
    const ours = (gic_data_rdist(k).flags & RD_LOCAL_LPI_ENABLED) !== 0;
    if (ours || (gic_rdists(k).flags & RDIST_FLAGS_RD_TABLES_PREALLOCATED) !== 0) return 0;
    pr_warn(k, `GICv3: CPU${k.cpu}: Booted with LPIs enabled, memory probably corrupted`);
    writel(k, val & ~GICR_CTLR_ENABLE_LPIS, rbase + GICR_CTLR);
    for (let timeout = MICROSECONDS; (readl(k, rbase + GICR_CTLR) & GICR_CTLR_RWP) !== 0; timeout--) {
      if (timeout > 0) continue;
      pr_err(k, `CPU${k.cpu}: Timeout while disabling LPIs`);
      return -ETIMEDOUT;
    }
    if ((readl(k, rbase + GICR_CTLR) & GICR_CTLR_ENABLE_LPIS) === 0) return 0;
    pr_err(k, `CPU${k.cpu}: Failed to disable LPIs`);
    return -EBUSY;
  },
);
