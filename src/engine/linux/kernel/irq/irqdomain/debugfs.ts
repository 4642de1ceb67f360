/** kernel/irq/irqdomain.c: the files of domains in debugfs. Their text is made by the reports. */
import { source } from '../../../../recorder/index.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../kernel.ts';
import { irqdomain_c } from './state.ts';

const at = source('kernel/irq/irqdomain.c');

export const debugfs_add_domain_dir = at.fn(
  'debugfs_add_domain_dir',
  'Shows a domain in debugfs, once debugfs is there.',
  (_k: Kernel, _d: irq_domain): void => {},
);

export const debugfs_remove_domain_dir = at.fn(
  'debugfs_remove_domain_dir',
  'Takes a domain out of debugfs.',
  (_k: Kernel, _d: irq_domain): void => {},
);

export const irq_domain_debugfs_init = at.fn(
  'irq_domain_debugfs_init',
  'Makes the folder of domains in debugfs and shows those that exist already.',
  (k: Kernel): void => {
    const c = irqdomain_c(k);
    c.domain_dir = true;
    for (const domain of c.irq_domain_list) debugfs_add_domain_dir(k, domain);
  },
);
