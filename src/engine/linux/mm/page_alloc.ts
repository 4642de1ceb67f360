/**
 * Models mm/page_alloc.c as far as drivers that give hardware tables in memory need it: blocks of 2^order pages, aligned
 * to their size, from the memory the device tree lists. Virtual and physical addresses are the same here, and a page is
 * its address. Which addresses come out is ours (a real kernel's depend on all it did before); alignment is the
 * kernel's. Zones, watermarks, migration and everybody else's memory are left out.
 */
import { memset_io } from '../include/asm/io.ts';
import { type DtNode, getProperty, readRows, u32At, walk } from '../../devicetree/index.ts';
import { map, num, type Recorded, type RecordedMap, ref, struct } from '../../recorder/index.ts';
import { type Kernel, statics } from '../kernel.ts';
import { panic } from '../kernel/panic.ts';

export const PAGE_SHIFT = 12;
export const PAGE_SIZE = 1 << PAGE_SHIFT;
/** The largest block is 2^10 pages. */
export const MAX_PAGE_ORDER = 10;

/** What the kernel image and what came before this allocator may occupy at the start of memory. */
const IMAGE = 0x1000000;

/** Memory that was never handed out: `next` moves up to `end`. */
interface region extends Recorded {
  next: number;
  end: number;
}
const region = struct<region>('memory', { next: num(), end: num() });

interface page_alloc_c extends Recorded {
  regions: RecordedMap<region>;
  /** Blocks that came back, by address: their order. */
  free_area: RecordedMap<number>;
}
const page_alloc_c = statics<page_alloc_c>('mm/page_alloc.c', { regions: map(ref<region>()), free_area: map(num()) });

/** The smallest order whose block holds `size` bytes. */
export function get_order(size: number): number {
  let order = 0;
  while (PAGE_SIZE * 2 ** order < size) order++;
  return order;
}

/** alloc_pages: the address of 2^order pages of memory. `zero` is __GFP_ZERO. */
export function alloc_pages(k: Kernel, zero: boolean, order: number): number {
  const size = PAGE_SIZE * 2 ** order;
  const address = takeFree(k, order) ?? carve(k, size);
  if (address === undefined)
    return panic(k, `Out of memory: no ${size} bytes left of the memory that the device tree lists`);
  if (zero) memset_io(k, address, 0, size);
  return address;
}

export function free_pages(k: Kernel, address: number, order: number): void {
  page_alloc_c(k).free_area.set(address, order);
}

function takeFree(k: Kernel, order: number): number | undefined {
  const free = page_alloc_c(k).free_area;
  const address = free.keys().find((block) => free.get(block) === order);
  if (address !== undefined) free.delete(address);
  return address;
}

function carve(k: Kernel, size: number): number | undefined {
  const all = page_alloc_c(k).regions;
  if (all.size === 0) memoryOf(k).forEach((range, i) => all.set(i, region.create(k.rec, range)));
  for (const memory of all.values()) {
    const address = Math.ceil(memory.next / size) * size;
    if (address + size > memory.end) continue;
    memory.next = address + size;
    return address;
  }
  return undefined;
}

interface Range {
  readonly next: number;
  readonly end: number;
}

/** Where memory is when the tree lists no size, because a boot loader would fill it in: where the machine has it then. */
const DEFAULT_MEMORY: Range = { next: 0x40000000, end: 0x80000000 };
const DEFAULT_SIZE = 0x40000000;

/** What the tree lists as memory, less what it reserves, less the kernel itself. */
function memoryOf(k: Kernel): Range[] {
  const nodes = walk(k.boot.tree);
  const named = nodes
    .filter((node) => text(node, 'device_type') === 'memory' && node.parent !== undefined)
    .flatMap((node) => ranges(node, node.parent ?? node));
  const listed = named.filter(({ next, end }) => end > next).toSorted((a, b) => a.next - b.next);
  if (listed.length === 0) {
    const base = named.find(({ next }) => next > 0)?.next;
    listed.push(base === undefined ? DEFAULT_MEMORY : { next: base, end: base + DEFAULT_SIZE });
  }
  const first = listed[0] ?? DEFAULT_MEMORY;
  const image = Math.min(IMAGE, (first.end - first.next) / 2);
  const reserved: Range[] = k.boot.tree.memreserve.map(({ address, size }) => rangeOf(address, size));
  reserved.push({ next: first.next, end: first.next + image });
  for (const node of nodes) {
    if (node.parent !== undefined && node.parent.path === '/reserved-memory')
      reserved.push(...ranges(node, node.parent));
  }
  return reserved.reduce(without, listed).filter(({ next, end }) => end - next >= PAGE_SIZE);
}

function ranges(node: DtNode, parent: DtNode): Range[] {
  const cells = [
    u32At(getProperty(parent, '#address-cells'), 0) ?? 1,
    u32At(getProperty(parent, '#size-cells'), 0) ?? 1,
  ];
  return readRows(getProperty(node, 'reg'), cells).map(([address, size]) => rangeOf(address ?? 0n, size ?? 0n));
}

function rangeOf(address: bigint, size: bigint): Range {
  return { next: Number(address), end: Number(address + size) };
}

function without(all: readonly Range[], hole: Range): Range[] {
  return all.flatMap(({ next, end }) =>
    hole.end <= next || hole.next >= end
      ? [{ next, end }]
      : [
          { next, end: Math.max(next, hole.next) },
          { next: Math.min(end, hole.end), end },
        ],
  );
}

function text(node: DtNode, name: string): string | undefined {
  const value = getProperty(node, name)?.value;
  return value === undefined ? undefined : new TextDecoder().decode(value).split('\0', 1)[0];
}
