/** The GICv3 driver, bringing up the distributor, and which priorities it takes. */
import { source } from '../../../../recorder/index.ts';
import { read_sysreg, readl, write_sysreg, writel, writeq } from '../../../include/asm/io.ts';
import {
  GICD_CTLR,
  GICD_CTLR_ARE_NS,
  GICD_CTLR_DS,
  GICD_CTLR_ENABLE_G1,
  GICD_CTLR_ENABLE_G1A,
  GICD_CTLR_nASSGIreq,
  GICD_ICACTIVERnE,
  GICD_ICENABLERnE,
  GICD_ICFGRnE,
  GICD_IGROUPR,
  GICD_IGROUPRnE,
  GICD_IPRIORITYRnE,
  GICD_IROUTER,
  GICD_IROUTERnE,
  GICD_TYPER2_nASSGIcap,
  ICC_CTLR_EL1_PRI_BITS_SHIFT,
} from '../../../include/linux/irqchip/arm-gic-v3.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_info, pr_warn } from '../../../kernel/printk/printk.ts';
import { gic_dist_config, GICD_INT_DEF_PRI, REPEAT_BYTE_U32 } from '../irq-gic-common.ts';
import { gic_cpu_to_affinity, gic_dist_security_disabled, gic_dist_wait_for_rwp } from './access.ts';
import { FLAGS_WORKAROUND_INSECURE, gic_data, GIC_ESPI_NR, GIC_LINE_NR, gic_rdists, gic_v3_c } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3.c');

/** The priority of interrupts in 6.11 and later, so that pseudo-NMIs can be 0x80. */
const GICV3_PRIO_IRQ = 0xc0;

/** The priority the distributor is given for all interrupts. */
export function dist_prio_irq(k: Kernel): number {
  return k.since('6.12') ? gic_v3_c(k).dist_prio_irq : GICD_INT_DEF_PRI;
}

/** How many bits of a priority the CPU interface knows. */
export function gic_get_pribits(k: Kernel): number {
  return Number((read_sysreg(k, 'ICC_CTLR_EL1') >> ICC_CTLR_EL1_PRI_BITS_SHIFT) & 7n) + 1;
}

export const gic_has_group0 = at.fn(
  'gic_has_group0',
  'Finds out whether firmware keeps Group 0 for itself: then the highest priority but 0, written to the mask, reads back as 0.',
  (k: Kernel): boolean => {
    const old_pmr = read_sysreg(k, 'ICC_PMR_EL1');
    write_sysreg(k, BigInt(1 << (8 - gic_get_pribits(k))), 'ICC_PMR_EL1');
    const val = read_sysreg(k, 'ICC_PMR_EL1');
    write_sysreg(k, old_pmr, 'ICC_PMR_EL1');
    return val !== 0n;
  },
);

/** A priority as the distributor must be told it, when it shifts what the non-secure side writes. */
function __gicv3_prio_to_ns(priority: number): number {
  return (priority << 1) & 0xff;
}

/** Switches security off where the firmware forgot to separate the worlds (one chip). */
function disableSecurity(k: Kernel): boolean {
  if (!gic_v3_c(k).cpus_have_group0) {
    pr_warn(k, 'GICv3: Broken GIC integration, pNMI forbidden');
    return false;
  }
  const address = gic_data(k).dist_base + GICD_CTLR;
  writel(k, readl(k, address) | GICD_CTLR_DS, address);
  const disabled = gic_dist_security_disabled(k);
  if (disabled) pr_warn(k, 'GICv3: Broken GIC integration, security disabled');
  return disabled;
}

/** From 6.11 on. */
export const gic_prio_init = at.fn(
  'gic_prio_init',
  "Finds out how the GIC's security changes priorities, and adapts the one for interrupts.",
  (k: Kernel): void => {
    const c = gic_v3_c(k);
    c.dist_prio_irq = GICV3_PRIO_IRQ;
    c.cpus_have_group0 = gic_has_group0(k);
    let ds = gic_dist_security_disabled(k);
    if ((gic_data(k).flags & FLAGS_WORKAROUND_INSECURE) !== 0 && !ds) ds = disableSecurity(k);
    c.cpus_have_security_disabled = ds;
    if (c.cpus_have_group0 && !ds) c.dist_prio_irq = __gicv3_prio_to_ns(c.dist_prio_irq);
    // 6.12 misspells the register.
    const ctlr = k.since('7.3') ? 'GICD_CTLR' : 'GICD_CTRL';
    pr_info(k, `GICv3: ${ctlr}.DS=${ds ? 1 : 0}, SCR_EL3.FIQ=${c.cpus_have_group0 ? 0 : 1}`);
  },
);

/** Extended SPIs: disabled, inactive, Group 1, level, one priority. */
function configureExtended(k: Kernel, base: number): void {
  const count = GIC_ESPI_NR(k);
  for (let i = 0; i < count; i += 32) {
    writel(k, 0xffffffff, base + GICD_ICENABLERnE + i / 8);
    writel(k, 0xffffffff, base + GICD_ICACTIVERnE + i / 8);
  }
  for (let i = 0; i < count; i += 32) writel(k, 0xffffffff, base + GICD_IGROUPRnE + i / 8);
  for (let i = 0; i < count; i += 16) writel(k, 0, base + GICD_ICFGRnE + i / 4);
  for (let i = 0; i < count; i += 4) writel(k, REPEAT_BYTE_U32(dist_prio_irq(k)), base + GICD_IPRIORITYRnE + i);
}

export const gic_dist_init = at.fn(
  'gic_dist_init',
  'Brings up the distributor: all SPIs off, in Group 1, level triggered, and routed to the boot CPU.',
  (k: Kernel): void => {
    const base = gic_data(k).dist_base;
    writel(k, 0, base + GICD_CTLR);
    gic_dist_wait_for_rwp(k);
    for (let i = 32; i < GIC_LINE_NR(k); i += 32) writel(k, 0xffffffff, base + GICD_IGROUPR + i / 8);
    configureExtended(k, base);
    gic_dist_config(k, base, GIC_LINE_NR(k), dist_prio_irq(k));
    let ctlr = GICD_CTLR_ARE_NS | GICD_CTLR_ENABLE_G1A | GICD_CTLR_ENABLE_G1;
    if ((gic_rdists(k).gicd_typer2 & GICD_TYPER2_nASSGIcap) !== 0) {
      pr_info(k, 'GICv3: Enabling SGIs without active state');
      ctlr |= GICD_CTLR_nASSGIreq;
    }
    writel(k, ctlr, base + GICD_CTLR);
    gic_dist_wait_for_rwp(k);
    // Routing by affinity only counts once it is enabled, so it comes last.
    const affinity = gic_cpu_to_affinity(k, k.cpu);
    for (let i = 32; i < GIC_LINE_NR(k); i++) writeq(k, affinity, base + GICD_IROUTER + i * 8);
    for (let i = 0; i < GIC_ESPI_NR(k); i++) writeq(k, affinity, base + GICD_IROUTERnE + i * 8);
  },
);
