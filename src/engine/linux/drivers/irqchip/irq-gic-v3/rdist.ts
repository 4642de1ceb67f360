/** The GICv3 driver, finding redistributors: each CPU has one, somewhere in the regions that the tree names. */
import { bareHex, hex } from '../../../../../base/hex.ts';
import { source } from '../../../../recorder/index.ts';
import { die_kernel_fault } from '../../../arch/arm64/mm/fault.ts';
import { is_of_node } from '../../../include/linux/of.ts';
import { cpu_logical_map } from '../../../arch/arm64/kernel/setup.ts';
import { WARN, WARN_ON } from '../../../include/asm-generic/bug.ts';
import { MPIDR_AFFINITY_LEVEL } from '../../../include/asm/cputype.ts';
import { readl, readq, writeq } from '../../../include/asm/io.ts';
import { ENODEV } from '../../../include/linux/errno.ts';
import {
  GIC_PIDR2_ARCH_GICv3,
  GIC_PIDR2_ARCH_GICv4,
  GIC_PIDR2_ARCH_MASK,
  GICR_CTLR,
  GICR_CTLR_IR,
  GICR_PIDR2,
  GICR_TYPER,
  GICR_TYPER_DirectLPIS,
  GICR_TYPER_DIRTY,
  GICR_TYPER_LAST,
  GICR_TYPER_NR_PPIS,
  GICR_TYPER_RVPEID,
  GICR_TYPER_VLPIS,
  GICR_VPENDBASER,
  GICR_VPENDBASER_PendingLast,
  GICR_VPENDBASER_Valid,
  GICR_VPROPBASER,
  GICR_VPROPBASER_4_1_VALID,
} from '../../../include/linux/irqchip/arm-gic-v3.ts';
import { SZ_4K, SZ_64K } from '../../../include/linux/sizes.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_info, pr_warn } from '../../../kernel/printk/printk.ts';
import { of_address_to_resource } from '../../of/address.ts';
import { gic_cpu_to_affinity } from './access.ts';
import { gic_data, gic_data_rdist, gic_rdists, type redist_region } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3.c');

/** ppi_nr before the first redistributor was asked. */
const UINT_MAX = 0xffffffff;

/** What is done for each redistributor: 0 ends the search. */
type Visit = (k: Kernel, region: redist_region, ptr: number) => number;

/** How far it is to the next redistributor of the region. */
function strideOf(k: Kernel, typer: bigint): number {
  const { redist_stride } = gic_data(k);
  if (redist_stride !== 0) return redist_stride;
  return (typer & GICR_TYPER_VLPIS) !== 0n ? SZ_64K * 4 : SZ_64K * 2;
}

function isRedistributor(k: Kernel, ptr: number): boolean {
  const arch = readl(k, ptr + GICR_PIDR2) & GIC_PIDR2_ARCH_MASK;
  return arch === GIC_PIDR2_ARCH_GICv3 || arch === GIC_PIDR2_ARCH_GICv4;
}

/** The last byte of a region, as the tree says it; none where the regions are not the tree's. */
function endOf(k: Kernel, { phys_base }: redist_region): number {
  const { fwnode, nr_redist_regions } = gic_data(k);
  if (!is_of_node(fwnode)) return Number.POSITIVE_INFINITY;
  const ends = Array.from({ length: nr_redist_regions }, (_, i) => of_address_to_resource(k, fwnode, 1 + i)).flatMap(
    (res) => (typeof res !== 'number' && res.start === phys_base ? [res.end] : []),
  );
  return Math.max(...ends);
}

/** Whether an address is not in the pages that a region was mapped with. */
export function isBeyond(address: number, end: number): boolean {
  return address >= Math.floor(end / SZ_4K + 1) * SZ_4K;
}

const gic_iterate_rdists = at.fn(
  'gic_iterate_rdists',
  'Goes through all redistributors of all regions until one is the right one.',
  (k: Kernel, fn: Visit): number => {
    let ret = -ENODEV;
    for (const region of gic_data(k).redist_regions) {
      let ptr = region.redist_base;
      const end = endOf(k, region);
      if (isBeyond(ptr + GICR_PIDR2, end)) die_kernel_fault(k, ptr + GICR_PIDR2, 'gic_iterate_rdists');
      if (!isRedistributor(k, ptr)) {
        pr_warn(k, `GICv3: No redistributor present @${bareHex(ptr, 16)}`);
        break;
      }
      for (;;) {
        // A region that ends before the last redistributor: nothing tells the driver.
        if (isBeyond(ptr + GICR_TYPER, end)) die_kernel_fault(k, ptr + GICR_TYPER, 'gic_iterate_rdists');
        const typer = readq(k, ptr + GICR_TYPER);
        ret = fn(k, region, ptr);
        if (ret === 0) return 0;
        if (region.single_redist || (typer & GICR_TYPER_LAST) !== 0n) break;
        ptr += strideOf(k, typer);
      }
    }
    return ret === 0 ? 0 : -ENODEV;
  },
);

