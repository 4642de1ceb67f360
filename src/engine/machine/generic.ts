/** Devices that are not modelled: their registers read as 0, and writes go nowhere. They are sources of wires all the same. */
import { bool, hexnum, num, type Recorded, type Recorder, str, struct } from '../recorder/index.ts';
import type { MmioRegion } from './region.ts';

export interface board_device extends Recorded {
  /** The device-tree node that it stands for. */
  readonly path: string | undefined;
  readonly base: number;
  readonly size: number;
  /** False: reads are 0, writes are ignored. */
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

export function genericRegion(path: string, base: number, size: number): MmioRegion {
  return { name: path, base, size, read: () => 0, write: () => undefined };
}

export function createDevice(rec: Recorder, path: string, base: number, size: number): board_device {
  return board_device.create(rec, { path, base, size });
}
