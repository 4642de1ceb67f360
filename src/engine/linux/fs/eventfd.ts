/**
 * Models fs/eventfd.c: a counter with a file descriptor, which the kernel makes go up and user space reads. Left out:
 * writing, polling by user space, semaphore mode. There is one table of descriptors: one program uses them here.
 */
import {
  always,
  big,
  fnptr,
  type FunctionInfo,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../recorder/index.ts';
import { EBADF } from '../include/linux/errno.ts';
import { type Kernel, statics } from '../kernel.ts';

const at = source('fs/eventfd.c');

/** Somebody in the kernel who wants to know at once when an eventfd goes up. */
export interface eventfd_waiter extends Recorded {
  func: ((k: Kernel, waiter: eventfd_waiter) => void) & FunctionInfo;
  owner: Recorded | undefined;
}
export const eventfd_waiter = struct<eventfd_waiter>('wait_queue_entry', { func: always(fnptr()), owner: ref() });

export interface eventfd_ctx extends Recorded {
  id: number;
  count: bigint;
  /** Users: the file, and those in the kernel. */
  kref: number;
  wqh: RecordedList<eventfd_waiter>;
}
export const eventfd_ctx = struct<eventfd_ctx>(
  'eventfd_ctx',
  { id: num(), count: big(), kref: num(), wqh: list(ref<eventfd_waiter>()) },
  { label: (ctx) => `eventfd ${ctx.id}` },
);

interface eventfd_c extends Recorded {
  eventfd_ida: number;
  /** Open files, by descriptor. */
  files: RecordedMap<eventfd_ctx>;
}
const eventfd_c = statics<eventfd_c>('fs/eventfd.c', { eventfd_ida: num(), files: map(ref<eventfd_ctx>()) });

/** The eventfd system call: a new descriptor. The first three are a program's standard ones. */
export const do_eventfd = at.fn(
  'do_eventfd',
  'Makes a counter, and a file descriptor for it.',
  (k: Kernel, count: number): number => {
    const c = eventfd_c(k);
    const ctx = eventfd_ctx.create(k.rec, { id: c.eventfd_ida++, count: BigInt(count), kref: 1 });
    let fd = 3;
    while (c.files.has(fd)) fd++;
    c.files.set(fd, ctx);
    return fd;
  },
);

/** A number for what the descriptor is: an eventfd, or nothing. */
export const eventfd_ctx_fdget = at.fn(
  'eventfd_ctx_fdget',
  'Finds the counter of a file descriptor, and keeps it.',
  (k: Kernel, fd: number): eventfd_ctx | number => {
    const ctx = eventfd_c(k).files.get(fd);
    if (ctx === undefined) return -EBADF;
    ctx.kref++;
    return ctx;
  },
);

export const eventfd_ctx_put = at.fn(
  'eventfd_ctx_put',
  'Lets go of a counter; the last one frees it.',
  (k: Kernel, ctx: eventfd_ctx): void => {
    if (--ctx.kref === 0) k.rec.free(ctx);
  },
);

/** eventfd_signal; a full counter stays full. */
const eventfd_signal_mask = at.fn(
  'eventfd_signal_mask',
  'Makes a counter go up by one, and wakes those who wait for it.',
  (k: Kernel, ctx: eventfd_ctx): void => {
    if (ctx.count < 0xffff_ffff_ffff_ffffn) ctx.count += 1n;
    k.rec.signal({ kind: 'eventfd', from: 0, to: ctx.$id, text: { code: 'eventfd', id: ctx.id, count: ctx.count } });
    for (const waiter of ctx.wqh.toArray()) waiter.func(k, waiter);
  },
);

export function eventfd_signal(k: Kernel, ctx: eventfd_ctx): void {
  eventfd_signal_mask(k, ctx);
}

/** What read(2) gives: the count, which is 0 after that. */
export const eventfd_ctx_do_read = at.fn(
  'eventfd_ctx_do_read',
  'Reads a counter and sets it to 0.',
  (_k: Kernel, ctx: eventfd_ctx): bigint => {
    const { count } = ctx;
    ctx.count = 0n;
    return count;
  },
);

/** For user space: the count behind a descriptor, 0 as well where read(2) would say that there is nothing to read. */
export function eventfd_read(k: Kernel, fd: number): bigint {
  const ctx = eventfd_c(k).files.get(fd);
  return ctx === undefined || ctx.count === 0n ? 0n : eventfd_ctx_do_read(k, ctx);
}

/** close(2). */
export const eventfd_release = at.fn(
  'eventfd_release',
  'Closes the file descriptor of a counter.',
  (k: Kernel, fd: number): void => {
    const c = eventfd_c(k);
    const ctx = c.files.get(fd);
    if (ctx === undefined) return;
    c.files.delete(fd);
    eventfd_ctx_put(k, ctx);
  },
);
