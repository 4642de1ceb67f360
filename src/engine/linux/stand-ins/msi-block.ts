/**
 * What the drivers of host bridges with a block of MSIs of their own have in common, and each writes out anew: a bitmap of vectors,
 * the two operations of the domain of these vectors, and the domain that PCI functions share on top of it. The names, the chip and
 * the differences are the driver's.
 */
import { msi_lib_init_dev_msi_info } from '../drivers/irqchip/irq-msi-lib.ts';
import { pci_msi_create_irq_domain } from '../drivers/pci/msi/irqdomain/index.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../drivers/pci/msi/msi/index.ts';
import type { device } from '../include/linux/device.ts';
import { ENOMEM, ENOSPC } from '../include/linux/errno.ts';
import type { irq_chip, irq_data, irq_flow_handler_t } from '../include/linux/irq.ts';
import {
  DOMAIN_BUS_NEXUS,
  DOMAIN_BUS_PCI_MSI,
  type irq_domain,
  type irq_domain_ops,
} from '../include/linux/irqdomain.ts';
import {
  msi_domain_info,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_USE_DEF_DOM_OPS,
  MSI_GENERIC_FLAGS_MASK,
  type msi_parent_ops,
} from '../include/linux/msi.ts';
import type { KernelVersion } from '../../api/kernel-versions.ts';
import type { Kernel } from '../kernel.ts';
import {
  handle_edge_irq,
  irq_chip_ack_parent,
  irq_chip_mask_parent,
  irq_chip_unmask_parent,
} from '../kernel/irq/chip/index.ts';
import {
  irq_domain_create_linear,
  irq_domain_get_irq_data,
  irq_domain_remove,
  irq_domain_set_info,
  irq_domain_update_bus_token,
} from '../kernel/irq/irqdomain/index.ts';
import { msi_create_parent_irq_domain } from '../kernel/irq/msi/index.ts';
import { dev_err } from '../kernel/printk/printk.ts';
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
  /** How a vector is handled; as an edge unless the driver says otherwise. */
  readonly handler?: irq_flow_handler_t;
  /** What the driver does for each vector taken, and given back. */
  readonly taken?: (k: Kernel, host_data: Recorded | undefined, hwirq: number) => void;
  readonly given?: (k: Kernel, host_data: Recorded | undefined, hwirq: number) => void;
}

/** The power of two that holds so many, as an exponent. */
const order_base_2 = (n: number): number => Math.ceil(Math.log2(Math.max(1, n)));

/** The operations of a domain of vectors: as many as asked for, from a multiple of that. */
export function vectorDomainOps(at: Place, driver: VectorDriver): irq_domain_ops {
  const alloc = at.fn(
    driver.alloc,
    'Takes free vectors of the block: as many as asked for, from a multiple of that.',
    (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): number => {
      const { used, count } = driver.vectors(domain.host_data);
      const first = bitmap_find_free_region(used, count, order_base_2(nr_irqs));
      if (first < 0) return driver.full ?? -ENOSPC;
      const chip = driver.chip(k);
      const handler = driver.handler ?? handle_edge_irq;
      for (let i = 0; i < nr_irqs; i++) {
        irq_domain_set_info(k, domain, virq + i, first + i, chip, domain.host_data, handler, undefined, undefined);
        driver.taken?.(k, domain.host_data, first + i);
      }
      return 0;
    },
  );
  const free = at.fn(
    driver.free,
    'Gives vectors of the block back.',
    (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
      const d = irq_domain_get_irq_data(k, domain, virq);
      if (d === undefined) return;
      bitmap_release_region(driver.vectors(domain.host_data).used, d.hwirq, order_base_2(nr_irqs));
      driver.given?.(k, domain.host_data, d.hwirq);
    },
  );
  return { name: driver.ops, alloc, free };
}

/** What the domain that PCI functions share is made with. */
export function sharedDomainInfo(k: Kernel, flags: number, chip: irq_chip): msi_domain_info {
  return msi_domain_info.create(k.rec, { flags: flags | MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS, chip });
}

