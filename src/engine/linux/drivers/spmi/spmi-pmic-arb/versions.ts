/** drivers/spmi/spmi-pmic-arb.c: what the driver keeps, and where each generation has its registers. */
import { hexnum, map, num, type Recorded, type RecordedMap, ref, struct } from '../../../../recorder/index.ts';
import { readl } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { ENODEV } from '../../../include/linux/errno.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../kernel.ts';

/** How many channels an arbiter can have. */
const PMIC_ARB_MAX_PERIPHS = 512;
const PMIC_ARB_MAX_PERIPHS_V7 = 1024;
const PMIC_ARB_FEATURES = 0x4;
const PMIC_ARB_FEATURES_PERIPH_MASK = 0x7ff;
const SPMI_MAPPING_TABLE = 0xb00;
const SPMI_MAPPING_TABLE_TREE_DEPTH = 16;
const PMIC_ARB_PPID_MASK = 0xfff;
const IRQ_OWNER = 1 << 24;
const INVALID_EE = 0xff;

export interface spmi_pmic_arb extends Recorded {
  dev: device | undefined;
  /** The controller's own device. */
  spmic: device | undefined;
  /** The generation: 1, 2, 3, 5 or 7. */
  version: number;
  core: number;
  core_size: number;
  rd_base: number;
  wr_base: number;
  intr: number;
  cnfg: number;
  irq: number;
  ee: number;
  channel: number;
  min_apid: number;
  max_apid: number;
  last_apid: number;
  domain: irq_domain | undefined;
  /** Peripheral (chip << 8 | number) to channel. */
  ppid_to_apid: RecordedMap<number>;
  /** By channel: its peripheral, and who owns it for writing and for interrupts. */
  ppid: RecordedMap<number>;
  write_ee: RecordedMap<number>;
  irq_ee: RecordedMap<number>;
}
export const spmi_pmic_arb = struct<spmi_pmic_arb>('spmi_pmic_arb', {
  dev: ref(),
  spmic: ref(),
  version: num(),
  core: hexnum(),
  core_size: hexnum(),
  rd_base: hexnum(),
  wr_base: hexnum(),
  intr: hexnum(),
  cnfg: hexnum(),
  irq: num(),
  ee: num(),
  channel: num(),
  min_apid: num(),
  max_apid: num(),
  last_apid: num(),
  domain: ref(),
  ppid_to_apid: map(num()),
  ppid: map(hexnum()),
  write_ee: map(num()),
  irq_ee: map(num()),
});

/** The generation by the version register; 6.1 knows none after the fifth. */
export function versionOf(k: Kernel, hw_ver: number): number {
  if (hw_ver < 0x20010000) return 1;
  if (hw_ver < 0x30000000) return 2;
  if (hw_ver < 0x50000000) return 3;
  return hw_ver >= 0x70000000 && k.since('6.12') ? 7 : 5;
}

export function maxPeriphs(version: number): number {
  return version === 7 ? PMIC_ARB_MAX_PERIPHS_V7 : PMIC_ARB_MAX_PERIPHS;
}

/** Channels per processor's register of interrupts start there. */
export function owner_acc_status({ version, intr, ee }: spmi_pmic_arb, n: number): number {
  switch (version) {
    case 1:
      return intr + 0x20 * ee + 4 * n;
    case 2:
      return intr + 0x100000 + 0x1000 * ee + 4 * n;
    case 3:
      return intr + 0x200000 + 0x1000 * ee + 4 * n;
    case 5:
      return intr + 0x10000 * ee + 4 * n;
    default:
      return intr + 0x1000 * ee + 4 * n;
  }
}

type PicRegister = 'enable' | 'status' | 'clear';
const PIC_V1: Readonly<Record<PicRegister, number>> = { enable: 0x200, status: 0x600, clear: 0xa00 };
const PIC: Readonly<Record<PicRegister, number>> = { enable: 0, status: 4, clear: 8 };

/** acc_enable, irq_status and irq_clear of a channel. */
export function picRegister({ version, intr, wr_base }: spmi_pmic_arb, which: PicRegister, apid: number): number {
  if (version === 1) return intr + PIC_V1[which] + 4 * apid;
  if (version === 2 || version === 3) return intr + PIC[which] + 0x1000 * apid;
  return wr_base + 0x100 + PIC[which] + (version === 5 ? 0x10000 : 0x1000) * apid;
}

