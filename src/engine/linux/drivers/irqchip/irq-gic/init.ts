/**
 * The GICv2 driver, from the tree's node to a working controller. Left out: ACPI, saving state over suspend, GICs
 * without banked registers, firmware that hides the second page of the CPU interface, and what KVM wants to know beyond
 * the maintenance interrupt.
 */
import { source } from '../../../../recorder/index.ts';
import { set_handle_irq } from '../../../arch/arm64/kernel/irq.ts';
import { set_smp_ipi_range } from '../../../arch/arm64/kernel/smp.ts';
import { WARN } from '../../../include/asm-generic/bug.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import { is_hyp_mode_available } from '../../../include/asm/virt.ts';
import { CPUHP_AP_IRQ_GIC_STARTING } from '../../../include/linux/cpuhotplug.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOMEM } from '../../../include/linux/errno.ts';
import type { fwnode_handle } from '../../../include/linux/fwnode.ts';
import { resource_size } from '../../../include/linux/ioport.ts';
import {
  GIC_CPU_ACTIVEPRIO,
  GIC_CPU_CTRL,
  GIC_CPU_CTRL_EOImodeNS,
  GIC_CPU_IDENT,
  GIC_CPU_PRIMASK,
  GIC_DIST_CTR,
  GIC_DIST_CTRL,
  GIC_DIST_TARGET,
  GICC_DIS_BYPASS_MASK,
  GICC_ENABLE,
  GICC_INT_PRI_THRESHOLD,
  GICD_DISABLE,
  GICD_ENABLE,
} from '../../../include/linux/irqchip/arm-gic.ts';
import { NUMA_NO_NODE } from '../../../include/linux/numa.ts';
import type { device_node } from '../../../include/linux/of.ts';
import { SZ_128K, SZ_8K } from '../../../include/linux/sizes.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpuhp_setup_state_nocalls, num_possible_cpus } from '../../../kernel/cpu/index.ts';
import { irq_set_chained_handler_and_data } from '../../../kernel/irq/chip/index.ts';
import {
  __irq_domain_alloc_irqs,
  irq_domain_create_linear,
  irq_domain_set_pm_device,
} from '../../../kernel/irq/irqdomain/index.ts';
import { pr_info, pr_warn, printk } from '../../../kernel/printk/printk.ts';
import { of_address_to_resource, of_iomap } from '../../of/address.ts';
import { of_machine_is_compatible } from '../../of/base/index.ts';
import { irq_of_parse_and_map } from '../../of/irq/index.ts';
import { of_property_read_u32 } from '../../of/property.ts';
import {
  gic_cpu_config,
  gic_dist_config,
  gic_enable_of_quirks,
  type gic_quirk,
  GICD_INT_DEF_PRI,
} from '../irq-gic-common.ts';
import { gicv2m_init } from '../irq-gic-v2m/index.ts';
import { gic_irq_domain_hierarchy_ops } from './domain.ts';
import { gic_cascade_irq, gic_handle_cascade_irq, gic_handle_irq } from './handle.ts';
import { CONFIG_ARM_GIC_MAX_NR, gic_c, gic_chip_data, NR_GIC_CPU_IF, rootGic } from './types.ts';

const at = source('drivers/irqchip/irq-gic.c');

const NR_IPI_SGIS = 8;

const gic_get_cpumask = at.fn(
  'gic_get_cpumask',
  'Reads which CPU interface the running CPU is: the target registers of its own interrupts say so.',
  (k: Kernel, gic: gic_chip_data): number => {
    let mask = 0;
    for (let i = 0; i < 32 && mask === 0; i += 4) {
      mask = readl(k, gic.dist_base + GIC_DIST_TARGET + i);
      mask |= mask >>> 16;
      mask |= mask >>> 8;
    }
    if (mask === 0 && num_possible_cpus(k) > 1) printk(k, 2, 'GIC CPU mask not found - kernel will fail to boot.');
    return mask & 0xff;
  },
);

/** Whether these are the registers of a GICv2 CPU interface of Arm's. */
function gic_check_gicv2(k: Kernel, base: number): boolean {
  return (readl(k, base + GIC_CPU_IDENT) & 0xff0fff) === 0x02043b;
}

const gic_cpu_if_up = at.fn(
  'gic_cpu_if_up',
  "Switches the running CPU's interface on.",
  (k: Kernel, gic: gic_chip_data): void => {
    const base = gic.cpu_base;
    const mode = gic.index === 0 && gic_c(k).supports_deactivate_key ? GIC_CPU_CTRL_EOImodeNS : 0;
    if (gic_check_gicv2(k, base)) for (let i = 0; i < 4; i++) writel(k, 0, base + GIC_CPU_ACTIVEPRIO + i * 4);
    const bypass = readl(k, base + GIC_CPU_CTRL) & GICC_DIS_BYPASS_MASK;
    writel(k, bypass | mode | GICC_ENABLE, base + GIC_CPU_CTRL);
  },
);

