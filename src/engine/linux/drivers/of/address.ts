/**
 * Models drivers/of/address.c: "reg" entries as the CPU sees them, through the ranges of every bus on the way up. Left out:
 * indirect I/O hosts, I/O ports (they have no address of their own on arm64), DMA ranges, conflicts of regions.
 */
import { firstString, getProperty, u32s } from '../../../devicetree/index.ts';
import { EINVAL, EOVERFLOW } from '../../include/linux/errno.ts';
import {
  IORESOURCE_IO,
  IORESOURCE_MEM,
  IORESOURCE_MEM_64,
  IORESOURCE_PREFETCH,
  type resource,
  resource_size,
} from '../../include/linux/ioport.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import {
  of_bus_n_addr_cells,
  of_bus_n_size_cells,
  of_find_property,
  of_n_addr_cells,
  of_n_size_cells,
  of_node_name_eq,
} from './base/index.ts';
import { of_property_cells, of_property_read_string_index } from './property.ts';

// How a kind of bus writes addresses in "reg" and "ranges". Each translator works on an array of cells; OF_BAD_ADDR is
// undefined here.

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

/** of_read_number on plain cells, from one place up to another: of more than two the last two. */
function numberOf(cells: readonly number[], from: number, to = cells.length): bigint {
  const end = Math.min(to, cells.length);
  if (end <= from) return 0n;
  const low = cells[end - 1] ?? 0;
  const high = end - from < 2 ? 0 : (cells[end - 2] ?? 0);
  return high === 0 ? BigInt(low) : (BigInt(high) << 32n) | BigInt(low);
}

function of_bus_default_map(
  addr: readonly number[],
  range: readonly number[],
  na: number,
  ns: number,
  pna: number,
  fna: number,
): bigint | undefined {
  const cp = numberOf(range, fna, na);
  const s = numberOf(range, na + pna, na + pna + ns);
  const da = numberOf(addr, fna, na);
  return da < cp || da >= ((cp + s) & MASK64) ? undefined : da - cp;
}

