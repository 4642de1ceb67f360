/** The GICv3 driver, software-generated interrupts: how one CPU interrupts others. */
import { type Cpumask, cpumaskCpus } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { cpu_logical_map } from '../../../arch/arm64/kernel/setup.ts';
import { MPIDR_AFFINITY_LEVEL } from '../../../include/asm/cputype.ts';
import { write_sysreg } from '../../../include/asm/io.ts';
import type { irq_data } from '../../../include/linux/irq.ts';
import type { Kernel } from '../../../kernel.ts';
import { gic_cpu_to_affinity } from './access.ts';

const at = source('drivers/irqchip/irq-gic-v3.c');

/** What the driver sends to: 6.12 asks the GIC's view of the affinity, 6.1 the CPU's. */
function target(k: Kernel, cpu: number): bigint {
  return k.since('6.12') ? gic_cpu_to_affinity(k, cpu) : cpu_logical_map(k, cpu);
}

/** MPIDR_RS: which sixteen of a cluster's CPUs the target list means. */
export function MPIDR_RS(mpidr: bigint): bigint {
  return (mpidr & 0xf0n) >> 4n;
}

const cluster = (mpidr: bigint): bigint => mpidr & ~0xfn;

const gic_compute_target_list = at.fn(
  'gic_compute_target_list',
  'Collects the CPUs that one SGI write can reach: up to sixteen that share a cluster.',
  (k: Kernel, cpus: readonly number[], cluster_id: bigint): { tlist: number; count: number } => {
    let tlist = 0;
    let count = 0;
    for (const cpu of cpus) {
      const mpidr = target(k, cpu);
      if (cluster(mpidr) !== cluster_id) break;
      tlist |= 1 << Number(mpidr & 0xfn);
      count++;
    }
    return { tlist, count };
  },
);

const gic_send_sgi = at.fn(
  'gic_send_sgi',
  'Has the CPU interface send an SGI to some CPUs of a cluster.',
  (k: Kernel, cluster_id: bigint, tlist: number, irq: number): void => {
    const level = (n: number, shift: bigint): bigint => BigInt(MPIDR_AFFINITY_LEVEL(cluster_id, n)) << shift;
    const affinity = level(3, 48n) | level(2, 32n) | level(1, 16n);
    const value = affinity | (BigInt(irq) << 24n) | (MPIDR_RS(cluster_id) << 44n) | BigInt(tlist);
    write_sysreg(k, value, 'ICC_SGI1R_EL1');
  },
);

export const gic_ipi_send_mask = at.fn(
  'gic_ipi_send_mask',
  'Sends an IPI: one SGI write for each cluster that has a target.',
  (k: Kernel, d: irq_data, mask: Cpumask): void => {
    if (d.hwirq >= 16) return;
    let rest = cpumaskCpus(mask);
    for (let [cpu] = rest; cpu !== undefined; [cpu] = rest) {
      const cluster_id = cluster(target(k, cpu));
      const { tlist, count } = gic_compute_target_list(k, rest, cluster_id);
      gic_send_sgi(k, cluster_id, tlist, d.hwirq);
      rest = rest.slice(count);
    }
  },
);
