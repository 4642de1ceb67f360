/** Where a node's registers are in the CPU's address space: `reg`, through the `ranges` of every bus above (DT spec 2.3.6 to 2.3.8). */
import {
  type DeviceTree,
  type DtNode,
  type DtProperty,
  firstString,
  getProperty,
  readCells,
  readRows,
  u32At,
  walk,
} from '../devicetree/index.ts';

export interface AddressRange {
  readonly base: number;
  readonly size: number;
}

function cellsOf(node: DtNode | undefined, name: '#address-cells' | '#size-cells', fallback: number): number {
  return (node === undefined ? undefined : u32At(getProperty(node, name), 0)) ?? fallback;
}

export const addressCells = (bus: DtNode | undefined): number => cellsOf(bus, '#address-cells', 2);
const sizeCells = (bus: DtNode | undefined): number => cellsOf(bus, '#size-cells', 1);

/** A row of `ranges`. */
interface Window {
  readonly child: bigint;
  readonly parent: bigint;
  readonly size: bigint;
}

/** Windows of buses, read once: what is on a bus asks for them again and again. */
const windows = new WeakMap<DtNode, readonly Window[]>();

function windowsOf(bus: DtNode, ranges: DtProperty): readonly Window[] {
  const known = windows.get(bus);
  if (known !== undefined) return known;
  const columns = [addressCells(bus), addressCells(bus.parent), sizeCells(bus)];
  const read = readRows(ranges, columns).map(([child = 0n, parent = 0n, size = 0n]) => ({ child, parent, size }));
  windows.set(bus, read);
  return read;
}

/** Translates an address on `bus` up to the root; undefined when a bus on the way is not memory-mapped. */
export function toPhysical(bus: DtNode | undefined, address: bigint): bigint | undefined {
  let at = address;
  for (let node = bus; node?.parent !== undefined; node = node.parent) {
    const ranges = getProperty(node, 'ranges');
    if (ranges === undefined) return undefined;
    if (ranges.value.length === 0) continue;
    const window = windowsOf(node, ranges).find(({ child, size }) => at >= child && at < child + size);
    if (window === undefined) return undefined;
    at = at - window.child + window.parent;
  }
  return at;
}

/** The node's register ranges; an entry that has no physical address is undefined, so that indexes stay. */
export function registerRanges(node: DtNode): (AddressRange | undefined)[] {
  const bus = node.parent;
  const [address, size] = [addressCells(bus), sizeCells(bus)];
  // Addresses of three cells are PCI's, and no sizes means that the children are not memory-mapped.
  if (address > 2 || size === 0) return [];
  const reg = getProperty(node, 'reg');
  const cells = reg === undefined ? 0 : reg.value.length >> 2;
  const width = address + size;
  const ranges: (AddressRange | undefined)[] = [];
  for (let at = 0; at + width <= cells; at += width) {
    const physical = toPhysical(bus, readCells(reg, at, address) ?? 0n);
    const length = readCells(reg, at + address, size) ?? 0n;
    ranges.push(physical === undefined ? undefined : { base: Number(physical), size: Number(length) });
  }
  return ranges;
}

export function isMemory(node: DtNode): boolean {
  return firstString(getProperty(node, 'device_type')) === 'memory';
}

/** Whether the tree's memory nodes list an address: registers there are emulated in memory, as some test machines have them. */
export function isListedMemory(tree: DeviceTree, address: number): boolean {
  return walk(tree)
    .filter(isMemory)
    .flatMap((node) => registerRanges(node))
    .some((range) => range !== undefined && address >= range.base && address < range.base + range.size);
}
