/**
 * Devices that are not modelled: their registers read as 0 or what the scenario presets, and writes go nowhere. They are sources
 * of wires all the same.
 */
import { bool, hexnum, num, type Recorded, type Recorder, str, struct } from '../recorder/index.ts';
import { BusFault, type Width } from './bus.ts';
import { type MmioRegion, narrow } from './region.ts';

export interface board_device extends Recorded {
  /** The device-tree node that it stands for. */
  readonly path: string | undefined;
  readonly base: number;
  readonly size: number;
  /** False: reads are 0 or what the scenario says, writes are ignored. */
  modelled: boolean;
  /** Wires that the device drives high, a bit each: the first 32. */
  lines: number;
  /** Wires that do not fall, a bit each. */
  stuck: number;
}
export const board_device = struct<board_device>(
  'board_device',
  { path: str(), base: hexnum(), size: hexnum(), modelled: bool(), lines: num(), stuck: num() },
  { side: 'hardware', label: (object) => object.path ?? 'device' },
);

export function genericRegion(
  path: string,
  base: number,
  size: number,
  words: ReadonlyMap<number, number> | undefined,
): MmioRegion {
  const read = (offset: number, width: Width): number =>
    narrow(words?.get(base + offset - (offset & 3)) ?? 0, offset, width);
  return { name: path, base, size, read: words === undefined ? () => 0 : read, write: () => undefined };
}

/** Addresses that the tree gives to a node whose hardware is not there: an access is an external abort. */
export function absentRegion(
  path: string,
  { base, size }: { readonly base: number; readonly size: number },
): MmioRegion {
  const absent = (offset: number): never => {
    throw new BusFault(base + offset);
  };
  return { name: path, base, size, read: absent, write: absent };
}

export function createDevice(rec: Recorder, path: string, base: number, size: number): board_device {
  return board_device.create(rec, { path, base, size });
}
