/** The GICv3 driver's structures, static variables and number ranges (drivers/irqchip/irq-gic-v3.c). */
import { must } from '../../../../../base/assert.ts';
import type { Cpumask } from '../../../../../base/cpumask.ts';
import {
  bits,
  bool,
  cpus,
  data,
  hexnum,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  struct,
} from '../../../../recorder/index.ts';
import type { fwnode_handle } from '../../../include/linux/fwnode.ts';
import type { irq_chip, irq_data } from '../../../include/linux/irq.ts';
import {
  EPPI_BASE_INTID,
  ESPI_BASE_INTID,
  GICD_TYPER_ESPIS,
  GICD_TYPER_SPIS,
  type rdist,
  rdists,
} from '../../../include/linux/irqchip/arm-gic-v3.ts';
import type { irq_domain, irq_domain_ops } from '../../../include/linux/irqdomain.ts';
import { SZ_64K } from '../../../include/linux/sizes.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import type { partition_affinity } from '../../../include/linux/irqchip/irq-partition-percpu.ts';
import type { partition_desc } from '../irq-partition-percpu.ts';

export const FLAGS_WORKAROUND_GICR_WAKER_MSM8996 = 1 << 0;
export const FLAGS_WORKAROUND_CAVIUM_ERRATUM_38539 = 1 << 1;
/** Bit 2 in 6.1: firmware does not save the redistributor. */
export const FLAGS_WORKAROUND_MTK_GICR_SAVE = 1 << 2;
/** Bit 2 in 6.12: the affinities of this chip sit one level too high. */
export const FLAGS_WORKAROUND_ASR_ERRATUM_8601001 = 1 << 2;
export const FLAGS_WORKAROUND_INSECURE = 1 << 3;

export const SGI_NR = 16;

/** A run of redistributors, one behind the other. */
export interface redist_region extends Recorded {
  redist_base: number;
  phys_base: number;
  single_redist: boolean;
}
export const redist_region = struct<redist_region>(
  'redist_region',
  { redist_base: hexnum(), phys_base: hexnum(), single_redist: bool() },
  { label: (region) => `redistributors from 0x${region.phys_base.toString(16)}` },
);

/** All that the driver knows of the GIC. There is one. */
export interface gic_chip_data extends Recorded {
  fwnode: fwnode_handle | undefined;
  dist_phys_base: number;
  dist_base: number;
  redist_regions: RecordedList<redist_region>;
  rdists: rdists | undefined;
  domain: irq_domain | undefined;
  redist_stride: number;
  nr_redist_regions: number;
  flags: number;
  has_rss: boolean;
  ppi_nr: number;
  /** By PPI; empty without partitions. */
  ppi_descs: RecordedMap<partition_desc>;
}
export const gic_chip_data = struct<gic_chip_data>(
  'gic_chip_data',
  {
    fwnode: ref(),
    dist_phys_base: hexnum(),
    dist_base: hexnum(),
    redist_regions: list(ref<redist_region>()),
    rdists: ref(),
    domain: ref(),
    redist_stride: hexnum(),
    nr_redist_regions: num(),
    flags: bits({
      FLAGS_WORKAROUND_GICR_WAKER_MSM8996,
      FLAGS_WORKAROUND_CAVIUM_ERRATUM_38539,
      FLAGS_WORKAROUND_ASR_ERRATUM_8601001,
      FLAGS_WORKAROUND_INSECURE,
    }),
    has_rss: bool(),
    ppi_nr: num(),
    ppi_descs: map(ref<partition_desc>()),
  },
  { label: () => 'GICv3' },
);

