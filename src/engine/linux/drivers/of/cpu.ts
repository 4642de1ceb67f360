/**
 * Models drivers/of/cpu.c, and of_get_next_cpu_node of drivers/of/base.c: the device nodes of CPUs. The registered CPU devices, through which
 * the kernel finds them later, are left out: the tree is asked again.
 */
import { firstString } from '../../../devicetree/index.ts';
import { cpu_logical_map } from '../../arch/arm64/kernel/setup.ts';
import { ENODEV } from '../../include/linux/errno.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { for_each_possible_cpu } from '../../kernel/cpu/index.ts';
import {
  for_each_child_of_node,
  of_find_node_by_path,
  of_find_property,
  of_n_addr_cells,
  of_node_is_type,
  of_read_number,
} from './base/index.ts';

function isFailed(k: Kernel, node: device_node): boolean {
  const status = firstString(of_find_property(k, node, 'status'));
  return status === 'fail' || status?.startsWith('fail-') === true;
}

/** The nodes of CPUs below /cpus, in the order of the tree; those that failed are passed over. */
export function for_each_of_cpu_node(k: Kernel): device_node[] {
  return for_each_child_of_node(k, of_find_node_by_path(k, '/cpus')).filter(
    (node) => !isFailed(k, node) && (node.name === 'cpu' || of_node_is_type(node, 'cpu')),
  );
}

/** The MPIDR a CPU's node names; all ones where it names none. */
export function of_get_cpu_hwid(k: Kernel, cpun: device_node, thread: number): bigint {
  const cells = of_n_addr_cells(k, cpun);
  const reg = of_find_property(k, cpun, 'reg');
  if (reg === undefined || cells === 0 || reg.value.length < 4 * cells * (thread + 1)) return 0xffffffffffffffffn;
  return of_read_number(reg, cells * thread, cells);
}

/** The node of a logical CPU. */
export function of_get_cpu_node(k: Kernel, cpu: number): device_node | undefined {
  const hwid = cpu_logical_map(k, cpu);
  return for_each_of_cpu_node(k).find((node) => of_get_cpu_hwid(k, node, 0) === hwid);
}

/** The logical CPU that a node describes, or an errno. */
export function of_cpu_node_to_id(k: Kernel, cpu_node: device_node): number {
  return for_each_possible_cpu(k).find((cpu) => of_get_cpu_node(k, cpu) === cpu_node) ?? -ENODEV;
}
