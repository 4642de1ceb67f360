/** The GICv3 driver, bringing up a CPU: its redistributor and its CPU interface. */
import { cpumaskHas, cpumaskOf } from '../../../../../base/cpumask.ts';
import { bareHex } from '../../../../../base/hex.ts';
import { source } from '../../../../recorder/index.ts';
import { cpu_logical_map } from '../../../arch/arm64/kernel/setup.ts';
import { WARN } from '../../../include/asm-generic/bug.ts';
import { read_sysreg, readl, write_sysreg, writel } from '../../../include/asm/io.ts';
import {
  GICD_TYPER,
  GICD_TYPER_LPIS,
  GICR_IGROUPR0,
  ICC_CTLR_EL1_EOImode_drop,
  ICC_CTLR_EL1_EOImode_drop_dir,
  ICC_CTLR_EL1_ExtRange,
  ICC_CTLR_EL1_RSS,
  ICC_SRE_EL1_SRE,
} from '../../../include/linux/irqchip/arm-gic-v3.ts';
import { kstrtobool } from '../../../lib/kstrtox.ts';
import type { Kernel } from '../../../kernel.ts';
import { for_each_online_cpu } from '../../../kernel/cpu/index.ts';
import { pr_err, printk } from '../../../kernel/printk/printk.ts';
import { gic_cpu_config } from '../irq-gic-common.ts';
import { its_cpu_init } from '../irq-gic-v3-its/index.ts';
import { gic_cpu_to_affinity, gic_enable_redist, gic_redist_wait_for_rwp } from './access.ts';
import { dist_prio_irq, gic_get_pribits, gic_has_group0 } from './dist.ts';
import { gic_populate_rdist } from './rdist.ts';
import { MPIDR_RS } from './sgi.ts';
import { gic_data, gic_data_rdist_sgi_base, GIC_ESPI_NR, gic_v3_c, SGI_NR } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3.c');

/** Lets all priorities through that the kernel uses. */
const DEFAULT_PMR_VALUE = 0xf0n;

/** Switches the system registers on; false where EL2 does not allow it. */
function gic_enable_sre(k: Kernel): boolean {
  const sre = read_sysreg(k, 'ICC_SRE_EL1');
  if ((sre & ICC_SRE_EL1_SRE) !== 0n) return true;
  write_sysreg(k, sre | ICC_SRE_EL1_SRE, 'ICC_SRE_EL1');
  return (read_sysreg(k, 'ICC_SRE_EL1') & ICC_SRE_EL1_SRE) !== 0n;
}

/** 6.1 does this within gic_cpu_sys_reg_init. */
export const gic_cpu_sys_reg_enable = at.fn(
  'gic_cpu_sys_reg_enable',
  'Switches the CPU interface to system registers.',
  (k: Kernel): void => {
    if (!gic_enable_sre(k)) pr_err(k, 'GICv3: GIC: unable to set SRE (disabled at EL2), panic ahead');
  },
);

/** Active priorities from before the kernel are cleared; how many registers there are depends on the priority bits. */
function clearActivePriorities(k: Kernel, group: 'AP0' | 'AP1', pribits: number): void {
  const registers = pribits >= 7 ? [3, 2, 1, 0] : pribits === 6 ? [1, 0] : pribits >= 4 ? [0] : [];
  for (const n of registers) write_sysreg(k, 0n, `ICC_${group}R${n}_EL1`);
}

/** Complains where an SGI could not reach a CPU: numbers above 15 in a cluster need range selection. */
function checkRangeSelection(k: Kernel, cpu: number): void {
  const affinity = (n: number): bigint => (k.since('6.12') ? gic_cpu_to_affinity(k, n) : cpu_logical_map(k, n));
  const c = gic_v3_c(k);
  let need_rss = MPIDR_RS(affinity(cpu));
  for (const i of for_each_online_cpu(k)) {
    need_rss |= MPIDR_RS(affinity(i));
    if (need_rss !== 0n && !(cpumaskHas(c.has_rss, i) && cpumaskHas(c.has_rss, cpu))) {
      const names = `CPU${cpu} (${bareHex(affinity(cpu))}) can't SGI CPU${i} (${bareHex(affinity(i))})`;
      printk(k, 2, `GICv3: ${names}, no RSS`);
    }
  }
  if (need_rss !== 0n && !gic_data(k).has_rss) printk(k, 2, `GICv3: RSS is required but GICD doesn't support it`);
}