export interface gic_v3_c extends Recorded {
  gic_data: gic_chip_data | undefined;
  /** EOI drops the priority only, and a second write deactivates: for CPUs that came in at EL2. */
  supports_deactivate_key: boolean;
  cpus_have_security_disabled: boolean;
  cpus_have_group0: boolean;
  dist_prio_irq: number;
  gic_arm64_2941627_erratum: boolean;
  /** CPUs that can send SGIs to targets above 15. */
  has_rss: Cpumask;
  /** Tables of operations, made once. */
  gic_chip: irq_chip | undefined;
  gic_eoimode1_chip: irq_chip | undefined;
  gic_irq_domain_ops: irq_domain_ops | undefined;
  partition_domain_ops: irq_domain_ops | undefined;
}
export const gic_v3_c = statics<gic_v3_c>('drivers/irqchip/irq-gic-v3.c', {
  gic_data: ref(),
  supports_deactivate_key: bool(true),
  cpus_have_security_disabled: bool(),
  cpus_have_group0: bool(),
  dist_prio_irq: hexnum(),
  gic_arm64_2941627_erratum: bool(),
  has_rss: cpus(),
  gic_chip: data(),
  gic_eoimode1_chip: data(),
  gic_irq_domain_ops: data(),
  partition_domain_ops: data(),
});

/**
 * 7.3: the parts of the CPUs that PPIs can be for (gic_data.parts). A part is no domain any more: it only says which CPUs an
 * interrupt is for.
 */
export interface gic_parts extends Recorded {
  parts: RecordedList<partition_affinity>;
}
export const gic_parts = statics<gic_parts>('drivers/irqchip/irq-gic-v3.c: gic_data.parts', {
  parts: list(ref<partition_affinity>()),
});

/** The driver's one gic_chip_data. */
export function gic_data(k: Kernel): gic_chip_data {
  const c = gic_v3_c(k);
  c.gic_data ??= gic_chip_data.create(k.rec, { rdists: rdists.create(k.rec) });
  return c.gic_data;
}
export function gic_rdists(k: Kernel): rdists {
  return must(gic_data(k).rdists, 'gic_data.rdists is made with gic_data');
}
/** What is known of the running CPU's redistributor. */
export function gic_data_rdist(k: Kernel): rdist {
  return must(gic_rdists(k).rdist.get(k.cpu), `CPU ${k.cpu} has no redistributor`);
}
export function gic_data_rdist_rd_base(k: Kernel): number {
  return gic_data_rdist(k).rd_base;
}
/** SGIs and PPIs have a frame of their own behind the redistributor's. */
export function gic_data_rdist_sgi_base(k: Kernel): number {
  return gic_data_rdist_rd_base(k) + SZ_64K;
}

/** Number of INTIDs below the end of the SPIs. */
export function GIC_LINE_NR(k: Kernel): number {
  return Math.min(GICD_TYPER_SPIS(gic_rdists(k).gicd_typer), 1020);
}
export function GIC_ESPI_NR(k: Kernel): number {
  return GICD_TYPER_ESPIS(gic_rdists(k).gicd_typer);
}

export type gic_intid_range =
  | 'SGI_RANGE'
  | 'PPI_RANGE'
  | 'SPI_RANGE'
  | 'EPPI_RANGE'
  | 'ESPI_RANGE'
  | 'LPI_RANGE'
  | '__INVALID_RANGE__';

export function __get_intid_range(hwirq: number): gic_intid_range {
  if (hwirq < 16) return 'SGI_RANGE';
  if (hwirq < 32) return 'PPI_RANGE';
  if (hwirq < 1020) return 'SPI_RANGE';
  if (hwirq >= EPPI_BASE_INTID && hwirq < EPPI_BASE_INTID + 64) return 'EPPI_RANGE';
  if (hwirq >= ESPI_BASE_INTID && hwirq < ESPI_BASE_INTID + 1024) return 'ESPI_RANGE';
  if (hwirq >= 8192 && hwirq < 1 << 24) return 'LPI_RANGE';
  return '__INVALID_RANGE__';
}
export function get_intid_range(d: irq_data): gic_intid_range {
  return __get_intid_range(d.hwirq);
}
/** True for interrupts that each CPU has for itself. */
export function gic_irq_in_rdist(d: irq_data): boolean {
  const range = get_intid_range(d);
  return range === 'SGI_RANGE' || range === 'PPI_RANGE' || range === 'EPPI_RANGE';
}
