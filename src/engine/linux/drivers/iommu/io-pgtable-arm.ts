/**
 * Models drivers/iommu/io-pgtable-arm.c: translation tables in memory, in the format of AArch64, for stage 1 or 2 of an
 * SMMU. Left out: 32-bit formats, Mali, block entries that must be split, table pages that become empty (they stay until
 * the address space goes), quirks. Memory is coherent here, so nothing is synchronized.
 */
import { big, bool, choice, hexnum, num, type Recorded, source, struct } from '../../../recorder/index.ts';
import { readq, writeq } from '../../include/asm/io.ts';
import { EEXIST, EINVAL, ERANGE } from '../../include/linux/errno.ts';
import {
  IOMMU_CACHE,
  IOMMU_MMIO,
  IOMMU_NOEXEC,
  IOMMU_PRIV,
  IOMMU_READ,
  IOMMU_WRITE,
} from '../../include/linux/iommu.ts';
import { SZ_16K, SZ_4K, SZ_64K } from '../../include/linux/sizes.ts';
import type { Kernel } from '../../kernel.ts';
import { alloc_pages, free_pages, get_order, PAGE_SIZE } from '../../mm/page_alloc.ts';

const at = source('drivers/iommu/io-pgtable-arm.c');

export const ARM_64_LPAE_S1 = 2;
export const ARM_64_LPAE_S2 = 3;

const SZ_2M = 0x200000;
const SZ_32M = 0x2000000;
const SZ_512M = 0x20000000;
const SZ_1G = 0x40000000;

const ARM_LPAE_MAX_LEVELS = 4;
const ARM_LPAE_S2_MAX_CONCAT_PAGES = 16;
const ARM_LPAE_PTE_TYPE_MASK = 3n;
const ARM_LPAE_PTE_TYPE_BLOCK = 1n;
/** Both tables, and pages at the last level. */
const ARM_LPAE_PTE_TYPE_TABLE = 3n;
const ARM_LPAE_PTE_ADDR_MASK = 0xffff_ffff_f000n;
const ARM_LPAE_PTE_XN = 3n << 53n;
const ARM_LPAE_PTE_AF = 1n << 10n;
const ARM_LPAE_PTE_SH_OS = 2n << 8n;
const ARM_LPAE_PTE_SH_IS = 3n << 8n;
const ARM_LPAE_PTE_nG = 1n << 11n;
const ARM_LPAE_PTE_AP_UNPRIV = 1n << 6n;
const ARM_LPAE_PTE_AP_RDONLY = 2n << 6n;
const ARM_LPAE_PTE_HAP_READ = 1n << 6n;
const ARM_LPAE_PTE_HAP_WRITE = 2n << 6n;
/** Stage 2 has the memory type in the entry; stage 1 a number of MAIR's attributes: 1 cached, 2 device. */
const ARM_LPAE_PTE_MEMATTR_OIWB = 0xfn << 2n;
const ARM_LPAE_PTE_MEMATTR_NC = 0x5n << 2n;
const ARM_LPAE_PTE_MEMATTR_DEV = 0x1n << 2n;
const ARM_LPAE_PTE_ATTR_CACHE = 1n << 2n;
const ARM_LPAE_PTE_ATTR_DEV = 2n << 2n;
/** Attributes 0 to 3: not cached, cached, device, cached by the outer domain alone. */
const ARM_LPAE_MAIR = 0xf404ff44n;

const ARM_LPAE_TCR_SH_OS = 2;
const ARM_LPAE_TCR_SH_IS = 3;
const ARM_LPAE_TCR_RGN_NC = 0;
const ARM_LPAE_TCR_RGN_WBWA = 1;
/** How an output size is encoded. */
const ARM_LPAE_TCR_PS: ReadonlyMap<number, number> = new Map([32, 36, 40, 42, 44, 48, 52].map((bits, i) => [bits, i]));
/** How a granule is encoded. */
const ARM_LPAE_TCR_TG0: ReadonlyMap<number, number> = new Map([
  [SZ_4K, 0],
  [SZ_64K, 1],
  [SZ_16K, 2],
]);

