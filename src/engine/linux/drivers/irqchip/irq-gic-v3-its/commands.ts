/**
 * The ITS driver's command builders: what each command looks like in the queue, and whose redistributor has to be
 * synchronised with after it. A command is put together in a block of four words and stored in memory as a whole when it
 * is complete (its_fixup_cmd). Left out: the commands about virtual CPUs (GICv4).
 */
import { must } from '../../../../../base/assert.ts';
import { type FunctionInfo, source } from '../../../../recorder/index.ts';
import { writeq } from '../../../include/asm/io.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  GITS_CMD_CLEAR,
  GITS_CMD_DISCARD,
  GITS_CMD_INT,
  GITS_CMD_INV,
  GITS_CMD_INVALL,
  GITS_CMD_MAPC,
  GITS_CMD_MAPD,
  GITS_CMD_MAPTI,
  GITS_CMD_MOVI,
  GITS_CMD_SYNC,
} from './registers.ts';
import { dev_event_to_col, type its_collection, type its_device, type its_node } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

/** A command on its way into the queue. */
export interface its_cmd_block {
  /** Where in memory it goes. */
  readonly address: number;
  readonly raw_cmd: [bigint, bigint, bigint, bigint];
}

/** The operands of a command; each uses those it has. */
export interface its_cmd_desc {
  readonly dev?: its_device;
  readonly col?: its_collection;
  readonly event_id?: number;
  readonly phys_id?: number;
  readonly valid?: boolean;
}

/** Fills in a command. Returns the collection whose redistributor must have seen it, if any. */
export type its_cmd_builder_t = ((
  k: Kernel,
  its: its_node,
  cmd: its_cmd_block,
  desc: its_cmd_desc,
) => its_collection | undefined) &
  FunctionInfo;

export const ITS_ITT_ALIGN = 256;

function its_mask_encode(cmd: its_cmd_block, word: 0 | 1 | 2 | 3, value: bigint, high: number, low: number): void {
  const mask = ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
  cmd.raw_cmd[word] = (cmd.raw_cmd[word] & ~mask) | ((value << BigInt(low)) & mask);
}
function its_encode_cmd(cmd: its_cmd_block, number: number): void {
  its_mask_encode(cmd, 0, BigInt(number), 7, 0);
}
function its_encode_devid(cmd: its_cmd_block, devid: number): void {
  its_mask_encode(cmd, 0, BigInt(devid), 63, 32);
}
function its_encode_event_id(cmd: its_cmd_block, id: number): void {
  its_mask_encode(cmd, 1, BigInt(id), 31, 0);
}
function its_encode_phys_id(cmd: its_cmd_block, id: number): void {
  its_mask_encode(cmd, 1, BigInt(id), 63, 32);
}
function its_encode_size(cmd: its_cmd_block, size: number): void {
  its_mask_encode(cmd, 1, BigInt(size), 4, 0);
}
function its_encode_itt(cmd: its_cmd_block, address: number): void {
  its_mask_encode(cmd, 2, BigInt(address) >> 8n, 51, 8);
}
function its_encode_valid(cmd: its_cmd_block, valid: boolean): void {
  its_mask_encode(cmd, 2, valid ? 1n : 0n, 63, 63);
}
function its_encode_target(cmd: its_cmd_block, target: bigint): void {
  its_mask_encode(cmd, 2, target >> 16n, 51, 16);
}
function its_encode_collection(cmd: its_cmd_block, col: number): void {
  its_mask_encode(cmd, 2, BigInt(col), 15, 0);
}

/** Stores the finished command where the ITS will read it. */
function its_fixup_cmd(k: Kernel, cmd: its_cmd_block): void {
  cmd.raw_cmd.forEach((word, i) => writeq(k, word, cmd.address + i * 8));
}

const valid_col = at.fn(
  'valid_col',
  'Gives the collection back if it has been mapped to a redistributor, and nothing if it never was.',
  (k: Kernel, col: its_collection): its_collection | undefined =>
    (col.target_address & 0xffffn) === 0n ? col : undefined,
);

function device_of(desc: its_cmd_desc): its_device {
  return must(desc.dev, 'the device of an ITS command');
}
function event_of(desc: its_cmd_desc): number {
  return must(desc.event_id, 'the event of an ITS command');
}

/** What INV, INT, CLEAR and DISCARD have in common: a device, an event, and the collection that event is in now. */
function buildEventCommand(
  k: Kernel,
  cmd: its_cmd_block,
  desc: its_cmd_desc,
  number: number,
): its_collection | undefined {
  const dev = device_of(desc);
  const col = dev_event_to_col(dev, event_of(desc));
  its_encode_cmd(cmd, number);
  its_encode_devid(cmd, dev.device_id);
  its_encode_event_id(cmd, event_of(desc));
  its_fixup_cmd(k, cmd);
  return valid_col(k, col);
}

