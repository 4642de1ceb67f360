/** Models the command queue of arm-smmu-v3.c: building commands, putting them into the queue, waiting for CMD_SYNC. */
import { source } from '../../../../../../recorder/index.ts';
import { readl, writel, writeq } from '../../../../../include/asm/io.ts';
import { ENOENT, ETIMEDOUT } from '../../../../../include/linux/errno.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { printk_aside } from '../../../../../kernel/printk/printk.ts';
import {
  ARM_SMMU_FEAT_E2H,
  ARM_SMMU_OPT_MSIPOLL,
  CMDQ_OP_CFGI_ALL,
  CMDQ_OP_CFGI_CD,
  CMDQ_OP_CFGI_STE,
  CMDQ_OP_CMD_SYNC,
  CMDQ_OP_PREFETCH_CFG,
  CMDQ_OP_TLBI_EL2_ALL,
  CMDQ_OP_TLBI_EL2_ASID,
  CMDQ_OP_TLBI_EL2_VA,
  CMDQ_OP_TLBI_NH_ASID,
  CMDQ_OP_TLBI_NH_VA,
  CMDQ_OP_TLBI_NSNH_ALL,
  CMDQ_OP_TLBI_S12_VMALL,
  CMDQ_OP_TLBI_S2_IPA,
} from './regs.ts';
import { type arm_smmu_device, type arm_smmu_queue, has } from './types.ts';

const at = source('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c');

/** struct arm_smmu_cmdq_ent, as far as commands have operands here. */
export interface arm_smmu_cmdq_ent {
  readonly opcode: number;
  readonly sid?: number;
  readonly ssid?: number;
  readonly leaf?: boolean;
  readonly asid?: number;
  readonly vmid?: number;
  readonly addr?: number;
  readonly msiaddr?: number;
}

const SYNC_CS_IRQ = 1n;
const SYNC_CS_SEV = 2n;
/** Inner shareable, cached: attributes of CMD_SYNC's completion write. */
const SYNC_ATTRIBUTES = (3n << 22n) | (0xfn << 24n);
const CFGI_RANGE_ALL = 31n;

/** Two words of 64 bits, or an errno for a command that there is not. */
function arm_smmu_cmdq_build_cmd(ent: arm_smmu_cmdq_ent): readonly [bigint, bigint] | number {
  const op = BigInt(ent.opcode);
  const sid = BigInt(ent.sid ?? 0) << 32n;
  const leaf = ent.leaf === true ? 1n : 0n;
  const asid = BigInt(ent.asid ?? 0) << 48n;
  const vmid = BigInt(ent.vmid ?? 0) << 32n;
  switch (ent.opcode) {
    case CMDQ_OP_TLBI_EL2_ALL:
    case CMDQ_OP_TLBI_NSNH_ALL:
      return [op, 0n];
    case CMDQ_OP_PREFETCH_CFG:
      return [op | sid, 0n];
    case CMDQ_OP_CFGI_CD:
      return [op | sid | (BigInt(ent.ssid ?? 0) << 12n), leaf];
    case CMDQ_OP_CFGI_STE:
      return [op | sid, leaf];
    case CMDQ_OP_CFGI_ALL:
      return [op, CFGI_RANGE_ALL];
    case CMDQ_OP_TLBI_NH_VA:
    case CMDQ_OP_TLBI_EL2_VA:
    case CMDQ_OP_TLBI_S2_IPA:
      return [op | asid | vmid, leaf | BigInt(ent.addr ?? 0)];
    case CMDQ_OP_TLBI_NH_ASID:
    case CMDQ_OP_TLBI_EL2_ASID:
    case CMDQ_OP_TLBI_S12_VMALL:
      return [op | asid | vmid, 0n];
    case CMDQ_OP_CMD_SYNC:
      return ent.msiaddr === undefined
        ? [op | (SYNC_CS_SEV << 12n) | SYNC_ATTRIBUTES, 0n]
        : [op | (SYNC_CS_IRQ << 12n) | SYNC_ATTRIBUTES, BigInt(ent.msiaddr)];
    default:
      return -ENOENT;
  }
}

