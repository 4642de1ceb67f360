/**
 * Models drivers/irqchip/irq-gic-v3-its-pci-msi.c (until 6.10): one MSI domain for all PCI functions behind an ITS.
 * Left out: ACPI.
 */
import { must } from '../../../../base/assert.ts';
import { type Recorded, ref, source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENOMEM, ENXIO } from '../../include/linux/errno.ts';
import type { fwnode_handle } from '../../include/linux/fwnode.ts';
import type { irq_data } from '../../include/linux/irq.ts';
import { DOMAIN_BUS_NEXUS, type irq_domain } from '../../include/linux/irqdomain.ts';
import {
  MSI_ALLOC_FLAGS_PROXY_DEVICE,
  type msi_alloc_info_t,
  msi_domain_info,
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_PCI_MSIX,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_USE_DEF_DOM_OPS,
} from '../../include/linux/msi.ts';
import { dev_is_pci, type pci_dev, to_pci_dev } from '../../include/linux/pci/index.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { irq_chip_eoi_parent, irq_chip_mask_parent, irq_chip_unmask_parent } from '../../kernel/irq/chip/index.ts';
import { irq_find_matching_fwnode } from '../../kernel/irq/irqdomain/index.ts';
import { msi_get_domain_info } from '../../kernel/irq/msi/index.ts';
import { pr_err, pr_info } from '../../kernel/printk/printk.ts';
import { for_each_matching_node, of_device_is_available } from '../of/base/index.ts';
import { of_property_read_bool } from '../of/property.ts';
import { pci_walk_bus } from '../pci/bus.ts';
import { pci_msix_vec_count } from '../pci/msi/api.ts';
import { pci_msi_create_irq_domain, pci_msi_domain_get_msi_rid } from '../pci/msi/irqdomain/index.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq, pci_msi_vec_count } from '../pci/msi/msi/index.ts';
import { pci_for_each_dma_alias } from '../pci/search.ts';
import { its_device_id, vectorsFor } from './irq-gic-v3-its/index.ts';

const at = source('drivers/irqchip/irq-gic-v3-its-pci-msi.c');

interface irq_gic_v3_its_pci_msi_c extends Recorded {
  its_pci_msi_domain_info: msi_domain_info | undefined;
}
const irq_gic_v3_its_pci_msi_c = statics<irq_gic_v3_its_pci_msi_c>('drivers/irqchip/irq-gic-v3-its-pci-msi.c', {
  its_pci_msi_domain_info: ref(),
});

const its_mask_msi_irq = at.fn(
  'its_mask_msi_irq',
  'Masks a vector both at the function and as an LPI.',
  (k: Kernel, d: irq_data): void => {
    pci_msi_mask_irq(k, d);
    irq_chip_mask_parent(k, d);
  },
);

const its_unmask_msi_irq = at.fn(
  'its_unmask_msi_irq',
  'Unmasks a vector both at the function and as an LPI.',
  (k: Kernel, d: irq_data): void => {
    pci_msi_unmask_irq(k, d);
    irq_chip_unmask_parent(k, d);
  },
);

const its_pci_msi_vec_count = at.fn(
  'its_pci_msi_vec_count',
  'Adds up how many vectors the functions behind a bridge may want.',
  (k: Kernel, pdev: pci_dev, data: { count: number }): number => {
    const msi = Math.max(pci_msi_vec_count(k, pdev), 0);
    data.count += Math.max(msi, pci_msix_vec_count(k, pdev));
    return 0;
  },
);

const its_get_pci_alias = at.fn(
  'its_get_pci_alias',
  'Notes the function whose requester ID the messages carry.',
  (k: Kernel, pdev: pci_dev, alias: number, data: { dev: pci_dev }): number => {
    data.dev = pdev;
    return 0;
  },
);

const its_pci_msi_prepare = at.fn(
  'its_pci_msi_prepare',
  'Finds the DeviceID of a PCI function and how many vectors to provide for, and has the ITS device made.',
  (k: Kernel, domain: irq_domain, dev: device, nvec: number, info: msi_alloc_info_t): number => {
    if (!dev_is_pci(dev)) return -EINVAL;
    const parent = must(domain.parent, 'the ITS domain below the PCI domain');
    const msi_prepare = must(msi_get_domain_info(k, parent)?.ops?.msi_prepare, 'msi_prepare of the ITS domain');
    const pdev = to_pci_dev(dev);
    const alias = { dev: pdev };
    const shared = { count: 0 };
    pci_for_each_dma_alias(k, pdev, its_get_pci_alias, alias);
    if (alias.dev !== pdev) {
      if (alias.dev.subordinate !== undefined) pci_walk_bus(k, alias.dev.subordinate, its_pci_msi_vec_count, shared);
      info.flags |= MSI_ALLOC_FLAGS_PROXY_DEVICE;
    }
    const dev_id = pci_msi_domain_get_msi_rid(k, domain, pdev);
    info.scratchpad[0] = dev_id;
    return msi_prepare(k, parent, dev, vectorsFor(Math.max(nvec, shared.count), dev_id === 0), info);
  },
);

/** A static variable in the kernel; the domain code completes it when the first domain is made. */
function its_pci_msi_domain_info(k: Kernel): msi_domain_info {
  return (irq_gic_v3_its_pci_msi_c(k).its_pci_msi_domain_info ??= msi_domain_info.create(k.rec, {
    flags: MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS | MSI_FLAG_MULTI_PCI_MSI | MSI_FLAG_PCI_MSIX,
    ops: { msi_prepare: its_pci_msi_prepare },
    chip: {
      name: 'ITS-MSI',
      irq_unmask: its_unmask_msi_irq,
      irq_mask: its_mask_msi_irq,
      irq_eoi: irq_chip_eoi_parent,
      flags: 0,
    },
  }));
}

const its_pci_msi_init_one = at.fn(
  'its_pci_msi_init_one',
  'Makes the PCI MSI domain of an ITS.',
  (k: Kernel, handle: fwnode_handle, name: string): number => {
    const parent = irq_find_matching_fwnode(k, handle, DOMAIN_BUS_NEXUS);
    if (parent === undefined || msi_get_domain_info(k, parent) === undefined) {
      pr_err(k, `${name}: Unable to locate ITS domain`);
      return -ENXIO;
    }
    if (pci_msi_create_irq_domain(k, handle, its_pci_msi_domain_info(k), parent) === undefined) {
      pr_err(k, `${name}: Unable to create PCI domain`);
      return -ENOMEM;
    }
    return 0;
  },
);

export const its_pci_msi_init = at.fn(
  'its_pci_msi_init',
  'Makes a PCI MSI domain on each ITS of the device tree.',
  (k: Kernel): number => {
    for (const np of for_each_matching_node(k, its_device_id)) {
      if (!of_device_is_available(k, np) || !of_property_read_bool(k, np, 'msi-controller')) continue;
      if (its_pci_msi_init_one(k, np, np.full_name) !== 0) continue;
      pr_info(k, `PCI/MSI: ${np.path} domain created`);
    }
    return 0;
  },
);