const gic_dist_init = at.fn(
  'gic_dist_init',
  'Brings up the distributor: all SPIs off, level triggered, and routed to the boot CPU.',
  (k: Kernel, gic: gic_chip_data): void => {
    const base = gic.dist_base;
    writel(k, GICD_DISABLE, base + GIC_DIST_CTRL);
    const cpumask = (gic_get_cpumask(k, gic) * 0x01010101) >>> 0;
    for (let i = 32; i < gic.gic_irqs; i += 4) writel(k, cpumask, base + GIC_DIST_TARGET + i);
    gic_dist_config(k, base, gic.gic_irqs, GICD_INT_DEF_PRI);
    writel(k, GICD_ENABLE, base + GIC_DIST_CTRL);
  },
);

/** Notes which CPU interface the running CPU is; no other CPU can be that one. */
function learnCpuInterface(k: Kernel, gic: gic_chip_data): void {
  const cpuMap = gic_c(k).gic_cpu_map;
  const mask = gic_get_cpumask(k, gic);
  cpuMap.set(k.cpu, mask);
  for (let i = 0; i < NR_GIC_CPU_IF; i++) if (i !== k.cpu) cpuMap.set(i, (cpuMap.get(i) ?? 0) & ~mask);
}

const gic_cpu_init = at.fn(
  'gic_cpu_init',
  "Brings up the running CPU's part of the GIC.",
  (k: Kernel, gic: gic_chip_data): number => {
    if (gic.index === 0) {
      if (k.cpu >= NR_GIC_CPU_IF) return -EINVAL;
      learnCpuInterface(k, gic);
    }
    gic_cpu_config(k, gic.dist_base, 32, GICD_INT_DEF_PRI);
    writel(k, GICC_INT_PRI_THRESHOLD, gic.cpu_base + GIC_CPU_PRIMASK);
    gic_cpu_if_up(k, gic);
    return 0;
  },
);

const gic_starting_cpu = at.fn(
  'gic_starting_cpu',
  'Brings up the GIC on a CPU that comes up.',
  (k: Kernel, _cpu: number): number => {
    gic_cpu_init(k, rootGic(k));
    return 0;
  },
);

const gic_smp_init = at.fn(
  'gic_smp_init',
  'Has the GIC set up on every CPU that comes up, and maps the SGIs that serve as IPIs.',
  (k: Kernel): void => {
    const { domain } = rootGic(k);
    cpuhp_setup_state_nocalls(k, CPUHP_AP_IRQ_GIC_STARTING, 'irqchip/arm/gic:starting', gic_starting_cpu, undefined);
    if (domain === undefined) return;
    const sgi_fwspec = { fwnode: domain.fwnode, param_count: 1, param: [0] };
    const base_sgi = __irq_domain_alloc_irqs(k, domain, -1, NR_IPI_SGIS, NUMA_NO_NODE, sgi_fwspec, false, undefined);
    if (base_sgi > 0) set_smp_ipi_range(k, base_sgi, NR_IPI_SGIS);
  },
);

const gic_init_bases = at.fn(
  'gic_init_bases',
  "Brings up one GIC: its domain, the distributor, the running CPU's interface.",
  (k: Kernel, gic: gic_chip_data, handle: fwnode_handle): number => {
    const offset = gic.percpu_offset.toString(16).padStart(8, '0');
    WARN(k, gic.percpu_offset !== 0, `GIC_NON_BANKED not enabled, ignoring ${offset} offset!`, gic_init_bases);
    gic.dist_base = gic.raw_dist_base;
    gic.cpu_base = gic.raw_cpu_base;
    gic.gic_irqs = Math.min(((readl(k, gic.dist_base + GIC_DIST_CTR) & 0x1f) + 1) * 32, 1020);
    gic.domain = irq_domain_create_linear(k, handle, gic.gic_irqs, gic_irq_domain_hierarchy_ops(k), gic);
    if (gic.domain === undefined) return -ENODEV;
    gic_dist_init(k, gic);
    return gic_cpu_init(k, gic);
  },
);

const __gic_init_bases = at.fn(
  '__gic_init_bases',
  'Brings up a GIC; the root GIC also takes over interrupts and IPIs.',
  (k: Kernel, gic: gic_chip_data, handle: fwnode_handle): number => {
    const c = gic_c(k);
    if (gic.index === 0) {
      for (let i = 0; i < NR_GIC_CPU_IF; i++) c.gic_cpu_map.set(i, 0xff);
      set_handle_irq(k, gic_handle_irq);
      if (c.supports_deactivate_key) pr_info(k, 'GIC: Using split EOI/Deactivate mode');
    }
    const ret = gic_init_bases(k, gic, handle);
    if (gic.index === 0) gic_smp_init(k);
    return ret;
  },
);

