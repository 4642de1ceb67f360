/**
 * Models drivers/irqchip/irq-alpine-msi.c: Annapurna Labs' Alpine, where a write to an address that has an SPI's number in it makes that SPI.
 * PCI functions share one domain, on a middle one that takes SPIs of the GIC.
 */
import { must } from '../../../../base/assert.ts';
import { bool, hexnum, map, num, type Recorded, type RecordedMap, source, struct } from '../../../recorder/index.ts';
import { EINVAL, ENODEV, ENOMEM, ENOSPC, ENXIO } from '../../include/linux/errno.ts';
import { type irq_chip, type irq_data, IRQ_TYPE_EDGE_RISING } from '../../include/linux/irq.ts';
import { DOMAIN_BUS_NEXUS, type irq_domain, type irq_domain_ops } from '../../include/linux/irqdomain.ts';
import {
  MSI_CHIP_FLAG_SET_EOI,
  MSI_FLAG_PCI_MSI_MASK_PARENT,
  MSI_FLAG_PCI_MSIX,
  type msi_msg,
} from '../../include/linux/msi.ts';
import { type device_node, is_of_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
  irq_chip_unmask_parent,
} from '../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_create_tree,
  irq_domain_free_irqs_parent,
  irq_domain_get_irq_data,
  irq_domain_remove,
  irq_domain_set_hwirq_and_chip,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { msi_create_parent_irq_domain } from '../../kernel/irq/msi/index.ts';
import { pr_err } from '../../kernel/printk/printk.ts';
import { type ParentDesign, blockParentOps, sharedDomainInfo } from '../../stand-ins/msi-block.ts';
import { of_address_to_resource } from '../of/address.ts';
import { of_irq_find_parent } from '../of/irq/index.ts';
import { of_property_read_u32 } from '../of/property.ts';
import { pci_msi_create_irq_domain } from '../pci/msi/irqdomain/index.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../pci/msi/msi/index.ts';
import { MATCH_PCI_MSI, msi_lib_irq_domain_select } from './irq-msi-lib.ts';

const at = source('drivers/irqchip/irq-alpine-msi.c');

/** The primary GIC takes the message. */
const ALPINE_MSIX_SPI_TARGET_CLUSTER0 = 2 ** 16;
/** Bits of the address below these say where the message goes. */
const TARGET_BITS = 2 ** 20;

interface alpine_msix_data extends Recorded {
  addr: number;
  spi_first: number;
  num_spis: number;
  /** Which SPIs, counted from the first, are taken. */
  msi_map: RecordedMap<boolean>;
}
const alpine_msix_data = struct<alpine_msix_data>('alpine_msix_data', {
  addr: hexnum(),
  spi_first: num(),
  num_spis: num(),
  msi_map: map(bool()),
});

const alpine_msix_mask_msi_irq = at.fn(
  'alpine_msix_mask_msi_irq',
  'Masks a vector in the function and its SPI in the GIC.',
  (k: Kernel, d: irq_data): void => {
    pci_msi_mask_irq(k, d);
    irq_chip_mask_parent(k, d);
  },
);
const alpine_msix_unmask_msi_irq = at.fn(
  'alpine_msix_unmask_msi_irq',
  'Unmasks a vector in the function and its SPI in the GIC.',
  (k: Kernel, d: irq_data): void => {
    pci_msi_unmask_irq(k, d);
    irq_chip_unmask_parent(k, d);
  },
);

function alpine_msix_irq_chip(): irq_chip {
  return {
    name: 'MSIx',
    irq_mask: alpine_msix_mask_msi_irq,
    irq_unmask: alpine_msix_unmask_msi_irq,
    irq_eoi: irq_chip_eoi_parent,
    irq_set_affinity: irq_chip_set_affinity_parent,
    flags: 0,
  };
}

