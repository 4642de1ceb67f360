/** The GICv2 driver's irq_chip: what the core asks of one interrupt, and how one CPU interrupts others. */
import { type Cpumask, cpumaskCpus, cpumaskLowest, cpumaskOf } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { readl, writeb, writel } from '../../../include/asm/io.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_update_effective_affinity,
  IRQ_SET_MASK_OK_DONE,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  type irqchip_irq_state,
  IRQCHIP_MASK_ON_SUSPEND,
  IRQCHIP_SET_TYPE_MASKED,
  IRQCHIP_SKIP_SET_WAKE,
  irqd_clear,
  IRQD_FORWARDED_TO_VCPU,
  irqd_has,
  irqd_set,
} from '../../../include/linux/irq.ts';
import {
  GIC_CPU_DEACTIVATE,
  GIC_CPU_EOI,
  GIC_DIST_ACTIVE_SET,
  GIC_DIST_ENABLE_SET,
  GIC_DIST_PENDING_CLEAR,
  GIC_DIST_PENDING_SET,
  GIC_DIST_SOFTINT,
  GIC_DIST_TARGET,
} from '../../../include/linux/irqchip/arm-gic.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpu_online_mask, nr_cpu_ids } from '../../../kernel/cpu/index.ts';
import { pr_warn } from '../../../kernel/printk/printk.ts';
import { gic_configure_irq, GIC_DIST_ACTIVE_CLEAR, GIC_DIST_CONFIG, GIC_DIST_ENABLE_CLEAR } from '../irq-gic-common.ts';
import { gic_c, type gic_chip_data, gic_cpu_base, gic_dist_base, gicOf, NR_GIC_CPU_IF, rootGic } from './types.ts';

const at = source('drivers/irqchip/irq-gic.c');

/** The address of the word with an interrupt's bit in a bank of registers, and the bit. */
function locate(d: irq_data, bank: number): { address: number; mask: number } {
  return { address: gic_dist_base(d) + bank + Math.floor(d.hwirq / 32) * 4, mask: (1 << (d.hwirq % 32)) >>> 0 };
}

const gic_poke_irq = at.fn(
  'gic_poke_irq',
  "Writes 1 to one interrupt's bit in a bank of set or clear registers.",
  (k: Kernel, d: irq_data, offset: number): void => {
    const { address, mask } = locate(d, offset);
    writel(k, mask, address);
  },
);

const gic_peek_irq = at.fn(
  'gic_peek_irq',
  "Reads one interrupt's bit in a bank of registers.",
  (k: Kernel, d: irq_data, offset: number): boolean => {
    const { address, mask } = locate(d, offset);
    return (readl(k, address) & mask) !== 0;
  },
);

const gic_mask_irq = at.fn('gic_mask_irq', 'Disables an interrupt in the GIC.', (k: Kernel, d: irq_data): void =>
  gic_poke_irq(k, d, GIC_DIST_ENABLE_CLEAR),
);

const gic_eoimode1_mask_irq = at.fn(
  'gic_eoimode1_mask_irq',
  'Disables an interrupt; one that is handed to a virtual machine is deactivated too, since no guest will.',
  (k: Kernel, d: irq_data): void => {
    gic_mask_irq(k, d);
    if (irqd_has(d, IRQD_FORWARDED_TO_VCPU)) gic_poke_irq(k, d, GIC_DIST_ACTIVE_CLEAR);
  },
);

const gic_unmask_irq = at.fn('gic_unmask_irq', 'Enables an interrupt in the GIC.', (k: Kernel, d: irq_data): void =>
  gic_poke_irq(k, d, GIC_DIST_ENABLE_SET),
);

/** What ends an interrupt: its number, and for an SGI also its sender, as it was acknowledged. */
function intidToEnd(k: Kernel, d: irq_data): number {
  return d.hwirq < 16 ? (gic_c(k).sgi_intid.get(k.cpu) ?? 0) : d.hwirq;
}

const gic_eoi_irq = at.fn(
  'gic_eoi_irq',
  'End of interrupt: drops the running priority and deactivates.',
  (k: Kernel, d: irq_data): void => writel(k, intidToEnd(k, d), gic_cpu_base(d) + GIC_CPU_EOI),
);

