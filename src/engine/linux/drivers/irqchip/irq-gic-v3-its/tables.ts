/**
 * The tables an ITS keeps in memory that the driver gives it: devices (in one or two levels), collections, and on GICv4
 * virtual CPUs. Left out: tables that GICv4.1 ITSs share, physical addresses of 52 bits, and cache flushing (memory is
 * coherent here).
 */
import { source } from '../../../../recorder/index.ts';
import { readq, writeq } from '../../../include/asm/io.ts';
import { ENXIO } from '../../../include/linux/errno.ts';
import { SZ_16K, SZ_4K, SZ_64K } from '../../../include/linux/sizes.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err, pr_info, pr_warn } from '../../../kernel/printk/printk.ts';
import { alloc_pages, free_pages, get_order, MAX_PAGE_ORDER, PAGE_SIZE } from '../../../mm/page_alloc.ts';
import {
  GITS_BASER,
  GITS_BASER_CACHEABILITY_MASK,
  GITS_BASER_ENTRY_SIZE,
  GITS_BASER_ENTRY_SIZE_SHIFT,
  GITS_BASER_INDIRECT,
  GITS_BASER_InnerShareable,
  GITS_BASER_nC,
  GITS_BASER_NR_REGS,
  GITS_BASER_PAGE_SIZE,
  GITS_BASER_PAGE_SIZE_MASK,
  GITS_BASER_PAGES_MAX,
  GITS_BASER_RaWaWb,
  GITS_BASER_SHAREABILITY_MASK,
  GITS_BASER_SHAREABILITY_SHIFT,
  GITS_BASER_TYPE,
  GITS_BASER_TYPE_COLLECTION,
  GITS_BASER_TYPE_DEVICE,
  GITS_BASER_TYPE_NONE,
  GITS_BASER_TYPE_SHIFT,
  GITS_BASER_TYPE_VCPU,
  GITS_BASER_VALID,
  GITS_LVL1_ENTRY_SIZE,
} from './registers.ts';
import { device_ids, its_baser, ITS_FLAGS_FORCE_NON_SHAREABLE, type its_node, itsName } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

/** Bits of a vPE number where GICD_TYPER2 does not say. */
const ITS_MAX_VPEID_BITS = 16;

function its_base_type_string(type: number): string {
  if (type === GITS_BASER_TYPE_DEVICE) return 'Devices';
  if (type === GITS_BASER_TYPE_VCPU) return 'Virtual CPUs';
  if (type === GITS_BASER_TYPE_COLLECTION) return 'Interrupt Collections';
  return `Reserved (${type})`;
}

function PAGE_ORDER_TO_SIZE(order: number): number {
  return PAGE_SIZE * 2 ** order;
}

/** The its_baser of GITS_BASER<n>; the kernel has an array of them within its_node. */
function baserOf(k: Kernel, its: its_node, index: number): its_baser {
  const known = its.tables.get(index);
  if (known !== undefined) return known;
  const made = its_baser.create(k.rec, { index });
  its.tables.set(index, made);
  return made;
}

const its_read_baser = at.fn(
  'its_read_baser',
  'Reads a GITS_BASER register.',
  (k: Kernel, its: its_node, baser: its_baser): bigint => readq(k, its.base + GITS_BASER + baser.index * 8),
);

const its_write_baser = at.fn(
  'its_write_baser',
  'Writes a GITS_BASER register, and keeps what the ITS made of it.',
  (k: Kernel, its: its_node, baser: its_baser, val: bigint): void => {
    writeq(k, val, its.base + GITS_BASER + baser.index * 8);
    baser.val = its_read_baser(k, its, baser);
  },
);

/** What GITS_BASER is to hold besides cacheability and shareability. */
function baserFields(val: bigint, base: number, pages: number, psz: number, indirect: boolean): bigint {
  return (
    BigInt(base) |
    (BigInt(GITS_BASER_TYPE(val)) << GITS_BASER_TYPE_SHIFT) |
    (BigInt(GITS_BASER_ENTRY_SIZE(val) - 1) << GITS_BASER_ENTRY_SIZE_SHIFT) |
    BigInt(pages - 1) |
    GITS_BASER_VALID |
    (indirect ? GITS_BASER_INDIRECT : 0n) |
    GITS_BASER_PAGE_SIZE(psz)
  );
}

