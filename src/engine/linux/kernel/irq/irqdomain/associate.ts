/** kernel/irq/irqdomain.c: tying an interrupt number to a hardware interrupt, outside of hierarchies. */
import { bareHex } from '../../../../../base/hex.ts';
import { source } from '../../../../recorder/index.ts';
import { WARN } from '../../../include/asm-generic/bug.ts';
import { EINVAL, EPERM } from '../../../include/linux/errno.ts';
import { type irq_data, IRQ_NOREQUEST } from '../../../include/linux/irq.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_info } from '../../printk/printk.ts';
import {
  irq_clear_status_flags,
  irq_get_irq_data,
  irq_set_chip_and_handler,
  irq_set_status_flags,
} from '../chip/index.ts';
import { synchronize_irq } from '../manage/index.ts';

const at = source('kernel/irq/irqdomain.c');

export function irq_domain_clear_mapping(domain: irq_domain, hwirq: number): void {
  if (hwirq < domain.revmap_size) domain.revmap.delete(hwirq);
  else domain.revmap_tree.delete(hwirq);
}

export function irq_domain_set_mapping(domain: irq_domain, hwirq: number, data: irq_data): void {
  if (hwirq < domain.revmap_size) domain.revmap.set(hwirq, data);
  else domain.revmap_tree.set(hwirq, data);
}

export const irq_domain_disassociate = at.fn(
  'irq_domain_disassociate',
  'Unties an interrupt number from its hardware interrupt.',
  (k: Kernel, domain: irq_domain, irq: number): void => {
    const data = irq_get_irq_data(k, irq);
    if (data === undefined || data.domain !== domain) {
      WARN(k, true, `virq${irq} doesn't exist; cannot disassociate`);
      return;
    }
    const { hwirq } = data;
    irq_set_status_flags(k, irq, IRQ_NOREQUEST);
    irq_set_chip_and_handler(k, irq, undefined, undefined);
    synchronize_irq(k, irq);
    domain.ops?.unmap?.(k, domain, irq);
    data.domain = undefined;
    data.hwirq = 0;
    domain.mapcount--;
    irq_domain_clear_mapping(domain, hwirq);
  },
);

export const irq_domain_associate_locked = at.fn(
  'irq_domain_associate_locked',
  "Ties an interrupt number to a hardware interrupt, and lets the domain's map() set it up.",
  (k: Kernel, domain: irq_domain, virq: number, hwirq: number): number => {
    const data = irq_get_irq_data(k, virq);
    const tooLarge = hwirq >= domain.hwirq_max;
    if (WARN(k, tooLarge, `error: hwirq 0x${bareHex(hwirq)} is too large for ${domain.name}`)) return -EINVAL;
    if (data === undefined) {
      WARN(k, true, `error: virq${virq} is not allocated`);
      return -EINVAL;
    }
    if (WARN(k, data.domain !== undefined, `error: virq${virq} is already associated`)) return -EINVAL;
    data.hwirq = hwirq;
    data.domain = domain;
    const ret = domain.ops?.map?.(k, domain, virq, hwirq) ?? 0;
    if (ret !== 0) {
      if (ret !== -EPERM) {
        pr_info(k, `irq: ${domain.name} didn't like hwirq-0x${bareHex(hwirq)} to VIRQ${virq} mapping (rc=${ret})`);
      }
      data.domain = undefined;
      data.hwirq = 0;
      return ret;
    }
    domain.mapcount++;
    irq_domain_set_mapping(domain, hwirq, data);
    irq_clear_status_flags(k, virq, IRQ_NOREQUEST);
    return 0;
  },
);

const irq_domain_associate = at.fn(
  'irq_domain_associate',
  'Ties an interrupt number to a hardware interrupt.',
  (k: Kernel, domain: irq_domain, virq: number, hwirq: number): number =>
    irq_domain_associate_locked(k, domain, virq, hwirq),
);

export const irq_domain_associate_many = at.fn(
  'irq_domain_associate_many',
  'Ties a run of interrupt numbers to a run of hardware interrupts.',
  (k: Kernel, domain: irq_domain, irq_base: number, hwirq_base: number, count: number): void => {
    for (let i = 0; i < count; i++) irq_domain_associate(k, domain, irq_base + i, hwirq_base + i);
  },
);