/** The chip of the domain that functions share, before 7.3, where a vector is masked in the function and in the block, and acknowledged in the block. */
export function maskingTopChip(
  at: Place,
  name: string,
  fnames: { readonly ack: string; readonly mask: string; readonly unmask: string },
): irq_chip {
  return {
    name,
    irq_ack: at.fn(fnames.ack, 'Acknowledges a vector in the block.', (k: Kernel, d: irq_data): void =>
      irq_chip_ack_parent(k, d),
    ),
    irq_mask: at.fn(fnames.mask, 'Masks a vector in the function and in the block.', (k: Kernel, d: irq_data): void => {
      pci_msi_mask_irq(k, d);
      irq_chip_mask_parent(k, d);
    }),
    irq_unmask: at.fn(
      fnames.unmask,
      'Unmasks a vector in the function and in the block.',
      (k: Kernel, d: irq_data): void => {
        pci_msi_unmask_irq(k, d);
        irq_chip_unmask_parent(k, d);
      },
    ),
    flags: 0,
  };
}

/** A chip's refusal to steer vectors that share one interrupt. */
export function refusesAffinity(
  at: Place,
  name: string,
  errno: number,
): NonNullable<irq_chip['irq_set_affinity']> & FunctionInfo {
  return at.fn(name, 'Refuses: all vectors share one interrupt.', (): number => errno);
}

const DEFAULT_OPS = MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS;

/** What a driver of 7.3 lets the domains of functions be, which each makes for itself. */
export interface ParentDesign {
  /** The kernel's name of the table. */
  readonly name: string;
  readonly prefix?: string;
  /** Beside MSI itself: MSI-X, several MSIs. */
  readonly supported?: number;
  /** Beside the default operations: the parent masks, or affinity is refused. */
  readonly required?: number;
  readonly chip_flags?: number;
  /** What a domain is found by; PCI MSI unless said. */
  readonly select?: { readonly token: number; readonly mask: number };
  readonly init?: msi_parent_ops['init_dev_msi_info'];
}

/** What MSI domains of functions are made with on the domain of a driver of 7.3. */
export function blockParentOps({
  name,
  prefix,
  supported = 0,
  required = 0,
  chip_flags,
  select,
  init,
}: ParentDesign): msi_parent_ops {
  return {
    name,
    supported_flags: MSI_GENERIC_FLAGS_MASK | supported,
    required_flags: DEFAULT_OPS | required,
    ...(chip_flags === undefined ? {} : { chip_flags }),
    bus_select_token: select?.token ?? DOMAIN_BUS_PCI_MSI,
    bus_select_mask: select?.mask ?? 0,
    prefix,
    init_dev_msi_info: init ?? msi_lib_init_dev_msi_info,
  };
}

/** How a driver makes the domains of its block. */
export interface BlockDesign {
  readonly size: number;
  readonly ops: irq_domain_ops;
  readonly host_data: Recorded;
  /** Before 7.3: the domain of the vectors has the node, too, and the bus token NEXUS; else it has no node. */
  readonly nexus: boolean;
  /** Before 7.3: it has the node, and no bus token. */
  readonly plain?: true;
  /** The version in which the driver has a domain that is the parent of functions'; 7.3 unless said. */
  readonly parentSince?: KernelVersion;
  /** Before 7.3: what the domain that functions share is made with. */
  readonly shared: () => msi_domain_info;
  readonly parent: ParentDesign;
  /** The domain of the vectors could not be made, and the one that functions share. */
  readonly says: { readonly inner: string; readonly shared: string };
}

export interface BlockDomains {
  /** The domain of the vectors. */
  readonly inner: irq_domain;
  /** Before 7.3: the one that functions share. */
  readonly shared: irq_domain | undefined;
}

/** Makes the domains of a block: until 7.3 one of the vectors and one that functions share, then one that is the parent of theirs. */
export function makeBlockDomains(k: Kernel, dev: device, design: BlockDesign): BlockDomains | number {
  const { size, ops, host_data, says } = design;
  const { fwnode } = dev;
  if (k.since(design.parentSince ?? '7.3')) {
    const inner = msi_create_parent_irq_domain(k, { fwnode, ops, host_data, size }, blockParentOps(design.parent));
    if (inner !== undefined) return { inner, shared: undefined };
    dev_err(k, dev, says.shared);
    return -ENOMEM;
  }
  const inner = irq_domain_create_linear(
    k,
    design.nexus || design.plain === true ? fwnode : undefined,
    size,
    ops,
    host_data,
  );
  if (inner === undefined) {
    dev_err(k, dev, says.inner);
    return -ENOMEM;
  }
  if (design.nexus) irq_domain_update_bus_token(k, inner, DOMAIN_BUS_NEXUS);
  const shared = pci_msi_create_irq_domain(k, fwnode, design.shared(), inner);
  if (shared !== undefined) return { inner, shared };
  dev_err(k, dev, says.shared);
  irq_domain_remove(k, inner);
  return -ENOMEM;
}
