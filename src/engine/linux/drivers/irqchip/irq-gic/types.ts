/** The GICv2 driver's structures, static variables and registers (drivers/irqchip/irq-gic.c). */
import { must } from '../../../../../base/assert.ts';
import {
  bool,
  data,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  struct,
} from '../../../../recorder/index.ts';
import type { irq_chip, irq_data } from '../../../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops } from '../../../include/linux/irqdomain.ts';
import { type Kernel, statics } from '../../../kernel.ts';

/** A GICv2 knows eight CPU interfaces. */
export const NR_GIC_CPU_IF = 8;
/** CONFIG_ARM_GIC_MAX_NR: the kernel is built for one GICv2. */
export const CONFIG_ARM_GIC_MAX_NR = 1;

/** All that the driver knows of one GICv2. */
export interface gic_chip_data extends Recorded {
  /** Its place in the kernel's gic_data[]. */
  index: number;
  dist_base: number;
  cpu_base: number;
  raw_dist_base: number;
  raw_cpu_base: number;
  percpu_offset: number;
  domain: irq_domain | undefined;
  gic_irqs: number;
}
export const gic_chip_data = struct<gic_chip_data>(
  'gic_chip_data',
  {
    index: num(),
    dist_base: hexnum(),
    cpu_base: hexnum(),
    raw_dist_base: hexnum(),
    raw_cpu_base: hexnum(),
    percpu_offset: hexnum(),
    domain: ref(),
    gic_irqs: num(),
  },
  { label: (gic) => `GIC-${gic.index}` },
);

export interface gic_c extends Recorded {
  /** By place; the root GIC is 0. */
  gic_data: RecordedMap<gic_chip_data>;
  gic_cnt: number;
  /** By CPU: the bits of the GIC's CPU interfaces that it may be. One bit once the CPU has come up. */
  gic_cpu_map: RecordedMap<number>;
  /** EOI drops the priority only, and a second write deactivates: for CPUs that came in at EL2. */
  supports_deactivate_key: boolean;
  /** Registers can only be written a word at a time (one old interconnect). */
  needs_rmw_access: boolean;
  /** By CPU: the acknowledged SGI with its sender, which must be written back as it was. */
  sgi_intid: RecordedMap<number>;
  /** Tables of operations, made once. */
  gic_chip: irq_chip | undefined;
  gic_chip_mode1: irq_chip | undefined;
  gic_irq_domain_hierarchy_ops: irq_domain_ops | undefined;
}
export const gic_c = statics<gic_c>('drivers/irqchip/irq-gic.c', {
  gic_data: map(ref<gic_chip_data>()),
  gic_cnt: num(),
  gic_cpu_map: map(hexnum()),
  supports_deactivate_key: bool(true),
  needs_rmw_access: bool(),
  sgi_intid: map(hexnum()),
  gic_chip: data(),
  gic_chip_mode1: data(),
  gic_irq_domain_hierarchy_ops: data(),
});

/** The root GIC. */
export function rootGic(k: Kernel): gic_chip_data {
  return must(gic_c(k).gic_data.get(0), 'the root GIC');
}
/** The GIC that an interrupt is of. */
export function gicOf(d: irq_data): gic_chip_data {
  return gic_chip_data.of(d.chip_data);
}
export function gic_dist_base(d: irq_data): number {
  return gicOf(d).dist_base;
}
export function gic_cpu_base(d: irq_data): number {
  return gicOf(d).cpu_base;
}
