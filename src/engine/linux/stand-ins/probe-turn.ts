/**
 * Stands in for chance: a scenario may say in which order PCI functions get their drivers ("probe"), where it is not the kernel's
 * own. A function whose turn has not come is deferred, as if something it needs were missing, until all drivers are registered.
 * On kernels whose own order agrees this changes nothing.
 */
import { bus_for_each_dev } from '../drivers/base/bus.ts';
import { deferred_c, device_is_bound } from '../drivers/base/dd.ts';
import type { device } from '../include/linux/device.ts';
import { EPROBE_DEFER } from '../include/linux/errno.ts';
import type { Kernel } from '../kernel.ts';

/** Whether a function has its driver, and so has the virtio device on it if it is one. */
function settled(dev: device): boolean {
  if (!device_is_bound(dev)) return false;
  return dev.klist_children.toArray().every((child) => child.bus !== 'virtio' || device_is_bound(child));
}

/** 0 when a function may probe now, -EPROBE_DEFER when others come first. */
export function probeTurn(k: Kernel, dev: device): number {
  const place = k.boot.probe.indexOf(dev.name);
  if (place <= 0 || deferred_c(k).initcalls_done) return 0;
  const first = new Set(k.boot.probe.slice(0, place));
  const waits = bus_for_each_dev(k, 'pci').some((other) => first.has(other.name) && !settled(other));
  return waits ? -EPROBE_DEFER : 0;
}