export function queueEntry(q: arm_smmu_queue, index: number): number {
  return q.base + (index % 2 ** q.max_n_shift) * q.ent_dwords * 8;
}

export function queueNext(q: arm_smmu_queue, index: number): number {
  return (index + 1) % 2 ** (q.max_n_shift + 1);
}

function put(k: Kernel, q: arm_smmu_queue, cmd: readonly [bigint, bigint]): void {
  const entry = queueEntry(q, q.prod);
  writeq(k, cmd[0], entry);
  writeq(k, cmd[1], entry + 8);
  q.prod = queueNext(q, q.prod);
}

/** Puts commands into the queue, a CMD_SYNC after them, and tells the SMMU. It has done them by the time this returns. */
const arm_smmu_cmdq_issue_cmdlist = at.fn(
  'arm_smmu_cmdq_issue_cmdlist',
  'Puts commands into the queue and, if asked to, waits until they are done.',
  (k: Kernel, smmu: arm_smmu_device, cmds: readonly (readonly [bigint, bigint])[], sync: boolean): number => {
    const q = smmu.cmdq;
    for (const cmd of cmds) put(k, q, cmd);
    if (sync) {
      const poll = (smmu.options & ARM_SMMU_OPT_MSIPOLL) !== 0;
      const msiaddr = queueEntry(q, q.prod);
      const cmd = arm_smmu_cmdq_build_cmd({ opcode: CMDQ_OP_CMD_SYNC, ...(poll ? { msiaddr } : {}) });
      if (typeof cmd !== 'number') put(k, q, cmd);
    }
    writel(k, q.prod, q.prod_reg);
    if (!sync) return 0;
    q.cons = readl(k, q.cons_reg) % 2 ** (q.max_n_shift + 1);
    if (q.cons === q.prod) return 0;
    printk_aside(k, `arm-smmu-v3 ${smmu.dev.name}: CMD_SYNC timeout at 0x${q.prod.toString(16).padStart(8, '0')}`);
    return -ETIMEDOUT;
  },
);

function __arm_smmu_cmdq_issue_cmd(k: Kernel, smmu: arm_smmu_device, ent: arm_smmu_cmdq_ent, sync: boolean): number {
  const cmd = arm_smmu_cmdq_build_cmd(ent);
  return typeof cmd === 'number' ? cmd : arm_smmu_cmdq_issue_cmdlist(k, smmu, [cmd], sync);
}

export function arm_smmu_cmdq_issue_cmd(k: Kernel, smmu: arm_smmu_device, ent: arm_smmu_cmdq_ent): number {
  return __arm_smmu_cmdq_issue_cmd(k, smmu, ent, false);
}

export function arm_smmu_cmdq_issue_cmd_with_sync(k: Kernel, smmu: arm_smmu_device, ent: arm_smmu_cmdq_ent): number {
  return __arm_smmu_cmdq_issue_cmd(k, smmu, ent, true);
}

/** One command for each stream, then one CMD_SYNC. */
export function issueBatch(k: Kernel, smmu: arm_smmu_device, ents: readonly arm_smmu_cmdq_ent[]): number {
  const cmds = ents.map((ent) => arm_smmu_cmdq_build_cmd(ent)).filter((cmd) => typeof cmd !== 'number');
  return arm_smmu_cmdq_issue_cmdlist(k, smmu, cmds, true);
}

export function arm_smmu_tlb_inv_asid(k: Kernel, smmu: arm_smmu_device, asid: number): void {
  const opcode = has(smmu, ARM_SMMU_FEAT_E2H) ? CMDQ_OP_TLBI_EL2_ASID : CMDQ_OP_TLBI_NH_ASID;
  arm_smmu_cmdq_issue_cmd_with_sync(k, smmu, { opcode, asid });
}

/** What stands in the queue for a command that the SMMU refused. */
export function syncCommand(): readonly [bigint, bigint] {
  const cmd = arm_smmu_cmdq_build_cmd({ opcode: CMDQ_OP_CMD_SYNC });
  if (typeof cmd === 'number') throw new Error('irqscope: there is no CMD_SYNC');
  return cmd;
}
