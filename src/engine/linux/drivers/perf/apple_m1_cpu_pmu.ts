/** Models drivers/perf/apple_m1_cpu_pmu.c: the counters of Apple's cores, whose interrupt is an FIQ. Left out: events and the counters themselves. */
import { source } from '../../../recorder/index.ts';
import { read_sysreg, write_sysreg } from '../../include/asm/io.ts';
import { IRQ_HANDLED, IRQ_NONE } from '../../include/linux/interrupt.ts';
import type { of_device_id } from '../../include/linux/of.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { builtIn } from '../base/init.ts';
import { platform_driver_register } from '../base/platform.ts';
import type { arm_pmu } from './arm_pmu.ts';
import { arm_pmu_device_probe, type armpmu_init_fn } from './arm_pmu_platform.ts';

const at = source('drivers/perf/apple_m1_cpu_pmu.c');

const PMCR0 = 'SYS_IMP_APL_PMCR0_EL1';
const PMCR0_IMODE = 7n << 8n;
const PMCR0_IMODE_OFF = 0n << 8n;
const PMCR0_IMODE_FIQ = 4n << 8n;
const PMCR0_IACT = 1n << 11n;

const __m1_pmu_set_mode = at.fn(
  '__m1_pmu_set_mode',
  'Sets how the counters interrupt, and ends an interrupt of theirs.',
  (k: Kernel, mode: bigint): void =>
    write_sysreg(k, (read_sysreg(k, PMCR0) & ~(PMCR0_IMODE | PMCR0_IACT)) | mode, PMCR0),
);

const m1_pmu_handle_irq = at.fn(
  'm1_pmu_handle_irq',
  'Handles the counter interrupt, unless no counter has overflowed.',
  (k: Kernel, _cpu_pmu: arm_pmu): number => {
    if (read_sysreg(k, 'SYS_IMP_APL_PMSR_EL1') === 0n) {
      write_sysreg(k, read_sysreg(k, PMCR0) & ~PMCR0_IACT, PMCR0);
      return IRQ_NONE;
    }
    __m1_pmu_set_mode(k, PMCR0_IMODE_OFF);
    __m1_pmu_set_mode(k, PMCR0_IMODE_FIQ);
    return IRQ_HANDLED;
  },
);

function init(name: string): armpmu_init_fn {
  return (_k, pmu) => {
    pmu.name = `apple_${name}_pmu`;
    pmu.handle_irq = m1_pmu_handle_irq;
    return 0;
  };
}

/** 6.12 knows the second generation too. */
function m1_pmu_of_device_ids(k: Kernel): readonly of_device_id<armpmu_init_fn>[] {
  const names = [...(k.since('6.12') ? ['avalanche', 'blizzard'] : []), 'icestorm', 'firestorm'];
  return names.map((name) => ({ compatible: `apple,${name}-pmu`, data: init(name) }));
}

const m1_pmu_device_probe = at.fn(
  'm1_pmu_device_probe',
  "Probes the counters of a kind of Apple's cores.",
  (k: Kernel, pdev: platform_device): number => arm_pmu_device_probe(k, pdev, m1_pmu_of_device_ids(k)),
);

/** device_initcall */
export const m1_pmu_driver_init = at.fn(
  'm1_pmu_driver_init',
  "Registers the driver of the counters of Apple's cores.",
  (k: Kernel): number => {
    if (!builtIn(k, 'apple-m1-cpu-pmu')) return 0;
    const driver: platform_driver = {
      name: 'apple-m1-cpu-pmu',
      bus: 'platform',
      of_match_table: m1_pmu_of_device_ids(k),
      probe: m1_pmu_device_probe,
    };
    return platform_driver_register(k, driver);
  },
);
