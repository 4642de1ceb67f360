/**
 * Models arch/arm64/kernel/setup.c: the boot CPU's number and what is read from the device tree before interrupts exist.
 * Left out: memory, page tables, early console, ACPI.
 */
import { big, map, type Recorded, type RecordedMap } from '../../../../recorder/index.ts';
import { of_base_c } from '../../../drivers/of/base/index.ts';
import { unflatten_device_tree } from '../../../drivers/of/fdt.ts';
import { INVALID_HWID, MPIDR_HWID_BITMASK } from '../../../include/asm/cputype.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { smp_init_cpus } from './smp.ts';

export interface setup_c extends Recorded {
  /** MPIDR by logical CPU; absent where the CPU cannot be used. */
  __cpu_logical_map: RecordedMap<bigint>;
}
export const setup_c = statics<setup_c>('arch/arm64/kernel/setup.c', { __cpu_logical_map: map(big()) });

/** The MPIDR affinity of a logical CPU. */
export function cpu_logical_map(k: Kernel, cpu: number): bigint {
  return setup_c(k).__cpu_logical_map.get(cpu) ?? INVALID_HWID;
}
export function set_cpu_logical_map(k: Kernel, cpu: number, hwid: bigint): void {
  if (hwid === INVALID_HWID) setup_c(k).__cpu_logical_map.delete(cpu);
  else setup_c(k).__cpu_logical_map.set(cpu, hwid);
}

/** The CPU that boots is logical CPU 0, whatever its MPIDR. */
export function smp_setup_processor_id(k: Kernel): void {
  set_cpu_logical_map(k, 0, k.bus.mpidr(k.cpu) & MPIDR_HWID_BITMASK);
}

/** Makes the device nodes, unless the session has, and learns which CPUs there are. */
export function setup_arch(k: Kernel): void {
  if (of_base_c(k).of_root === undefined) unflatten_device_tree(k);
  smp_init_cpus(k);
}
