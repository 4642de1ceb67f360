/**
 * Stands in for the kernel's linker, which collects functions from all files (module_init, subsys_initcall, …), as far as their
 * files are modelled: by level, and within a level in the order of linking, which is the order they run in. The initcall of a
 * driver that the kernel is built without does nothing (`builtIn`).
 */
import { unreachable } from '../../../base/assert.ts';
import { fileIn, type FunctionInfo } from '../../recorder/index.ts';
import { amba_init } from '../drivers/amba/bus.ts';
import { isBuiltIn } from '../drivers/base/init.ts';
import { deferred_probe_initcall } from '../drivers/base/dd.ts';
import { virtio_blk_init } from '../drivers/block/virtio_blk.ts';
import { simple_pm_bus_driver_init } from '../drivers/bus/simple-pm-bus.ts';
import { virtio_rng_driver_init } from '../drivers/char/hw_random/virtio-rng.ts';
import { virtio_console_init } from '../drivers/char/virtio_console.ts';
import { pl061_gpio_driver_init } from '../drivers/gpio/gpio-pl061.ts';
import { gpio_keys_init } from '../drivers/input/keyboard/gpio_keys.ts';
import { arm_smmu_driver_init } from '../drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3/index.ts';
import { iommu_subsys_init } from '../drivers/iommu/iommu/index.ts';
import { its_pci_msi_init } from '../drivers/irqchip/irq-gic-v3-its-pci-msi.ts';
import { its_pmsi_init } from '../drivers/irqchip/irq-gic-v3-its-platform-msi.ts';
import { e1000_init_module } from '../drivers/net/ethernet/intel/e1000e/netdev.ts';
import { igb_init_module } from '../drivers/net/ethernet/intel/igb/igb_main.ts';
import { virtio_net_driver_init } from '../drivers/net/virtio_net.ts';
import { nvme_init } from '../drivers/nvme/host/pci.ts';
import { of_platform_default_populate_init } from '../drivers/of/platform.ts';
import { gen_pci_driver_init } from '../drivers/pci/controller/pci-host-generic.ts';
import { pci_driver_init } from '../drivers/pci/pci-driver.ts';
import { pcie_portdrv_init } from '../drivers/pci/pcie/portdrv.ts';
import { arm_pmu_hp_init } from '../drivers/perf/arm_pmu.ts';
import { m1_pmu_driver_init } from '../drivers/perf/apple_m1_cpu_pmu.ts';
import { armv8_pmu_driver_init } from '../drivers/perf/arm_pmuv3.ts';
import { pl031_driver_init } from '../drivers/rtc/rtc-pl031.ts';
import { serial8250_init } from '../drivers/tty/serial/8250/8250_platform.ts';
import { pl011_init } from '../drivers/tty/serial/amba-pl011.ts';
import { serial_base_init } from '../drivers/tty/serial/serial_base_bus.ts';
import { vfio_pci_init } from '../drivers/vfio/pci/vfio_pci.ts';
import { vfio_pci_core_init } from '../drivers/vfio/pci/vfio_pci_core/index.ts';
import { vfio_iommu_type1_init } from '../drivers/vfio/vfio_iommu_type1.ts';
import { vfio_init } from '../drivers/vfio/vfio_main.ts';
import { vfio_virqfd_init } from '../drivers/vfio/virqfd.ts';
import { virtio_init } from '../drivers/virtio/virtio.ts';
import { virtio_mmio_init } from '../drivers/virtio/virtio_mmio.ts';
import { virtio_pci_driver_init } from '../drivers/virtio/virtio_pci_common/index.ts';
import type { Kernel } from '../kernel.ts';
import { irq_debugfs_init } from '../kernel/irq/debugfs.ts';
import { irq_gc_init_ops } from '../kernel/irq/generic-chip.ts';
import { irq_sysfs_init } from '../kernel/irq/irqdesc/index.ts';
import { alarmtimer_init } from '../kernel/time/alarmtimer.ts';
import { described_driver_init } from './described.ts';
import { withStandIns } from './register.ts';
import { controllerDrivers } from './second-level.ts';

/** Levels in the order they run, those that nothing modelled is on left out. 'early' runs before the other CPUs are up. */
export const INITCALL_LEVELS = ['early', 'core', 'postcore', 'arch', 'arch_sync', 'subsys', 'device', 'late'] as const;
export type InitcallLevel = (typeof INITCALL_LEVELS)[number];

