/** Models dev_err_probe of drivers/base/core.c: why a probe failed; a deferral is noted silently. */
import type { device } from '../../include/linux/device.ts';
import { EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { Kernel } from '../../kernel.ts';
import { dev_err } from '../../kernel/printk.ts';

/** Returns the error. Error numbers print as numbers: the kernel has no names for them built in. */
export function dev_err_probe(k: Kernel, dev: device, err: number, text: string): number {
  if (err !== -EPROBE_DEFER) dev_err(k, dev, `error ${err}: ${text}`);
  return err;
}
