/** kernel/irq/irqdesc.c: making and freeing descriptors. */
import { type Cpumask, cpumaskFirst, cpumaskOf } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { EEXIST, EINVAL, ENOMEM } from '../../../include/linux/errno.ts';
import type { irq_affinity_desc } from '../../../include/linux/interrupt.ts';
import {
  irq_common_data,
  irq_data,
  IRQD_AFFINITY_MANAGED,
  IRQD_AFFINITY_SET,
  IRQD_IRQ_DISABLED,
  IRQD_IRQ_MASKED,
  IRQD_MANAGED_SHUTDOWN,
} from '../../../include/linux/irq.ts';
import { irq_desc, IRQS_SYSFS } from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { nr_cpu_ids } from '../../cpu/index.ts';
import { cpulist_parse } from '../../../lib/bitmap-str.ts';
import { pr_info } from '../../printk/printk.ts';
import { irq_add_debugfs_entry } from '../debugfs.ts';
import { no_irq_chip } from '../dummychip.ts';
import { handle_bad_irq } from '../handle.ts';
import { irq_remove_debugfs_entry } from '../internals.ts';
import { manage_c } from '../manage/index.ts';
import { irq_proc_calc_prec, unregister_irq_proc } from '../proc.ts';
import { irq_resend_init } from '../resend.ts';
import { _IRQ_DEFAULT_INIT_FLAGS } from '../settings.ts';
import { delete_irq_desc, irq_find_free_area, irq_insert_desc } from './lookup.ts';
import { all_irq_descs, desc_of, irqdesc_c, max_sparse_irqs, NR_IRQS } from './state.ts';

const at = source('kernel/irq/irqdesc.c');

/** What init_desc and desc_set_defaults put into a fresh descriptor. */
function desc_set_defaults(k: Kernel, irq: number, flags: number, affinity: Cpumask | undefined): irq_desc {
  const common = irq_common_data.create(k.rec, {
    state_use_accessors: IRQD_IRQ_DISABLED | IRQD_IRQ_MASKED | flags,
    affinity: affinity ?? manage_c(k).irq_default_affinity,
  });
  return irq_desc.create(k.rec, {
    irq_common_data: common,
    irq_data: irq_data.create(k.rec, { common, irq, chip: no_irq_chip }),
    status_use_accessors: _IRQ_DEFAULT_INIT_FLAGS,
    handle_irq: handle_bad_irq,
    depth: 1,
  });
}

const alloc_desc = at.fn(
  'alloc_desc',
  'Makes the descriptor of one interrupt number: disabled, masked, without a chip.',
  (k: Kernel, irq: number, _node: number, flags: number, affinity: Cpumask | undefined): irq_desc => {
    const desc = desc_set_defaults(k, irq, flags, affinity);
    // The list of interrupts to resend came after 6.1, which has a bitmap for it.
    if (k.since('6.12')) irq_resend_init(k, desc);
    return desc;
  },
);

const irq_kobj_release = at.fn(
  'irq_kobj_release',
  'Frees the memory of a descriptor once nobody looks at it any more.',
  (k: Kernel, desc: irq_desc): void => {
    k.rec.free(desc.irq_data);
    k.rec.free(desc.irq_common_data);
    k.rec.free(desc);
  },
);

const delayed_free_desc = at.fn(
  'delayed_free_desc',
  'Drops the last reference to a descriptor after the grace period.',
  (k: Kernel, desc: irq_desc): void => irq_kobj_release(k, desc),
);

const free_desc = at.fn(
  'free_desc',
  'Takes an interrupt number out of debugfs, /proc and sysfs and gives it back.',
  (k: Kernel, irq: number): void => {
    const desc = desc_of(k, irq);
    if (desc === undefined) return;
    irq_remove_debugfs_entry(desc);
    unregister_irq_proc(k, irq, desc);
    delete_irq_desc(k, irq);
    // call_rcu: some softirq runs it when the grace period is over, here at once.
    k.rec.within({ task: 'ksoftirqd', cpu: k.cpu, hardirq: false }, () => delayed_free_desc(k, desc));
  },
);

const irq_sysfs_add = at.fn(
  'irq_sysfs_add',
  'Shows an interrupt below /sys/kernel/irq.',
  (k: Kernel, _irq: number, desc: irq_desc): void => {
    if (irqdesc_c(k).irq_kobj_base) desc.istate |= IRQS_SYSFS;
  },
);

