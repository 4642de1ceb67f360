/**
 * Models drivers/perf/arm_pmuv3.c, which 6.1 has as arch/arm64/kernel/perf_event.c: the counters of ARMv8 and later, by
 * the name of the core. Left out: events.
 */
import { source } from '../../../recorder/index.ts';
import { read_sysreg } from '../../include/asm/io.ts';
import { ENODEV } from '../../include/linux/errno.ts';
import type { of_device_id } from '../../include/linux/of.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { builtIn } from '../base/init.ts';
import { platform_driver_register } from '../base/platform.ts';
import { arm_pmu_device_probe, type armpmu_init_fn } from './arm_pmu_platform.ts';

const at = source('drivers/perf/arm_pmuv3.c', { '6.1': 'arch/arm64/kernel/perf_event.c' });

/** ID_AA64DFR0_EL1.PMUVer says whether there are counters; 15 stands for another kind of them. */
function pmuv3_implemented(k: Kernel): boolean {
  const pmuver = (read_sysreg(k, 'ID_AA64DFR0_EL1') >> 8n) & 0xfn;
  return pmuver !== 0n && pmuver !== 0xfn;
}

function init(name: string): armpmu_init_fn {
  return (k, pmu) => {
    if (!pmuv3_implemented(k)) return -ENODEV;
    pmu.name = name;
    return 0;
  };
}

/** Cores that both versions know: arm,NAME-pmu. */
const ARMV8 = [
  ...['a34', 'a35', 'a53', 'a55', 'a57', 'a65', 'a72', 'a73', 'a75', 'a76', 'a77', 'a78', 'x1'].map(
    (name) => `cortex-${name}`,
  ),
  'neoverse-e1',
  'neoverse-n1',
  'neoverse-v1',
];
const ARMV9 = ['cortex-a510', 'cortex-a710', 'cortex-x2', 'neoverse-n2'];
/** And those that came by 6.12. */
const ARMV8_LATER = ['neoverse-v2', 'neoverse-v3', 'neoverse-v3ae'];
const ARMV9_LATER = [
  'cortex-a520',
  'cortex-a715',
  'cortex-a720',
  'cortex-a725',
  'cortex-x3',
  'cortex-x4',
  'cortex-x925',
  'neoverse-n3',
];
const OTHERS = ['cavium,thunder', 'brcm,vulcan', 'nvidia,carmel', 'nvidia,denver'];

function armv8_pmu_of_device_ids(k: Kernel): readonly of_device_id<armpmu_init_fn>[] {
  const later = k.since('6.12');
  const arm = (arch: string, cores: readonly string[]): of_device_id<armpmu_init_fn>[] =>
    cores.map((core) => ({ compatible: `arm,${core}-pmu`, data: init(`${arch}_${core.replaceAll('-', '_')}`) }));
  return [
    { compatible: 'arm,armv8-pmuv3', data: init('armv8_pmuv3') },
    ...arm('armv8', later ? [...ARMV8, ...ARMV8_LATER] : ARMV8),
    ...arm('armv9', later ? [...ARMV9, ...ARMV9_LATER] : ARMV9),
    ...OTHERS.map((each) => ({ compatible: `${each}-pmu`, data: init(`armv8_${each.replace(',', '_')}`) })),
  ];
}

const armv8_pmu_device_probe = at.fn(
  'armv8_pmu_device_probe',
  "Probes the CPUs' performance counters.",
  (k: Kernel, pdev: platform_device): number => arm_pmu_device_probe(k, pdev, armv8_pmu_of_device_ids(k)),
);

/** device_initcall; in 6.1 among those of arch/arm64, in 6.12 among those of drivers/perf. */
export const armv8_pmu_driver_init = at.fn(
  'armv8_pmu_driver_init',
  "Registers the driver of the CPUs' performance counters.",
  (k: Kernel): number => {
    if (!builtIn(k, 'armv8-pmu')) return 0;
    const driver: platform_driver = {
      name: 'armv8-pmu',
      bus: 'platform',
      of_match_table: armv8_pmu_of_device_ids(k),
      probe: armv8_pmu_device_probe,
    };
    return platform_driver_register(k, driver);
  },
);