const its_setup_baser = at.fn(
  'its_setup_baser',
  'Gives the ITS memory for one of its tables, and accepts the shareability the ITS insists on.',
  (
    k: Kernel,
    its: its_node,
    baser: its_baser,
    cache: bigint,
    shr: bigint,
    wantedOrder: number,
    indirect: boolean,
  ): number => {
    const read = its_read_baser(k, its, baser);
    const name = its_base_type_string(GITS_BASER_TYPE(read));
    const esz = GITS_BASER_ENTRY_SIZE(read);
    const { psz } = baser;
    let order = wantedOrder;
    let pages = Math.floor(PAGE_ORDER_TO_SIZE(order) / psz);
    if (pages > GITS_BASER_PAGES_MAX) {
      pr_warn(k, `${itsName(its.phys_base)}: ${name} too large, reduce ITS pages ${pages}->${GITS_BASER_PAGES_MAX}`);
      pages = GITS_BASER_PAGES_MAX;
      order = get_order(GITS_BASER_PAGES_MAX * psz);
    }
    const base = alloc_pages(k, true, order);
    const fields = baserFields(read, base, pages, psz, indirect);
    let attributes = cache;
    for (;;) {
      const val = fields | attributes | shr;
      its_write_baser(k, its, baser, val);
      if (((val ^ baser.val) & GITS_BASER_SHAREABILITY_MASK) !== 0n) {
        shr = baser.val & GITS_BASER_SHAREABILITY_MASK;
        if (shr === 0n) attributes = GITS_BASER_nC;
        continue;
      }
      if (val === baser.val) break;
      pr_err(k, `${itsName(its.phys_base)}: ${name} doesn't stick: ${val.toString(16)} ${baser.val.toString(16)}`);
      free_pages(k, base, order);
      return -ENXIO;
    }
    baser.order = order;
    baser.base = base;
    const entries = Math.floor(PAGE_ORDER_TO_SIZE(order) / (indirect ? GITS_LVL1_ENTRY_SIZE : esz));
    pr_info(
      k,
      `${itsName(its.phys_base)}: allocated ${entries} ${name} @${base.toString(16)} ` +
        `(${indirect ? 'indirect' : 'flat'}, esz ${esz}, psz ${psz / 1024}K, shr ${shr >> GITS_BASER_SHAREABILITY_SHIFT})`,
    );
    return 0;
  },
);

const its_parse_indirect_baser = at.fn(
  'its_parse_indirect_baser',
  'Finds out whether a table can have two levels, and how much memory it wants.',
  (k: Kernel, its: its_node, baser: its_baser, order: number, ids: number): { indirect: boolean; order: number } => {
    const tmp = its_read_baser(k, its, baser);
    const { psz } = baser;
    let esz = GITS_BASER_ENTRY_SIZE(tmp);
    let bits = ids;
    let indirect = false;
    if (esz * 2 ** bits > psz * 2) {
      its_write_baser(k, its, baser, GITS_BASER_InnerShareable | GITS_BASER_RaWaWb | GITS_BASER_INDIRECT);
      indirect = (baser.val & GITS_BASER_INDIRECT) !== 0n;
      if (indirect) {
        bits -= Math.floor(Math.log2(Math.floor(psz / esz)));
        esz = GITS_LVL1_ENTRY_SIZE;
      }
    }
    let new_order = Math.max(get_order(esz * 2 ** bits), order);
    if (new_order > MAX_PAGE_ORDER) {
      new_order = MAX_PAGE_ORDER;
      bits = Math.floor(Math.log2(Math.floor(PAGE_ORDER_TO_SIZE(new_order) / esz)));
      const name = its_base_type_string(GITS_BASER_TYPE(tmp));
      pr_warn(k, `${itsName(its.phys_base)}: ${name} Table too large, reduce ids ${device_ids(its)}->${bits}`);
    }
    return { indirect, order: new_order };
  },
);

