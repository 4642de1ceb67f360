/**
 * What the drivers of host bridges with a block of MSIs of their own have in common, and each writes out anew: a bitmap of vectors,
 * the two operations of the domain of these vectors, and the domain that PCI functions share on top of it. The names, the chip and
 * the differences are the driver's.
 */
import { ENOSPC } from '../include/linux/errno.ts';
import type { irq_chip } from '../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops } from '../include/linux/irqdomain.ts';
import { msi_domain_info, MSI_FLAG_USE_DEF_CHIP_OPS, MSI_FLAG_USE_DEF_DOM_OPS } from '../include/linux/msi.ts';
import type { Kernel } from '../kernel.ts';
import { handle_edge_irq } from '../kernel/irq/chip/index.ts';
import { irq_domain_get_irq_data, irq_domain_set_info } from '../kernel/irq/irqdomain/index.ts';
import { bitmap_find_free_region, bitmap_release_region } from '../lib/bitmap.ts';
import type { FunctionInfo, Recorded, RecordedMap, source } from '../../recorder/index.ts';

type Place = ReturnType<typeof source>;

/** A driver's names for the two operations, and where it keeps its vectors. */
export interface VectorDriver {
  /** Names of the operations' structure and of its two functions. */
  readonly ops: string;
  readonly alloc: string;
  readonly free: string;
  /** The chip of a vector. */
  readonly chip: (k: Kernel) => irq_chip;
  /** The bitmap and its size, from the domain's `host_data`. */
  readonly vectors: (host_data: Recorded | undefined) => { readonly used: RecordedMap<number>; readonly count: number };
  /** Errno where no vectors are left; -ENOSPC unless the driver has its own. */
  readonly full?: number;
}

/** The power of two that holds so many, as an exponent. */
const order_base_2 = (n: number): number => Math.ceil(Math.log2(Math.max(1, n)));

/** The operations of a domain of vectors: as many as asked for, from a multiple of that, each an edge. */
export function vectorDomainOps(at: Place, driver: VectorDriver): irq_domain_ops {
  const alloc = at.fn(
    driver.alloc,
    'Takes free vectors of the block: as many as asked for, from a multiple of that.',
    (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): number => {
      const { used, count } = driver.vectors(domain.host_data);
      const first = bitmap_find_free_region(used, count, order_base_2(nr_irqs));
      if (first < 0) return driver.full ?? -ENOSPC;
      const chip = driver.chip(k);
      for (let i = 0; i < nr_irqs; i++)
        irq_domain_set_info(
          k,
          domain,
          virq + i,
          first + i,
          chip,
          domain.host_data,
          handle_edge_irq,
          undefined,
          undefined,
        );
      return 0;
    },
  );
  const free = at.fn(
    driver.free,
    'Gives vectors of the block back.',
    (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
      const d = irq_domain_get_irq_data(k, domain, virq);
      if (d !== undefined) bitmap_release_region(driver.vectors(domain.host_data).used, d.hwirq, order_base_2(nr_irqs));
    },
  );
  return { name: driver.ops, alloc, free };
}

/** What the domain that PCI functions share is made with. */
export function sharedDomainInfo(k: Kernel, flags: number, chip: irq_chip): msi_domain_info {
  return msi_domain_info.create(k.rec, { flags: flags | MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS, chip });
}

/** A chip's refusal to steer vectors that share one interrupt. */
export function refusesAffinity(
  at: Place,
  name: string,
  errno: number,
): NonNullable<irq_chip['irq_set_affinity']> & FunctionInfo {
  return at.fn(name, 'Refuses: all vectors share one interrupt.', (): number => errno);
}
