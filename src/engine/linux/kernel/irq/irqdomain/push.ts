/** kernel/irq/irqdomain.c: putting a domain on top of an interrupt that exists, and taking it off again. */
import { source } from '../../../../recorder/index.ts';
import { WARN_ON } from '../../../include/asm-generic/bug.ts';
import { EBUSY, EINVAL } from '../../../include/linux/errno.ts';
import { irq_data } from '../../../include/linux/irq.ts';
import { type irq_domain, irq_domain_is_hierarchy } from '../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_get_irq_data } from '../chip/index.ts';
import { irq_to_desc } from '../irqdesc/index.ts';
import { irq_domain_clear_mapping, irq_domain_set_mapping } from './associate.ts';
import { irq_domain_alloc_irqs_hierarchy, irq_domain_free_irqs_hierarchy } from './hierarchy.ts';
import { irq_domain_get_irq_data } from './levels.ts';

const at = source('kernel/irq/irqdomain.c');

/** The content of a level moved to another object: the reverse map must point there. */
const irq_domain_fix_revmap = at.fn(
  'irq_domain_fix_revmap',
  'Points the reverse map of a domain to the new place of a level.',
  (_k: Kernel, d: irq_data): void => {
    if (d.domain !== undefined) irq_domain_set_mapping(d.domain, d.hwirq, d);
  },
);

function copy(to: irq_data, from: irq_data): void {
  to.mask = from.mask;
  to.hwirq = from.hwirq;
  to.chip = from.chip;
  to.domain = from.domain;
  to.parent_data = from.parent_data;
  to.chip_data = from.chip_data;
}

export const irq_domain_push_irq = at.fn(
  'irq_domain_push_irq',
  'Puts a domain on top of the hierarchy of one interrupt that nobody has requested yet.',
  (k: Kernel, domain: irq_domain | undefined, virq: number, arg: unknown): number => {
    const data = irq_get_irq_data(k, virq);
    const desc = irq_to_desc(k, virq);
    if (desc === undefined || data === undefined) return -EINVAL;
    if (WARN_ON(k, desc.action !== undefined)) return -EBUSY;
    if (domain === undefined || WARN_ON(k, !irq_domain_is_hierarchy(domain))) return -EINVAL;
    if (domain.parent !== data.domain) return -EINVAL;
    const inner = irq_data.create(k.rec, { irq: data.irq, common: data.common });
    copy(inner, data);
    data.parent_data = inner;
    data.domain = domain;
    data.mask = 0;
    data.hwirq = 0;
    data.chip = undefined;
    data.chip_data = undefined;
    const rv = irq_domain_alloc_irqs_hierarchy(k, domain, virq, 1, arg);
    if (rv !== 0) {
      copy(data, inner);
      k.rec.free(inner);
      return rv;
    }
    irq_domain_fix_revmap(k, inner);
    irq_domain_set_mapping(domain, data.hwirq, data);
    return 0;
  },
);

export const irq_domain_pop_irq = at.fn(
  'irq_domain_pop_irq',
  'Takes the outermost domain off an interrupt.',
  (k: Kernel, domain: irq_domain | undefined, virq: number): number => {
    const data = irq_get_irq_data(k, virq);
    const desc = irq_to_desc(k, virq);
    if (desc === undefined || data === undefined) return -EINVAL;
    if (WARN_ON(k, desc.action !== undefined)) return -EBUSY;
    if (domain === undefined) return -EINVAL;
    if (WARN_ON(k, irq_domain_get_irq_data(k, domain, virq) !== data)) return -EINVAL;
    const inner = data.parent_data;
    if (WARN_ON(k, inner === undefined) || inner === undefined) return -EINVAL;
    data.parent_data = undefined;
    irq_domain_clear_mapping(domain, data.hwirq);
    irq_domain_free_irqs_hierarchy(k, domain, virq, 1);
    copy(data, inner);
    irq_domain_fix_revmap(k, data);
    k.rec.free(inner);
    return 0;
  },
);
