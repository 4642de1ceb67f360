/** drivers/spmi/spmi-pmic-arb.c: reading and writing registers of PMICs, up to four bytes at a time. */
import { source } from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import { EIO, EPERM, ETIMEDOUT } from '../../../include/linux/errno.ts';
import type { Kernel } from '../../../kernel.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { channelRegisters, ppid_to_apid, type spmi_pmic_arb } from './versions.ts';

const at = source('drivers/spmi/spmi-pmic-arb.c');

/** Registers of a channel. */
const PMIC_ARB_CMD = 0x00;
const PMIC_ARB_STATUS = 0x08;
const PMIC_ARB_WDATA0 = 0x10;
const PMIC_ARB_RDATA0 = 0x18;
const STATUS_DONE = 1 << 0;
const STATUS_FAILURE = 1 << 1;
const STATUS_DENIED = 1 << 2;
const STATUS_DROPPED = 1 << 3;
const PMIC_ARB_OP_EXT_WRITEL = 0;
const PMIC_ARB_OP_EXT_READL = 1;

/** A command; the channel stands for chip and peripheral, but for the oldest arbiters. */
function fmt_cmd({ version }: spmi_pmic_arb, opc: number, sid: number, addr: number, count: number): number {
  const where = version === 1 ? (sid << 20) | (addr << 4) : (addr & 0xff) << 4;
  return ((opc << 27) | where | (count - 1)) >>> 0;
}

/** 0, or how the command failed. It is over by the time it was given. */
function pmic_arb_wait_for_done(k: Kernel, arb: spmi_pmic_arb, registers: number, sid: number, addr: number): number {
  const status = readl(k, registers + PMIC_ARB_STATUS);
  const fail = (ret: number, how: string): number => {
    if (arb.spmic === undefined) return ret;
    const [chip, address, said] = [sid, addr, status].map((each) => `0x${each.toString(16)}`);
    dev_err(k, arb.spmic, `pmic_arb_wait_for_done: ${chip} ${address}: ${how} (${said})`);
    return ret;
  };
  if ((status & STATUS_DONE) === 0) return fail(-ETIMEDOUT, 'timeout, status');
  if ((status & STATUS_DENIED) !== 0) return fail(-EPERM, 'transaction denied');
  if ((status & STATUS_FAILURE) !== 0) return fail(-EIO, 'transaction failed');
  return (status & STATUS_DROPPED) === 0 ? 0 : fail(-EIO, 'transaction dropped');
}

/** Where the channel of an address takes commands, or a negative errno. */
function registersOf(k: Kernel, arb: spmi_pmic_arb, sid: number, addr: number, reads: boolean): number {
  if (arb.version === 1) return channelRegisters(arb, 0, reads);
  const apid = ppid_to_apid(k, arb, (sid << 8) | (addr >>> 8));
  if (apid < 0) return apid;
  const owned = arb.version === 2 || arb.version === 3 || reads || arb.write_ee.get(apid) === arb.ee;
  return owned ? channelRegisters(arb, apid, reads) : -EPERM;
}

export const pmic_arb_read_cmd = at.fn(
  'pmic_arb_read_cmd',
  'Reads bytes of a PMIC: the first in the lowest byte; a negative errno where that failed.',
  (k: Kernel, arb: spmi_pmic_arb, sid: number, addr: number, count: number): number => {
    const registers = registersOf(k, arb, sid, addr, true);
    if (registers < 0) return registers;
    writel(k, fmt_cmd(arb, PMIC_ARB_OP_EXT_READL, sid, addr, count), registers + PMIC_ARB_CMD);
    const ret = pmic_arb_wait_for_done(k, arb, registers, sid, addr);
    if (ret !== 0) return ret;
    return readl(k, registers + PMIC_ARB_RDATA0) & (count === 4 ? 0x7fffffff : (1 << (count * 8)) - 1);
  },
);

export const pmic_arb_write_cmd = at.fn(
  'pmic_arb_write_cmd',
  'Writes bytes of a PMIC, that in the lowest byte first.',
  (k: Kernel, arb: spmi_pmic_arb, sid: number, addr: number, data: number, count: number): number => {
    const registers = registersOf(k, arb, sid, addr, false);
    if (registers < 0) return registers;
    writel(k, data, registers + PMIC_ARB_WDATA0);
    writel(k, fmt_cmd(arb, PMIC_ARB_OP_EXT_WRITEL, sid, addr, count), registers + PMIC_ARB_CMD);
    return pmic_arb_wait_for_done(k, arb, registers, sid, addr);
  },
);

export const pmic_arb_masked_write = at.fn(
  'pmic_arb_masked_write',
  'Changes some bits of bytes of a PMIC.',
  (k: Kernel, arb: spmi_pmic_arb, sid: number, addr: number, data: number, mask: number, count: number): number => {
    const old = pmic_arb_read_cmd(k, arb, sid, addr, count);
    return old < 0 ? old : pmic_arb_write_cmd(k, arb, sid, addr, (old & ~mask) | (data & mask), count);
  },
);
