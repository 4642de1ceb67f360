/** Models kernel/irq/affinity.c: spreading a device's vectors over CPUs, with vectors of its own left out in front and behind. */
import { cpumaskWeight } from '../../../../base/cpumask.ts';
import { source } from '../../../recorder/index.ts';
import { WARN_ON_ONCE } from '../../include/asm-generic/bug.ts';
import { type irq_affinity, type irq_affinity_desc, IRQ_AFFINITY_MAX_SETS } from '../../include/linux/interrupt.ts';
import type { Kernel } from '../../kernel.ts';
import { group_cpus_evenly } from '../../lib/group_cpus.ts';
import { cpu_possible_mask } from '../cpu/index.ts';
import { manage_c } from './manage/index.ts';

const at = source('kernel/irq/affinity.c');

const default_calc_sets = at.fn(
  'default_calc_sets',
  'Takes all vectors as one set.',
  (_k: Kernel, affd: irq_affinity, affvecs: number): void => {
    affd.nr_sets = 1;
    affd.set_size[0] = affvecs;
  },
);

export const irq_create_affinity_masks = at.fn(
  'irq_create_affinity_masks',
  'Gives each vector of a device its CPUs; those that are spread are managed by the kernel from then on.',
  (k: Kernel, nvecs: number, affd: irq_affinity): irq_affinity_desc[] | undefined => {
    const { pre_vectors, post_vectors } = affd;
    const affvecs = Math.max(nvecs - pre_vectors - post_vectors, 0);
    affd.calc_sets ??= default_calc_sets;
    affd.calc_sets(k, affd, affvecs);
    if (WARN_ON_ONCE(k, affd.nr_sets > IRQ_AFFINITY_MAX_SETS) || affvecs === 0) return undefined;
    const masks = Array.from({ length: nvecs }, () => ({ mask: manage_c(k).irq_default_affinity, is_managed: false }));
    let curvec = pre_vectors;
    for (let i = 0; i < affd.nr_sets; i++) {
      const this_vecs = affd.set_size[i] ?? 0;
      const result = group_cpus_evenly(k, this_vecs);
      if (result === undefined) return undefined;
      for (const mask of result) {
        const vector = masks[curvec];
        if (vector !== undefined) vector.mask = mask;
        curvec++;
      }
    }
    masks.forEach((vector, i) => {
      vector.is_managed = i >= pre_vectors && i < nvecs - post_vectors;
    });
    return masks;
  },
);

export const irq_calc_affinity_vectors = at.fn(
  'irq_calc_affinity_vectors',
  'How many vectors make sense: one for each CPU, and those the device wants for itself.',
  (k: Kernel, minvec: number, maxvec: number, affd: irq_affinity): number => {
    const resv = affd.pre_vectors + affd.post_vectors;
    if (resv > minvec) return 0;
    const set_vecs = affd.calc_sets === undefined ? cpumaskWeight(cpu_possible_mask(k)) : maxvec - resv;
    return resv + Math.min(set_vecs, maxvec - resv);
  },
);
