/** Which drivers of the table match a node of the tree, on whatever bus its device is. */
import { type DriverMatch, type DriverTable, driversFor, driversForId } from './driver-table.ts';
import type { KernelVersion } from '../../api/kernel-versions.ts';

/** Buses whose devices a tree lists. */
const BUSES = ['platform', 'i2c', 'spi', 'mdio_bus', 'spmi', 'serial', 'sunxi-rsb', 'slimbus', 'soundwire'] as const;

/** A PHY's id, where its node tells it. */
function phyIds(compatible: readonly string[]): number[] {
  return compatible.flatMap((each) => {
    const [, upper, lower] = /^ethernet-phy-id([\da-f]{1,4})\.([\da-f]{1,4})$/i.exec(each) ?? [];
    return upper === undefined || lower === undefined ? [] : [parseInt(upper, 16) * 0x10000 + parseInt(lower, 16)];
  });
}

/** Parts of Arm that the number in their name is not the one in their id. */
const OTHER_PARTS: Readonly<Record<string, number>> = { 'arm,mhu': 0xbb098, 'arm,mhu-doorbell': 0xbb098 };

/** The id of a PrimeCell, by its node: as it says, or as the part's name in its "compatible" does. Revisions do not count. */
function primecellIds(compatible: readonly string[], said: number | undefined): number[] {
  if (!compatible.includes('arm,primecell')) return [];
  const parts = compatible.flatMap((each) => {
    const part = /^arm,(?:pl|sp)(\d{3})$/.exec(each)?.[1];
    return part === undefined ? (OTHER_PARTS[each] ?? []) : 0x41000 | parseInt(part, 16);
  });
  return said === undefined ? parts : [said];
}

/**
 * Drivers of devices that could be made of a node.
 * @param periphid its "arm,primecell-periphid"
 */
export function driversOfNode(
  table: DriverTable,
  version: KernelVersion,
  compatible: readonly string[],
  periphid: number | undefined,
): DriverMatch[] {
  return [
    ...BUSES.flatMap((bus) => driversFor(table, version, bus, compatible)),
    ...phyIds(compatible).flatMap((id) => driversForId(table, version, 'phy', id)),
    ...primecellIds(compatible, periphid).flatMap((id) => driversForId(table, version, 'amba', id)),
  ];
}