const __gic_populate_rdist = at.fn(
  '__gic_populate_rdist',
  "Looks whether a redistributor is the running CPU's: it has the CPU's affinity.",
  (k: Kernel, region: redist_region, ptr: number): number => {
    const mpidr = k.since('6.12') ? gic_cpu_to_affinity(k, k.cpu) : cpu_logical_map(k, k.cpu);
    const level = (n: number): number => MPIDR_AFFINITY_LEVEL(mpidr, n);
    const aff = ((level(3) << 24) | (level(2) << 16) | (level(1) << 8) | level(0)) >>> 0;
    const typer = readq(k, ptr + GICR_TYPER);
    if (Number(typer >> 32n) !== aff) return 1;
    const own = gic_data_rdist(k);
    own.rd_base = ptr;
    own.phys_base = region.phys_base + (ptr - region.redist_base);
    const number = gic_data(k).redist_regions.toArray().indexOf(region);
    pr_info(k, `GICv3: CPU${k.cpu}: found redistributor ${bareHex(mpidr)} region ${number}:${hex(own.phys_base, 16)}`);
    return 0;
  },
);

export const gic_populate_rdist = at.fn(
  'gic_populate_rdist',
  "Finds the running CPU's redistributor.",
  (k: Kernel): number => {
    if (gic_iterate_rdists(k, __gic_populate_rdist) === 0) return 0;
    const mpidr = bareHex(cpu_logical_map(k, k.cpu));
    WARN(k, true, `CPU${k.cpu}: mpidr ${mpidr} has no re-distributor!`, gic_populate_rdist);
    return -ENODEV;
  },
);

/** What an earlier kernel left scheduled for virtual machines is switched off (GICv4.1). */
function cleanVpeState(k: Kernel, ptr: number): void {
  const vlpi = ptr + SZ_64K * 2;
  if ((readq(k, vlpi + GICR_VPENDBASER) & GICR_VPENDBASER_Valid) !== 0n) {
    writeq(k, GICR_VPENDBASER_PendingLast, vlpi + GICR_VPENDBASER);
  }
  writeq(k, readq(k, vlpi + GICR_VPROPBASER) & ~GICR_VPROPBASER_4_1_VALID, vlpi + GICR_VPROPBASER);
}

const __gic_update_rdist_properties = at.fn(
  '__gic_update_rdist_properties',
  'Notes what a redistributor can do; the kernel uses what all of them can.',
  (k: Kernel, _region: redist_region, ptr: number): number => {
    const typer = readq(k, ptr + GICR_TYPER);
    const ctlr = readl(k, ptr + GICR_CTLR);
    const has = (bit: bigint): boolean => (typer & bit) !== 0n;
    const rdists = gic_rdists(k);
    if (has(GICR_TYPER_VLPIS) && has(GICR_TYPER_RVPEID)) cleanVpeState(k, ptr);
    rdists.has_vlpis &&= has(GICR_TYPER_VLPIS);
    rdists.has_rvpeid &&= has(GICR_TYPER_RVPEID);
    const direct = has(GICR_TYPER_DirectLPIS) || (ctlr & GICR_CTLR_IR) !== 0 || rdists.has_rvpeid;
    rdists.has_direct_lpi &&= direct;
    rdists.has_vpend_valid_dirty &&= has(GICR_TYPER_DIRTY);
    if (WARN_ON(k, rdists.has_rvpeid && !rdists.has_vlpis, __gic_update_rdist_properties)) {
      rdists.has_direct_lpi = false;
      rdists.has_vlpis = false;
      rdists.has_rvpeid = false;
    }
    gic_data(k).ppi_nr = Math.min(GICR_TYPER_NR_PPIS(typer), gic_data(k).ppi_nr);
    return 1;
  },
);

export const gic_update_rdist_properties = at.fn(
  'gic_update_rdist_properties',
  'Finds out what all redistributors have in common: number of PPIs, direct LPIs, virtual LPIs.',
  (k: Kernel): void => {
    const data = gic_data(k);
    const rdists = gic_rdists(k);
    data.ppi_nr = UINT_MAX;
    gic_iterate_rdists(k, __gic_update_rdist_properties);
    if (WARN_ON(k, data.ppi_nr === UINT_MAX, gic_update_rdist_properties)) data.ppi_nr = 0;
    const v3 = `${data.has_rss ? ', RSS' : ''}${rdists.has_direct_lpi ? ', DirectLPI' : ''}`;
    pr_info(k, `GICv3: GICv3 features: ${data.ppi_nr} PPIs${v3}`);
    if (!rdists.has_vlpis) return;
    const v4 = [
      rdists.has_direct_lpi ? 'DirectLPI ' : '',
      rdists.has_rvpeid ? 'RVPEID ' : '',
      rdists.has_vpend_valid_dirty ? 'Valid+Dirty ' : '',
    ];
    pr_info(k, `GICv3: GICv4 features: ${v4.join('')}`);
  },
);
