/** Models drivers/base/init.c: the driver core comes up. Also says which drivers the kernel was built with. */
import type { Kernel } from '../../kernel.ts';
import { controllerDrivers } from '../../stand-ins/second-level.ts';
import { platform_bus_init } from './platform.ts';

/** Before the initcalls: the buses that every kernel has. Other buses register in initcalls of their own. */
export function driver_init(k: Kernel): void {
  platform_bus_init(k);
}

/** The drivers that a kernel can be built without, by the names that scenarios give them; second-level controllers have a list of their own. */
const OPTIONAL_DRIVERS = [
  'apple-m1-cpu-pmu',
  'arm-smmu-v3',
  'armv8-pmu',
  'e1000e',
  'gpio-keys',
  'igb',
  'nvme',
  'pcieport',
  'pl061_gpio',
  'rtc-pl031',
  'uart-pl011',
  'vfio-pci',
  'virtio-mmio',
  'virtio-pci',
  'virtio_blk',
  'virtio_console',
  'virtio_net',
  'virtio_rng',
] as const;

/** Whether a driver, by its name, is built into this kernel. Its initcall does nothing where it is not. */
export function builtIn(k: Kernel, driver: (typeof OPTIONAL_DRIVERS)[number]): boolean {
  return isBuiltIn(k, driver);
}

/** The same, for names that are data. Of a name with a blank in it, lists that were made from sysfs have the first word alone. */
export function isBuiltIn(k: Kernel, driver: string): boolean {
  const { drivers } = k.boot;
  return typeof drivers === 'string' || drivers.includes(driver) || drivers.includes(driver.split(' ')[0] ?? driver);
}

/** All names that a scenario's `drivers` may hold and that are modelled, in order. */
export function driverNames(): readonly string[] {
  return [...new Set([...OPTIONAL_DRIVERS, ...controllerDrivers().map(({ name }) => name)])].toSorted();
}