const gic_eoimode1_eoi_irq = at.fn(
  'gic_eoimode1_eoi_irq',
  'Deactivates an interrupt whose priority was dropped when it was acknowledged.',
  (k: Kernel, d: irq_data): void => {
    if (irqd_has(d, IRQD_FORWARDED_TO_VCPU)) return;
    writel(k, intidToEnd(k, d), gic_cpu_base(d) + GIC_CPU_DEACTIVATE);
  },
);

function stateRegister(which: irqchip_irq_state, val: boolean): number | undefined {
  if (which === 'PENDING') return val ? GIC_DIST_PENDING_SET : GIC_DIST_PENDING_CLEAR;
  if (which === 'ACTIVE') return val ? GIC_DIST_ACTIVE_SET : GIC_DIST_ACTIVE_CLEAR;
  if (which === 'MASKED') return val ? GIC_DIST_ENABLE_CLEAR : GIC_DIST_ENABLE_SET;
  return undefined;
}

const gic_irq_set_irqchip_state = at.fn(
  'gic_irq_set_irqchip_state',
  'Sets or clears the pending, active or masked state of an interrupt by hand.',
  (k: Kernel, d: irq_data, which: irqchip_irq_state, val: boolean): number => {
    const reg = stateRegister(which, val);
    if (reg === undefined) return -EINVAL;
    gic_poke_irq(k, d, reg);
    return 0;
  },
);

const gic_irq_get_irqchip_state = at.fn(
  'gic_irq_get_irqchip_state',
  'Reads the pending, active or masked state of an interrupt.',
  (k: Kernel, d: irq_data, which: irqchip_irq_state): number | boolean => {
    if (which === 'PENDING') return gic_peek_irq(k, d, GIC_DIST_PENDING_SET);
    if (which === 'ACTIVE') return gic_peek_irq(k, d, GIC_DIST_ACTIVE_SET);
    return which === 'MASKED' ? !gic_peek_irq(k, d, GIC_DIST_ENABLE_SET) : -EINVAL;
  },
);

const gic_set_type = at.fn(
  'gic_set_type',
  'Makes an interrupt level or edge triggered, where its kind allows that.',
  (k: Kernel, d: irq_data, type: number): number => {
    if (d.hwirq < 16) return type === IRQ_TYPE_EDGE_RISING ? 0 : -EINVAL;
    if (d.hwirq >= 32 && type !== IRQ_TYPE_LEVEL_HIGH && type !== IRQ_TYPE_EDGE_RISING) return -EINVAL;
    const ret = gic_configure_irq(k, d.hwirq, type, gic_dist_base(d) + GIC_DIST_CONFIG);
    if (ret !== 0 && d.hwirq < 32) {
      pr_warn(k, `GIC: PPI${d.hwirq - 16} is secure or misconfigured`);
      return 0;
    }
    return ret;
  },
);

const gic_irq_set_vcpu_affinity = at.fn(
  'gic_irq_set_vcpu_affinity',
  'Hands an interrupt to a virtual machine, or takes it back.',
  (_k: Kernel, d: irq_data, vcpu: object | undefined): number => {
    // With handler data it is a cascaded GIC's interrupt, which no guest can have.
    if (d.common?.handler_data !== undefined || d.hwirq < 16) return -EINVAL;
    if (vcpu === undefined) irqd_clear(d, IRQD_FORWARDED_TO_VCPU);
    else irqd_set(d, IRQD_FORWARDED_TO_VCPU);
    return 0;
  },
);

const gic_retrigger = at.fn(
  'gic_retrigger',
  'Makes an interrupt pending by hand, since an edge came while nobody could take it.',
  (k: Kernel, d: irq_data): number => (gic_irq_set_irqchip_state(k, d, 'PENDING', true) === 0 ? 1 : 0),
);

/** Writes one byte by reading and writing its word. */
function rmw_writeb(k: Kernel, byte: number, address: number): void {
  const offset = address & 3;
  const shift = offset * 8;
  const word = readl(k, address - offset);
  writel(k, ((word & ~(0xff << shift)) | (byte << shift)) >>> 0, address - offset);
}

