import { describe, expect, it } from 'vitest';
import type { irq_affinity } from '../../include/linux/interrupt.ts';
import { group_cpus_evenly } from '../../lib/group_cpus.ts';
import { cpu_c } from '../cpu/index.ts';
import { irq_calc_affinity_vectors, irq_create_affinity_masks } from './affinity.ts';
import { bareKernel } from './testing.ts';

const plain = (pre_vectors: number, post_vectors = 0): irq_affinity => ({
  pre_vectors,
  post_vectors,
  nr_sets: 0,
  set_size: [],
});

describe('spreading vectors', () => {
  it('splits CPUs evenly, the first groups larger', () => {
    const k = bareKernel('6.12', 6);
    expect(group_cpus_evenly(k, 4)).toEqual([0x03n, 0x0cn, 0x10n, 0x20n]);
    expect(group_cpus_evenly(k, 1)).toEqual([0x3fn]);
    expect(group_cpus_evenly(k, 8)).toEqual([1n, 2n, 4n, 8n, 16n, 32n, 0n, 0n]);
  });

  it('places CPUs that are not present after those that are', () => {
    const k = bareKernel('6.12', 4);
    cpu_c(k).cpu_present_mask = 0x3n;
    expect(group_cpus_evenly(k, 4)).toEqual([1n, 2n, 4n, 8n]);
    expect(group_cpus_evenly(k, 2)).toEqual([0x5n, 0xan]);
  });

  it('leaves vectors in front and behind alone', () => {
    const k = bareKernel('6.1', 4);
    const masks = irq_create_affinity_masks(k, 5, plain(1));
    expect(masks?.map(({ mask }) => mask)).toEqual([0xfn, 1n, 2n, 4n, 8n]);
    expect(masks?.map(({ is_managed }) => is_managed)).toEqual([false, true, true, true, true]);
    expect(irq_create_affinity_masks(k, 1, plain(1))).toBeUndefined();
  });

  it('counts one vector for each CPU', () => {
    const k = bareKernel('6.12', 4);
    expect(irq_calc_affinity_vectors(k, 2, 65, plain(1))).toBe(5);
    expect(irq_calc_affinity_vectors(k, 2, 3, plain(1))).toBe(3);
    expect(irq_calc_affinity_vectors(k, 1, 65, plain(2))).toBe(0);
  });
});
