/** kernel/irq/irqdomain.c: allocating and freeing interrupts through all levels of a hierarchy. */
import { source } from '../../../../recorder/index.ts';
import { WARN } from '../../../include/asm-generic/bug.ts';
import { EINVAL, ENOSYS } from '../../../include/linux/errno.ts';
import type { irq_affinity_desc } from '../../../include/linux/interrupt.ts';
import { IRQ_NOREQUEST } from '../../../include/linux/irq.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  irq_clear_status_flags,
  irq_get_irq_data,
  irq_set_chip_and_handler,
  irq_set_handler,
  irq_set_handler_data,
  irq_set_status_flags,
} from '../chip/index.ts';
import { irq_free_descs } from '../irqdesc/index.ts';
import { synchronize_irq } from '../manage/index.ts';
import { irq_domain_clear_mapping, irq_domain_set_mapping } from './associate.ts';
import { irqdomain_c } from './find.ts';
import {
  irq_domain_alloc_descs,
  irq_domain_alloc_irq_data,
  irq_domain_free_irq_data,
  irq_domain_reset_irq_data,
  irq_domain_trim_hierarchy,
  level_of,
} from './levels.ts';

const at = source('kernel/irq/irqdomain.c');

/** Enters an interrupt in the reverse map of every level. */
function irq_domain_insert_irq(k: Kernel, virq: number): void {
  for (let d = irq_get_irq_data(k, virq); d !== undefined; d = d.parent_data) {
    if (d.domain === undefined) continue;
    d.domain.mapcount++;
    irq_domain_set_mapping(d.domain, d.hwirq, d);
  }
  irq_clear_status_flags(k, virq, IRQ_NOREQUEST);
}

function irq_domain_remove_irq(k: Kernel, virq: number): void {
  irq_set_status_flags(k, virq, IRQ_NOREQUEST);
  irq_set_chip_and_handler(k, virq, undefined, undefined);
  synchronize_irq(k, virq);
  for (let d = irq_get_irq_data(k, virq); d !== undefined; d = d.parent_data) {
    if (d.domain === undefined) continue;
    d.domain.mapcount--;
    irq_domain_clear_mapping(d.domain, d.hwirq);
  }
}

export const irq_domain_free_irqs_common = at.fn(
  'irq_domain_free_irqs_common',
  "Empties a domain's level of interrupts and frees the levels below.",
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    for (let i = 0; i < nr_irqs; i++) {
      const data = level_of(k, domain, virq + i);
      if (data !== undefined) irq_domain_reset_irq_data(k, data);
    }
    free_parent(k, domain, virq, nr_irqs);
  },
);

export const irq_domain_free_irqs_top = at.fn(
  'irq_domain_free_irqs_top',
  'Removes the flow handler of interrupts, empties their outermost level and frees the levels below.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    for (let i = 0; i < nr_irqs; i++) {
      irq_set_handler_data(k, virq + i, undefined);
      irq_set_handler(k, virq + i, undefined);
    }
    irq_domain_free_irqs_common(k, domain, virq, nr_irqs);
  },
);

const irq_domain_free_irqs_hierarchy = at.fn(
  'irq_domain_free_irqs_hierarchy',
  'Has a domain free its level of interrupts, one at a time.',
  (k: Kernel, domain: irq_domain, irq_base: number, nr_irqs: number): void => {
    const free = domain.ops?.free;
    if (free === undefined) return;
    for (let i = 0; i < nr_irqs; i++) {
      if (level_of(k, domain, irq_base + i) !== undefined) free(k, domain, irq_base + i, 1);
    }
  },
);

export const irq_domain_alloc_irqs_hierarchy = at.fn(
  'irq_domain_alloc_irqs_hierarchy',
  'Has a domain set up its level of interrupts.',
  (k: Kernel, domain: irq_domain, irq_base: number, nr_irqs: number, arg: unknown): number =>
    domain.ops?.alloc?.(k, domain, irq_base, nr_irqs, arg) ?? -ENOSYS,
);