const gic_check_eoimode = at.fn(
  'gic_check_eoimode',
  'Says whether EOI and deactivation can be split: the CPUs came in at EL2, and the register for it is in reach.',
  (k: Kernel, node: device_node, gic: gic_chip_data): boolean => {
    const res = of_address_to_resource(k, node, 1);
    if (typeof res === 'number' || !is_hyp_mode_available(k)) return false;
    const size = resource_size(res);
    if (size < SZ_8K) {
      if (!gic_check_gicv2(k, gic.raw_cpu_base)) return false;
      pr_warn(k, 'GIC: GICv2 detected, but range too small and irqchip.gicv2_force_probe not set');
      return false;
    }
    if (size === SZ_128K) {
      if (!gic_check_gicv2(k, gic.raw_cpu_base) || !gic_check_gicv2(k, gic.raw_cpu_base + 0xf000)) return false;
      // Each page shows up sixteen times; this makes the two pages neighbours.
      gic.raw_cpu_base += 0xf000;
      pr_warn(k, `GIC: Adjusting CPU interface base to 0x${(res.start + 0xf000).toString(16).padStart(16, '0')}`);
    }
    return true;
  },
);

const gic_enable_rmw_access = at.fn(
  'gic_enable_rmw_access',
  'The interconnect of one machine locks up on accesses narrower than a word.',
  (k: Kernel, _gic: gic_chip_data): boolean => {
    if (!of_machine_is_compatible(k, 'renesas,emev2')) return false;
    gic_c(k).needs_rmw_access = true;
    return true;
  },
);

const gic_quirks: readonly gic_quirk<gic_chip_data>[] = [
  { desc: 'broken byte access', compatible: 'arm,pl390', init: (k, gic) => gic_enable_rmw_access(k, gic) },
];

const gic_of_setup = at.fn(
  'gic_of_setup',
  "Maps the GIC's register regions.",
  (k: Kernel, gic: gic_chip_data, node: device_node): number => {
    const dist = of_iomap(k, node, 0);
    if (WARN(k, dist === undefined, 'unable to map gic dist registers', gic_of_setup)) return -ENOMEM;
    const cpu = of_iomap(k, node, 1);
    if (WARN(k, cpu === undefined, 'unable to map gic cpu registers', gic_of_setup)) return -ENOMEM;
    gic.raw_dist_base = dist ?? 0;
    gic.raw_cpu_base = cpu ?? 0;
    gic.percpu_offset = of_property_read_u32(k, node, 'cpu-offset') ?? 0;
    gic_enable_of_quirks(k, node, gic_quirks, gic);
    return 0;
  },
);

export const gic_of_init_child = at.fn(
  'gic_of_init_child',
  'Brings up a GIC that is a device behind an interrupt of its parent.',
  (k: Kernel, dev: device, irq: number): number => {
    if (dev.of_node === undefined || irq === 0) return -EINVAL;
    // It is none of the GICs that the kernel counts.
    const gic = gic_chip_data.create(k.rec, { index: CONFIG_ARM_GIC_MAX_NR });
    const setup = gic_of_setup(k, gic, dev.of_node);
    if (setup !== 0) return setup;
    const ret = gic_init_bases(k, gic, dev.of_node);
    if (ret !== 0 || gic.domain === undefined) return ret;
    irq_domain_set_pm_device(k, gic.domain, dev);
    irq_set_chained_handler_and_data(k, irq, gic_handle_cascade_irq, gic);
    return 0;
  },
);

export const gic_of_init = at.fn(
  'gic_of_init',
  'Brings up the GICv2 that a node of the device tree describes.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => {
    const c = gic_c(k);
    if (c.gic_cnt >= CONFIG_ARM_GIC_MAX_NR) return -EINVAL;
    const gic = gic_chip_data.create(k.rec, { index: c.gic_cnt });
    c.gic_data.set(c.gic_cnt, gic);
    const setup = gic_of_setup(k, gic, node);
    if (setup !== 0) return setup;
    if (c.gic_cnt === 0 && !gic_check_eoimode(k, node, gic)) c.supports_deactivate_key = false;
    const ret = __gic_init_bases(k, gic, node);
    if (ret !== 0) return ret;
    // The maintenance interrupt, which KVM needs to run virtual machines; it is mapped whether KVM is there or not.
    if (c.gic_cnt === 0) irq_of_parse_and_map(k, node, 0);
    if (parent !== undefined) gic_cascade_irq(k, c.gic_cnt, irq_of_parse_and_map(k, node, 0));
    if (gic.domain !== undefined) gicv2m_init(k, node, gic.domain);
    c.gic_cnt++;
    return 0;
  },
);
