/** The MBI driver's structures and static variables (drivers/irqchip/irq-gic-v3-mbi.c). */
import {
  bool,
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
import type { irq_chip } from '../../../include/linux/irq.ts';
import type { irq_domain_ops } from '../../../include/linux/irqdomain.ts';
import type { msi_parent_ops } from '../../../include/linux/msi.ts';
import { statics } from '../../../kernel.ts';

/** Writing an SPI's number here raises it; the address of the doorbell within the distributor. */
export const GICD_SETSPI_NSR = 0x0040;

/** SPIs that messages can raise. */
export interface mbi_range extends Recorded {
  spi_start: number;
  nr_spis: number;
  /** Which SPIs, counted from the first, are taken. */
  bm: RecordedMap<boolean>;
}
export const mbi_range = struct<mbi_range>(
  'mbi_range',
  { spi_start: num(), nr_spis: num(), bm: map(bool()) },
  { label: (range) => `SPIs for messages from ${range.spi_start}` },
);

export interface irq_gic_v3_mbi_c extends Recorded {
  mbi_phys_base: number;
  mbi_ranges: RecordedList<mbi_range>;
  /** Tables of operations, made once. */
  mbi_irq_chip: irq_chip | undefined;
  mbi_domain_ops: irq_domain_ops | undefined;
  gic_v3_mbi_msi_parent_ops: msi_parent_ops | undefined;
}
export const irq_gic_v3_mbi_c = statics<irq_gic_v3_mbi_c>('drivers/irqchip/irq-gic-v3-mbi.c', {
  mbi_phys_base: hexnum(),
  mbi_ranges: list(ref<mbi_range>()),
  mbi_irq_chip: data(),
  mbi_domain_ops: data(),
  gic_v3_mbi_msi_parent_ops: data(),
});
