/**
 * The MBI driver, domains: one for the SPIs of all ranges. In 6.1 two more stand on it, one for PCI and one for platform
 * devices; from 6.11 on each device gets its own.
 */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { ENOMEM } from '../../../include/linux/errno.ts';
import { type irq_data, IRQCHIP_SUPPORTS_LEVEL_MSI } from '../../../include/linux/irq.ts';
import {
  DOMAIN_BUS_DEVICE_MSI,
  DOMAIN_BUS_NEXUS,
  DOMAIN_BUS_PCI_DEVICE_MSI,
  DOMAIN_BUS_PCI_DEVICE_MSIX,
  type irq_domain,
  IRQ_DOMAIN_FLAG_MSI_PARENT,
} from '../../../include/linux/irqdomain.ts';
import {
  MSI_CHIP_FLAG_SET_EOI,
  msi_domain_info,
  MSI_FLAG_LEVEL_CAPABLE,
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_PCI_MSI_MASK_PARENT,
  MSI_FLAG_PCI_MSIX,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_USE_DEF_DOM_OPS,
  MSI_GENERIC_FLAGS_MASK,
  type msi_parent_ops,
} from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
} from '../../../kernel/irq/chip/index.ts';
import {
  irq_domain_create_hierarchy,
  irq_domain_create_tree,
  irq_domain_remove,
  irq_domain_update_bus_token,
} from '../../../kernel/irq/irqdomain/index.ts';
import { msi_create_parent_irq_domain } from '../../../kernel/irq/msi/index.ts';
import { platform_msi_create_irq_domain } from '../../base/platform-msi.ts';
import { pci_msi_create_irq_domain } from '../../pci/msi/irqdomain/index.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../../pci/msi/msi/index.ts';
import { MATCH_PCI_MSI, MATCH_PLATFORM_MSI, msi_lib_init_dev_msi_info } from '../irq-msi-lib.ts';
import { mbi_compose_msi_msg, mbi_domain_ops } from './irqs.ts';
import { irq_gic_v3_mbi_c } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-mbi.c');

const DEFAULT_OPS = MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS;

const mbi_mask_msi_irq = at.fn(
  'mbi_mask_msi_irq',
  'Masks a vector in the device and its SPI in the GIC.',
  (k: Kernel, d: irq_data): void => {
    pci_msi_mask_irq(k, d);
    irq_chip_mask_parent(k, d);
  },
);

const mbi_unmask_msi_irq = at.fn(
  'mbi_unmask_msi_irq',
  'Unmasks a vector in the device and its SPI in the GIC.',
  (k: Kernel, d: irq_data): void => {
    pci_msi_unmask_irq(k, d);
    irq_chip_unmask_parent(k, d);
  },
);

/** 6.1: what the domain of all PCI devices is made with. */
function mbi_msi_domain_info(k: Kernel): msi_domain_info {
  return msi_domain_info.create(k.rec, {
    flags: DEFAULT_OPS | MSI_FLAG_PCI_MSIX | MSI_FLAG_MULTI_PCI_MSI,
    chip: {
      name: 'MSI',
      irq_mask: mbi_mask_msi_irq,
      irq_unmask: mbi_unmask_msi_irq,
      irq_eoi: irq_chip_eoi_parent,
      irq_compose_msi_msg: mbi_compose_msi_msg,
      flags: 0,
    },
  });
}

/** 6.1: what the domain of all platform devices is made with. */
function mbi_pmsi_domain_info(k: Kernel): msi_domain_info {
  return msi_domain_info.create(k.rec, {
    flags: DEFAULT_OPS | MSI_FLAG_LEVEL_CAPABLE,
    ops: {},
    chip: {
      name: 'pMSI',
      irq_set_type: irq_chip_set_type_parent,
      irq_compose_msi_msg: mbi_compose_msi_msg,
      flags: IRQCHIP_SUPPORTS_LEVEL_MSI,
    },
  });
}

