/**
 * Models console_on_rootfs of init/main.c: before it starts, the first program's standard input is opened, and that is the
 * preferred console. Where it is a PL011, its interrupt is requested then.
 */
import { of_base_c } from '../drivers/of/base.ts';
import { of_property_read_string } from '../drivers/of/property.ts';
import { openPl011, pl011LineOf } from '../drivers/tty/serial/amba-pl011.ts';
import type { Kernel } from '../kernel.ts';

export function console_on_rootfs(k: Kernel): void {
  const line = preferred(k);
  if (line !== undefined) openPl011(k, line);
}

/**
 * The last console= of the command line counts; without one, the node of stdout-path (of_console_check). A tree that says
 * nothing gets what the kernels are built with, console=ttyAMA0.
 */
function preferred(k: Kernel): number | undefined {
  const { of_chosen, of_stdout } = of_base_c(k);
  const args = of_chosen === undefined ? undefined : of_property_read_string(k, of_chosen, 'bootargs');
  const named = [...(args ?? '').matchAll(/(?:^|\s)console=([^\s,]+)/g)].at(-1)?.[1];
  if (named !== undefined) {
    const line = /^ttyAMA(\d+)$/.exec(named)?.[1];
    return line === undefined ? undefined : Number(line);
  }
  return of_stdout === undefined ? 0 : pl011LineOf(k, of_stdout);
}
