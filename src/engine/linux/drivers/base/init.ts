/** Models drivers/base/init.c: the driver core comes up. Also says which drivers the kernel was built with. */
import type { Kernel } from '../../kernel.ts';
import { platform_bus_init } from './platform.ts';

/** Before the initcalls: the buses that every kernel has. Other buses register in initcalls of their own. */
export function driver_init(k: Kernel): void {
  platform_bus_init(k);
}

/** The drivers that a kernel can be built without, by the names that scenarios give them. */
export const DRIVER_NAMES = [
  'arm-smmu-v3',
  'armv8-pmu',
  'e1000e',
  'gpio-keys',
  'nvme',
  'pcieport',
  'pl061_gpio',
  'rtc-pl031',
  'uart-pl011',
  'vfio-pci',
  'virtio-mmio',
  'virtio-pci',
  'virtio_blk',
  'virtio_net',
  'virtio_rng',
] as const;

/** Whether a driver, by its name, is built into this kernel. Its initcall does nothing where it is not. */
export function builtIn(k: Kernel, driver: (typeof DRIVER_NAMES)[number]): boolean {
  return typeof k.boot.drivers === 'string' || k.boot.drivers.includes(driver);
}