const mbi_init_dev_msi_info = at.fn(
  'mbi_init_dev_msi_info',
  "Completes the description of a device's own domain.",
  (k: Kernel, dev: device, domain: irq_domain, real_parent: irq_domain, info: msi_domain_info): boolean => {
    if (!msi_lib_init_dev_msi_info(k, dev, domain, real_parent, info)) return false;
    const chip = must(info.chip, "the chip of the device's domain");
    switch (info.bus_token) {
      case DOMAIN_BUS_PCI_DEVICE_MSI:
      case DOMAIN_BUS_PCI_DEVICE_MSIX:
        info.chip = { ...chip, irq_compose_msi_msg: mbi_compose_msi_msg };
        return true;
      case DOMAIN_BUS_DEVICE_MSI:
        info.chip = {
          ...chip,
          irq_compose_msi_msg: mbi_compose_msi_msg,
          irq_set_type: irq_chip_set_type_parent,
          flags: chip.flags | IRQCHIP_SUPPORTS_LEVEL_MSI,
        };
        info.flags |= MSI_FLAG_LEVEL_CAPABLE;
        return true;
      default:
        return false;
    }
  },
);

/** From 6.11 on: what devices' own domains may and must have. */
function gic_v3_mbi_msi_parent_ops(k: Kernel): msi_parent_ops {
  return (irq_gic_v3_mbi_c(k).gic_v3_mbi_msi_parent_ops ??= {
    name: 'gic_v3_mbi_msi_parent_ops',
    supported_flags: MSI_GENERIC_FLAGS_MASK | MSI_FLAG_PCI_MSIX | MSI_FLAG_MULTI_PCI_MSI,
    required_flags: DEFAULT_OPS | MSI_FLAG_PCI_MSI_MASK_PARENT,
    ...(k.since('7.3') ? { chip_flags: MSI_CHIP_FLAG_SET_EOI } : {}),
    bus_select_token: DOMAIN_BUS_NEXUS,
    bus_select_mask: MATCH_PCI_MSI | MATCH_PLATFORM_MSI,
    prefix: 'MBI-',
    init_dev_msi_info: mbi_init_dev_msi_info,
  });
}

/** 6.1: the domain of the SPIs, and on it those of PCI and of platform devices. */
function mbi_allocate_domains(k: Kernel, parent: irq_domain): number {
  const fwnode = must(parent.fwnode, "the GIC's node");
  const nexus_domain = irq_domain_create_tree(k, fwnode, mbi_domain_ops(k), undefined);
  if (nexus_domain === undefined) return -ENOMEM;
  irq_domain_update_bus_token(k, nexus_domain, DOMAIN_BUS_NEXUS);
  nexus_domain.parent = parent;
  const pci_domain = pci_msi_create_irq_domain(k, fwnode, mbi_msi_domain_info(k), nexus_domain);
  const plat_domain = platform_msi_create_irq_domain(k, fwnode, mbi_pmsi_domain_info(k), nexus_domain);
  if (pci_domain !== undefined && plat_domain !== undefined) return 0;
  for (const domain of [plat_domain, pci_domain, nexus_domain]) if (domain !== undefined) irq_domain_remove(k, domain);
  return -ENOMEM;
}

export const mbi_allocate_domain = at.fn(
  'mbi_allocate_domain',
  'Makes the domain of the SPIs that messages can raise.',
  (k: Kernel, parent: irq_domain): number => {
    if (!k.since('6.12')) return mbi_allocate_domains(k, parent);
    if (k.since('7.3')) {
      const parts = { fwnode: parent.fwnode, ops: mbi_domain_ops(k), parent };
      return msi_create_parent_irq_domain(k, parts, gic_v3_mbi_msi_parent_ops(k)) === undefined ? -ENOMEM : 0;
    }
    const nexus_domain = irq_domain_create_hierarchy(k, parent, 0, 0, parent.fwnode, mbi_domain_ops(k), undefined);
    if (nexus_domain === undefined) return -ENOMEM;
    irq_domain_update_bus_token(k, nexus_domain, DOMAIN_BUS_NEXUS);
    nexus_domain.flags |= IRQ_DOMAIN_FLAG_MSI_PARENT;
    nexus_domain.msi_parent_ops = gic_v3_mbi_msi_parent_ops(k);
    return 0;
  },
);
