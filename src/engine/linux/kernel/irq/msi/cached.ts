/** kernel/irq/msi.c: the message that was last written for an interrupt. */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import type { msi_msg } from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_get_irq_data } from '../chip.ts';

const at = source('kernel/irq/msi.c');

export const get_cached_msi_msg = at.fn(
  'get_cached_msi_msg',
  'Recalls the message that was last written for an interrupt.',
  (k: Kernel, irq: number): msi_msg => {
    const entry = must(irq_get_irq_data(k, irq)?.common?.msi_desc, 'the MSI descriptor of an irq');
    return { address_lo: entry.msg_address_lo, address_hi: entry.msg_address_hi, data: entry.msg_data };
  },
);
