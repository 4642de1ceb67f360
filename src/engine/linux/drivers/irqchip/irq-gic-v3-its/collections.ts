/** Collections: one for each CPU, tied to its redistributor when the CPU comes up. */
import { source } from '../../../../recorder/index.ts';
import { readq } from '../../../include/asm/io.ts';
import { GICR_TYPER } from '../../../include/linux/irqchip/arm-gic-v3.ts';
import type { Kernel } from '../../../kernel.ts';
import { nr_cpu_ids } from '../../../kernel/cpu/index.ts';
import { its_cpu_init_lpis, redist_disable_lpis } from './lpi-tables.ts';
import { its_send_invall, its_send_mapc } from './queue.ts';
import { GICR_TYPER_CPU_NUMBER, GITS_TYPER, GITS_TYPER_PTA } from './registers.ts';
import { collection_of, gic_data_rdist, irq_gic_v3_its_c, its_collection, type its_node } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

/** A collection that was never mapped. */
const NO_TARGET = 0xffffffffffffffffn;

export const its_alloc_collections = at.fn(
  'its_alloc_collections',
  'Makes a collection for each CPU.',
  (k: Kernel, its: its_node): number => {
    for (let cpu = 0; cpu < nr_cpu_ids(k); cpu++) {
      its.collections.set(cpu, its_collection.create(k.rec, { target_address: NO_TARGET }));
    }
    return 0;
  },
);

const its_cpu_init_collection = at.fn(
  'its_cpu_init_collection',
  'Ties the collection of this CPU to its redistributor.',
  (k: Kernel, its: its_node): void => {
    // Commands name a redistributor by its address or by its number, as the ITS likes it.
    const byAddress = (readq(k, its.base + GITS_TYPER) & GITS_TYPER_PTA) !== 0n;
    const rd = gic_data_rdist(k);
    const col = collection_of(its, k.cpu);
    col.target_address = byAddress
      ? BigInt(rd.phys_base)
      : BigInt(GICR_TYPER_CPU_NUMBER(readq(k, rd.rd_base + GICR_TYPER))) << 16n;
    col.col_id = k.cpu;
    its_send_mapc(k, its, col, 1);
    its_send_invall(k, its, col);
  },
);

const its_cpu_init_collections = at.fn(
  'its_cpu_init_collections',
  'Ties the collection of this CPU to its redistributor, on every ITS.',
  (k: Kernel): void => {
    for (const its of irq_gic_v3_its_c(k).its_nodes) its_cpu_init_collection(k, its);
  },
);

export const its_cpu_init = at.fn('its_cpu_init', 'Readies LPIs for the CPU that comes up.', (k: Kernel): number => {
  if (irq_gic_v3_its_c(k).its_nodes.length === 0) return 0;
  const ret = redist_disable_lpis(k);
  if (ret !== 0) return ret;
  its_cpu_init_lpis(k);
  its_cpu_init_collections(k);
  return 0;
});

export const its_lpi_memreserve_init = at.fn(
  'its_lpi_memreserve_init',
  'Would have EFI keep the memory of the LPI tables over a kexec; there is no EFI here.',
  (k: Kernel): number => 0,
);
