/**
 * Models kmalloc (mm/slab_common.c, mm/slub.c) for memory that hardware reads: objects of a power of two bytes, cut from
 * pages. Structures of the kernel itself are recorded structs and take no memory here.
 */
import { memset_io } from '../include/asm/io.ts';
import { map, num, type Recorded, type RecordedMap } from '../../recorder/index.ts';
import { type Kernel, statics } from '../kernel.ts';
import { alloc_pages, free_pages, get_order, PAGE_SIZE } from './page_alloc.ts';

interface slab_c extends Recorded {
  /** Free objects, by address: their size. */
  free: RecordedMap<number>;
  /** Objects in use, by address: their size. */
  used: RecordedMap<number>;
}
const slab_c = statics<slab_c>('mm/slub.c', { free: map(num()), used: map(num()) });

const SMALLEST = 64;
/** From here on memory comes from the page allocator. */
const LARGE = 2 * PAGE_SIZE;

/** kzalloc: zeroed memory, aligned to its size rounded up to a power of two. */
export function kzalloc(k: Kernel, size: number): number {
  if (size > LARGE) {
    const address = alloc_pages(k, true, get_order(size));
    slab_c(k).used.set(address, size);
    return address;
  }
  let bytes = SMALLEST;
  while (bytes < size) bytes *= 2;
  const { free, used } = slab_c(k);
  const known = free.keys().find((address) => free.get(address) === bytes);
  const address = known ?? refill(k, bytes);
  free.delete(address);
  used.set(address, bytes);
  memset_io(k, address, 0, bytes);
  return address;
}

export function kfree(k: Kernel, address: number): void {
  const { free, used } = slab_c(k);
  const size = used.get(address);
  if (size === undefined) return;
  used.delete(address);
  if (size > LARGE) free_pages(k, address, get_order(size));
  else free.set(address, size);
}

/** Cuts a fresh slab into objects; the first is handed out. */
function refill(k: Kernel, bytes: number): number {
  const order = get_order(Math.max(PAGE_SIZE, bytes));
  const slab = alloc_pages(k, false, order);
  for (let address = slab; address < slab + PAGE_SIZE * 2 ** order; address += bytes)
    slab_c(k).free.set(address, bytes);
  return slab;
}
