/**
 * Models kernel/irq/debugfs.c: the files of interrupts in debugfs, and injecting an interrupt by writing "trigger" to
 * one. The text of the files is made by the reports.
 */
import { bool, type Recorded, source } from '../../../recorder/index.ts';
import { dev_name, type device } from '../../include/linux/device.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { for_each_active_irq, irq_lock_sparse, irq_to_desc, irq_unlock_sparse } from './irqdesc/index.ts';
import { irq_domain_debugfs_init } from './irqdomain/index.ts';
import { irq_inject_interrupt } from './resend.ts';

const at = source('kernel/irq/debugfs.c');

export interface debugfs_c extends Recorded {
  /** Whether debugfs has the folder irq/irqs. */
  irq_dir: boolean;
}
export const debugfs_c = statics<debugfs_c>('kernel/irq/debugfs.c', { irq_dir: bool() });

export const irq_debug_write = at.fn(
  'irq_debug_write',
  'Writes to the file of an interrupt; "trigger" injects it. Returns the length or an errno.',
  (k: Kernel, desc: irq_desc, text: string): number => {
    const start = text.slice(0, 7);
    if (!'trigger'.startsWith(start)) return text.length;
    const err = irq_inject_interrupt(k, desc.irq_data.irq);
    return err === 0 ? text.length : err;
  },
);

export const irq_debugfs_copy_devname = at.fn(
  'irq_debugfs_copy_devname',
  'Keeps the name of the device an interrupt was allocated for, to show it.',
  (k: Kernel, irq: number, dev: device): void => {
    const desc = irq_to_desc(k, irq);
    if (desc !== undefined) desc.dev_name = dev_name(dev);
  },
);

export const irq_add_debugfs_entry = at.fn(
  'irq_add_debugfs_entry',
  'Shows an interrupt in debugfs, once debugfs is there.',
  (k: Kernel, _irq: number, desc: irq_desc | undefined): void => {
    if (debugfs_c(k).irq_dir && desc !== undefined) desc.debugfs_file = true;
  },
);

export const irq_debugfs_init = at.fn(
  'irq_debugfs_init',
  'Makes the folder irq in debugfs, and shows the domains and interrupts that exist already.',
  (k: Kernel): number => {
    irq_domain_debugfs_init(k);
    debugfs_c(k).irq_dir = true;
    irq_lock_sparse(k);
    for (const irq of for_each_active_irq(k)) irq_add_debugfs_entry(k, irq, irq_to_desc(k, irq));
    irq_unlock_sparse(k);
    return 0;
  },
);
