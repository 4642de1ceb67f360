/** The ITS command queue: a ring in memory that the driver fills and the ITS empties. */
import { source } from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import { SZ_64K } from '../../../include/linux/sizes.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err } from '../../../kernel/printk/printk.ts';
import {
  its_build_clear_cmd,
  its_build_discard_cmd,
  its_build_int_cmd,
  its_build_inv_cmd,
  its_build_invall_cmd,
  its_build_mapc_cmd,
  its_build_mapd_cmd,
  its_build_mapti_cmd,
  its_build_movi_cmd,
  its_build_sync_cmd,
  type its_cmd_block,
  type its_cmd_builder_t,
  type its_cmd_desc,
} from './commands.ts';
import { GITS_CREADR, GITS_CWRITER } from './registers.ts';
import { type its_collection, type its_device, type its_node, its_of } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

export const ITS_CMD_QUEUE_SZ = SZ_64K;
const ITS_CMD_SIZE = 32;
/** The kernel asks once a microsecond, for a second. */
export const PATIENCE = 1_000_000;

function its_cmd_ptr_to_offset(its: its_node, address: number): number {
  return address - its.cmd_base;
}

/** Full when one more command would make the queue look empty. */
function its_queue_full(k: Kernel, its: its_node): boolean {
  const next = (its_cmd_ptr_to_offset(its, its.cmd_write) + ITS_CMD_SIZE) % ITS_CMD_QUEUE_SZ;
  return next === readl(k, its.base + GITS_CREADR);
}

const its_allocate_entry = at.fn(
  'its_allocate_entry',
  'Takes the next free place in the command queue, waiting for the ITS to make room where there is none.',
  (k: Kernel, its: its_node): its_cmd_block | undefined => {
    for (let count = PATIENCE; its_queue_full(k, its);) {
      count--;
      if (count === 0) {
        pr_err(k, 'ITS queue not draining');
        return undefined;
      }
    }
    const address = its.cmd_write;
    const next = address + ITS_CMD_SIZE;
    its.cmd_write = next === its.cmd_base + ITS_CMD_QUEUE_SZ ? its.cmd_base : next;
    return { address, raw_cmd: [0n, 0n, 0n, 0n] };
  },
);

/** Tells the ITS how far the queue is filled: from here on it works. Returns that place. */
function its_post_commands(k: Kernel, its: its_node): number {
  writel(k, its_cmd_ptr_to_offset(its, its.cmd_write), its.base + GITS_CWRITER);
  return its.cmd_write;
}

const its_wait_for_range_completion = at.fn(
  'its_wait_for_range_completion',
  'Waits until the ITS has read all commands up to a place in the queue.',
  (k: Kernel, its: its_node, prev_idx: number, to: number): number => {
    let to_idx = its_cmd_ptr_to_offset(its, to);
    if (to_idx < prev_idx) to_idx += ITS_CMD_QUEUE_SZ;
    let linear_idx = prev_idx;
    for (let previous = prev_idx, count = PATIENCE; ;) {
      const rd_idx = readl(k, its.base + GITS_CREADR);
      linear_idx += rd_idx - previous + (rd_idx < previous ? ITS_CMD_QUEUE_SZ : 0);
      if (linear_idx >= to_idx) return 0;
      count--;
      if (count === 0) {
        pr_err(k, `ITS queue timeout (${to_idx} ${linear_idx})`);
        return -1;
      }
      previous = rd_idx;
    }
  },
);

const its_send_single_command = at.fn(
  'its_send_single_command',
  'Queues one command, and a SYNC where the command concerns a redistributor, and waits until the ITS has read them.',
  (k: Kernel, its: its_node, builder: its_cmd_builder_t, desc: its_cmd_desc): void => {
    const cmd = its_allocate_entry(k, its);
    if (cmd === undefined) return;
    const sync_obj = builder(k, its, cmd, desc);
    const sync_cmd = sync_obj === undefined ? undefined : its_allocate_entry(k, its);
    if (sync_obj !== undefined && sync_cmd !== undefined) its_build_sync_cmd(k, its, sync_cmd, sync_obj);
    const rd_idx = readl(k, its.base + GITS_CREADR);
    const next_cmd = its_post_commands(k, its);
    if (its_wait_for_range_completion(k, its, rd_idx, next_cmd) !== 0) pr_err(k, `ITS cmd ${builder.fname} failed`);
  },
);

export const its_send_int = at.fn(
  'its_send_int',
  'Makes an event of a device happen.',
  (k: Kernel, dev: its_device, event_id: number): void => {
    its_send_single_command(k, its_of(dev), its_build_int_cmd, { dev, event_id });
  },
);
export const its_send_clear = at.fn(
  'its_send_clear',
  'Takes back an event that is pending.',
  (k: Kernel, dev: its_device, event_id: number): void => {
    its_send_single_command(k, its_of(dev), its_build_clear_cmd, { dev, event_id });
  },
);
export const its_send_inv = at.fn(
  'its_send_inv',
  'Makes a changed LPI configuration take effect.',
  (k: Kernel, dev: its_device, event_id: number): void => {
    its_send_single_command(k, its_of(dev), its_build_inv_cmd, { dev, event_id });
  },
);
export const its_send_mapd = at.fn(
  'its_send_mapd',
  'Makes a device known to the ITS, or unknown.',
  (k: Kernel, dev: its_device, valid: number): void => {
    its_send_single_command(k, its_of(dev), its_build_mapd_cmd, { dev, valid: valid !== 0 });
  },
);
export const its_send_mapc = at.fn(
  'its_send_mapc',
  'Ties a collection to its redistributor.',
  (k: Kernel, its: its_node, col: its_collection, valid: number): void => {
    its_send_single_command(k, its, its_build_mapc_cmd, { col, valid: valid !== 0 });
  },
);
export const its_send_mapti = at.fn(
  'its_send_mapti',
  'Maps an event of a device to an LPI.',
  (k: Kernel, dev: its_device, irq_id: number, id: number): void => {
    its_send_single_command(k, its_of(dev), its_build_mapti_cmd, { dev, phys_id: irq_id, event_id: id });
  },
);
export const its_send_movi = at.fn(
  'its_send_movi',
  'Moves an event to another collection, that is to another CPU.',
  (k: Kernel, dev: its_device, col: its_collection, id: number): void => {
    its_send_single_command(k, its_of(dev), its_build_movi_cmd, { dev, col, event_id: id });
  },
);
export const its_send_discard = at.fn(
  'its_send_discard',
  'Removes the mapping of an event.',
  (k: Kernel, dev: its_device, id: number): void => {
    its_send_single_command(k, its_of(dev), its_build_discard_cmd, { dev, event_id: id });
  },
);
export const its_send_invall = at.fn(
  'its_send_invall',
  'Makes all LPI configuration of a collection take effect.',
  (k: Kernel, its: its_node, col: its_collection): void => {
    its_send_single_command(k, its, its_build_invall_cmd, { col });
  },
);