/** Cuts off unused levels, then enters the interrupts everywhere. */
function finish(k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): number {
  for (let i = 0; i < nr_irqs; i++) {
    const ret = irq_domain_trim_hierarchy(k, virq + i);
    if (ret === 0) continue;
    // 6.1 forgets to free what the domains have set up.
    if (k.since('6.12')) irq_domain_free_irqs_hierarchy(k, domain, virq, nr_irqs);
    return ret;
  }
  for (let i = 0; i < nr_irqs; i++) irq_domain_insert_irq(k, virq + i);
  return 0;
}

export const irq_domain_alloc_irqs_locked = at.fn(
  'irq_domain_alloc_irqs_locked',
  'Allocates interrupt numbers with a level of data for each domain, and has the domains set up theirs.',
  (
    k: Kernel,
    domain: irq_domain,
    irq_base: number,
    nr_irqs: number,
    node: number,
    arg: unknown,
    realloc: boolean,
    affinity: readonly irq_affinity_desc[] | undefined,
  ): number => {
    const virq = realloc && irq_base >= 0 ? irq_base : irq_domain_alloc_descs(k, irq_base, nr_irqs, 0, node, affinity);
    if (virq < 0) return virq;
    irq_domain_alloc_irq_data(k, domain, virq, nr_irqs);
    let ret = irq_domain_alloc_irqs_hierarchy(k, domain, virq, nr_irqs, arg);
    if (ret >= 0) ret = finish(k, domain, virq, nr_irqs);
    if (ret >= 0) return virq;
    irq_domain_free_irq_data(k, virq, nr_irqs);
    irq_free_descs(k, virq, nr_irqs);
    return ret;
  },
);

export const __irq_domain_alloc_irqs = at.fn(
  '__irq_domain_alloc_irqs',
  'Allocates interrupts from a domain.',
  (
    k: Kernel,
    wanted: irq_domain | undefined,
    irq_base: number,
    nr_irqs: number,
    node: number,
    arg: unknown,
    realloc: boolean,
    affinity: readonly irq_affinity_desc[] | undefined,
  ): number => {
    const domain = wanted ?? irqdomain_c(k).irq_default_domain;
    if (domain === undefined) {
      WARN(k, true, 'domain is NULL; cannot allocate IRQ');
      return -EINVAL;
    }
    return irq_domain_alloc_irqs_locked(k, domain, irq_base, nr_irqs, node, arg, realloc, affinity);
  },
);

export const irq_domain_free_irqs = at.fn(
  'irq_domain_free_irqs',
  'Frees interrupts at every level, and their numbers.',
  (k: Kernel, virq: number, nr_irqs: number): void => {
    const domain = irq_get_irq_data(k, virq)?.domain;
    if (domain?.ops?.free === undefined) {
      WARN(k, true, 'NULL pointer, cannot free irq');
      return;
    }
    for (let i = 0; i < nr_irqs; i++) irq_domain_remove_irq(k, virq + i);
    irq_domain_free_irqs_hierarchy(k, domain, virq, nr_irqs);
    irq_domain_free_irq_data(k, virq, nr_irqs);
    irq_free_descs(k, virq, nr_irqs);
  },
);

export const irq_domain_alloc_irqs_parent = at.fn(
  'irq_domain_alloc_irqs_parent',
  'Has the domain below set up its level of interrupts.',
  (k: Kernel, domain: irq_domain, irq_base: number, nr_irqs: number, arg: unknown): number =>
    domain.parent === undefined ? -ENOSYS : irq_domain_alloc_irqs_hierarchy(k, domain.parent, irq_base, nr_irqs, arg),
);

/** irq_domain_free_irqs_parent as irq_domain_free_irqs_common has it inlined. */
function free_parent(k: Kernel, domain: irq_domain, irq_base: number, nr_irqs: number): void {
  if (domain.parent !== undefined) irq_domain_free_irqs_hierarchy(k, domain.parent, irq_base, nr_irqs);
}

export const irq_domain_free_irqs_parent = at.fn(
  'irq_domain_free_irqs_parent',
  'Has the domain below free its level of interrupts.',
  free_parent,
);
