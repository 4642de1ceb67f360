/**
 * Models console_on_rootfs of init/main.c: before it starts, the first program's standard input is opened. The kernels
 * are built with console=ttyAMA0, so that opens the first PL011, and that requests its interrupt.
 */
import { openPl011 } from '../drivers/tty/serial/amba-pl011.ts';
import type { Kernel } from '../kernel.ts';

export function console_on_rootfs(k: Kernel): void {
  openPl011(k, 0);
}
