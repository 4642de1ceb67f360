/** Models the end of arch/arm64/mm/fault.c: a kernel that follows a NULL pointer, reads beyond a mapping, or reads where no hardware answers. Registers and the call trace are left out. */
import { source } from '../../../../recorder/index.ts';
import type { Kernel } from '../../../kernel.ts';
import { panic } from '../../../kernel/panic.ts';
import { printk } from '../../../kernel/printk/printk.ts';

const at = source('arch/arm64/mm/fault.c');

/** Data abort at the current exception level, translation fault at level 0. */
const ESR = '0000000096000004';

/** What dies with the task that the fault was in. */
function deathOf(k: Kernel): string {
  const { task, hardirq } = k.rec.context;
  if (hardirq) return 'Oops: Fatal exception in interrupt';
  return task === 'init' ? 'Attempted to kill init! exitcode=0x0000000b' : 'Attempted to kill the idle task!';
}

/** `address` is the offset of the field that was read through NULL, `pc` the function that read it. */
export const __do_kernel_fault = at.fn(
  '__do_kernel_fault',
  'The kernel read memory that is not there: it says where, and the task ends.',
  (k: Kernel, address: number, pc: string): never => {
    const where = address.toString(16).padStart(16, '0');
    printk(k, 1, `Unable to handle kernel NULL pointer dereference at virtual address ${where}`);
    printk(k, 0, `Internal error: Oops: ${ESR} [#1] SMP`);
    printk(k, 1, `pc : ${pc}`);
    return panic(k, deathOf(k));
  },
);

/** As ESR, but at level 3: the page behind a mapping is not there. */
const ESR_LEVEL3 = '0000000096000007';

/** `address` is the physical one: here a mapping is at the address that it maps, and the kernel prints another. */
export const die_kernel_fault = at.fn(
  'die_kernel_fault',
  'The kernel read beyond a region that it had mapped: it says where, and the task ends.',
  (k: Kernel, address: number, pc: string): never => {
    const where = address.toString(16).padStart(16, '0');
    printk(k, 1, `Unable to handle kernel paging request at virtual address ${where}`);
    printk(k, 0, `Internal error: Oops: ${ESR_LEVEL3} [#1] SMP`);
    printk(k, 1, `pc : ${pc}`);
    return panic(k, deathOf(k));
  },
);

/** A synchronous external abort at the current exception level. */
const ESR_EXTERNAL = '0000000096000010';

export const do_sea = at.fn(
  'do_sea',
  'Nothing answered a read or write of the kernel: the task ends.',
  (k: Kernel, pc: string): never => {
    printk(k, 0, `Internal error: synchronous external abort: ${ESR_EXTERNAL} [#1] SMP`);
    printk(k, 1, `pc : ${pc}`);
    return panic(k, deathOf(k));
  },
);