const gic_set_affinity = at.fn(
  'gic_set_affinity',
  'Routes an SPI to the CPU interface of the first CPU of the mask that is online (any, if forced).',
  (k: Kernel, d: irq_data, mask_val: Cpumask, force: boolean): number => {
    const c = gic_c(k);
    if (gicOf(d) !== c.gic_data.get(0)) return -EINVAL;
    const cpu = cpumaskLowest(force ? mask_val : mask_val & cpu_online_mask(k));
    if (cpu === undefined || cpu >= NR_GIC_CPU_IF) return -EINVAL;
    const target = c.gic_cpu_map.get(cpu) ?? 0;
    const reg = gic_dist_base(d) + GIC_DIST_TARGET + d.hwirq;
    if (c.needs_rmw_access) rmw_writeb(k, target, reg);
    else writeb(k, target, reg);
    irq_data_update_effective_affinity(d, cpumaskOf(cpu));
    return IRQ_SET_MASK_OK_DONE;
  },
);

const gic_ipi_send_mask = at.fn(
  'gic_ipi_send_mask',
  'Sends an IPI: one write to the distributor with the CPU interfaces of all targets.',
  (k: Kernel, d: irq_data, mask: Cpumask): void => {
    const softint = rootGic(k).dist_base + GIC_DIST_SOFTINT;
    if (nr_cpu_ids(k) === 1) {
      writel(k, ((2 << 24) | d.hwirq) >>> 0, softint);
      return;
    }
    let targets = 0;
    for (const cpu of cpumaskCpus(mask)) targets |= gic_c(k).gic_cpu_map.get(cpu) ?? 0;
    writel(k, ((targets << 16) | d.hwirq) >>> 0, softint);
  },
);

/** /proc/interrupts names the chip by the GIC's number, or by the device it was probed as. */
function gic_irq_print_chip(d: irq_data): string {
  const gic = gicOf(d);
  return gic.domain?.pm_dev?.of_node?.name ?? `GIC-${gic.index}`;
}

const COMMON_FLAGS = IRQCHIP_SET_TYPE_MASKED | IRQCHIP_SKIP_SET_WAKE | IRQCHIP_MASK_ON_SUSPEND;

/** The chip where EOI also deactivates; it has no name of its own. */
function makeChip(): irq_chip {
  return {
    name: undefined,
    irq_mask: gic_mask_irq,
    irq_unmask: gic_unmask_irq,
    irq_eoi: gic_eoi_irq,
    irq_set_type: gic_set_type,
    irq_retrigger: gic_retrigger,
    irq_set_affinity: gic_set_affinity,
    ipi_send_mask: gic_ipi_send_mask,
    irq_get_irqchip_state: gic_irq_get_irqchip_state,
    irq_set_irqchip_state: gic_irq_set_irqchip_state,
    irq_print_chip: gic_irq_print_chip,
    flags: COMMON_FLAGS,
  };
}

/** The chip with split EOI and deactivation. */
function makeMode1Chip(): irq_chip {
  return {
    name: 'GICv2',
    irq_mask: gic_eoimode1_mask_irq,
    irq_unmask: gic_unmask_irq,
    irq_eoi: gic_eoimode1_eoi_irq,
    irq_set_type: gic_set_type,
    irq_retrigger: gic_retrigger,
    irq_set_affinity: gic_set_affinity,
    ipi_send_mask: gic_ipi_send_mask,
    irq_get_irqchip_state: gic_irq_get_irqchip_state,
    irq_set_irqchip_state: gic_irq_set_irqchip_state,
    irq_set_vcpu_affinity: gic_irq_set_vcpu_affinity,
    flags: COMMON_FLAGS,
  };
}

/** The chip of a GIC's interrupts: split EOI is for the root GIC alone. */
export function gic_chip(k: Kernel, gic: gic_chip_data): irq_chip {
  const c = gic_c(k);
  if (c.supports_deactivate_key && gic.index === 0) return (c.gic_chip_mode1 ??= makeMode1Chip());
  return (c.gic_chip ??= makeChip());
}
