/** Models drivers/base/devres.c: what is undone, newest first, when a device loses its driver. Groups are left out. */
import { type device, devres } from '../../include/linux/device.ts';
import type { Recorded } from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';

/** Notes what to undo. */
export function devres_add(
  k: Kernel,
  dev: device,
  release: devres['release'],
  what: { readonly data?: Recorded | undefined; readonly value?: number },
): devres {
  const res = devres.create(k.rec, { release, data: what.data, value: what.value ?? 0 });
  dev.devres_head.addTail(res);
  return res;
}

/** Undoes one entry now. */
function devres_release(k: Kernel, dev: device, res: devres): void {
  dev.devres_head.remove(res);
  res.release(k, dev, res);
  k.rec.free(res);
}

export function devres_release_all(k: Kernel, dev: device): void {
  for (const res of dev.devres_head.toArray().toReversed()) devres_release(k, dev, res);
}
