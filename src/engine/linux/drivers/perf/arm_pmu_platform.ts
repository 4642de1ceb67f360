/**
 * Models drivers/perf/arm_pmu_platform.c: which interrupt of a PMU's node is for which CPU. Its messages are left out:
 * they are none of the interrupt code. So are PMUs that are found by CPU id, which no arm64 kernel has.
 */
import { type Cpumask, cpumaskCpus, cpumaskOf } from '../../../../base/cpumask.ts';
import { source } from '../../../recorder/index.ts';
import { EINVAL, ENODEV } from '../../include/linux/errno.ts';
import type { of_device_id } from '../../include/linux/of.ts';
import type { platform_device } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { cpu_possible_mask, nr_cpu_ids } from '../../kernel/cpu/index.ts';
import { irq_get_percpu_devid_partition } from '../../kernel/irq/irqdesc/index.ts';
import { irq_is_percpu_devid } from '../../kernel/irq/manage/index.ts';
import { platform_get_irq, platform_get_irq_affinity, platform_irq_count } from '../base/platform.ts';
import { of_match_node, of_parse_phandle } from '../of/base/index.ts';
import { of_cpu_node_to_id } from '../of/cpu.ts';
import { of_property_present } from '../of/property.ts';
import { arm_pmu, armpmu_free_irq, armpmu_register, armpmu_request_irq } from './arm_pmu.ts';

const at = source('drivers/perf/arm_pmu_platform.c');

export type armpmu_init_fn = (k: Kernel, pmu: arm_pmu) => number;

/** One PPI serves all the CPUs that it reaches. An errno in place of these fails the probe. */
function pmu_parse_percpu_irq(pmu: arm_pmu, irq: number, affinity: Cpumask | number): number {
  if (typeof affinity === 'number') return affinity;
  pmu.supported_cpus = affinity;
  for (const cpu of cpumaskCpus(affinity)) pmu.irq.set(cpu, irq);
  return 0;
}

/** The CPU of interrupt number i: as interrupt-affinity says, else number i. Past the last for one that is not there. */
function pmu_parse_irq_affinity(k: Kernel, pdev: platform_device, i: number): number {
  const node = pdev.dev.of_node;
  if (node === undefined || !of_property_present(k, node, 'interrupt-affinity')) return i;
  const dn = of_parse_phandle(k, node, 'interrupt-affinity', i);
  if (dn === undefined) return -EINVAL;
  const cpu = of_cpu_node_to_id(k, dn);
  return cpu < 0 ? nr_cpu_ids(k) : cpu;
}

/** One SPI for each CPU. */
function parseOwnIrqs(k: Kernel, pmu: arm_pmu, pdev: platform_device, num_irqs: number): number {
  for (let i = 0; i < num_irqs; i++) {
    const irq = platform_get_irq(k, pdev, i);
    if (irq <= 0) continue;
    if (irq_is_percpu_devid(k, irq)) return -EINVAL;
    const cpu = pmu_parse_irq_affinity(k, pdev, i);
    if (cpu < 0) return cpu;
    if (cpu >= nr_cpu_ids(k)) continue;
    if (pmu.irq.has(cpu)) return -EINVAL;
    pmu.irq.set(cpu, irq);
    pmu.supported_cpus |= cpumaskOf(cpu);
  }
  return 0;
}

const pmu_parse_irqs = at.fn(
  'pmu_parse_irqs',
  "Maps a PMU's interrupts and finds out whose they are.",
  (k: Kernel, pmu: arm_pmu, pdev: platform_device): number => {
    const num_irqs = platform_irq_count(k, pdev);
    if (num_irqs < 0) return num_irqs;
    if (num_irqs === 0) {
      pmu.supported_cpus = cpu_possible_mask(k);
      return 0;
    }
    if (num_irqs === 1) {
      // Until 6.12 a PPI of some CPUs is an interrupt of its own; in 7.3 its specifier says which CPUs they are.
      const { irq, affinity } = k.since('7.3')
        ? platform_get_irq_affinity(k, pdev, 0)
        : { irq: platform_get_irq(k, pdev, 0), affinity: 0n };
      if (irq > 0 && irq_is_percpu_devid(k, irq)) {
        const reached = k.since('7.3') ? affinity : irq_get_percpu_devid_partition(k, irq);
        return pmu_parse_percpu_irq(pmu, irq, reached);
      }
    }
    return parseOwnIrqs(k, pmu, pdev, num_irqs);
  },
);

const armpmu_request_irqs = at.fn(
  'armpmu_request_irqs',
  'Requests the counter interrupts of all CPUs of a PMU.',
  (k: Kernel, pmu: arm_pmu): number => {
    for (const cpu of cpumaskCpus(pmu.supported_cpus)) {
      const err = armpmu_request_irq(k, pmu, pmu.irq.get(cpu) ?? 0, cpu);
      if (err !== 0) return err;
    }
    return 0;
  },
);

function armpmu_free_irqs(k: Kernel, pmu: arm_pmu): void {
  for (const cpu of cpumaskCpus(pmu.supported_cpus)) armpmu_free_irq(k, pmu, pmu.irq.get(cpu) ?? 0, cpu);
}

export const arm_pmu_device_probe = at.fn(
  'arm_pmu_device_probe',
  'Probes a PMU: maps and requests its interrupts, and enables them.',
  (k: Kernel, pdev: platform_device, of_table: readonly of_device_id<armpmu_init_fn>[]): number => {
    const node = pdev.dev.of_node;
    const pmu = arm_pmu.create(k.rec, { plat_device: pdev });
    let ret = pmu_parse_irqs(k, pmu, pdev);
    if (ret === 0) {
      const init_fn = node === undefined ? undefined : of_match_node(k, of_table, node)?.data;
      ret = init_fn === undefined ? -ENODEV : init_fn(k, pmu);
    }
    if (ret !== 0) {
      k.rec.free(pmu);
      return ret;
    }
    ret = armpmu_request_irqs(k, pmu);
    if (ret === 0) ret = armpmu_register(k, pmu);
    if (ret === 0) return 0;
    armpmu_free_irqs(k, pmu);
    k.rec.free(pmu);
    return ret;
  },
);
