/**
 * The tables that software gives the ITS through GITS_BASER<n>, and how many entries they have room for (IHI 0069, 5.2).
 * Entries themselves are kept as recorded objects; what counts in memory is that there is room for them.
 */
import type { ItsRefusal } from '../../../api/messages/index.ts';
import { type Memory, read64 } from '../../region.ts';
import type { gic_its } from './state.ts';

const BASER_VALID = 1n << 63n;
const BASER_INDIRECT = 1n << 62n;
/** Type and Entry_Size, which software cannot change. */
export const BASER_FIXED = (7n << 56n) | (0x1fn << 48n);
const L1_ENTRY = 8;

const TableType = { devices: 1, collections: 4 } as const;

export const idBits = (its: gic_its): number => Number((its.typer >> 8n) & 0x1fn) + 1;
const deviceBits = (its: gic_its): number => Number((its.typer >> 13n) & 0x1fn) + 1;
/** Collections that need no memory: TYPER.HCC. */
const heldCollections = (its: gic_its): number => Number((its.typer >> 24n) & 0xffn);

function collectionBits(its: gic_its): number {
  return ((its.typer >> 36n) & 1n) === 0n ? 16 : Number((its.typer >> 32n) & 0xfn) + 1;
}

function pageSize(baser: bigint): number {
  return [0x1000, 0x4000, 0x10000, 0x10000][Number((baser >> 8n) & 3n)] ?? 0x10000;
}

function tableAddress(baser: bigint): number {
  if (pageSize(baser) < 0x10000) return Number(baser & 0xfffffffff000n);
  return Number((baser & 0xffffffff0000n) | ((baser & 0xf000n) << 36n));
}

function tableOf(its: gic_its, type: number): bigint | undefined {
  return its.baser.values().find((baser) => Number((baser >> 56n) & 7n) === type && (baser & BASER_VALID) !== 0n);
}

/** Why the table of a type has no room for entry `id`; undefined when it has. */
function whyNoRoom(its: gic_its, memory: Memory, type: number, id: number): ItsRefusal | undefined {
  const table = type === TableType.devices ? 'device' : 'collection';
  const baser = tableOf(its, type);
  if (baser === undefined) return { code: 'noTable', table };
  const page = pageSize(baser);
  const bytes = (Number(baser & 0xffn) + 1) * page;
  const entrySize = Number((baser >> 48n) & 0x1fn) + 1;
  if ((baser & BASER_INDIRECT) === 0n) {
    return id < Math.floor(bytes / entrySize) ? undefined : { code: 'noRoom', table, id };
  }
  const perPage = Math.floor(page / entrySize);
  const first = Math.floor(id / perPage) * L1_ENTRY;
  if (first >= bytes) return { code: 'noRoomAt1', table, id };
  const entry = read64(memory, tableAddress(baser) + first);
  return entry !== undefined && (entry & BASER_VALID) !== 0n ? undefined : { code: 'noPage', table, id };
}

export function whyNoDevice(its: gic_its, memory: Memory, deviceId: number): ItsRefusal | undefined {
  if (deviceId >= 2 ** deviceBits(its)) return { code: 'deviceBits', device: deviceId };
  return whyNoRoom(its, memory, TableType.devices, deviceId);
}

export function whyNoCollection(its: gic_its, memory: Memory, icid: number): ItsRefusal | undefined {
  if (icid >= 2 ** collectionBits(its)) return { code: 'collectionBits', icid };
  return icid < heldCollections(its) ? undefined : whyNoRoom(its, memory, TableType.collections, icid);
}
