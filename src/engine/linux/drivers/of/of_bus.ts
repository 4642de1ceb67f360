/**
 * Models the bus translators of drivers/of/address.c: how a kind of bus writes addresses in "reg" and "ranges". Each
 * works on an array of cells; OF_BAD_ADDR is undefined here.
 */
import { IORESOURCE_IO, IORESOURCE_MEM, IORESOURCE_MEM_64, IORESOURCE_PREFETCH } from '../../include/linux/ioport.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { of_bus_n_addr_cells, of_n_addr_cells, of_n_size_cells, of_node_is_type, of_node_name_eq } from './base.ts';

export interface of_bus {
  readonly name: 'pci' | 'isa' | 'default-flags' | 'default';
  /** Name of the property that lists a device's addresses. */
  readonly addresses: string;
  readonly match: (k: Kernel, parent: device_node) => boolean;
  readonly count_cells: (k: Kernel, child: device_node) => readonly [na: number, ns: number];
  /** Offset of an address in one row of ranges, or undefined where the row does not hold it. */
  readonly map: (
    addr: readonly number[],
    range: readonly number[],
    na: number,
    ns: number,
    pna: number,
  ) => bigint | undefined;
  /** Cells before the address proper. */
  readonly flag_cells: number;
  readonly get_flags: (addr: readonly number[]) => number;
}

const MASK64 = 0xffffffffffffffffn;

/** of_read_number on plain cells. */
export function numberOf(cells: readonly number[]): bigint {
  return cells.reduce((value, cell) => ((value << 32n) | BigInt(cell)) & MASK64, 0n);
}

function of_bus_default_map(
  addr: readonly number[],
  range: readonly number[],
  na: number,
  ns: number,
  pna: number,
  fna: number,
): bigint | undefined {
  const cp = numberOf(range.slice(fna, na));
  const s = numberOf(range.slice(na + pna, na + pna + ns));
  const da = numberOf(addr.slice(fna, na));
  return da < cp || da >= ((cp + s) & MASK64) ? undefined : da - cp;
}

/** The address moved by an offset, in the cells of the bus above; cells in front of the flag stay. */
export function translateOn(bus: of_bus, addr: readonly number[], offset: bigint, na: number): number[] {
  const flags = addr.slice(0, bus.flag_cells);
  const moved = (numberOf(addr.slice(bus.flag_cells, na)) + offset) & MASK64;
  const cells = Array.from({ length: na - bus.flag_cells }, () => 0);
  if (cells.length > 1) cells[cells.length - 2] = Number(moved >> 32n);
  if (cells.length > 0) cells[cells.length - 1] = Number(moved & 0xffffffffn);
  return [...flags, ...cells];
}

function of_bus_pci_get_flags(addr: readonly number[]): number {
  const w = addr[0] ?? 0;
  const prefetch = (w & 0x40000000) === 0 ? 0 : IORESOURCE_PREFETCH;
  switch ((w >>> 24) & 3) {
    case 1:
      return IORESOURCE_IO | prefetch;
    case 2:
      return IORESOURCE_MEM | prefetch;
    case 3:
      return IORESOURCE_MEM | IORESOURCE_MEM_64 | prefetch;
    default:
      return prefetch;
  }
}

const PCI: of_bus = {
  name: 'pci',
  addresses: 'assigned-addresses',
  // A node called "pcie" counts even without device_type.
  match: (_k, np) =>
    ['pci', 'pciex', 'vci', 'ht'].some((type) => of_node_is_type(np, type)) || of_node_name_eq(np, 'pcie'),
  count_cells: () => [3, 2],
  map(addr, range, na, ns, pna) {
    const different = of_bus_pci_get_flags(addr) ^ of_bus_pci_get_flags(range);
    if ((different & (IORESOURCE_MEM | IORESOURCE_IO)) !== 0) return undefined;
    return of_bus_default_map(addr, range, na, ns, pna, 1);
  },
  flag_cells: 1,
  get_flags: of_bus_pci_get_flags,
};

const ISA: of_bus = {
  name: 'isa',
  addresses: 'reg',
  match: (_k, np) => of_node_name_eq(np, 'isa'),
  count_cells: () => [2, 1],
  map(addr, range, na, ns, pna) {
    if ((((addr[0] ?? 0) ^ (range[0] ?? 0)) & 1) !== 0) return undefined;
    return of_bus_default_map(addr, range, na, ns, pna, 1);
  },
  flag_cells: 1,
  get_flags: (addr) => (((addr[0] ?? 0) & 1) === 0 ? IORESOURCE_MEM : IORESOURCE_IO),
};

/** Three address cells on a bus that is neither PCI nor ISA: the first holds flags. */
const DEFAULT_FLAGS: of_bus = {
  name: 'default-flags',
  addresses: 'reg',
  match: (k, np) => of_bus_n_addr_cells(k, np) === 3,
  count_cells: (k, child) => [of_n_addr_cells(k, child), of_n_size_cells(k, child)],
  map(addr, range, na, ns, pna) {
    if (addr[0] !== range[0]) return undefined;
    return of_bus_default_map(addr, range, na, ns, pna, 1);
  },
  flag_cells: 1,
  get_flags: (addr) => addr[0] ?? 0,
};

const DEFAULT: of_bus = {
  name: 'default',
  addresses: 'reg',
  match: () => true,
  count_cells: (k, child) => [of_n_addr_cells(k, child), of_n_size_cells(k, child)],
  map: (addr, range, na, ns, pna) => of_bus_default_map(addr, range, na, ns, pna, 0),
  flag_cells: 0,
  get_flags: () => IORESOURCE_MEM,
};

const OF_BUSSES = [PCI, ISA, DEFAULT_FLAGS] as const;

export function of_match_bus(k: Kernel, np: device_node): of_bus {
  return OF_BUSSES.find((bus) => bus.match(k, np)) ?? DEFAULT;
}
