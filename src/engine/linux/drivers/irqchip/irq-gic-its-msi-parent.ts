/**
 * Models drivers/irqchip/irq-gic-its-msi-parent.c (6.11 and later; in 6.12 irq-gic-v3-its-msi-parent.c): the ITS domain as parent of a domain for each
 * device, and where the DeviceIDs of devices come from. Left out: ACPI.
 */
import { must } from '../../../../base/assert.ts';
import { source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import {
  DOMAIN_BUS_DEVICE_MSI,
  DOMAIN_BUS_NEXUS,
  DOMAIN_BUS_PCI_DEVICE_MSI,
  DOMAIN_BUS_PCI_DEVICE_MSIX,
  DOMAIN_BUS_WIRED_TO_MSI,
  type irq_domain,
} from '../../include/linux/irqdomain.ts';
import {
  MSI_ALLOC_FLAGS_PROXY_DEVICE,
  type msi_alloc_info,
  type msi_alloc_info_t,
  MSI_CHIP_FLAG_SET_EOI,
  type msi_domain_info,
  type msi_domain_ops,
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_PCI_MSI_MASK_PARENT,
  MSI_FLAG_PCI_MSIX,
  MSI_FLAG_PCI_MSIX_ALLOC_DYN,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_USE_DEF_DOM_OPS,
  MSI_GENERIC_FLAGS_MASK,
  type msi_parent_ops,
} from '../../include/linux/msi.ts';
import { dev_is_pci, type pci_dev, to_pci_dev } from '../../include/linux/pci/index.ts';
import type { Kernel } from '../../kernel.ts';
import { msi_get_domain_info } from '../../kernel/irq/msi/index.ts';
import { pci_walk_bus } from '../pci/bus.ts';
import { pci_msix_vec_count } from '../pci/msi/api.ts';
import { pci_msi_domain_get_msi_rid } from '../pci/msi/irqdomain/index.ts';
import { pci_msi_vec_count } from '../pci/msi/msi/index.ts';
import { pci_for_each_dma_alias } from '../pci/search.ts';
import { irq_gic_v3_its_c, msi_prepare_of, of_pmsi_get_dev_id, vectorsFor } from './irq-gic-v3-its/index.ts';
import { MATCH_PCI_MSI, MATCH_PLATFORM_MSI, msi_lib_init_dev_msi_info } from './irq-msi-lib.ts';

const at = source('drivers/irqchip/irq-gic-its-msi-parent.c', {
  '6.12': 'drivers/irqchip/irq-gic-v3-its-msi-parent.c',
});

const ITS_MSI_FLAGS_REQUIRED = MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS | MSI_FLAG_PCI_MSI_MASK_PARENT;
const ITS_MSI_FLAGS_SUPPORTED = MSI_GENERIC_FLAGS_MASK | MSI_FLAG_PCI_MSIX | MSI_FLAG_MULTI_PCI_MSI;

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
    const pdev = to_pci_dev(dev);
    const parent = must(domain.parent, 'the ITS domain below an MSI domain');
    const alias = { dev: pdev };
    const shared = { count: 0 };
    pci_for_each_dma_alias(k, pdev, its_get_pci_alias, alias);
    if (alias.dev !== pdev) {
      if (alias.dev.subordinate !== undefined) pci_walk_bus(k, alias.dev.subordinate, its_pci_msi_vec_count, shared);
      info.flags |= MSI_ALLOC_FLAGS_PROXY_DEVICE;
    }
    const dev_id = pci_msi_domain_get_msi_rid(k, parent, pdev);
    info.scratchpad[0] = dev_id;
    // Vectors may come one by one, but the translation table cannot grow: provide for all.
    // 7.3 asks once, when the domain of the function is made, and then for all.
    const hwsize = k.since('7.3') ? 0 : (msi_get_domain_info(k, domain)?.hwsize ?? 0);
    const vectors = vectorsFor(Math.max(nvec, hwsize, shared.count), dev_id === 0);
    return msi_prepare_of(k, parent)(k, parent, dev, vectors, info);
  },
);

const its_pmsi_prepare = at.fn(
  'its_pmsi_prepare',
  'Finds the DeviceID of a platform device, and has the ITS device made.',
  (k: Kernel, domain: irq_domain, dev: device, nvec: number, info: msi_alloc_info_t): number => {
    const parent = must(domain.parent, 'the ITS domain below an MSI domain');
    const dev_id = of_pmsi_get_dev_id(k, parent, dev);
    if (dev_id < 0) return dev_id;
    info.scratchpad[0] = dev_id;
    const hwsize = k.since('7.3') ? 0 : (msi_get_domain_info(k, domain)?.hwsize ?? 0);
    return msi_prepare_of(k, parent)(k, parent, dev, vectorsFor(Math.max(nvec, hwsize), true), info);
  },
);

/** 7.3. */
const its_msi_teardown = at.fn(
  'its_msi_teardown',
  'Has the ITS device unmade when the MSI domain of its device goes.',
  (k: Kernel, domain: irq_domain, info: msi_alloc_info): void => {
    const parent = must(domain.parent, 'the ITS domain below an MSI domain');
    must(msi_get_domain_info(k, parent)?.ops?.msi_teardown, 'msi_teardown of the ITS domain')(k, parent, info);
  },
);

function teardown(k: Kernel): Pick<msi_domain_ops, 'msi_teardown'> {
  return k.since('7.3') ? { msi_teardown: its_msi_teardown } : {};
}

const its_init_dev_msi_info = at.fn(
  'its_init_dev_msi_info',
  'Fits the MSI domain of a device to the ITS, and says how its allocations are prepared.',
  (k: Kernel, dev: device, domain: irq_domain, real_parent: irq_domain, info: msi_domain_info): boolean => {
    if (!msi_lib_init_dev_msi_info(k, dev, domain, real_parent, info)) return false;
    switch (info.bus_token) {
      case DOMAIN_BUS_PCI_DEVICE_MSI:
      case DOMAIN_BUS_PCI_DEVICE_MSIX:
        info.ops = { ...info.ops, msi_prepare: its_pci_msi_prepare, ...teardown(k) };
        return true;
      case DOMAIN_BUS_DEVICE_MSI:
      case DOMAIN_BUS_WIRED_TO_MSI:
        info.ops = { ...info.ops, msi_prepare: its_pmsi_prepare, ...teardown(k) };
        return true;
      default:
        return false;
    }
  },
);

export function gic_v3_its_msi_parent_ops(k: Kernel): msi_parent_ops {
  return (irq_gic_v3_its_c(k).gic_v3_its_msi_parent_ops ??= {
    name: 'gic_v3_its_msi_parent_ops',
    // 7.3 lets MSI-X vectors be added one by one.
    supported_flags: ITS_MSI_FLAGS_SUPPORTED | (k.since('7.3') ? MSI_FLAG_PCI_MSIX_ALLOC_DYN : 0),
    required_flags: ITS_MSI_FLAGS_REQUIRED,
    ...(k.since('7.3') ? { chip_flags: MSI_CHIP_FLAG_SET_EOI } : {}),
    bus_select_token: DOMAIN_BUS_NEXUS,
    bus_select_mask: MATCH_PCI_MSI | MATCH_PLATFORM_MSI,
    prefix: 'ITS-',
    init_dev_msi_info: its_init_dev_msi_info,
  });
}