const gic_cpu_sys_reg_init = at.fn(
  'gic_cpu_sys_reg_init',
  "Sets up the running CPU's interface: priority mask, how interrupts end, Group 1 on.",
  (k: Kernel): void => {
    const cpu = k.cpu;
    const c = gic_v3_c(k);
    if (!k.since('6.12') && !gic_enable_sre(k)) {
      pr_err(k, 'GICv3: GIC: unable to set SRE (disabled at EL2), panic ahead');
    }
    const pribits = gic_get_pribits(k);
    const group0 = gic_has_group0(k);
    write_sysreg(k, DEFAULT_PMR_VALUE, 'ICC_PMR_EL1');
    write_sysreg(k, 0n, 'ICC_BPR1_EL1');
    const mode = c.supports_deactivate_key ? ICC_CTLR_EL1_EOImode_drop : ICC_CTLR_EL1_EOImode_drop_dir;
    write_sysreg(k, mode, 'ICC_CTLR_EL1');
    if (group0) clearActivePriorities(k, 'AP0', pribits);
    clearActivePriorities(k, 'AP1', pribits);
    write_sysreg(k, 1n, 'ICC_IGRPEN1_EL1');
    const rss = (read_sysreg(k, 'ICC_CTLR_EL1') & ICC_CTLR_EL1_RSS) !== 0n;
    c.has_rss = rss ? c.has_rss | cpumaskOf(cpu) : c.has_rss & ~cpumaskOf(cpu);
    checkRangeSelection(k, cpu);
  },
);

/** irqchip.gicv3_nolpi of the command line. */
function gicv3_nolpi(k: Kernel): boolean {
  const given = k.optionValues('irqchip.gicv3_nolpi').findLast((val) => kstrtobool(val) !== undefined);
  return kstrtobool(given) === true;
}

/** Whether the GIC has LPIs (and the kernel a driver for the ITS), and the command line does not forbid them. */
export function gic_dist_supports_lpis(k: Kernel): boolean {
  return (readl(k, gic_data(k).dist_base + GICD_TYPER) & GICD_TYPER_LPIS) !== 0 && !gicv3_nolpi(k);
}

export const gic_cpu_init = at.fn('gic_cpu_init', "Brings up the running CPU's part of the GIC.", (k: Kernel): void => {
  if (gic_populate_rdist(k) !== 0) return;
  gic_enable_redist(k, true);
  const { ppi_nr } = gic_data(k);
  const extended = ppi_nr > 16 || GIC_ESPI_NR(k) !== 0;
  const missing = extended && (read_sysreg(k, 'ICC_CTLR_EL1') & ICC_CTLR_EL1_ExtRange) === 0n;
  WARN(k, missing, `Distributor has extended ranges, but CPU${k.cpu} doesn't`, gic_cpu_init);
  const rbase = gic_data_rdist_sgi_base(k);
  for (let i = 0; i < ppi_nr + SGI_NR; i += 32) writel(k, 0xffffffff, rbase + GICR_IGROUPR0 + i / 8);
  if (k.since('6.12')) {
    gic_cpu_config(k, rbase, ppi_nr + SGI_NR, dist_prio_irq(k));
    gic_redist_wait_for_rwp(k);
  } else {
    gic_cpu_config(k, rbase, ppi_nr + SGI_NR, dist_prio_irq(k), gic_redist_wait_for_rwp);
  }
  gic_cpu_sys_reg_init(k);
});

/** From 6.11 on. Only ACPI can name a redistributor that must not be touched. */
export const gic_check_rdist = at.fn(
  'gic_check_rdist',
  'Says before a CPU is started whether its redistributor can be used.',
  (_k: Kernel, _cpu: number): number => 0,
);

export const gic_starting_cpu = at.fn(
  'gic_starting_cpu',
  'Brings up the GIC on a CPU that comes up.',
  (k: Kernel, _cpu: number): number => {
    if (k.since('6.12')) gic_cpu_sys_reg_enable(k);
    gic_cpu_init(k);
    if (gic_dist_supports_lpis(k)) its_cpu_init(k);
    return 0;
  },
);