/** Tables of one address space, with what a device's configuration says of them (struct io_pgtable_cfg is part of it). */
export interface arm_lpae_io_pgtable extends Recorded {
  fmt: number;
  pgsize_bitmap: number;
  ias: number;
  oas: number;
  coherent_walk: boolean;
  pgd: number;
  pgd_bits: number;
  start_level: number;
  bits_per_level: number;
  tcr_tsz: number;
  tcr_tg: number;
  tcr_sh: number;
  tcr_irgn: number;
  tcr_orgn: number;
  tcr_ps: number;
  /** Stage 2: encoded first level. */
  vtcr_sl: number;
  mair: bigint;
}
export const arm_lpae_io_pgtable = struct<arm_lpae_io_pgtable>(
  'arm_lpae_io_pgtable',
  {
    fmt: choice({ ARM_64_LPAE_S1, ARM_64_LPAE_S2 }),
    pgsize_bitmap: hexnum(),
    ias: num(),
    oas: num(),
    coherent_walk: bool(),
    pgd: hexnum(),
    pgd_bits: num(),
    start_level: num(),
    bits_per_level: num(),
    tcr_tsz: num(),
    tcr_tg: num(),
    tcr_sh: num(),
    tcr_irgn: num(),
    tcr_orgn: num(),
    tcr_ps: num(),
    vtcr_sl: num(),
    mair: big(),
  },
  { label: (data) => `translation tables at 0x${data.pgd.toString(16)}` },
);

/** What a driver asks for. */
export type io_pgtable_cfg = Pick<arm_lpae_io_pgtable, 'pgsize_bitmap' | 'ias' | 'oas' | 'coherent_walk'>;

function granule(data: arm_lpae_io_pgtable): number {
  return 8 * 2 ** data.bits_per_level;
}

function blockSize(data: arm_lpae_io_pgtable, lvl: number): number {
  return 8 * 2 ** ((ARM_LPAE_MAX_LEVELS - lvl) * data.bits_per_level);
}

/** Address of the entry for an address in a table of a level; the first level's may be larger than the others. */
function entryOf(data: arm_lpae_io_pgtable, iova: number, lvl: number, table: number): number {
  const bits = lvl === data.start_level ? data.pgd_bits : data.bits_per_level;
  return table + (Math.floor(iova / blockSize(data, lvl)) % 2 ** bits) * 8;
}

function iopte_leaf(pte: bigint, lvl: number): boolean {
  const type = pte & ARM_LPAE_PTE_TYPE_MASK;
  return type === (lvl === ARM_LPAE_MAX_LEVELS - 1 ? ARM_LPAE_PTE_TYPE_TABLE : ARM_LPAE_PTE_TYPE_BLOCK);
}

/** Bits above 47 move down to where 64 KB pages have room. */
function paddr_to_iopte(paddr: number): bigint {
  const pte = BigInt(paddr);
  return (pte | (pte >> 36n)) & ARM_LPAE_PTE_ADDR_MASK;
}

function iopte_to_paddr(data: arm_lpae_io_pgtable, pte: bigint): number {
  const paddr = pte & ARM_LPAE_PTE_ADDR_MASK;
  return Number(granule(data) < SZ_64K ? paddr : (paddr | (paddr << 36n)) & (ARM_LPAE_PTE_ADDR_MASK << 4n));
}