const alpine_msix_compose_msi_msg = at.fn(
  'alpine_msix_compose_msi_msg',
  "Composes a vector's message: the SPI is in the address, the data is nothing.",
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    const { addr } = alpine_msix_data.of(d.chip_data);
    msg.address_hi = Math.floor(addr / 2 ** 32);
    msg.address_lo = (addr | (d.hwirq << 3)) >>> 0;
    msg.data = 0;
  },
);

function middle_irq_chip(): irq_chip {
  return {
    name: 'alpine_msix_middle',
    irq_mask: irq_chip_mask_parent,
    irq_unmask: irq_chip_unmask_parent,
    irq_eoi: irq_chip_eoi_parent,
    irq_set_affinity: irq_chip_set_affinity_parent,
    irq_compose_msi_msg: alpine_msix_compose_msi_msg,
    flags: 0,
  };
}

const alpine_msix_allocate_sgi = at.fn(
  'alpine_msix_allocate_sgi',
  'Takes the first run of free SPIs: its number, or -ENOSPC.',
  (_k: Kernel, priv: alpine_msix_data, num_req: number): number => {
    const isFree = (first: number): boolean => {
      for (let i = first; i < first + num_req; i++) if (priv.msi_map.has(i)) return false;
      return true;
    };
    let first = 0;
    while (first + num_req <= priv.num_spis && !isFree(first)) first++;
    if (first + num_req > priv.num_spis) return -ENOSPC;
    for (let i = first; i < first + num_req; i++) priv.msi_map.set(i, true);
    return priv.spi_first + first;
  },
);
const alpine_msix_free_sgi = at.fn(
  'alpine_msix_free_sgi',
  'Gives SPIs back.',
  (_k: Kernel, priv: alpine_msix_data, sgi: number, num_req: number): void => {
    const first = sgi - priv.spi_first;
    for (let i = first; i < first + num_req; i++) priv.msi_map.delete(i);
  },
);

const alpine_msix_gic_domain_alloc = at.fn(
  'alpine_msix_gic_domain_alloc',
  'Has the GIC map the SPI, and makes it edge triggered.',
  (k: Kernel, domain: irq_domain, virq: number, sgi: number): number => {
    const parent = must(domain.parent, 'the GIC domain');
    const { fwnode } = parent;
    if (!is_of_node(fwnode)) return -EINVAL;
    const fwspec = { fwnode, param_count: 3, param: [0, sgi, IRQ_TYPE_EDGE_RISING] };
    const ret = irq_domain_alloc_irqs_parent(k, domain, virq, 1, fwspec);
    if (ret !== 0) return ret;
    const d = irq_domain_get_irq_data(k, parent, virq);
    if (d !== undefined) d.chip?.irq_set_type?.(k, d, IRQ_TYPE_EDGE_RISING);
    return 0;
  },
);

const alpine_msix_middle_domain_alloc = at.fn(
  'alpine_msix_middle_domain_alloc',
  'Takes SPIs for vectors.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): number => {
    const priv = alpine_msix_data.of(domain.host_data);
    const sgi = alpine_msix_allocate_sgi(k, priv, nr_irqs);
    if (sgi < 0) return sgi;
    for (let i = 0; i < nr_irqs; i++) {
      const err = alpine_msix_gic_domain_alloc(k, domain, virq + i, sgi + i);
      if (err !== 0) {
        irq_domain_free_irqs_parent(k, domain, virq, i);
        alpine_msix_free_sgi(k, priv, sgi, nr_irqs);
        return err;
      }
      irq_domain_set_hwirq_and_chip(k, domain, virq + i, sgi + i, middle_irq_chip(), priv);
    }
    return 0;
  },
);
const alpine_msix_middle_domain_free = at.fn(
  'alpine_msix_middle_domain_free',
  'Gives the SPIs of vectors back.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const d = irq_domain_get_irq_data(k, domain, virq);
    if (d === undefined) return;
    irq_domain_free_irqs_parent(k, domain, virq, nr_irqs);
    alpine_msix_free_sgi(k, alpine_msix_data.of(d.chip_data), d.hwirq, nr_irqs);
  },
);
const alpine_msix_middle_domain_ops: irq_domain_ops = {
  name: 'alpine_msix_middle_domain_ops',
  alloc: alpine_msix_middle_domain_alloc,
  free: alpine_msix_middle_domain_free,
};

