/**
 * Who has which LPI: ranges of free numbers, in order. Allocation takes from the first range that is large enough;
 * freeing puts the numbers back and joins neighbours. A device gets a block of a power of two.
 */
import { source } from '../../../../recorder/index.ts';
import { ENOSPC } from '../../../include/linux/errno.ts';
import { GICD_TYPER_NUM_LPIS } from '../../../include/linux/irqchip/arm-gic-v3.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_info } from '../../../kernel/printk/printk.ts';
import { gic_rdists, irq_gic_v3_its_c, type its_device, lpi_range } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

/** The numbers below are those of SGIs, PPIs, SPIs and reserved ones. */
export const FIRST_LPI = 8192;

export const alloc_lpi_range = at.fn(
  'alloc_lpi_range',
  'Takes a run of LPIs from the first free range that is large enough.',
  (k: Kernel, nr_lpis: number): number => {
    const ranges = irq_gic_v3_its_c(k).lpi_range_list;
    const range = ranges.values().find((each) => each.span >= nr_lpis);
    if (range === undefined) return -ENOSPC;
    const base = range.base_id;
    ranges.delete(base);
    range.base_id += nr_lpis;
    range.span -= nr_lpis;
    if (range.span === 0) k.rec.free(range);
    else ranges.set(range.base_id, range);
    return base;
  },
);

const merge_lpi_ranges = at.fn(
  'merge_lpi_ranges',
  'Joins two free ranges into one where the second begins as the first ends.',
  (k: Kernel, a: lpi_range | undefined, b: lpi_range | undefined): void => {
    if (a === undefined || b === undefined || a.base_id + a.span !== b.base_id) return;
    const ranges = irq_gic_v3_its_c(k).lpi_range_list;
    ranges.delete(b.base_id);
    b.base_id = a.base_id;
    b.span += a.span;
    ranges.set(b.base_id, b);
    k.rec.free(a);
  },
);

export const free_lpi_range = at.fn(
  'free_lpi_range',
  'Puts a run of LPIs back among the free ones.',
  (k: Kernel, base: number, nr_lpis: number): number => {
    const ranges = irq_gic_v3_its_c(k).lpi_range_list;
    const all = ranges.values();
    const old = all.findLast((range) => range.base_id < base);
    const next = all.find((range) => range.base_id > base);
    const made = lpi_range.create(k.rec, { base_id: base, span: nr_lpis });
    ranges.set(base, made);
    merge_lpi_ranges(k, old, made);
    merge_lpi_ranges(k, made, next);
    return 0;
  },
);

export const its_lpi_init = at.fn(
  'its_lpi_init',
  'Makes all LPIs that the GIC supports free.',
  (k: Kernel, id_bits: number): number => {
    let lpis = 2 ** id_bits - FIRST_LPI;
    const numlpis = 2 ** GICD_TYPER_NUM_LPIS(gic_rdists(k).gicd_typer);
    if (numlpis > 2 && numlpis <= lpis) {
      lpis = numlpis;
      pr_info(k, `ITS: Using hypervisor restricted LPI range [${lpis}]`);
    }
    return free_lpi_range(k, FIRST_LPI, lpis);
  },
);

/** A device's block of LPIs (the kernel has out-parameters and a fresh bitmap). */
export interface LpiBlock {
  readonly base: number;
  readonly nr_ids: number;
}

export const its_lpi_alloc = at.fn(
  'its_lpi_alloc',
  'Takes a block of LPIs for a device, half as many as long as there are not enough.',
  (k: Kernel, nr_irqs: number): LpiBlock | undefined => {
    for (let nr = nr_irqs; nr > 0; nr = Math.floor(nr / 2)) {
      const base = alloc_lpi_range(k, nr);
      if (base >= 0) return { base, nr_ids: nr };
    }
    return undefined;
  },
);

/** The kernel is given the block's bitmap, base and size; here the device that has them. */
export const its_lpi_free = at.fn(
  'its_lpi_free',
  'Gives the block of LPIs of a device back.',
  (k: Kernel, dev: its_device): void => {
    free_lpi_range(k, dev.lpi_base, dev.nr_lpis);
  },
);