const alloc_descs = at.fn(
  'alloc_descs',
  'Makes the descriptors of a range of numbers and shows them in sysfs and debugfs.',
  (k: Kernel, start: number, cnt: number, node: number, affinity: readonly irq_affinity_desc[] | undefined): number => {
    if (affinity?.slice(0, cnt).some(({ mask }) => mask === 0n) === true) return -EINVAL;
    for (let i = 0; i < cnt; i++) {
      const spread = affinity?.[i];
      let flags = 0;
      if (spread !== undefined) {
        if (spread.is_managed) flags = IRQD_AFFINITY_MANAGED | IRQD_MANAGED_SHUTDOWN;
        flags |= IRQD_AFFINITY_SET;
      }
      const desc = alloc_desc(k, start + i, node, flags, spread?.mask);
      irq_insert_desc(k, start + i, desc);
      irq_sysfs_add(k, start + i, desc);
      irq_add_debugfs_entry(k, start + i, desc);
    }
    return start;
  },
);

function irq_expand_nr_irqs(k: Kernel, nr: number): number {
  if (nr > max_sparse_irqs(k)) return -ENOMEM;
  irqdesc_c(k).nr_irqs = nr;
  if (k.since('7.3')) irq_proc_calc_prec(k);
  return 0;
}

export const __irq_alloc_descs = at.fn(
  '__irq_alloc_descs',
  'Allocates a run of interrupt numbers, at a fixed place or the first that is free.',
  (
    k: Kernel,
    irq: number,
    from: number,
    cnt: number,
    node: number,
    _owner: undefined,
    affinity: readonly irq_affinity_desc[] | undefined,
  ): number => {
    if (cnt === 0) return -EINVAL;
    if (irq >= 0 && from > irq) return -EINVAL;
    const start = irq_find_free_area(k, irq >= 0 ? irq : from, cnt);
    if (irq >= 0 && start !== irq) return -EEXIST;
    if (start < 0) return -ENOMEM;
    if (start + cnt > irqdesc_c(k).nr_irqs) {
      const ret = irq_expand_nr_irqs(k, start + cnt);
      if (ret !== 0) return ret;
    }
    return alloc_descs(k, start, cnt, node, affinity);
  },
);

export const irq_free_descs = at.fn(
  'irq_free_descs',
  'Gives a run of interrupt numbers back.',
  (k: Kernel, from: number, cnt: number): void => {
    const { nr_irqs } = irqdesc_c(k);
    if (from >= nr_irqs || from + cnt > nr_irqs) return;
    for (let i = 0; i < cnt; i++) free_desc(k, from + i);
  },
);

/** irqaffinity= on the command line. The CPU that boots is always in the set. */
export function irq_affinity_setup(k: Kernel, list: string): void {
  manage_c(k).irq_default_affinity = cpulist_parse(list, nr_cpu_ids(k)) | cpumaskOf(k.cpu);
}

export const early_irq_init = at.fn(
  'early_irq_init',
  'Prepares interrupt numbers before any controller is known. arm64 preallocates none.',
  (k: Kernel): number => {
    const c = manage_c(k);
    if (c.irq_default_affinity === 0n) c.irq_default_affinity = cpumaskFirst(nr_cpu_ids(k));
    pr_info(k, `NR_IRQS: ${NR_IRQS}, nr_irqs: ${irqdesc_c(k).nr_irqs}, preallocated irqs: 0`);
    if (k.since('7.3')) irq_proc_calc_prec(k);
    return 0;
  },
);

export const irq_sysfs_init = at.fn(
  'irq_sysfs_init',
  'Makes /sys/kernel/irq and shows the interrupts that exist already.',
  (k: Kernel): number => {
    irqdesc_c(k).irq_kobj_base = true;
    for (const [irq, desc] of all_irq_descs(k)) irq_sysfs_add(k, irq, desc);
    return 0;
  },
);

// --- inline helpers of include/linux/irq.h

/** irq_alloc_descs: a range of numbers from `from` on, or exactly from `irq` on. */
export function irq_alloc_descs(k: Kernel, irq: number, from: number, cnt: number, node: number): number {
  return __irq_alloc_descs(k, irq, from, cnt, node, undefined, undefined);
}
export function irq_free_desc(k: Kernel, irq: number): void {
  irq_free_descs(k, irq, 1);
}