function arm_lpae_prot_to_pte(data: arm_lpae_io_pgtable, prot: number): bigint {
  let pte = (prot & IOMMU_CACHE) === 0 ? ARM_LPAE_PTE_SH_OS : ARM_LPAE_PTE_SH_IS;
  if (data.fmt === ARM_64_LPAE_S1) {
    pte |= ARM_LPAE_PTE_nG;
    if ((prot & IOMMU_WRITE) === 0 && (prot & IOMMU_READ) !== 0) pte |= ARM_LPAE_PTE_AP_RDONLY;
    if ((prot & IOMMU_PRIV) === 0) pte |= ARM_LPAE_PTE_AP_UNPRIV;
    if ((prot & IOMMU_MMIO) !== 0) pte |= ARM_LPAE_PTE_ATTR_DEV;
    else if ((prot & IOMMU_CACHE) !== 0) pte |= ARM_LPAE_PTE_ATTR_CACHE;
  } else {
    if ((prot & IOMMU_READ) !== 0) pte |= ARM_LPAE_PTE_HAP_READ;
    if ((prot & IOMMU_WRITE) !== 0) pte |= ARM_LPAE_PTE_HAP_WRITE;
    if ((prot & IOMMU_MMIO) !== 0) pte |= ARM_LPAE_PTE_MEMATTR_DEV;
    else pte |= (prot & IOMMU_CACHE) === 0 ? ARM_LPAE_PTE_MEMATTR_NC : ARM_LPAE_PTE_MEMATTR_OIWB;
  }
  if ((prot & IOMMU_NOEXEC) !== 0) pte |= ARM_LPAE_PTE_XN;
  return pte | ARM_LPAE_PTE_AF;
}

export const arm_lpae_map_pages = at.fn(
  'arm_lpae_map_pages',
  'Writes the entry that maps a page, with tables on the way to it.',
  (k: Kernel, data: arm_lpae_io_pgtable, iova: number, paddr: number, pgsize: number, iommu_prot: number): number => {
    if ((iommu_prot & (IOMMU_READ | IOMMU_WRITE)) === 0) return -EINVAL;
    if (iova >= 2 ** data.ias || paddr >= 2 ** data.oas) return -ERANGE;
    let table = data.pgd;
    for (let lvl = data.start_level; lvl < ARM_LPAE_MAX_LEVELS; lvl++) {
      const ptep = entryOf(data, iova, lvl, table);
      const pte = readq(k, ptep);
      if (pgsize === blockSize(data, lvl)) {
        if (pte !== 0n) return -EEXIST;
        const type = lvl === ARM_LPAE_MAX_LEVELS - 1 ? ARM_LPAE_PTE_TYPE_TABLE : ARM_LPAE_PTE_TYPE_BLOCK;
        writeq(k, arm_lpae_prot_to_pte(data, iommu_prot) | type | paddr_to_iopte(paddr), ptep);
        return 0;
      }
      if (iopte_leaf(pte, lvl)) return -EEXIST;
      table = pte === 0n ? installTable(k, data, ptep) : iopte_to_paddr(data, pte);
    }
    return -EINVAL;
  },
);

function installTable(k: Kernel, data: arm_lpae_io_pgtable, ptep: number): number {
  const table = alloc_pages(k, true, get_order(granule(data)));
  writeq(k, paddr_to_iopte(table) | ARM_LPAE_PTE_TYPE_TABLE, ptep);
  return table;
}

/** Bytes that were unmapped. */
export const arm_lpae_unmap_pages = at.fn(
  'arm_lpae_unmap_pages',
  'Clears the entry of a page.',
  (k: Kernel, data: arm_lpae_io_pgtable, iova: number, pgsize: number): number => {
    let table = data.pgd;
    for (let lvl = data.start_level; lvl < ARM_LPAE_MAX_LEVELS; lvl++) {
      const ptep = entryOf(data, iova, lvl, table);
      const pte = readq(k, ptep);
      if (pte === 0n) return 0;
      if (pgsize === blockSize(data, lvl)) {
        writeq(k, 0n, ptep);
        return pgsize;
      }
      if (iopte_leaf(pte, lvl)) return 0;
      table = iopte_to_paddr(data, pte);
    }
    return 0;
  },
);

/** The CPU's own page size if the IOMMU has it, else the largest below, else the smallest above; with the blocks it has. */
function arm_lpae_restrict_pgsizes(cfg: io_pgtable_cfg): io_pgtable_cfg {
  const has = (size: number): boolean => Math.floor(cfg.pgsize_bitmap / size) % 2 === 1;
  const base = [PAGE_SIZE, SZ_16K, SZ_64K].find(has);
  const sizes = base === SZ_4K ? [SZ_4K, SZ_2M, SZ_1G] : base === SZ_16K ? [SZ_16K, SZ_32M] : [SZ_64K, SZ_512M];
  const most = base === SZ_64K ? 52 : 48;
  return {
    pgsize_bitmap: base === undefined ? 0 : sizes.filter(has).reduce((sum, size) => sum + size, 0),
    ias: Math.min(cfg.ias, most),
    oas: Math.min(cfg.oas, most),
    coherent_walk: cfg.coherent_walk,
  };
}

