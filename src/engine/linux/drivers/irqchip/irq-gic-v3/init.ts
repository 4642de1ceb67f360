/**
 * The GICv3 driver, from the tree's node to a working controller. Left out: ACPI, pseudo-NMIs, saving state over
 * suspend, and what KVM wants to know beyond the maintenance interrupt.
 */
import { source } from '../../../../recorder/index.ts';
import { die_kernel_fault } from '../../../arch/arm64/mm/fault.ts';
import { set_handle_irq } from '../../../arch/arm64/kernel/irq.ts';
import { set_smp_ipi_range } from '../../../arch/arm64/kernel/smp.ts';
import { readl } from '../../../include/asm/io.ts';
import { is_hyp_mode_available } from '../../../include/asm/virt.ts';
import { CPUHP_AP_IRQ_GIC_STARTING, CPUHP_BP_PREPARE_DYN } from '../../../include/linux/cpuhotplug.ts';
import { ENODEV } from '../../../include/linux/errno.ts';
import type { fwnode_handle } from '../../../include/linux/fwnode.ts';
import type { resource } from '../../../include/linux/ioport.ts';
import {
  GIC_PIDR2_ARCH_GICv3,
  GIC_PIDR2_ARCH_GICv4,
  GIC_PIDR2_ARCH_MASK,
  GICD_IIDR,
  GICD_PIDR2,
  GICD_TYPER,
  GICD_TYPER2,
  GICD_TYPER_MBIS,
  GICD_TYPER_RSS,
  rdist,
} from '../../../include/linux/irqchip/arm-gic-v3.ts';
import { DOMAIN_BUS_WIRED } from '../../../include/linux/irqdomain.ts';
import { NUMA_NO_NODE } from '../../../include/linux/numa.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpuhp_setup_state_nocalls, for_each_possible_cpu } from '../../../kernel/cpu/index.ts';
import {
  __irq_domain_alloc_irqs,
  irq_domain_create_tree,
  irq_domain_update_bus_token,
} from '../../../kernel/irq/irqdomain/index.ts';
import { pr_err, pr_info } from '../../../kernel/printk/printk.ts';
import { of_address_to_resource } from '../../of/address.ts';
import { irq_of_parse_and_map } from '../../of/irq/index.ts';
import { of_property_read_u32, of_property_read_u64 } from '../../of/property.ts';
import { gic_enable_of_quirks, gic_enable_quirks } from '../irq-gic-common.ts';
import { gicv2m_init } from '../irq-gic-v2m/index.ts';
import { its_cpu_init, its_init, its_lpi_memreserve_init } from '../irq-gic-v3-its/index.ts';
import { mbi_init } from '../irq-gic-v3-mbi/index.ts';
import {
  gic_check_rdist,
  gic_cpu_init,
  gic_cpu_sys_reg_enable,
  gic_dist_supports_lpis,
  gic_starting_cpu,
} from './cpu.ts';
import { dist_prio_irq, gic_dist_init, gic_prio_init } from './dist.ts';
import { gic_irq_domain_ops } from './domain.ts';
import { gic_handle_irq } from './handle.ts';
import { gic_populate_ppi_partitions } from './partition.ts';
import { gic_quirks } from './quirks.ts';
import { gic_update_rdist_properties, isBeyond } from './rdist.ts';
import {
  FLAGS_WORKAROUND_CAVIUM_ERRATUM_38539,
  gic_data,
  GIC_ESPI_NR,
  GIC_LINE_NR,
  gic_rdists,
  gic_v3_c,
  redist_region,
} from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3.c');

/** SGIs that Linux takes for itself; the others may be the secure side's. */
const NR_IPI_SGIS = 8;

const gic_smp_init = at.fn(
  'gic_smp_init',
  'Has the GIC set up on every CPU that comes up, and maps the SGIs that serve as IPIs.',
  (k: Kernel): void => {
    if (k.since('6.12')) {
      cpuhp_setup_state_nocalls(k, CPUHP_BP_PREPARE_DYN, 'irqchip/arm/gicv3:checkrdist', gic_check_rdist, undefined);
    }
    cpuhp_setup_state_nocalls(k, CPUHP_AP_IRQ_GIC_STARTING, 'irqchip/arm/gicv3:starting', gic_starting_cpu, undefined);
    const { fwnode, domain } = gic_data(k);
    if (domain === undefined) return;
    const sgi_fwspec = { fwnode, param_count: 1, param: [0] };
    const base_sgi = __irq_domain_alloc_irqs(k, domain, -1, NR_IPI_SGIS, NUMA_NO_NODE, sgi_fwspec, false, undefined);
    if (base_sgi > 0) set_smp_ipi_range(k, base_sgi, NR_IPI_SGIS);
  },
);

/** Reads what the distributor is, and looks for known flaws. Returns GICD_TYPER. */
function identify(k: Kernel): number {
  const data = gic_data(k);
  const typer = readl(k, data.dist_base + GICD_TYPER);
  gic_rdists(k).gicd_typer = typer;
  gic_enable_quirks(k, readl(k, data.dist_base + GICD_IIDR), gic_quirks(k), data);
  pr_info(k, `GICv3: ${GIC_LINE_NR(k) - 32} SPIs implemented`);
  pr_info(k, `GICv3: ${GIC_ESPI_NR(k)} Extended SPIs implemented`);
  if ((data.flags & FLAGS_WORKAROUND_CAVIUM_ERRATUM_38539) === 0) {
    gic_rdists(k).gicd_typer2 = readl(k, data.dist_base + GICD_TYPER2);
  }
  return typer;
}

