/**
 * The GICv3 driver's irq_chip: what the core asks of one interrupt. Left out: pseudo-NMIs (not in the kernel's
 * configuration), and the alias distributors of one NVIDIA chip.
 */
import { type Cpumask, cpumaskHas, cpumaskLowest, cpumaskOf } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { write_sysreg, writeq } from '../../../include/asm/io.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_effective_affinity_mask,
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
  GICD_ICACTIVER,
  GICD_ICENABLER,
  GICD_ICFGR,
  GICD_ICPENDR,
  GICD_IROUTER,
  GICD_ISACTIVER,
  GICD_ISENABLER,
  GICD_ISPENDR,
} from '../../../include/linux/irqchip/arm-gic-v3.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpu_online_mask } from '../../../kernel/cpu/index.ts';
import { pr_warn } from '../../../kernel/printk/printk.ts';
import { gic_configure_irq } from '../irq-gic-common.ts';
import {
  convert_offset_index,
  gic_cpu_to_affinity,
  gic_dist_base,
  gic_dist_wait_for_rwp,
  gic_peek_irq,
  gic_poke_irq,
  gic_redist_wait_for_rwp,
} from './access.ts';
import { gic_ipi_send_mask } from './sgi.ts';
import { get_intid_range, gic_irq_in_rdist, gic_v3_c } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3.c');

const gic_mask_irq = at.fn('gic_mask_irq', 'Disables an interrupt in the GIC.', (k: Kernel, d: irq_data): void => {
  gic_poke_irq(k, d, GICD_ICENABLER);
  if (gic_irq_in_rdist(d)) gic_redist_wait_for_rwp(k);
  else gic_dist_wait_for_rwp(k);
});

const gic_eoimode1_mask_irq = at.fn(
  'gic_eoimode1_mask_irq',
  'Disables an interrupt; one that is handed to a virtual machine is deactivated too, since no guest will.',
  (k: Kernel, d: irq_data): void => {
    gic_mask_irq(k, d);
    if (irqd_has(d, IRQD_FORWARDED_TO_VCPU)) gic_poke_irq(k, d, GICD_ICACTIVER);
  },
);

const gic_unmask_irq = at.fn('gic_unmask_irq', 'Enables an interrupt in the GIC.', (k: Kernel, d: irq_data): void =>
  gic_poke_irq(k, d, GICD_ISENABLER),
);

/** Whether a GIC-700 needs its SPIs deactivated in the distributor: when another CPU is the target (6.12 knows). */
function gic_arm64_erratum_2941627_needed(k: Kernel, d: irq_data): boolean {
  if (!gic_v3_c(k).gic_arm64_2941627_erratum) return false;
  const range = get_intid_range(d);
  if (range !== 'SPI_RANGE' && range !== 'ESPI_RANGE') return false;
  return !cpumaskHas(irq_data_get_effective_affinity_mask(d), k.cpu);
}

const gic_eoi_irq = at.fn(
  'gic_eoi_irq',
  'End of interrupt: drops the running priority and deactivates.',
  (k: Kernel, d: irq_data): void => {
    write_sysreg(k, BigInt(d.hwirq), 'ICC_EOIR1_EL1');
    if (gic_arm64_erratum_2941627_needed(k, d)) gic_poke_irq(k, d, GICD_ICACTIVER);
  },
);

const gic_eoimode1_eoi_irq = at.fn(
  'gic_eoimode1_eoi_irq',
  'Deactivates an interrupt whose priority was dropped when it was acknowledged.',
  (k: Kernel, d: irq_data): void => {
    // LPIs have no active state; an interrupt of a virtual machine is deactivated by the guest.
    if (d.hwirq >= 8192 || irqd_has(d, IRQD_FORWARDED_TO_VCPU)) return;
    if (gic_arm64_erratum_2941627_needed(k, d)) gic_poke_irq(k, d, GICD_ICACTIVER);
    else write_sysreg(k, BigInt(d.hwirq), 'ICC_DIR_EL1');
  },
);

const gic_irq_set_irqchip_state = at.fn(
  'gic_irq_set_irqchip_state',
  'Sets or clears the pending, active or masked state of an interrupt by hand.',
  (k: Kernel, d: irq_data, which: irqchip_irq_state, val: boolean): number => {
    if (d.hwirq >= 8192) return -EINVAL;
    if (which === 'MASKED' && val) {
      gic_mask_irq(k, d);
      return 0;
    }
    const reg = stateRegister(which, val);
    if (reg === undefined) return -EINVAL;
    gic_poke_irq(k, d, reg);
    // Reading back makes sure that the active state has arrived before anything that depends on it.
    if (reg === GICD_ISACTIVER) gic_peek_irq(k, d, reg);
    return 0;
  },
);

function stateRegister(which: irqchip_irq_state, val: boolean): number | undefined {
  if (which === 'PENDING') return val ? GICD_ISPENDR : GICD_ICPENDR;
  if (which === 'ACTIVE') return val ? GICD_ISACTIVER : GICD_ICACTIVER;
  return which === 'MASKED' ? GICD_ISENABLER : undefined;
}