/** The address moved by an offset, in the cells of the bus above; cells in front of the flag stay. */
function translateOn(bus: of_bus, addr: readonly number[], offset: bigint, na: number): number[] {
  const moved = (numberOf(addr, bus.flag_cells, na) + offset) & MASK64;
  const cells = addr.slice(0, bus.flag_cells);
  for (let left = na - bus.flag_cells; left > 0; left--)
    cells.push(left === 1 ? Number(moved & 0xffffffffn) : left === 2 ? Number(moved >> 32n) : 0);
  return cells;
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

const PCI_TYPES: ReadonlySet<string> = new Set(['pci', 'pciex', 'vci', 'ht']);

const PCI: of_bus = {
  name: 'pci',
  addresses: 'assigned-addresses',
  // A node called "pcie" counts even without device_type.
  match: (_k, np) => {
    const type = firstString(getProperty(np.dt, 'device_type'));
    return (type !== undefined && PCI_TYPES.has(type)) || of_node_name_eq(np, 'pcie');
  },
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

function of_match_bus(k: Kernel, np: device_node): of_bus {
  return OF_BUSSES.find((bus) => bus.match(k, np)) ?? DEFAULT;
}

const OF_MAX_ADDR_CELLS = 4;

function goodCounts(na: number, ns: number): boolean {
  return na > 0 && na <= OF_MAX_ADDR_CELLS && ns > 0;
}

/** One bus up: the address in the parent bus's cells, or undefined where the bus does not pass it on. */
function of_translate_one(
  k: Kernel,
  parent: device_node,
  bus: of_bus,
  pbus: of_bus,
  addr: readonly number[],
  na: number,
  ns: number,
  pna: number,
  rprop: string,
): number[] | undefined {
  const property = of_find_property(k, parent, rprop);
  if (property === undefined && rprop !== 'dma-ranges') return undefined;
  const ranges = u32s(property);
  if (property === undefined || property.value.length === 0) {
    // An empty ranges passes everything as it is; so does an absent dma-ranges.
    const flags = Array.from({ length: pna }, (_, i) => (i < pbus.flag_cells ? (addr[i] ?? 0) : 0));
    return translateOn(pbus, flags, numberOf(addr, 0, na), pna);
  }
  const rone = na + pna + ns;
  for (let at = 0; at + rone <= ranges.length; at += rone) {
    const row = ranges.slice(at, at + rone);
    const offset = bus.map(addr, row, na, ns, pna);
    if (offset !== undefined) return translateOn(pbus, row.slice(na, na + pna), offset, pna);
  }
  return undefined;
}

function __of_translate_address(
  k: Kernel,
  node: device_node,
  in_addr: readonly number[],
  rprop: string,
): bigint | undefined {
  let dev = node;
  let parent = node.parent;
  if (parent === undefined) return undefined;
  let bus = of_match_bus(k, parent);
  let [na, ns] = bus.count_cells(k, dev);
  if (!goodCounts(na, ns)) return undefined;
  let addr: number[] = in_addr.slice(0, na);
  for (;;) {
    dev = parent;
    parent = dev.parent;
    if (parent === undefined) return numberOf(addr, 0, na);
    const pbus = of_match_bus(k, parent);
    const [pna, pns] = pbus.count_cells(k, dev);
    if (!goodCounts(pna, pns)) return undefined;
    const up = of_translate_one(k, dev, bus, pbus, addr, na, ns, pna, rprop);
    if (up === undefined) return undefined;
    [addr, na, ns, bus] = [up, pna, pns, pbus];
  }
}

/** The CPU's address for one in the node's "reg" cells, or undefined where no CPU can reach it. */
export function of_translate_address(k: Kernel, dev: device_node, in_addr: readonly number[]): number | undefined {
  const address = __of_translate_address(k, dev, in_addr, 'ranges');
  return address === undefined ? undefined : Number(address);
}

/** One entry of "reg" (or "assigned-addresses" on PCI), untranslated. */
export interface of_address {
  readonly cells: readonly number[];
  readonly size: bigint;
  readonly flags: number;
}

/** The entry at an index, or on PCI the one of a BAR (then index is -1). */
function __of_get_address(k: Kernel, dev: device_node, index: number, bar_no: number): of_address | undefined {
  const parent = dev.parent;
  if (parent === undefined) return undefined;
  const bus = of_match_bus(k, parent);
  if (bus.name !== 'pci' && bar_no >= 0) return undefined;
  const [na, ns] = bus.count_cells(k, dev);
  if (na <= 0 || na > OF_MAX_ADDR_CELLS) return undefined;
  const cells = of_property_cells(k, dev, bus.addresses);
  const onesize = na + ns;
  // Without a BAR only the row at the index can be the one.
  for (let i = bar_no < 0 && index > 0 ? index : 0; (i + 1) * onesize <= cells.length; i++) {
    const row = cells.slice(i * onesize, (i + 1) * onesize);
    const barMatches = bar_no >= 0 && ((row[0] ?? 0) & 0xff) === bar_no * 4 + 0x10;
    if (barMatches || (index >= 0 && i === index)) {
      return { cells: row.slice(0, na), size: numberOf(row, na), flags: bus.get_flags(row) };
    }
  }
  return undefined;
}

/** An entry of "reg" as it stands there, not translated; undefined where there is none. */
export function of_property_read_reg(k: Kernel, np: device_node | undefined, index: number): number | undefined {
  const address = np === undefined ? undefined : __of_get_address(k, np, index, -1);
  return address === undefined ? undefined : Number(numberOf(address.cells, 0));
}

/** The entry's resource, or a negative errno. */
export function of_address_to_resource(k: Kernel, dev: device_node, index: number): resource | number {
  const address = __of_get_address(k, dev, index, -1);
  if (address === undefined || (address.flags & IORESOURCE_MEM) === 0) return -EINVAL;
  const taddr = __of_translate_address(k, dev, address.cells, 'ranges');
  if (taddr === undefined) return -EINVAL;
  const end = taddr + address.size - 1n;
  // 6.12 refuses a range that wraps; 6.1 lets it.
  if (k.since('6.12') && address.size !== 0n && end > 0xffffffffffffffffn) return -EOVERFLOW;
  return {
    start: Number(taddr),
    end: Number(BigInt.asUintN(64, end)),
    flags: address.flags,
    name: of_property_read_string_index(k, dev, 'reg-names', index) ?? dev.full_name,
  };
}

/** The "reg" entries that can be translated, up to the first that cannot: what callers count, and then ask for one by one. */
export function of_address_resources(k: Kernel, np: device_node): resource[] {
  const found: resource[] = [];
  for (;;) {
    const each = of_address_to_resource(k, np, found.length);
    if (typeof each === 'number') return found;
    found.push(each);
  }
}

/** Number of "reg" entries that can be translated, up to the first that cannot. */
export function of_address_count(k: Kernel, np: device_node): number {
  return of_address_resources(k, np).length;
}

/** Maps a "reg" entry: its address, or undefined. Mapping is one to one here. */
export function of_iomap(k: Kernel, np: device_node, index: number): number | undefined {
  const res = of_address_to_resource(k, np, index);
  return typeof res === 'number' || resource_size(res) <= 0 ? undefined : res.start;
}

/** One row of a bridge's ranges (or rows that continue one another). */
export interface of_range {
  flags: number;
  bus_addr: bigint;
  /** undefined where the row cannot be translated. */
  cpu_addr: bigint | undefined;
  size: bigint;
}

/** All rows of "ranges" (or another such property), contiguous ones as one. */
export function for_each_of_range(k: Kernel, node: device_node, name = 'ranges'): of_range[] {
  const pna = of_n_addr_cells(k, node);
  const na = of_bus_n_addr_cells(k, node);
  const ns = of_bus_n_size_cells(k, node);
  const bus = of_match_bus(k, node);
  const cells = of_property_cells(k, node, name);
  const ranges: of_range[] = [];
  const rone = na + pna + ns;
  if (rone === 0) return ranges;
  for (let at = 0; at + rone <= cells.length; at += rone) {
    const row = cells.slice(at, at + rone);
    const range: of_range = {
      flags: bus.get_flags(row),
      bus_addr: numberOf(row, bus.flag_cells, na),
      cpu_addr: __of_translate_address(k, node, row.slice(na, na + pna), name),
      size: numberOf(row, na + pna),
    };
    const last = ranges.at(-1);
    if (last !== undefined && continues(last, range)) last.size += range.size;
    else ranges.push(range);
  }
  return ranges;
}

function continues(last: of_range, next: of_range): boolean {
  if (last.flags !== next.flags || last.cpu_addr === undefined) return false;
  return next.bus_addr === last.bus_addr + last.size && next.cpu_addr === last.cpu_addr + last.size;
}
