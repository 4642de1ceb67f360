/**
 * Models arch/arm64/kernel/smp.c, which CPUs the device tree lists and how they are started. Left out: ACPI; of the
 * ways to start a CPU only PSCI and the spin table are known, and both go through the machine's power control.
 */
import { firstString } from '../../../../devicetree/index.ts';
import { type Recorded, bool, map, num, type RecordedMap, source, str } from '../../../../recorder/index.ts';
import { of_find_property } from '../../../drivers/of/base.ts';
import { for_each_of_cpu_node, of_get_cpu_hwid, of_get_cpu_node } from '../../../drivers/of/cpu.ts';
import { MPIDR_HWID_BITMASK } from '../../../include/asm/cputype.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { for_each_possible_cpu, set_cpu_possible, set_cpu_present } from '../../../kernel/cpu.ts';
import { pr_err, pr_warn } from '../../../kernel/printk.ts';
import { cpu_logical_map, INVALID_HWID, set_cpu_logical_map } from './setup.ts';

const at = source('arch/arm64/kernel/smp.c');

/** CONFIG_NR_CPUS. */
const NR_CPUS = 64;

export interface smp_init_c extends Recorded {
  bootcpu_valid: boolean;
  cpu_count: number;
  /** The enable-method of each CPU that has one the kernel knows. */
  cpu_ops: RecordedMap<string>;
}
export const smp_init_c = statics<smp_init_c>('arch/arm64/kernel/smp.c: CPUs of the device tree', {
  bootcpu_valid: bool(),
  cpu_count: num(1),
  cpu_ops: map(str()),
});

/** How a CPU is started; undefined when the tree does not say, or names a method the kernel has not. */
export function get_cpu_ops(k: Kernel, cpu: number): string | undefined {
  return smp_init_c(k).cpu_ops.get(cpu);
}

function is_mpidr_duplicate(k: Kernel, cpu: number, hwid: bigint): boolean {
  for (let i = 1; i < cpu && i < NR_CPUS; i++) if (cpu_logical_map(k, i) === hwid) return true;
  return false;
}

/** Numbers the CPUs in the order of the tree; the one that boots is 0. */
function of_parse_and_init_cpus(k: Kernel): void {
  const c = smp_init_c(k);
  for (const dn of for_each_of_cpu_node(k)) {
    const hwid = of_get_cpu_hwid(k, dn, 0);
    const usable = (hwid & ~MPIDR_HWID_BITMASK) === 0n;
    if (usable && is_mpidr_duplicate(k, c.cpu_count, hwid)) {
      pr_err(k, `${dn.path}: duplicate cpu reg properties in the DT`);
    } else if (usable && hwid === cpu_logical_map(k, 0)) {
      if (!c.bootcpu_valid) {
        c.bootcpu_valid = true;
        continue;
      }
      pr_err(k, `${dn.path}: duplicate boot cpu reg property in DT`);
    } else if (usable && c.cpu_count < NR_CPUS) {
      set_cpu_logical_map(k, c.cpu_count, hwid);
    }
    // A CPU that cannot be used takes a number nevertheless.
    c.cpu_count++;
  }
}

/** Reads the enable-method of a CPU. */
function init_cpu_ops(k: Kernel, cpu: number): boolean {
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

export const smp_init_cpus = at.fn(
  'smp_init_cpus',
  'Finds the CPUs that the device tree lists, and gives them numbers.',
  (k: Kernel): void => {
    init_cpu_ops(k, 0);
    of_parse_and_init_cpus(k);
    if (!smp_init_c(k).bootcpu_valid) {
      pr_err(k, 'missing boot CPU MPIDR, not enabling secondaries');
      return;
    }
    for (let i = 1; i < NR_CPUS; i++) {
      if (cpu_logical_map(k, i) === INVALID_HWID) continue;
      if (init_cpu_ops(k, i)) set_cpu_possible(k, i, true);
      else set_cpu_logical_map(k, i, INVALID_HWID);
    }
  },
);

export const smp_prepare_cpus = at.fn(
  'smp_prepare_cpus',
  'Notes which CPUs are there to be started.',
  (k: Kernel, max_cpus: number): void => {
    if (max_cpus === 0) return;
    for (const cpu of for_each_possible_cpu(k)) {
      if (cpu !== k.cpu && get_cpu_ops(k, cpu) !== undefined) set_cpu_present(k, cpu, true);
    }
  },
);
