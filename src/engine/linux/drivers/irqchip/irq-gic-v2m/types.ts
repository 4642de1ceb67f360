/** The v2m driver's structures, static variables and registers (drivers/irqchip/irq-gic-v2m.c). */
import {
  bits,
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
import type { fwnode_handle } from '../../../include/linux/fwnode.ts';
import type { irq_chip } from '../../../include/linux/irq.ts';
import type { irq_domain_ops } from '../../../include/linux/irqdomain.ts';
import type { msi_parent_ops } from '../../../include/linux/msi.ts';
import { statics } from '../../../kernel.ts';

export const V2M_MSI_TYPER = 0x008;
export const V2M_MSI_SETSPI_NS = 0x040;
export const V2M_MSI_IIDR = 0xfcc;
export const V2M_MIN_SPI = 32;
export const V2M_MAX_SPI = 1019;
/** Two implementations whose messages carry the SPI less an offset. */
export const XGENE_GICV2M_MSI_IIDR = 0x06000170;
export const BCM_NS2_GICV2M_MSI_IIDR = 0x0000013f;
export const GICV2M_NEEDS_SPI_OFFSET = 1 << 0;

/** One frame. */
export interface v2m_data extends Recorded {
  fwnode: fwnode_handle | undefined;
  /** Where the frame is; the kernel keeps a resource too. */
  base: number;
  spi_start: number;
  nr_spis: number;
  spi_offset: number;
  /** Which SPIs, counted from the first, are taken. */
  bm: RecordedMap<boolean>;
  flags: number;
}
export const v2m_data = struct<v2m_data>(
  'v2m_data',
  {
    fwnode: ref(),
    base: hexnum(),
    spi_start: num(),
    nr_spis: num(),
    spi_offset: num(),
    bm: map(bool()),
    flags: bits({ GICV2M_NEEDS_SPI_OFFSET }),
  },
  { label: (v2m) => `v2m frame at 0x${v2m.base.toString(16)}` },
);

export interface irq_gic_v2m_c extends Recorded {
  v2m_nodes: RecordedList<v2m_data>;
  /** Tables of operations, made once. */
  gicv2m_irq_chip: irq_chip | undefined;
  gicv2m_domain_ops: irq_domain_ops | undefined;
  gicv2m_msi_parent_ops: msi_parent_ops | undefined;
}
export const irq_gic_v2m_c = statics<irq_gic_v2m_c>('drivers/irqchip/irq-gic-v2m.c', {
  v2m_nodes: list(ref<v2m_data>()),
  gicv2m_irq_chip: data(),
  gicv2m_domain_ops: data(),
  gicv2m_msi_parent_ops: data(),
});