/** Without the tables themselves; undefined for what the format cannot do. */
function arm_lpae_alloc_pgtable(k: Kernel, wanted: io_pgtable_cfg, fmt: number): arm_lpae_io_pgtable | undefined {
  const cfg = arm_lpae_restrict_pgsizes(wanted);
  if (cfg.pgsize_bitmap === 0) return undefined;
  const pg_shift = [12, 14, 16].find((shift) => Math.floor(cfg.pgsize_bitmap / 2 ** shift) % 2 === 1) ?? 12;
  const bits_per_level = pg_shift - 3;
  const va_bits = cfg.ias - pg_shift;
  const levels = Math.ceil(va_bits / bits_per_level);
  const data = arm_lpae_io_pgtable.create(k.rec, {
    ...cfg,
    fmt,
    bits_per_level,
    start_level: ARM_LPAE_MAX_LEVELS - levels,
    pgd_bits: va_bits - bits_per_level * (levels - 1),
    tcr_tsz: 64 - cfg.ias,
    tcr_sh: cfg.coherent_walk ? ARM_LPAE_TCR_SH_IS : ARM_LPAE_TCR_SH_OS,
    tcr_irgn: cfg.coherent_walk ? ARM_LPAE_TCR_RGN_WBWA : ARM_LPAE_TCR_RGN_NC,
    tcr_orgn: cfg.coherent_walk ? ARM_LPAE_TCR_RGN_WBWA : ARM_LPAE_TCR_RGN_NC,
    tcr_ps: ARM_LPAE_TCR_PS.get(cfg.oas) ?? 0,
  });
  data.tcr_tg = ARM_LPAE_TCR_TG0.get(granule(data)) ?? 0;
  return data;
}

/** Stage 2 may put several first tables side by side, which saves a level. */
function concatenate(data: arm_lpae_io_pgtable): void {
  if (data.start_level === 0 && 2 ** data.pgd_bits <= ARM_LPAE_S2_MAX_CONCAT_PAGES) {
    data.pgd_bits += data.bits_per_level;
    data.start_level++;
  }
  // With 4 KB pages the encoding counts from another level.
  const sl = granule(data) === SZ_4K ? data.start_level + 1 : data.start_level;
  data.vtcr_sl = ~sl & 3;
}

/** arm_64_lpae_alloc_pgtable_s1 and _s2: empty tables of one format. */
export function arm_64_lpae_alloc_pgtable(
  k: Kernel,
  fmt: number,
  cfg: io_pgtable_cfg,
): arm_lpae_io_pgtable | undefined {
  const data = arm_lpae_alloc_pgtable(k, cfg, fmt);
  if (data === undefined) return undefined;
  if (fmt === ARM_64_LPAE_S2) concatenate(data);
  else data.mair = ARM_LPAE_MAIR;
  data.pgd = alloc_pages(k, true, get_order(8 * 2 ** data.pgd_bits));
  return data;
}

function __arm_lpae_free_pgtable(k: Kernel, data: arm_lpae_io_pgtable, lvl: number, table: number): void {
  const size = lvl === data.start_level ? 8 * 2 ** data.pgd_bits : granule(data);
  if (lvl < ARM_LPAE_MAX_LEVELS - 1) {
    for (let at = table; at < table + size; at += 8) {
      const pte = readq(k, at);
      if (pte !== 0n && !iopte_leaf(pte, lvl)) __arm_lpae_free_pgtable(k, data, lvl + 1, iopte_to_paddr(data, pte));
    }
  }
  free_pages(k, table, get_order(size));
}

export function arm_lpae_free_pgtable(k: Kernel, data: arm_lpae_io_pgtable): void {
  __arm_lpae_free_pgtable(k, data, data.start_level, data.pgd);
  k.rec.free(data);
}
