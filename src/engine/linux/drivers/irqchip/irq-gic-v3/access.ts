/** The GICv3 driver, reaching one interrupt's bits: in the distributor, or in the running CPU's redistributor. */
import { source } from '../../../../recorder/index.ts';
import { cpu_logical_map } from '../../../arch/arm64/kernel/setup.ts';
import { MPIDR_AFFINITY_LEVEL } from '../../../include/asm/cputype.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import type { irq_data } from '../../../include/linux/irq.ts';
import {
  EPPI_BASE_INTID,
  ESPI_BASE_INTID,
  GICD_CTLR,
  GICD_CTLR_DS,
  GICD_CTLR_RWP,
  GICD_ICACTIVER,
  GICD_ICACTIVERnE,
  GICD_ICENABLER,
  GICD_ICENABLERnE,
  GICD_ICFGR,
  GICD_ICFGRnE,
  GICD_ICPENDR,
  GICD_ICPENDRnE,
  GICD_IPRIORITYR,
  GICD_IPRIORITYRnE,
  GICD_IROUTER,
  GICD_IROUTERnE,
  GICD_ISACTIVER,
  GICD_ISACTIVERnE,
  GICD_ISENABLER,
  GICD_ISENABLERnE,
  GICD_ISPENDR,
  GICD_ISPENDRnE,
  GICR_CTLR_RWP,
  GICR_WAKER,
  GICR_WAKER_ChildrenAsleep,
  GICR_WAKER_ProcessorSleep,
} from '../../../include/linux/irqchip/arm-gic-v3.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err } from '../../../kernel/printk/printk.ts';
import {
  FLAGS_WORKAROUND_ASR_ERRATUM_8601001,
  FLAGS_WORKAROUND_GICR_WAKER_MSM8996,
  get_intid_range,
  gic_data,
  gic_data_rdist_rd_base,
  gic_data_rdist_sgi_base,
  gic_irq_in_rdist,
} from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3.c');

/** Reads of a busy bit before the driver gives up: the kernel waits a second, and the model's hardware needs no time. */
const POLLS = 8;

export function gic_dist_security_disabled(k: Kernel): boolean {
  return (readl(k, gic_data(k).dist_base + GICD_CTLR) & GICD_CTLR_DS) !== 0;
}

/** Where the frame of registers is that holds this interrupt. */
export function gic_dist_base(k: Kernel, d: irq_data): number {
  return gic_irq_in_rdist(d) ? gic_data_rdist_sgi_base(k) : gic_data(k).dist_base;
}

const gic_do_wait_for_rwp = at.fn(
  'gic_do_wait_for_rwp',
  'Waits until the GIC has carried out what was written (register write pending).',
  (k: Kernel, base: number, bit: number): void => {
    for (let polls = 0; polls < POLLS; polls++) if ((readl(k, base + GICD_CTLR) & bit) === 0) return;
    pr_err(k, 'GICv3: RWP timeout, gone fishing');
  },
);

export const gic_dist_wait_for_rwp = at.fn('gic_dist_wait_for_rwp', 'Waits for the distributor.', (k: Kernel): void =>
  gic_do_wait_for_rwp(k, gic_data(k).dist_base, GICD_CTLR_RWP),
);

export const gic_redist_wait_for_rwp = at.fn(
  'gic_redist_wait_for_rwp',
  "Waits for the running CPU's redistributor.",
  (k: Kernel): void => gic_do_wait_for_rwp(k, gic_data_rdist_rd_base(k), GICR_CTLR_RWP),
);

export const gic_enable_redist = at.fn(
  'gic_enable_redist',
  "Wakes the running CPU's redistributor, or lets it sleep.",
  (k: Kernel, enable: boolean): void => {
    if ((gic_data(k).flags & FLAGS_WORKAROUND_GICR_WAKER_MSM8996) !== 0) return;
    const waker = gic_data_rdist_rd_base(k) + GICR_WAKER;
    const before = readl(k, waker);
    writel(k, enable ? before & ~GICR_WAKER_ProcessorSleep : before | GICR_WAKER_ProcessorSleep, waker);
    // A redistributor without power management keeps the bit at 0.
    if (!enable && (readl(k, waker) & GICR_WAKER_ProcessorSleep) === 0) return;
    for (let polls = 0; polls < POLLS; polls++) {
      if (enable !== ((readl(k, waker) & GICR_WAKER_ChildrenAsleep) !== 0)) return;
    }
    pr_err(k, `GICv3: redistributor failed to ${enable ? 'wakeup' : 'sleep'}...`);
  },
);

/** Extended SPIs have registers of their own. */
const EXTENDED: ReadonlyMap<number, number> = new Map([
  [GICD_ISENABLER, GICD_ISENABLERnE],
  [GICD_ICENABLER, GICD_ICENABLERnE],
  [GICD_ISPENDR, GICD_ISPENDRnE],
  [GICD_ICPENDR, GICD_ICPENDRnE],
  [GICD_ISACTIVER, GICD_ISACTIVERnE],
  [GICD_ICACTIVER, GICD_ICACTIVERnE],
  [GICD_IPRIORITYR, GICD_IPRIORITYRnE],
  [GICD_ICFGR, GICD_ICFGRnE],
  [GICD_IROUTER, GICD_IROUTERnE],
]);

export const convert_offset_index = at.fn(
  'convert_offset_index',
  "Finds the register bank and the place in it for an interrupt's number, which differ for the extended ranges.",
  (_k: Kernel, d: irq_data, offset: number): { offset: number; index: number } => {
    switch (get_intid_range(d)) {
      case 'EPPI_RANGE':
        return { offset, index: d.hwirq - EPPI_BASE_INTID + 32 };
      case 'ESPI_RANGE':
        return { offset: EXTENDED.get(offset) ?? offset, index: d.hwirq - ESPI_BASE_INTID };
      default:
        return { offset, index: d.hwirq };
    }
  },
);

/** The address of the word with an interrupt's bit, and the bit. */
function locate(k: Kernel, d: irq_data, bank: number): { address: number; mask: number } {
  const { offset, index } = convert_offset_index(k, d, bank);
  return { address: gic_dist_base(k, d) + offset + Math.floor(index / 32) * 4, mask: (1 << (index % 32)) >>> 0 };
}

export const gic_peek_irq = at.fn(
  'gic_peek_irq',
  "Reads one interrupt's bit in a bank of registers.",
  (k: Kernel, d: irq_data, offset: number): boolean => {
    const { address, mask } = locate(k, d, offset);
    return (readl(k, address) & mask) !== 0;
  },
);

export const gic_poke_irq = at.fn(
  'gic_poke_irq',
  "Writes 1 to one interrupt's bit in a bank of set or clear registers.",
  (k: Kernel, d: irq_data, offset: number): void => {
    const { address, mask } = locate(k, d, offset);
    writel(k, mask, address);
  },
);

export const gic_cpu_to_affinity = at.fn(
  'gic_cpu_to_affinity',
  'The affinity by which the GIC knows a CPU.',
  (k: Kernel, cpu: number): bigint => {
    const mpidr = cpu_logical_map(k, cpu);
    const level = (n: number): bigint => BigInt(MPIDR_AFFINITY_LEVEL(mpidr, n));
    // This chip's affinities sit one level too high (6.12 knows).
    if (k.since('6.12') && (gic_data(k).flags & FLAGS_WORKAROUND_ASR_ERRATUM_8601001) !== 0) {
      return level(1) | (level(2) << 8n);
    }
    return (level(3) << 32n) | (level(2) << 16n) | (level(1) << 8n) | level(0);
  },
);
