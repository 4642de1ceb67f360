/** kernel/irq/irqdesc.c: from a number or a hardware interrupt to its flow handler; counts; interrupts per CPU. */
import { type Cpumask, cpumaskHas } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { WARN_ON_ONCE } from '../../../include/asm-generic/bug.ts';
import { EINVAL, EPERM } from '../../../include/linux/errno.ts';
import { irq_data_get_effective_affinity_mask, irqd_is_handle_enforce_irqctx } from '../../../include/linux/irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpu_possible_mask } from '../../cpu/index.ts';
import { irq_work_queue_on } from '../../irq_work.ts';
import { irq_set_percpu_devid_flags } from '../chip/index.ts';
import { irq_resolve_mapping } from '../irqdomain/index.ts';
import { desc_of, generic_handle_irq_desc } from './state.ts';

const at = source('kernel/irq/irqdesc.c');

export const handle_irq_desc = at.fn(
  'handle_irq_desc',
  'Runs the flow handler of a descriptor, if this context may.',
  (k: Kernel, desc: irq_desc | undefined): number => {
    if (desc === undefined) return -EINVAL;
    const wrongContext = !k.rec.context.hardirq && irqd_is_handle_enforce_irqctx(desc.irq_data);
    if (WARN_ON_ONCE(k, wrongContext)) return -EPERM;
    generic_handle_irq_desc(k, desc);
    return 0;
  },
);

export const generic_handle_irq = at.fn(
  'generic_handle_irq',
  'Handles an interrupt by its number.',
  (k: Kernel, irq: number): number => handle_irq_desc(k, desc_of(k, irq)),
);

export const generic_handle_domain_irq = at.fn(
  'generic_handle_domain_irq',
  "Handles a controller's hardware interrupt: looks up its descriptor and runs the flow handler.",
  (k: Kernel, domain: irq_domain | undefined, hwirq: number): number =>
    handle_irq_desc(k, irq_resolve_mapping(k, domain, hwirq)),
);

/** 7.3. Whether another CPU is to handle an interrupt that shares its parent with others; it is asked to. */
const demux_redirect_remote = at.fn(
  'demux_redirect_remote',
  'Leaves an interrupt to the CPU that it is for, unless that is this one.',
  (k: Kernel, desc: irq_desc): boolean => {
    const { chip } = desc.irq_data;
    chip?.irq_pre_redirect?.(k, desc.irq_data);
    if (cpumaskHas(irq_data_get_effective_affinity_mask(desc.irq_data), k.cpu)) return false;
    if (desc.action !== undefined) irq_work_queue_on(k, desc, desc.redirect_target_cpu);
    return true;
  },
);

/** 7.3. */
export const generic_handle_demux_domain_irq = at.fn(
  'generic_handle_demux_domain_irq',
  'Handles an interrupt that shares its parent with others, on the CPU that it is for.',
  (k: Kernel, domain: irq_domain, hwirq: number): boolean => {
    const desc = irq_resolve_mapping(k, domain, hwirq);
    if (desc === undefined) return false;
    return demux_redirect_remote(k, desc) || handle_irq_desc(k, desc) === 0;
  },
);

// --- interrupts that every CPU has for itself

export const irq_set_percpu_devid_partition = at.fn(
  'irq_set_percpu_devid_partition',
  'Marks an interrupt as one that each CPU of a set has for itself.',
  (k: Kernel, irq: number, affinity: Cpumask | undefined): number => {
    const desc = desc_of(k, irq);
    if (desc === undefined || desc.percpu_enabled !== undefined) return -EINVAL;
    desc.percpu_enabled = 0n;
    desc.percpu_affinity = affinity ?? cpu_possible_mask(k);
    irq_set_percpu_devid_flags(k, irq);
    return 0;
  },
);

export const irq_set_percpu_devid = at.fn(
  'irq_set_percpu_devid',
  'Marks an interrupt as one that every CPU has for itself.',
  (k: Kernel, irq: number): number => irq_set_percpu_devid_partition(k, irq, undefined),
);

export const irq_get_percpu_devid_partition = at.fn(
  'irq_get_percpu_devid_partition',
  'Which CPUs have a per-CPU interrupt.',
  (k: Kernel, irq: number): Cpumask | number => {
    const desc = desc_of(k, irq);
    if (desc === undefined || desc.percpu_enabled === undefined) return -EINVAL;
    return desc.percpu_affinity ?? 0n;
  },
);