/** 7.3: functions make domains of their own on the middle one, which has the node. */
const alpine_msi_parent: ParentDesign = {
  name: 'alpine_msi_parent_ops',
  prefix: 'ALPINE-',
  supported: MSI_FLAG_PCI_MSIX,
  required: MSI_FLAG_PCI_MSI_MASK_PARENT,
  chip_flags: MSI_CHIP_FLAG_SET_EOI,
  select: { token: DOMAIN_BUS_NEXUS, mask: MATCH_PCI_MSI },
};

/** The middle domain on the GIC's; 6.1 makes it without a parent first. */
function middleDomain(k: Kernel, gic: irq_domain, priv: alpine_msix_data): irq_domain | undefined {
  if (k.since('6.12')) return irq_domain_create_hierarchy(k, gic, 0, 0, undefined, alpine_msix_middle_domain_ops, priv);
  const domain = irq_domain_create_tree(k, undefined, alpine_msix_middle_domain_ops, priv);
  if (domain !== undefined) domain.parent = gic;
  return domain;
}

const alpine_msix_init_domains = at.fn(
  'alpine_msix_init_domains',
  'Makes the middle domain, and on it the one that PCI functions share.',
  (k: Kernel, priv: alpine_msix_data, node: device_node): number => {
    const gic_node = of_irq_find_parent(k, node);
    if (gic_node === undefined) {
      pr_err(k, 'Failed to find the GIC node');
      return -ENODEV;
    }
    const gic_domain = irq_find_host(k, gic_node);
    if (gic_domain === undefined) {
      pr_err(k, 'Failed to find the GIC domain');
      return -ENXIO;
    }
    if (k.since('7.3')) {
      const ops = { ...alpine_msix_middle_domain_ops, select: msi_lib_irq_domain_select };
      const info = { fwnode: node, ops, host_data: priv, parent: gic_domain };
      if (msi_create_parent_irq_domain(k, info, blockParentOps(alpine_msi_parent)) !== undefined) return 0;
      pr_err(k, 'Failed to create MSI domain');
      return -ENOMEM;
    }
    const middle = middleDomain(k, gic_domain, priv);
    if (middle === undefined) {
      pr_err(k, 'Failed to create the MSIX middle domain');
      return -ENOMEM;
    }
    const info = sharedDomainInfo(k, MSI_FLAG_PCI_MSIX, alpine_msix_irq_chip());
    if (pci_msi_create_irq_domain(k, node, info, middle) !== undefined) return 0;
    pr_err(k, 'Failed to create MSI domain');
    irq_domain_remove(k, middle);
    return -ENOMEM;
  },
);

/** IRQCHIP_DECLARE */
export const alpine_msix_init = at.fn(
  'alpine_msix_init',
  "Starts the block: its address and its SPIs are the tree's.",
  (k: Kernel, node: device_node, _parent: device_node | undefined): number => {
    const res = of_address_to_resource(k, node, 0);
    if (typeof res === 'number') {
      pr_err(k, 'Failed to allocate resource');
      return res;
    }
    const spi_first = of_property_read_u32(k, node, 'al,msi-base-spi');
    if (spi_first === undefined) {
      pr_err(k, 'Unable to parse MSI base');
      return -EINVAL;
    }
    const num_spis = of_property_read_u32(k, node, 'al,msi-num-spis');
    if (num_spis === undefined) {
      pr_err(k, 'Unable to parse MSI numbers');
      return -EINVAL;
    }
    const addr = res.start - (res.start % TARGET_BITS) + ALPINE_MSIX_SPI_TARGET_CLUSTER0;
    return alpine_msix_init_domains(k, alpine_msix_data.create(k.rec, { addr, spi_first, num_spis }), node);
  },
);
