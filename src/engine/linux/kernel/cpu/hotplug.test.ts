import { describe, expect, it } from 'vitest';
import { num, type Recorded, source, struct } from '../../../recorder/index.ts';
import { gicv3, withAllCpus } from '../../drivers/irqchip/testing.ts';
import {
  CPUHP_AP_ONLINE_DYN,
  CPUHP_AP_PERF_ARM_STARTING,
  CPUHP_OFFLINE,
  CPUHP_ONLINE,
} from '../../include/linux/cpuhotplug.ts';
import type { Kernel } from '../../kernel.ts';
import { cpu_down } from './down.ts';
import { cpuhp_setup_state, cpuhp_setup_state_multi, cpuhp_state_add_instance } from './inline.ts';
import { cpu_online_mask } from './masks.ts';
import { per_cpu_state } from './step.ts';
import { cpu_up } from './up.ts';

const at = source('test');

interface note extends Recorded {
  count: number;
}
const note = struct<note>('note', { count: num() });

const fails = at.fn('fails', 'Refuses.', (_k: Kernel, cpu: number): number => (cpu === 1 ? -16 : 0));
const passes = at.fn('passes', 'Agrees.', (_k: Kernel, _cpu: number): number => 0);
const counts = at.fn('counts', 'Counts.', (_k: Kernel, _cpu: number, node?: Recorded): number => {
  note.of(node).count++;
  return 0;
});
const uncounts = at.fn('uncounts', 'Counts down.', (_k: Kernel, _cpu: number, node?: Recorded): number => {
  note.of(node).count--;
  return 0;
});

describe('CPU hotplug', () => {
  it('brings all CPUs up, and one down and up again', () => {
    const { machine, k } = withAllCpus('6.12', gicv3(3));
    expect(cpu_online_mask(k)).toBe(0b111n);
    expect(cpu_down(k, 1)).toBe(0);
    expect(cpu_online_mask(k)).toBe(0b101n);
    expect(per_cpu_state(k, 1).state).toBe(CPUHP_OFFLINE);
    expect(machine.cpus[1]?.powered).toBe(false);
    expect(cpu_up(k, 1)).toBe(0);
    expect(cpu_online_mask(k)).toBe(0b111n);
    expect(per_cpu_state(k, 1).state).toBe(CPUHP_ONLINE);
  });

  it('keeps the last CPU, and knows which CPUs there are', () => {
    const { k } = withAllCpus('6.1', gicv3(2));
    expect(cpu_down(k, 1)).toBe(0);
    expect(cpu_down(k, 0)).toBe(-16);
    expect(cpu_up(k, 5)).toBe(-22);
    expect(cpu_down(k, 5)).toBe(-16);
  });

  it('stays up when a state refuses to go down', () => {
    const { k } = withAllCpus('6.12', gicv3(3));
    expect(cpuhp_setup_state(k, CPUHP_AP_ONLINE_DYN, 'test:online', undefined, fails)).toBeGreaterThan(0);
    expect(cpu_down(k, 1)).toBe(-16);
    expect(cpu_online_mask(k)).toBe(0b111n);
    expect(per_cpu_state(k, 1).state).toBe(CPUHP_ONLINE);
    expect(cpu_down(k, 2)).toBe(0);
  });

  it('gives dynamic states numbers of their own', () => {
    const { k } = withAllCpus('6.12', gicv3(2));
    const first = cpuhp_setup_state(k, CPUHP_AP_ONLINE_DYN, 'a', passes, undefined);
    expect(cpuhp_setup_state(k, CPUHP_AP_ONLINE_DYN, 'b', passes, undefined)).toBe(first + 1);
    expect(cpuhp_setup_state(k, CPUHP_AP_ONLINE_DYN, 'c', fails, undefined)).toBe(-16);
  });

  it('runs a state for each of its instances', () => {
    const { k } = withAllCpus('6.12', gicv3(3));
    const node = note.create(k.rec);
    cpuhp_setup_state_multi(k, CPUHP_AP_PERF_ARM_STARTING, 'test:starting', counts, uncounts);
    expect(cpuhp_state_add_instance(k, CPUHP_AP_PERF_ARM_STARTING, node)).toBe(0);
    expect(node.count).toBe(3);
    cpu_down(k, 2);
    expect(node.count).toBe(2);
    cpu_up(k, 2);
    expect(node.count).toBe(3);
  });
});
