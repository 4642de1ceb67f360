/** Models drivers/vfio/virqfd.c: an eventfd of user space that calls a function in the kernel. The work queue is left out. */
import { source } from '../../../recorder/index.ts';
import { EBUSY, IS_ERR } from '../../include/linux/errno.ts';
import { virqfd } from '../../include/linux/vfio.ts';
import type { Recorded } from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';
import { eventfd_ctx_do_read, eventfd_ctx_fdget, eventfd_ctx_put, eventfd_waiter } from '../../fs/eventfd.ts';

const at = source('drivers/vfio/virqfd.c');

/** Where a driver keeps its virqfd: the kernel passes the address of the pointer. */
export interface virqfd_slot {
  get(): virqfd | undefined;
  set(virqfd: virqfd | undefined): void;
}

/** module_init in 6.1; in 6.12 vfio_init calls it. */
export const vfio_virqfd_init = at.fn(
  'vfio_virqfd_init',
  'Makes what cleans up after eventfds.',
  (_k: Kernel): number => 0,
);

/** Calls the handler, and the thread after it where the handler says that there is more to do. */
function call(k: Kernel, { opaque, data, handler, thread }: virqfd): void {
  if (handler(k, opaque, data) === 0) return;
  k.rec.within({ task: 'kworker', cpu: k.cpu, hardirq: false }, () => thread(k, opaque, data));
}

const virqfd_wakeup = at.fn(
  'virqfd_wakeup',
  'The eventfd went up: calls the function that waits for it.',
  (k: Kernel, waiter: eventfd_waiter): void => {
    const self = virqfd.of(waiter.owner);
    eventfd_ctx_do_read(k, self.eventfd);
    call(k, self);
  },
);

export const vfio_virqfd_enable = at.fn(
  'vfio_virqfd_enable',
  'Has an eventfd call a function from now on.',
  (
    k: Kernel,
    opaque: Recorded,
    handler: virqfd['handler'],
    thread: virqfd['thread'],
    data: Recorded | undefined,
    pvirqfd: virqfd_slot,
    fd: number,
  ): number => {
    const eventfd = eventfd_ctx_fdget(k, fd);
    if (IS_ERR(eventfd)) return eventfd;
    if (pvirqfd.get() !== undefined) {
      eventfd_ctx_put(k, eventfd);
      return -EBUSY;
    }
    const wait = eventfd_waiter.create(k.rec, { func: virqfd_wakeup });
    const made = virqfd.create(k.rec, { opaque, eventfd, handler, thread, data, wait });
    wait.owner = made;
    pvirqfd.set(made);
    eventfd.wqh.addTail(wait);
    // It may have gone up before.
    if (eventfd.count > 0n) call(k, made);
    return 0;
  },
);

export const vfio_virqfd_disable = at.fn(
  'vfio_virqfd_disable',
  'Keeps an eventfd from calling its function any more.',
  (k: Kernel, pvirqfd: virqfd_slot): void => {
    const gone = pvirqfd.get();
    if (gone === undefined) return;
    pvirqfd.set(undefined);
    gone.eventfd.wqh.remove(gone.wait);
    eventfd_ctx_put(k, gone.eventfd);
    k.rec.free(gone.wait);
    k.rec.free(gone);
  },
);

/** Nothing is ever under way here. */
export const vfio_virqfd_flush_thread = at.fn(
  'vfio_virqfd_flush_thread',
  'Waits for functions that an eventfd called.',
  (_k: Kernel, _pvirqfd: virqfd_slot): void => undefined,
);