export const its_free_tables = at.fn(
  'its_free_tables',
  'Takes back the memory of all tables of an ITS.',
  (k: Kernel, its: its_node): void => {
    for (const baser of its.tables.values()) {
      if (baser.base === 0) continue;
      free_pages(k, baser.base, baser.order);
      baser.base = 0;
    }
  },
);

const its_probe_baser_psz = at.fn(
  'its_probe_baser_psz',
  'Finds the largest page size that the ITS takes for a table.',
  (k: Kernel, its: its_node, baser: its_baser): number => {
    for (const psz of [SZ_64K, SZ_16K, SZ_4K]) {
      const field = GITS_BASER_PAGE_SIZE(psz);
      const val = its_read_baser(k, its, baser) & ~GITS_BASER_PAGE_SIZE_MASK;
      its_write_baser(k, its, baser, val | field);
      if ((baser.val & GITS_BASER_PAGE_SIZE_MASK) !== field) continue;
      baser.psz = psz;
      return 0;
    }
    return -1;
  },
);

export const its_alloc_tables = at.fn(
  'its_alloc_tables',
  'Gives the ITS all the tables it asks for in its GITS_BASER registers.',
  (k: Kernel, its: its_node): number => {
    // From 6.6 on the device tree can say that the ITS is not coherent.
    const coherent = !k.since('6.12') || (its.flags & ITS_FLAGS_FORCE_NON_SHAREABLE) === 0;
    let shr = coherent ? GITS_BASER_InnerShareable : 0n;
    let cache = coherent ? GITS_BASER_RaWaWb : GITS_BASER_nC;
    for (let i = 0; i < GITS_BASER_NR_REGS; i++) {
      const baser = baserOf(k, its, i);
      const type = GITS_BASER_TYPE(its_read_baser(k, its, baser));
      if (type === GITS_BASER_TYPE_NONE) continue;
      if (its_probe_baser_psz(k, its, baser) !== 0) {
        its_free_tables(k, its);
        return -ENXIO;
      }
      let size = { indirect: false, order: get_order(baser.psz) };
      if (type === GITS_BASER_TYPE_DEVICE) size = its_parse_indirect_baser(k, its, baser, size.order, device_ids(its));
      else if (type === GITS_BASER_TYPE_VCPU) {
        size = its_parse_indirect_baser(k, its, baser, size.order, ITS_MAX_VPEID_BITS);
      }
      const err = its_setup_baser(k, its, baser, cache, shr, size.order, size.indirect);
      if (err < 0) {
        its_free_tables(k, its);
        return err;
      }
      cache = baser.val & GITS_BASER_CACHEABILITY_MASK;
      shr = baser.val & GITS_BASER_SHAREABILITY_MASK;
    }
    return 0;
  },
);

export const its_alloc_table_entry = at.fn(
  'its_alloc_table_entry',
  'Makes sure that an ITS table has room for an ID, with a page of the second level where the table has two.',
  (k: Kernel, its: its_node, baser: its_baser, id: number): boolean => {
    const esz = GITS_BASER_ENTRY_SIZE(baser.val);
    if ((baser.val & GITS_BASER_INDIRECT) === 0n) return id < Math.floor(PAGE_ORDER_TO_SIZE(baser.order) / esz);
    const idx = id >>> Math.floor(Math.log2(Math.floor(baser.psz / esz)));
    if (idx >= PAGE_ORDER_TO_SIZE(baser.order) / GITS_LVL1_ENTRY_SIZE) return false;
    const entry = baser.base + idx * GITS_LVL1_ENTRY_SIZE;
    if (readq(k, entry) === 0n) {
      const page = alloc_pages(k, true, get_order(baser.psz));
      writeq(k, BigInt(page) | GITS_BASER_VALID, entry);
    }
    return true;
  },
);