export const its_build_mapd_cmd = at.fn(
  'its_build_mapd_cmd',
  'Builds MAPD: ties a DeviceID to its interrupt translation table, or unties it.',
  (k: Kernel, its: its_node, cmd: its_cmd_block, desc: its_cmd_desc): its_collection | undefined => {
    const dev = device_of(desc);
    its_encode_cmd(cmd, GITS_CMD_MAPD);
    its_encode_devid(cmd, dev.device_id);
    its_encode_size(cmd, Math.floor(Math.log2(dev.nr_ites)) - 1);
    its_encode_itt(cmd, Math.ceil(dev.itt / ITS_ITT_ALIGN) * ITS_ITT_ALIGN);
    its_encode_valid(cmd, desc.valid === true);
    its_fixup_cmd(k, cmd);
    return undefined;
  },
);

export const its_build_mapc_cmd = at.fn(
  'its_build_mapc_cmd',
  'Builds MAPC: ties a collection to a redistributor.',
  (k: Kernel, its: its_node, cmd: its_cmd_block, desc: its_cmd_desc): its_collection | undefined => {
    const col = must(desc.col, 'the collection of a MAPC');
    its_encode_cmd(cmd, GITS_CMD_MAPC);
    its_encode_collection(cmd, col.col_id);
    its_encode_target(cmd, col.target_address);
    its_encode_valid(cmd, desc.valid === true);
    its_fixup_cmd(k, cmd);
    return col;
  },
);

export const its_build_mapti_cmd = at.fn(
  'its_build_mapti_cmd',
  'Builds MAPTI: says which LPI an event of a device becomes, and in which collection it is.',
  (k: Kernel, its: its_node, cmd: its_cmd_block, desc: its_cmd_desc): its_collection | undefined => {
    const dev = device_of(desc);
    const col = dev_event_to_col(dev, event_of(desc));
    its_encode_cmd(cmd, GITS_CMD_MAPTI);
    its_encode_devid(cmd, dev.device_id);
    its_encode_event_id(cmd, event_of(desc));
    its_encode_phys_id(cmd, must(desc.phys_id, 'the LPI of a MAPTI'));
    its_encode_collection(cmd, col.col_id);
    its_fixup_cmd(k, cmd);
    return valid_col(k, col);
  },
);

export const its_build_movi_cmd = at.fn(
  'its_build_movi_cmd',
  'Builds MOVI: moves an event to another collection; the one it leaves is synchronised with.',
  (k: Kernel, its: its_node, cmd: its_cmd_block, desc: its_cmd_desc): its_collection | undefined => {
    const dev = device_of(desc);
    const col = dev_event_to_col(dev, event_of(desc));
    its_encode_cmd(cmd, GITS_CMD_MOVI);
    its_encode_devid(cmd, dev.device_id);
    its_encode_event_id(cmd, event_of(desc));
    its_encode_collection(cmd, must(desc.col, 'the new collection of a MOVI').col_id);
    its_fixup_cmd(k, cmd);
    return valid_col(k, col);
  },
);

export const its_build_discard_cmd = at.fn(
  'its_build_discard_cmd',
  'Builds DISCARD: removes the mapping of an event, and its pending state.',
  (k: Kernel, its: its_node, cmd: its_cmd_block, desc: its_cmd_desc): its_collection | undefined =>
    buildEventCommand(k, cmd, desc, GITS_CMD_DISCARD),
);

export const its_build_inv_cmd = at.fn(
  'its_build_inv_cmd',
  'Builds INV: makes the redistributor read the configuration of an LPI again.',
  (k: Kernel, its: its_node, cmd: its_cmd_block, desc: its_cmd_desc): its_collection | undefined =>
    buildEventCommand(k, cmd, desc, GITS_CMD_INV),
);

export const its_build_int_cmd = at.fn(
  'its_build_int_cmd',
  'Builds INT: makes an event happen as if its device had written the message.',
  (k: Kernel, its: its_node, cmd: its_cmd_block, desc: its_cmd_desc): its_collection | undefined =>
    buildEventCommand(k, cmd, desc, GITS_CMD_INT),
);

export const its_build_clear_cmd = at.fn(
  'its_build_clear_cmd',
  'Builds CLEAR: takes the pending state from the LPI of an event.',
  (k: Kernel, its: its_node, cmd: its_cmd_block, desc: its_cmd_desc): its_collection | undefined =>
    buildEventCommand(k, cmd, desc, GITS_CMD_CLEAR),
);

export const its_build_invall_cmd = at.fn(
  'its_build_invall_cmd',
  'Builds INVALL: makes the redistributor of a collection read all LPI configuration again.',
  (k: Kernel, its: its_node, cmd: its_cmd_block, desc: its_cmd_desc): its_collection | undefined => {
    const col = must(desc.col, 'the collection of an INVALL');
    its_encode_cmd(cmd, GITS_CMD_INVALL);
    its_encode_collection(cmd, col.col_id);
    its_fixup_cmd(k, cmd);
    return col;
  },
);

export const its_build_sync_cmd = at.fn(
  'its_build_sync_cmd',
  'Builds SYNC: waits until a redistributor has taken notice of the commands before it.',
  (k: Kernel, its: its_node, sync_cmd: its_cmd_block, sync_col: its_collection): void => {
    its_encode_cmd(sync_cmd, GITS_CMD_SYNC);
    its_encode_target(sync_cmd, sync_col.target_address);
    its_fixup_cmd(k, sync_cmd);
  },
);