/** Where commands to a channel's peripheral are given: for reading, or for writing. */
export function channelRegisters(arb: spmi_pmic_arb, apid: number, reads: boolean): number {
  const base = reads ? arb.rd_base : arb.wr_base;
  switch (arb.version) {
    case 1:
      return base + 0x800 + 0x80 * arb.channel;
    case 2:
    case 3:
      return base + 0x1000 * arb.ee + 0x8000 * apid;
    case 5:
      return base + (reads ? 0x10000 * arb.ee + 0x80 * apid : 0x10000 * apid);
    default:
      return base + (reads ? 0x8000 * arb.ee + 0x20 * apid : 0x1000 * apid);
  }
}

// --- from a peripheral to its channel

function mapOffset(version: number, apid: number): number {
  return (version === 7 ? 0x2000 : version === 5 ? 0x900 : 0x800) + 4 * apid;
}

function ownerOf(k: Kernel, { version, cnfg }: spmi_pmic_arb, apid: number): number {
  return readl(k, cnfg + (version === 7 ? 0 : 0x700) + 4 * apid) & 7;
}

/** The oldest kind: a table whose rows test a bit of the peripheral's number, and lead to another row or to the channel. */
function ppid_to_apid_v1(k: Kernel, arb: spmi_pmic_arb, ppid: number): number {
  const known = arb.ppid_to_apid.get(ppid);
  if (known !== undefined) return known;
  for (let depth = 0, row = 0; depth < SPMI_MAPPING_TABLE_TREE_DEPTH; depth++) {
    const data = readl(k, arb.cnfg + SPMI_MAPPING_TABLE + 4 * row);
    const isOne = ((ppid >>> ((data >>> 18) & 0xf)) & 1) !== 0;
    const result = (isOne ? data : data >>> 9) & 0xff;
    if (((data >>> (isOne ? 8 : 17)) & 1) === 0) {
      arb.ppid_to_apid.set(ppid, result);
      arb.ppid.set(result, ppid);
      return result;
    }
    row = result;
  }
  return -ENODEV;
}

/** Goes on through the list of channels, from where it was left, until the peripheral is found. */
function pmic_arb_find_apid(k: Kernel, arb: spmi_pmic_arb, ppid: number): number {
  for (let apid = arb.last_apid; ; apid++) {
    const offset = mapOffset(arb.version, apid);
    if (offset >= arb.core_size) {
      arb.last_apid = apid;
      return -ENODEV;
    }
    const ee = ownerOf(k, arb, apid);
    arb.irq_ee.set(apid, ee);
    arb.write_ee.set(apid, ee);
    const regval = readl(k, arb.core + offset);
    if (regval === 0) continue;
    const id = (regval >>> 8) & PMIC_ARB_PPID_MASK;
    arb.ppid_to_apid.set(id, apid);
    arb.ppid.set(apid, id);
    if (id !== ppid) continue;
    arb.last_apid = apid;
    return apid;
  }
}

/**
 * Reads the whole list of channels: several can be for one peripheral, of which one's processor has its interrupts. 6.1 reads as far
 * as the registers go, 6.12 as far as the arbiter says.
 */
export function pmic_arb_read_apid_map_v5(k: Kernel, arb: spmi_pmic_arb): void {
  const said = k.since('6.12') ? readl(k, arb.core + PMIC_ARB_FEATURES) & PMIC_ARB_FEATURES_PERIPH_MASK : undefined;
  for (let apid = 0; apid < (said ?? PMIC_ARB_MAX_PERIPHS); apid++) {
    const offset = mapOffset(arb.version, apid);
    if (offset >= arb.core_size) return;
    const regval = readl(k, arb.core + offset);
    if (regval === 0) continue;
    const ppid = (regval >>> 8) & PMIC_ARB_PPID_MASK;
    const is_irq_ee = (regval & IRQ_OWNER) !== 0;
    const write_ee = ownerOf(k, arb, apid);
    arb.write_ee.set(apid, write_ee);
    arb.irq_ee.set(apid, is_irq_ee ? write_ee : INVALID_EE);
    const before = arb.ppid_to_apid.get(ppid);
    if (before === undefined || write_ee === arb.ee) arb.ppid_to_apid.set(ppid, apid);
    else if (is_irq_ee && arb.write_ee.get(before) === arb.ee) arb.irq_ee.set(before, write_ee);
    arb.ppid.set(apid, ppid);
    arb.last_apid = apid;
  }
}

/** The channel of a peripheral, or -ENODEV. */
export function ppid_to_apid(k: Kernel, arb: spmi_pmic_arb, ppid: number): number {
  if (arb.version === 1) return ppid_to_apid_v1(k, arb, ppid);
  const known = arb.ppid_to_apid.get(ppid);
  if (known !== undefined) return known;
  return arb.version === 2 || arb.version === 3 ? pmic_arb_find_apid(k, arb, ppid) : -ENODEV;
}
