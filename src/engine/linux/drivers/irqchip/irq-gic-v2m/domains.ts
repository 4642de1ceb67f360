/**
 * The v2m driver, domains: one for the SPIs of all frames. In 6.1 two more stand on it, one for PCI and one for platform
 * devices; from 6.11 on each device gets its own.
 */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import { ENOMEM } from '../../../include/linux/errno.ts';
import type { irq_data } from '../../../include/linux/irq.ts';
import { DOMAIN_BUS_NEXUS, type irq_domain, IRQ_DOMAIN_FLAG_MSI_PARENT } from '../../../include/linux/irqdomain.ts';
import {
  MSI_CHIP_FLAG_SET_EOI,
  msi_domain_info,
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_PCI_MSI_MASK_PARENT,
  MSI_FLAG_PCI_MSIX,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_USE_DEF_DOM_OPS,
  MSI_GENERIC_FLAGS_MASK,
  type msi_parent_ops,
} from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_chip_eoi_parent, irq_chip_mask_parent, irq_chip_unmask_parent } from '../../../kernel/irq/chip/index.ts';
import {
  irq_domain_create_hierarchy,
  irq_domain_create_tree,
  irq_domain_remove,
  irq_domain_update_bus_token,
} from '../../../kernel/irq/irqdomain/index.ts';
import { msi_create_parent_irq_domain } from '../../../kernel/irq/msi/index.ts';
import { pr_err } from '../../../kernel/printk/printk.ts';
import { platform_msi_create_irq_domain } from '../../base/platform-msi.ts';
import { pci_msi_create_irq_domain } from '../../pci/msi/irqdomain/index.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../../pci/msi/msi/index.ts';
import { MATCH_PCI_MSI, MATCH_PLATFORM_MSI, msi_lib_init_dev_msi_info } from '../irq-msi-lib.ts';
import { gicv2m_domain_ops } from './irqs.ts';
import { irq_gic_v2m_c, type v2m_data } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v2m.c');

const DEFAULT_OPS = MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS;

const gicv2m_mask_msi_irq = at.fn(
  'gicv2m_mask_msi_irq',
  'Masks a vector in the device and its SPI in the GIC.',
  (k: Kernel, d: irq_data): void => {
    pci_msi_mask_irq(k, d);
    irq_chip_mask_parent(k, d);
  },
);

const gicv2m_unmask_msi_irq = at.fn(
  'gicv2m_unmask_msi_irq',
  'Unmasks a vector in the device and its SPI in the GIC.',
  (k: Kernel, d: irq_data): void => {
    pci_msi_unmask_irq(k, d);
    irq_chip_unmask_parent(k, d);
  },
);

/** 6.1: what the domain of all PCI devices is made with. */
function gicv2m_msi_domain_info(k: Kernel): msi_domain_info {
  return msi_domain_info.create(k.rec, {
    flags: DEFAULT_OPS | MSI_FLAG_PCI_MSIX | MSI_FLAG_MULTI_PCI_MSI,
    chip: {
      name: 'MSI',
      irq_mask: gicv2m_mask_msi_irq,
      irq_unmask: gicv2m_unmask_msi_irq,
      irq_eoi: irq_chip_eoi_parent,
      flags: 0,
    },
  });
}

/** 6.1: what the domain of all platform devices is made with. */
function gicv2m_pmsi_domain_info(k: Kernel): msi_domain_info {
  return msi_domain_info.create(k.rec, { flags: DEFAULT_OPS, ops: {}, chip: { name: 'pMSI', flags: 0 } });
}

/** From 6.11 on: what devices' own domains may and must have. */
function gicv2m_msi_parent_ops(k: Kernel): msi_parent_ops {
  return (irq_gic_v2m_c(k).gicv2m_msi_parent_ops ??= {
    name: 'gicv2m_msi_parent_ops',
    supported_flags: MSI_GENERIC_FLAGS_MASK | MSI_FLAG_PCI_MSIX | MSI_FLAG_MULTI_PCI_MSI,
    required_flags: DEFAULT_OPS | MSI_FLAG_PCI_MSI_MASK_PARENT,
    ...(k.since('7.3') ? { chip_flags: MSI_CHIP_FLAG_SET_EOI } : {}),
    bus_select_token: DOMAIN_BUS_NEXUS,
    bus_select_mask: MATCH_PCI_MSI | MATCH_PLATFORM_MSI,
    prefix: 'GICv2m-',
    init_dev_msi_info: msi_lib_init_dev_msi_info,
  });
}

/** 6.1: the domain of the SPIs, and on it those of PCI and of platform devices. */
function allocateShared(k: Kernel, v2m: v2m_data, parent: irq_domain): number {
  const fwnode = must(v2m.fwnode, "the frame's node");
  const inner_domain = irq_domain_create_tree(k, fwnode, gicv2m_domain_ops(k), v2m);
  if (inner_domain === undefined) {
    pr_err(k, 'GICv2m: Failed to create GICv2m domain');
    return -ENOMEM;
  }
  irq_domain_update_bus_token(k, inner_domain, DOMAIN_BUS_NEXUS);
  inner_domain.parent = parent;
  const pci_domain = pci_msi_create_irq_domain(k, fwnode, gicv2m_msi_domain_info(k), inner_domain);
  const plat_domain = platform_msi_create_irq_domain(k, fwnode, gicv2m_pmsi_domain_info(k), inner_domain);
  if (pci_domain !== undefined && plat_domain !== undefined) return 0;
  pr_err(k, 'GICv2m: Failed to create MSI domains');
  for (const domain of [plat_domain, pci_domain, inner_domain]) if (domain !== undefined) irq_domain_remove(k, domain);
  return -ENOMEM;
}

export const gicv2m_allocate_domains = at.fn(
  'gicv2m_allocate_domains',
  'Makes the domain that all frames share.',
  (k: Kernel, parent: irq_domain): number => {
    const v2m = irq_gic_v2m_c(k).v2m_nodes.first();
    if (v2m === undefined) return 0;
    if (!k.since('6.12')) return allocateShared(k, v2m, parent);
    if (k.since('7.3')) {
      const parts = { fwnode: v2m.fwnode, ops: gicv2m_domain_ops(k), parent, host_data: v2m };
      if (msi_create_parent_irq_domain(k, parts, gicv2m_msi_parent_ops(k)) !== undefined) return 0;
      pr_err(k, 'GICv2m: Failed to create GICv2m domain');
      return -ENOMEM;
    }
    const inner_domain = irq_domain_create_hierarchy(k, parent, 0, 0, v2m.fwnode, gicv2m_domain_ops(k), v2m);
    if (inner_domain === undefined) {
      pr_err(k, 'GICv2m: Failed to create GICv2m domain');
      return -ENOMEM;
    }
    irq_domain_update_bus_token(k, inner_domain, DOMAIN_BUS_NEXUS);
    inner_domain.flags |= IRQ_DOMAIN_FLAG_MSI_PARENT;
    inner_domain.msi_parent_ops = gicv2m_msi_parent_ops(k);
    return 0;
  },
);
