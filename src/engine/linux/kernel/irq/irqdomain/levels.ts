/** kernel/irq/irqdomain.c: the data that each level of a hierarchy keeps for an interrupt. */
import { type Recorded, source } from '../../../../recorder/index.ts';
import { EINVAL, ENOENT } from '../../../include/linux/errno.ts';
import type { irq_affinity_desc } from '../../../include/linux/interrupt.ts';
import { type irq_chip, irq_data, type irq_flow_handler_t } from '../../../include/linux/irq.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_info } from '../../printk/printk.ts';
import { __irq_set_handler, irq_get_irq_data, irq_set_handler_data } from '../chip/index.ts';
import { no_irq_chip } from '../dummychip.ts';
import { __irq_alloc_descs, irqdesc_c } from '../irqdesc/index.ts';
import { irq_proc_update_chip } from '../proc.ts';

const at = source('kernel/irq/irqdomain.c');

/** Stands as the chip of a level that the driver wants cut off: the kernel's ERR_PTR(-ENOTCONN). */
const DISCONNECTED: irq_chip = { name: 'disconnected', flags: 0 };

export const irq_domain_alloc_descs = at.fn(
  'irq_domain_alloc_descs',
  "Allocates interrupt numbers: those asked for, else the first free ones from the hardware interrupt's own number up, else from 1.",
  (
    k: Kernel,
    virq: number,
    cnt: number,
    hwirq: number,
    node: number,
    affinity: readonly irq_affinity_desc[] | undefined,
  ): number => {
    if (virq >= 0) return __irq_alloc_descs(k, virq, virq, cnt, node, undefined, affinity);
    const hint = Math.max(hwirq % irqdesc_c(k).nr_irqs, 1);
    const near = __irq_alloc_descs(k, -1, hint, cnt, node, undefined, affinity);
    if (near > 0 || hint === 1) return near;
    return __irq_alloc_descs(k, -1, 1, cnt, node, undefined, affinity);
  },
);

export const irq_domain_reset_irq_data = at.fn(
  'irq_domain_reset_irq_data',
  'Empties one level of an interrupt.',
  (_k: Kernel, data: irq_data): void => {
    data.hwirq = 0;
    data.chip = no_irq_chip;
    data.chip_data = undefined;
  },
);

function irq_domain_insert_irq_data(k: Kernel, domain: irq_domain, child: irq_data): irq_data {
  const data = irq_data.create(k.rec, { irq: child.irq, common: child.common, domain });
  child.parent_data = data;
  return data;
}

/** Frees a level and those below it. */
function __irq_domain_free_hierarchy(k: Kernel, from: irq_data | undefined): void {
  for (let d = from; d !== undefined;) {
    const next: irq_data | undefined = d.parent_data;
    k.rec.free(d);
    d = next;
  }
}

export function irq_domain_free_irq_data(k: Kernel, virq: number, nr_irqs: number): void {
  for (let i = 0; i < nr_irqs; i++) {
    const data = irq_get_irq_data(k, virq + i);
    if (data === undefined) continue;
    const inner = data.parent_data;
    data.parent_data = undefined;
    data.domain = undefined;
    __irq_domain_free_hierarchy(k, inner);
  }
}

/** One level for each domain down to the root; the outermost is part of the descriptor. */
export function irq_domain_alloc_irq_data(k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void {
  for (let i = 0; i < nr_irqs; i++) {
    let data = irq_get_irq_data(k, virq + i);
    if (data === undefined) continue;
    data.domain = domain;
    for (let parent = domain.parent; parent !== undefined; parent = parent.parent) {
      data = irq_domain_insert_irq_data(k, parent, data);
    }
  }
}

/** irq_domain_get_irq_data as other functions of the file have it inlined. */
export function level_of(k: Kernel, domain: irq_domain, virq: number): irq_data | undefined {
  for (let d = irq_get_irq_data(k, virq); d !== undefined; d = d.parent_data) if (d.domain === domain) return d;
  return undefined;
}

export const irq_domain_get_irq_data = at.fn(
  'irq_domain_get_irq_data',
  'The level of an interrupt that belongs to a domain.',
  level_of,
);

export const irq_domain_disconnect_hierarchy = at.fn(
  'irq_domain_disconnect_hierarchy',
  'Marks the level of a domain as unused, so that the hierarchy ends above it.',
  (k: Kernel, domain: irq_domain, virq: number): number => {
    const data = irq_domain_get_irq_data(k, domain, virq);
    if (data === undefined) return -EINVAL;
    data.chip = DISCONNECTED;
    return 0;
  },
);

/** Cuts off the levels from the marked one on; -EINVAL when chips are missing where they must be. */
export function irq_domain_trim_hierarchy(k: Kernel, virq: number): number {
  const outermost = irq_get_irq_data(k, virq);
  if (outermost?.chip === undefined || outermost.chip === DISCONNECTED) return -EINVAL;
  let above: irq_data = outermost;
  let tail: irq_data | undefined;
  for (let d = outermost.parent_data; d !== undefined; above = d, d = d.parent_data) {
    if (d.chip !== undefined && tail !== undefined) return -EINVAL;
    if (d.chip === undefined && tail === undefined) return -EINVAL;
    if (d.chip === DISCONNECTED) tail = above;
  }
  if (tail === undefined) return 0;
  const cut = tail.parent_data;
  pr_info(k, `irq: IRQ${virq}: trimming hierarchy from ${cut?.domain?.name}`);
  tail.parent_data = undefined;
  __irq_domain_free_hierarchy(k, cut);
  return 0;
}

/** irq_domain_set_hwirq_and_chip as other functions of the file have it inlined. */
function set_hwirq_and_chip(
  k: Kernel,
  domain: irq_domain,
  virq: number,
  hwirq: number,
  chip: irq_chip | undefined,
  chip_data: Recorded | undefined,
): number {
  const data = level_of(k, domain, virq);
  if (data === undefined) return -ENOENT;
  data.hwirq = hwirq;
  data.chip = chip ?? no_irq_chip;
  data.chip_data = chip_data;
  if (k.since('7.3')) irq_proc_update_chip(k, chip);
  return 0;
}

export const irq_domain_set_hwirq_and_chip = at.fn(
  'irq_domain_set_hwirq_and_chip',
  "Says what an interrupt is at one level: the domain's hardware interrupt and the chip that drives it.",
  set_hwirq_and_chip,
);

export const irq_domain_set_info = at.fn(
  'irq_domain_set_info',
  'Says all about an interrupt at one level: hardware interrupt, chip, flow handler and their data.',
  (
    k: Kernel,
    domain: irq_domain,
    virq: number,
    hwirq: number,
    chip: irq_chip | undefined,
    chip_data: Recorded | undefined,
    handler: irq_flow_handler_t | undefined,
    handler_data: Recorded | undefined,
    handler_name: string | undefined,
  ): void => {
    set_hwirq_and_chip(k, domain, virq, hwirq, chip, chip_data);
    __irq_set_handler(k, virq, handler, 0, handler_name);
    irq_set_handler_data(k, virq, handler_data);
  },
);