/** Makes the root domain. What the redistributors can do is assumed until one of them cannot. */
function createDomain(k: Kernel, handle: fwnode_handle): void {
  const data = gic_data(k);
  const domain = irq_domain_create_tree(k, handle, gic_irq_domain_ops(k), data);
  data.domain = domain;
  const rdists = gic_rdists(k);
  for (const cpu of for_each_possible_cpu(k)) rdists.rdist.set(cpu, rdist.create(k.rec));
  rdists.has_rvpeid = true;
  rdists.has_vlpis = true;
  rdists.has_direct_lpi = true;
  rdists.has_vpend_valid_dirty = true;
  if (domain !== undefined) irq_domain_update_bus_token(k, domain, DOMAIN_BUS_WIRED);
}

/** LPIs and the ITS behind them, or message frames where there are no LPIs. */
function initMessages(k: Kernel, handle: fwnode_handle): void {
  const { domain } = gic_data(k);
  if (domain === undefined) return;
  if (gic_dist_supports_lpis(k)) {
    its_init(k, handle, gic_rdists(k), domain, dist_prio_irq(k));
    its_cpu_init(k);
    its_lpi_memreserve_init(k);
  } else {
    gicv2m_init(k, handle, domain);
  }
}

const gic_init_bases = at.fn(
  'gic_init_bases',
  'Brings up the GIC: its domain, the distributor, the boot CPU, the IPIs, and LPIs if it has them.',
  (k: Kernel, dist_phys_base: number, dist_base: number, redist_stride: number, handle: fwnode_handle): number => {
    const c = gic_v3_c(k);
    const data = gic_data(k);
    if (!is_hyp_mode_available(k)) c.supports_deactivate_key = false;
    if (c.supports_deactivate_key) pr_info(k, 'GICv3: GIC: Using split EOI/Deactivate mode');
    data.fwnode = handle;
    data.dist_phys_base = dist_phys_base;
    data.dist_base = dist_base;
    data.redist_stride = redist_stride;
    const typer = identify(k);
    createDomain(k, handle);
    data.has_rss = (typer & GICD_TYPER_RSS) !== 0;
    if ((typer & GICD_TYPER_MBIS) !== 0 && data.domain !== undefined && mbi_init(k, handle, data.domain) !== 0) {
      pr_err(k, 'GICv3: Failed to initialize MBIs');
    }
    set_handle_irq(k, gic_handle_irq);
    gic_update_rdist_properties(k);
    // 6.11 and later enable the system registers first, to learn about priorities before the distributor gets any.
    if (k.since('6.12')) {
      gic_cpu_sys_reg_enable(k);
      gic_prio_init(k);
    }
    gic_dist_init(k);
    gic_cpu_init(k);
    gic_smp_init(k);
    initMessages(k, handle);
    return 0;
  },
);

/** True where the registers are those of a GICv3 or v4 distributor. The compiler puts it into gic_of_init. */
function gic_validate_dist_version(k: Kernel, dist_base: number, end: number): boolean {
  if (isBeyond(dist_base + GICD_PIDR2, end)) die_kernel_fault(k, dist_base + GICD_PIDR2, 'gic_of_init');
  const arch = readl(k, dist_base + GICD_PIDR2) & GIC_PIDR2_ARCH_MASK;
  return arch === GIC_PIDR2_ARCH_GICv3 || arch === GIC_PIDR2_ARCH_GICv4;
}

/** The kernel maps the region; here an address is its own mapping. Returns the resource or an errno. */
const gic_of_iomap = at.fn(
  'gic_of_iomap',
  "Maps one of the GIC's register regions.",
  (k: Kernel, node: device_node, idx: number, _name: string): resource | number => of_address_to_resource(k, node, idx),
);

/** Maps the regions of redistributors; false when the tree names fewer than it says. */
function mapRegions(k: Kernel, node: device_node): boolean {
  const data = gic_data(k);
  data.nr_redist_regions = of_property_read_u32(k, node, '#redistributor-regions') ?? 1;
  for (let i = 0; i < data.nr_redist_regions; i++) {
    const res = gic_of_iomap(k, node, 1 + i, 'GICR');
    if (typeof res === 'number') {
      pr_err(k, `GICv3: ${node.path}: couldn't map region ${i}`);
      return false;
    }
    data.redist_regions.addTail(redist_region.create(k.rec, { redist_base: res.start, phys_base: res.start }));
  }
  return true;
}

const gic_of_setup_kvm_info = at.fn(
  'gic_of_setup_kvm_info',
  "Finds the GIC's maintenance interrupt, which KVM needs to run virtual machines.",
  (k: Kernel, node: device_node): void => {
    irq_of_parse_and_map(k, node, 0);
  },
);

export const gic_of_init = at.fn(
  'gic_of_init',
  'Brings up the GICv3 that a node of the device tree describes.',
  (k: Kernel, node: device_node, _parent: device_node | undefined): number => {
    const res = gic_of_iomap(k, node, 0, 'GICD');
    if (typeof res === 'number') {
      pr_err(k, `GICv3: ${node.path}: unable to map gic dist registers`);
      return res;
    }
    if (!gic_validate_dist_version(k, res.start, res.end)) {
      pr_err(k, `GICv3: ${node.path}: no distributor detected, giving up`);
      return -ENODEV;
    }
    if (!mapRegions(k, node)) return -ENODEV;
    const redist_stride = Number(of_property_read_u64(k, node, 'redistributor-stride') ?? 0n);
    gic_enable_of_quirks(k, node, gic_quirks(k), gic_data(k));
    const err = gic_init_bases(k, res.start, res.start, redist_stride, node);
    if (err !== 0) return err;
    gic_populate_ppi_partitions(k, node);
    if (gic_v3_c(k).supports_deactivate_key) gic_of_setup_kvm_info(k, node);
    return 0;
  },
);