export type initcall_t = (k: Kernel) => number;

/** What this kernel version runs on a level, in order. */
export function initcalls(k: Kernel, level: InitcallLevel): readonly initcall_t[] {
  return withStandIns(k, level, withControllers(k, level, modelled(k, level)));
}

/** Folders of drivers in the order of linking, as far as controllers are in them; other folders come after. */
const FOLDERS = [
  'drivers/irqchip/',
  'drivers/bus/',
  'drivers/pinctrl/',
  'drivers/gpio/',
  'drivers/pci/',
  'drivers/pmdomain/',
  'drivers/soc/',
] as const;

/** Where an initcall is linked: the kernel's own files first, then by folder. Within drivers/gpio by name, as its Makefile is sorted. */
function linkOrder(k: Kernel, call: Partial<FunctionInfo>): string {
  const file = call.file === undefined ? '' : fileIn({ file: call.file, otherFiles: call.otherFiles }, k.version);
  if (!file.startsWith('drivers/')) return '0';
  const folder = FOLDERS.findIndex((each) => file.startsWith(each));
  return folder === -1 ? `${FOLDERS.length + 1}` : `${folder + 1}${FOLDERS[folder] === 'drivers/gpio/' ? file : ''}`;
}

/** Puts the second-level controllers of a level that this kernel is built with among its other initcalls. */
function withControllers(k: Kernel, level: InitcallLevel, calls: readonly initcall_t[]): readonly initcall_t[] {
  const merged: (initcall_t & Partial<FunctionInfo>)[] = [...calls];
  const orders = merged.map((call) => linkOrder(k, call));
  for (const each of controllerDrivers()) {
    const at = k.since('7.3') ? (each.levelSince73 ?? each.level) : each.level;
    if (at !== level || (each.always !== true && !isBuiltIn(k, each.name))) continue;
    const own = linkOrder(k, each.init);
    const next = orders.findIndex((order) => order > own);
    const place = next === -1 ? merged.length : next;
    merged.splice(place, 0, each.init);
    orders.splice(place, 0, own);
  }
  return merged;
}

function modelled(k: Kernel, level: InitcallLevel): readonly initcall_t[] {
  const since612 = k.since('6.12');
  switch (level) {
    case 'early':
      // The MSI domains on top of ITSs; from 6.11 on devices make their own.
      return since612 ? [] : [its_pmsi_init, its_pci_msi_init];
    case 'core':
      return [virtio_init];
    case 'postcore':
      return [irq_sysfs_init, pci_driver_init, amba_init];
    case 'arch':
      // Serial ports have a bus of their own from 6.5 on.
      return since612 ? [serial_base_init, pl011_init] : [pl011_init];
    case 'arch_sync':
      return [of_platform_default_populate_init];
    case 'subsys':
      return [iommu_subsys_init, arm_pmu_hp_init];
    case 'device':
      // The PMU's driver moved from arch/arm64, which is linked first, to drivers/perf.
      return since612
        ? [...deviceDrivers(k), armv8_pmu_driver_init, m1_pmu_driver_init]
        : [armv8_pmu_driver_init, ...deviceDrivers(k), m1_pmu_driver_init];
    case 'late':
      return [deferred_probe_initcall, gpio_keys_init];
    default:
      return unreachable(level);
  }
}

/** module_init in a kernel without modules. */
function deviceDrivers(k: Kernel): readonly initcall_t[] {
  return [
    irq_gc_init_ops,
    irq_debugfs_init,
    alarmtimer_init,
    simple_pm_bus_driver_init,
    pl061_gpio_driver_init,
    pcie_portdrv_init,
    gen_pci_driver_init,
    virtio_mmio_init,
    virtio_pci_driver_init,
    serial8250_init,
    virtio_console_init,
    virtio_rng_driver_init,
    arm_smmu_driver_init,
    virtio_blk_init,
    described_driver_init,
    nvme_init,
    virtio_net_driver_init,
    e1000_init_module,
    igb_init_module,
    ...vfioDrivers(k),
    pl031_driver_init,
  ];
}

/** What waits for eventfds was a module of its own once. */
function vfioDrivers(k: Kernel): readonly initcall_t[] {
  const rest = [vfio_iommu_type1_init, vfio_pci_core_init, vfio_pci_init];
  return k.since('6.12') ? [vfio_init, ...rest] : [vfio_init, vfio_virqfd_init, ...rest];
}
