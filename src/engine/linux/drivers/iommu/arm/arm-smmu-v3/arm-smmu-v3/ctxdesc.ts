/** Models the context descriptors of arm-smmu-v3.c: what points stage 1 of a stream to translation tables. */
import { must } from '../../../../../../../base/assert.ts';
import { source } from '../../../../../../recorder/index.ts';
import { readq, writeq } from '../../../../../include/asm/io.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { kfree, kzalloc } from '../../../../../mm/slub.ts';
import { issueBatch } from './cmdq.ts';
import { CMDQ_OP_CFGI_CD } from './regs.ts';
import { arm_smmu_ctx_desc_cfg, type arm_smmu_device, type arm_smmu_domain, type arm_smmu_master } from './types.ts';

const at = source('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c');

const CD_SIZE = 64;
const CTXDESC_CD_0_V = 1n << 31n;
const CTXDESC_CD_0_TCR_EPD1 = 1n << 30n;
const CTXDESC_CD_0_AA64 = 1n << 41n;
const CTXDESC_CD_0_S = 1n << 44n;
/** Record faults, abort what faults, addresses spaces are this SMMU's alone. */
const CTXDESC_CD_0_R_A_ASET = 7n << 45n;
const CTXDESC_CD_1_TTB0_MASK = 0xf_ffff_ffff_fff0n;

export const arm_smmu_alloc_cd_tables = at.fn(
  'arm_smmu_alloc_cd_tables',
  'Makes a table of context descriptors, with one for each substream.',
  (k: Kernel, s1cdmax: number): arm_smmu_ctx_desc_cfg =>
    arm_smmu_ctx_desc_cfg.create(k.rec, { cdtab: kzalloc(k, CD_SIZE * 2 ** s1cdmax), s1cdmax }),
);

export function arm_smmu_free_cd_tables(k: Kernel, cdcfg: arm_smmu_ctx_desc_cfg): void {
  kfree(k, cdcfg.cdtab);
  k.rec.free(cdcfg);
}

/** The SMMU may have kept an old descriptor of those devices. */
function arm_smmu_sync_cd(k: Kernel, smmu: arm_smmu_device, masters: readonly arm_smmu_master[]): void {
  const sids = masters.flatMap((master) => master.streams.toArray());
  issueBatch(
    k,
    smmu,
    sids.map((sid) => ({ opcode: CMDQ_OP_CFGI_CD, sid, ssid: 0, leaf: true })),
  );
}

/** The four words that say something: configuration, tables, nothing, memory attributes. */
export function arm_smmu_make_s1_cd(smmu_domain: arm_smmu_domain, stall: boolean): readonly bigint[] {
  const tables = must(smmu_domain.pgtbl_ops, 'the tables of an address space');
  const first =
    BigInt(tables.tcr_tsz) |
    (BigInt(tables.tcr_tg) << 6n) |
    (BigInt(tables.tcr_irgn) << 8n) |
    (BigInt(tables.tcr_orgn) << 10n) |
    (BigInt(tables.tcr_sh) << 12n) |
    CTXDESC_CD_0_TCR_EPD1 |
    CTXDESC_CD_0_V |
    (BigInt(tables.tcr_ps) << 32n) |
    CTXDESC_CD_0_AA64 |
    (stall ? CTXDESC_CD_0_S : 0n) |
    CTXDESC_CD_0_R_A_ASET |
    (BigInt(smmu_domain.asid) << 48n);
  return [first, BigInt(tables.pgd) & CTXDESC_CD_1_TTB0_MASK, 0n, tables.mair];
}

function writeCd(
  k: Kernel,
  smmu: arm_smmu_device,
  cdptr: number,
  target: readonly bigint[],
  masters: readonly arm_smmu_master[],
): void {
  const [first = 0n, ...rest] = target;
  // What the SMMU might look at must not change under it: first it becomes invalid.
  if ((readq(k, cdptr) & CTXDESC_CD_0_V) !== 0n) {
    writeq(k, 0n, cdptr);
    arm_smmu_sync_cd(k, smmu, masters);
  }
  rest.forEach((word, i) => writeq(k, word, cdptr + 8 + i * 8));
  arm_smmu_sync_cd(k, smmu, masters);
  writeq(k, first, cdptr);
  arm_smmu_sync_cd(k, smmu, masters);
}

/** 6.1: the descriptor belongs to the address space, and is written before any device enters it. */
export const arm_smmu_write_ctx_desc = at.fn(
  'arm_smmu_write_ctx_desc',
  'Writes the context descriptor of an address space.',
  (k: Kernel, smmu_domain: arm_smmu_domain, ssid: number): number => {
    const { cdtab } = must(smmu_domain.cdcfg, 'the context descriptor table of an address space');
    const smmu = must(smmu_domain.smmu, 'the SMMU of an address space');
    const target = arm_smmu_make_s1_cd(smmu_domain, smmu_domain.stall_enabled);
    writeCd(k, smmu, cdtab + ssid * CD_SIZE, target, smmu_domain.devices.toArray());
    return 0;
  },
);

/** 6.12: the descriptor belongs to the device. */
export const arm_smmu_write_cd_entry = at.fn(
  'arm_smmu_write_cd_entry',
  'Writes a context descriptor of a device.',
  (k: Kernel, master: arm_smmu_master, ssid: number, target: readonly bigint[]): void => {
    const { cdtab } = must(master.cd_table, 'the context descriptor table of a device');
    writeCd(k, master.smmu, cdtab + ssid * CD_SIZE, target, [master]);
  },
);

export const arm_smmu_clear_cd = at.fn(
  'arm_smmu_clear_cd',
  'Makes a context descriptor of a device invalid, where it has any.',
  (k: Kernel, master: arm_smmu_master, ssid: number): void => {
    if (master.cd_table === undefined) return;
    writeq(k, 0n, master.cd_table.cdtab + ssid * CD_SIZE);
    arm_smmu_sync_cd(k, master.smmu, [master]);
  },
);
