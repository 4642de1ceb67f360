/**
 * Models arch/arm64/kernel/cpu_ops.c: the ways to start a CPU. Only PSCI and the spin table are known, and both go through the
 * machine's power control.
 */
import { firstString } from '../../../../devicetree/index.ts';
import { of_find_property } from '../../../drivers/of/base/index.ts';
import { of_get_cpu_node } from '../../../drivers/of/cpu.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err, pr_warn } from '../../../kernel/printk/printk.ts';
import { smp_init_c } from './smp.ts';

/** How a CPU is started; undefined when the tree does not say, or names a method the kernel has not. */
export function get_cpu_ops(k: Kernel, cpu: number): string | undefined {
  return smp_init_c(k).cpu_ops.get(cpu);
}

/** Reads the enable-method of a CPU. */
export function init_cpu_ops(k: Kernel, cpu: number): boolean {
  const node = of_get_cpu_node(k, cpu);
  const method = firstString(of_find_property(k, node, 'enable-method'));
  if (method === undefined) {
    if (cpu !== 0 && node !== undefined) pr_err(k, `${node.path}: missing enable-method property`);
    return false;
  }
  if (method !== 'psci' && method !== 'spin-table') {
    pr_warn(k, `Unsupported enable-method: ${method}`);
    return false;
  }
  smp_init_c(k).cpu_ops.set(cpu, method);
  return true;
}
