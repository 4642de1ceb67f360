/** kernel/cpu.c and the inline functions of include/linux/cpumask.h: which CPUs are possible, present, online and active. */
import { type Cpumask, cpumaskCpus, cpumaskHas, cpumaskOf, cpumaskWeight } from '../../../../base/cpumask.ts';
import { cpus, type Recorded } from '../../../recorder/index.ts';
import { type Kernel, statics } from '../../kernel.ts';

export interface cpu_c extends Recorded {
  cpu_possible_mask: Cpumask;
  cpu_present_mask: Cpumask;
  cpu_online_mask: Cpumask;
  cpu_active_mask: Cpumask;
}
export const cpu_c = statics<cpu_c>('kernel/cpu.c', {
  cpu_possible_mask: cpus(),
  cpu_present_mask: cpus(),
  cpu_online_mask: cpus(),
  cpu_active_mask: cpus(),
});

export function cpu_online_mask(k: Kernel): Cpumask {
  return cpu_c(k).cpu_online_mask;
}
export function cpu_possible_mask(k: Kernel): Cpumask {
  return cpu_c(k).cpu_possible_mask;
}
export function cpu_present_mask(k: Kernel): Cpumask {
  return cpu_c(k).cpu_present_mask;
}
export function cpu_online(k: Kernel, cpu: number): boolean {
  return cpumaskHas(cpu_c(k).cpu_online_mask, cpu);
}
export function cpu_possible(k: Kernel, cpu: number): boolean {
  return cpumaskHas(cpu_c(k).cpu_possible_mask, cpu);
}
export function cpu_present(k: Kernel, cpu: number): boolean {
  return cpumaskHas(cpu_c(k).cpu_present_mask, cpu);
}
export function num_possible_cpus(k: Kernel): number {
  return cpumaskWeight(cpu_possible_mask(k));
}
export function num_online_cpus(k: Kernel): number {
  return cpumaskWeight(cpu_online_mask(k));
}
export function for_each_online_cpu(k: Kernel): number[] {
  return cpumaskCpus(cpu_online_mask(k));
}
export function for_each_possible_cpu(k: Kernel): number[] {
  return cpumaskCpus(cpu_possible_mask(k));
}
export function for_each_present_cpu(k: Kernel): number[] {
  return cpumaskCpus(cpu_present_mask(k));
}
/** nr_cpu_ids: one more than the highest possible CPU. */
export function nr_cpu_ids(k: Kernel): number {
  return cpu_possible_mask(k).toString(2).length;
}

export function set_cpu_possible(k: Kernel, cpu: number, possible: boolean): void {
  const c = cpu_c(k);
  c.cpu_possible_mask = assign(c.cpu_possible_mask, cpu, possible);
}
export function set_cpu_present(k: Kernel, cpu: number, present: boolean): void {
  const c = cpu_c(k);
  c.cpu_present_mask = assign(c.cpu_present_mask, cpu, present);
}

export function set_cpu_active(k: Kernel, cpu: number, active: boolean): void {
  const c = cpu_c(k);
  c.cpu_active_mask = assign(c.cpu_active_mask, cpu, active);
}

export function set_cpu_online(k: Kernel, cpu: number, online: boolean): void {
  const c = cpu_c(k);
  c.cpu_online_mask = assign(c.cpu_online_mask, cpu, online);
}

function assign(mask: Cpumask, cpu: number, member: boolean): Cpumask {
  return member ? mask | cpumaskOf(cpu) : mask & ~cpumaskOf(cpu);
}
