/**
 * Models lib/group_cpus.c: splits the CPUs into groups of nearly equal size, present CPUs first, so that neighbours stay
 * together. (Before 6.5 this was part of kernel/irq/affinity.c; the stable 6.1 that is modelled has it here too.) Left
 * out: several NUMA nodes, since the modelled kernels have one, and hardware threads, which share a core.
 */
import { must } from '../../../base/assert.ts';
import { type Cpumask, cpumaskLowest, cpumaskOf, cpumaskWeight } from '../../../base/cpumask.ts';
import { source } from '../../recorder/index.ts';
import type { Kernel } from '../kernel.ts';
import { cpu_possible_mask, cpu_present_mask } from '../kernel/cpu/index.ts';

const at = source('lib/group_cpus.c');

/** The lowest `count` CPUs of a set. */
function lowest(from: Cpumask, count: number): Cpumask {
  let taken = 0n;
  for (let i = 0; i < count; i++) {
    const cpu = cpumaskLowest(from & ~taken);
    if (cpu === undefined) break;
    taken |= cpumaskOf(cpu);
  }
  return taken;
}

/** Adds the CPUs of one node to the groups from `startgrp` on, wrapping around. Returns how many groups got some. */
function __group_cpus_evenly(startgrp: number, cpu_mask: Cpumask, masks: Cpumask[]): number {
  const numgrps = masks.length;
  const ncpus = cpumaskWeight(cpu_mask);
  if (ncpus === 0) return 0;
  if (numgrps <= 1) {
    masks[startgrp] = must(masks[startgrp], 'group') | cpu_mask;
    return numgrps;
  }
  const ngroups = Math.min(ncpus, numgrps);
  const each = Math.floor(ncpus / ngroups);
  const extra = ncpus - ngroups * each;
  let rest = cpu_mask;
  for (let v = 0; v < ngroups; v++) {
    const group = (startgrp + v) % numgrps;
    const taken = lowest(rest, v < extra ? each + 1 : each);
    masks[group] = must(masks[group], 'group') | taken;
    rest &= ~taken;
  }
  return ngroups;
}

export const group_cpus_evenly = at.fn(
  'group_cpus_evenly',
  'Splits all possible CPUs into groups of nearly equal size.',
  (k: Kernel, numgrps: number): Cpumask[] | undefined => {
    if (numgrps === 0) return undefined;
    const masks = Array.from({ length: numgrps }, () => 0n);
    const present = cpu_present_mask(k);
    const nr_present = __group_cpus_evenly(0, present, masks);
    const next = nr_present >= numgrps ? 0 : nr_present;
    __group_cpus_evenly(next, cpu_possible_mask(k) & ~present, masks);
    return masks;
  },
);
