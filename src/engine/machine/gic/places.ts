/** Where a controller's hardware is, by its node and by the machine's options. */
import { compatibleOf, type DtNode, getProperty, stringList, unitAddress } from '../../devicetree/index.ts';
import { type AddressRange, registerRanges } from '../address.ts';
import type { Machine } from '../machine.ts';

export function isCompatible(node: DtNode, names: readonly string[]): boolean {
  return compatibleOf(node).some((name) => names.includes(name));
}

/** The ranges of a node's hardware: what the option `map` says, else the tree. */
export function hardwareRanges(machine: Machine, node: DtNode): (AddressRange | undefined)[] {
  const given = machine.hardware.map?.get(node.path);
  return registerRanges(node).map((range, i) => {
    const base = given?.[i];
    return base === undefined || range === undefined ? range : { base, size: range.size };
  });
}

/** Whether another node claims a frame's address and is named after it: then the frame is not there. */
export function isClaimed(machine: Machine, node: DtNode, range: AddressRange): boolean {
  const address = range.base.toString(16);
  if (unitAddress(node) === address) return false;
  for (const path of machine.devices.keys()) {
    if (path === node.path || !path.endsWith(`@${address}`)) continue;
    const claimant = machine.wiring.node(path);
    if (claimant !== undefined && registerRanges(claimant)[0]?.base === range.base) return true;
  }
  return false;
}

/** QEMU's virt board implements 256 lines. Of another board we only know what it is called, so it gets all. */
export function isVirt(machine: Machine): boolean {
  return stringList(getProperty(machine.tree.root, 'compatible')).includes('linux,dummy-virt');
}
