/** Models drivers/base/init.c: the driver core comes up. Also says which drivers the kernel was built with. */
import type { Kernel } from '../../kernel.ts';
import { platform_bus_init } from './platform.ts';

/** Before the initcalls: the buses that every kernel has. Other buses register in initcalls of their own. */
export function driver_init(k: Kernel): void {
  platform_bus_init(k);
}

/** Whether a driver, by its name, is built into this kernel. Its initcall does nothing where it is not. */
export function builtIn(k: Kernel, driver: string): boolean {
  return k.boot.drivers === 'all' || k.boot.drivers.includes(driver);
}