const gic_irq_get_irqchip_state = at.fn(
  'gic_irq_get_irqchip_state',
  'Reads the pending, active or masked state of an interrupt.',
  (k: Kernel, d: irq_data, which: irqchip_irq_state): number | boolean => {
    if (d.hwirq >= 8192) return -EINVAL;
    if (which === 'PENDING') return gic_peek_irq(k, d, GICD_ISPENDR);
    if (which === 'ACTIVE') return gic_peek_irq(k, d, GICD_ISACTIVER);
    return which === 'MASKED' ? !gic_peek_irq(k, d, GICD_ISENABLER) : -EINVAL;
  },
);

const gic_set_type = at.fn(
  'gic_set_type',
  'Makes an interrupt level or edge triggered, where its kind allows that.',
  (k: Kernel, d: irq_data, type: number): number => {
    const range = get_intid_range(d);
    if (range === 'SGI_RANGE') return type === IRQ_TYPE_EDGE_RISING ? 0 : -EINVAL;
    const shared = range === 'SPI_RANGE' || range === 'ESPI_RANGE';
    if (shared && type !== IRQ_TYPE_LEVEL_HIGH && type !== IRQ_TYPE_EDGE_RISING) return -EINVAL;
    const { offset, index } = convert_offset_index(k, d, GICD_ICFGR);
    const ret = gic_configure_irq(k, index, type, gic_dist_base(k, d) + offset);
    if (ret !== 0 && (range === 'PPI_RANGE' || range === 'EPPI_RANGE')) {
      pr_warn(k, `GICv3: GIC: PPI INTID${d.hwirq} is secure or misconfigured`);
      return 0;
    }
    return ret;
  },
);

const gic_irq_set_vcpu_affinity = at.fn(
  'gic_irq_set_vcpu_affinity',
  'Hands an interrupt to a virtual machine, or takes it back.',
  (_k: Kernel, d: irq_data, vcpu: object | undefined): number => {
    if (get_intid_range(d) === 'SGI_RANGE') return -EINVAL;
    if (vcpu === undefined) irqd_clear(d, IRQD_FORWARDED_TO_VCPU);
    else irqd_set(d, IRQD_FORWARDED_TO_VCPU);
    return 0;
  },
);

const gic_set_affinity = at.fn(
  'gic_set_affinity',
  'Routes an SPI to the first CPU of the mask that is online (any, if forced).',
  (k: Kernel, d: irq_data, mask_val: Cpumask, force: boolean): number => {
    const cpu = cpumaskLowest(force ? mask_val : mask_val & cpu_online_mask(k));
    if (cpu === undefined || gic_irq_in_rdist(d)) return -EINVAL;
    const enabled = gic_peek_irq(k, d, GICD_ISENABLER);
    if (enabled) gic_mask_irq(k, d);
    const { offset, index } = convert_offset_index(k, d, GICD_IROUTER);
    writeq(k, gic_cpu_to_affinity(k, cpu), gic_dist_base(k, d) + offset + index * 8);
    // gic_unmask_irq, which the compiler puts here whole.
    if (enabled) gic_poke_irq(k, d, GICD_ISENABLER);
    irq_data_update_effective_affinity(d, cpumaskOf(cpu));
    return IRQ_SET_MASK_OK_DONE;
  },
);

const gic_retrigger = at.fn(
  'gic_retrigger',
  'Makes an interrupt pending by hand, since an edge came while nobody could take it.',
  (k: Kernel, d: irq_data): number => (gic_irq_set_irqchip_state(k, d, 'PENDING', true) === 0 ? 1 : 0),
);

function makeChip(k: Kernel, eoimode1: boolean): irq_chip {
  return {
    name: 'GICv3',
    irq_mask: eoimode1 ? gic_eoimode1_mask_irq : gic_mask_irq,
    irq_unmask: gic_unmask_irq,
    irq_eoi: eoimode1 ? gic_eoimode1_eoi_irq : gic_eoi_irq,
    irq_set_type: gic_set_type,
    irq_set_affinity: gic_set_affinity,
    irq_retrigger: gic_retrigger,
    irq_get_irqchip_state: gic_irq_get_irqchip_state,
    irq_set_irqchip_state: gic_irq_set_irqchip_state,
    ...(eoimode1 ? { irq_set_vcpu_affinity: gic_irq_set_vcpu_affinity } : {}),
    ipi_send_mask: gic_ipi_send_mask,
    flags: IRQCHIP_SET_TYPE_MASKED | IRQCHIP_SKIP_SET_WAKE | IRQCHIP_MASK_ON_SUSPEND,
  };
}

/** The chip of all GICv3 interrupts: gic_eoimode1_chip where EOI and deactivation are split, else gic_chip. */
export function gic_chip(k: Kernel): irq_chip {
  const c = gic_v3_c(k);
  if (c.supports_deactivate_key) return (c.gic_eoimode1_chip ??= makeChip(k, true));
  return (c.gic_chip ??= makeChip(k, false));
}
