/** drivers/pci/msi/irqdomain.c: an MSI domain for each function (6.2 and later). */
import { must } from '../../../../../../base/assert.ts';
import { source } from '../../../../../recorder/index.ts';
import { type irq_data, irq_data_get_msi_desc, IRQCHIP_ONESHOT_SAFE } from '../../../../include/linux/irq.ts';
import {
  DOMAIN_BUS_PCI_DEVICE_MSI,
  DOMAIN_BUS_PCI_DEVICE_MSIX,
  type irq_domain,
  irq_domain_is_msi_parent,
} from '../../../../include/linux/irqdomain.ts';
import {
  type msi_alloc_info_t,
  MSI_DEFAULT_DOMAIN,
  type msi_desc,
  type msi_domain_template,
  MSI_FLAG_ACTIVATE_EARLY,
  MSI_FLAG_DEV_SYSFS,
  MSI_FLAG_FREE_MSI_DESCS,
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_PCI_MSI_MASK_PARENT,
  MSI_FLAG_PCI_MSI_STARTUP_PARENT,
  MSI_FLAG_PCI_MSIX,
  MSI_FLAG_PCI_MSIX_ALLOC_DYN,
} from '../../../../include/linux/msi.ts';
import { type pci_dev, to_pci_dev } from '../../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../../kernel.ts';
import {
  irq_chip_mask_parent,
  irq_chip_shutdown_parent,
  irq_chip_startup_parent,
  irq_chip_unmask_parent,
} from '../../../../kernel/irq/chip/index.ts';
import {
  infoOf,
  msi_create_device_irq_domain,
  msi_match_device_irq_domain,
  msi_remove_device_irq_domain,
} from '../../../../kernel/irq/msi/index.ts';
import {
  maskBit,
  msix_prepare_msi_desc,
  pci_msi_mask,
  pci_msi_unmask,
  pci_msix_mask,
  pci_msix_unmask,
} from '../msi/index.ts';
import { pci_msi_domain_write_msg } from './shared.ts';

const at = source('drivers/pci/msi/irqdomain.c');

const pci_device_domain_set_desc = at.fn(
  'pci_device_domain_set_desc',
  'Notes which descriptor is next; its number in the domain of the function is its index.',
  (k: Kernel, arg: msi_alloc_info_t, desc: msi_desc): void => {
    arg.desc = desc;
    arg.hwirq = desc.msi_index;
  },
);

/** Whether the domain below must mask, too: an ITS must, since it has a mask bit for each LPI. */
function masksParent(data: irq_data): boolean {
  return (flagsOf(data) & MSI_FLAG_PCI_MSI_MASK_PARENT) !== 0;
}

/** MSI_FLAG_… of the domain that an interrupt is in. */
function flagsOf(data: irq_data): number {
  return infoOf(must(data.domain, 'the domain of an irq')).flags;
}

/** 7.3. The result is what the chip of the parent says; nothing uses it. */
const cond_startup_parent = at.fn(
  'cond_startup_parent',
  'Starts or unmasks an interrupt at the parent, as the domain was made to.',
  (k: Kernel, data: irq_data): number => {
    const flags = flagsOf(data);
    if ((flags & MSI_FLAG_PCI_MSI_STARTUP_PARENT) !== 0) return irq_chip_startup_parent(k, data);
    if ((flags & MSI_FLAG_PCI_MSI_MASK_PARENT) !== 0) irq_chip_unmask_parent(k, data);
    return 0;
  },
);

/** 7.3. */
const cond_shutdown_parent = at.fn(
  'cond_shutdown_parent',
  'Stops or masks an interrupt at the parent, as the domain was made to.',
  (k: Kernel, data: irq_data): void => {
    const flags = flagsOf(data);
    if ((flags & MSI_FLAG_PCI_MSI_STARTUP_PARENT) !== 0) irq_chip_shutdown_parent(k, data);
    else if ((flags & MSI_FLAG_PCI_MSI_MASK_PARENT) !== 0) irq_chip_mask_parent(k, data);
  },
);

/** 7.3. */
const pci_irq_startup_msi = at.fn(
  'pci_irq_startup_msi',
  'Unmasks an MSI vector at the parent and in the function.',
  (k: Kernel, data: irq_data): number => {
    const desc = irq_data_get_msi_desc(data);
    const ret = cond_startup_parent(k, data);
    pci_msi_unmask(k, desc, maskBit(data, desc));
    return ret;
  },
);

/** 7.3. */
const pci_irq_shutdown_msi = at.fn(
  'pci_irq_shutdown_msi',
  'Masks an MSI vector in the function and at the parent.',
  (k: Kernel, data: irq_data): void => {
    const desc = irq_data_get_msi_desc(data);
    pci_msi_mask(k, desc, maskBit(data, desc));
    cond_shutdown_parent(k, data);
  },
);

/** 7.3 keeps masking to the function here; a domain whose parent masks gets other operations (irq-msi-lib.c). */
const pci_irq_mask_msi = at.fn('pci_irq_mask_msi', 'Masks an MSI vector.', (k: Kernel, data: irq_data): void => {
  const desc = irq_data_get_msi_desc(data);
  pci_msi_mask(k, desc, maskBit(data, desc));
  if (!k.since('7.3') && masksParent(data)) irq_chip_mask_parent(k, data);
});

const pci_irq_unmask_msi = at.fn('pci_irq_unmask_msi', 'Unmasks an MSI vector.', (k: Kernel, data: irq_data): void => {
  const desc = irq_data_get_msi_desc(data);
  if (!k.since('7.3') && masksParent(data)) irq_chip_unmask_parent(k, data);
  pci_msi_unmask(k, desc, maskBit(data, desc));
});

/** 7.3. */
const pci_irq_startup_msix = at.fn(
  'pci_irq_startup_msix',
  'Unmasks an MSI-X vector at the parent and in the function.',
  (k: Kernel, data: irq_data): number => {
    const ret = cond_startup_parent(k, data);
    pci_msix_unmask(k, irq_data_get_msi_desc(data));
    return ret;
  },
);

/** 7.3. */
const pci_irq_shutdown_msix = at.fn(
  'pci_irq_shutdown_msix',
  'Masks an MSI-X vector in the function and at the parent.',
  (k: Kernel, data: irq_data): void => {
    pci_msix_mask(k, irq_data_get_msi_desc(data));
    cond_shutdown_parent(k, data);
  },
);

const pci_irq_mask_msix = at.fn('pci_irq_mask_msix', 'Masks an MSI-X vector.', (k: Kernel, data: irq_data): void => {
  pci_msix_mask(k, irq_data_get_msi_desc(data));
  if (!k.since('7.3') && masksParent(data)) irq_chip_mask_parent(k, data);
});

const pci_irq_unmask_msix = at.fn(
  'pci_irq_unmask_msix',
  'Unmasks an MSI-X vector.',
  (k: Kernel, data: irq_data): void => {
    if (!k.since('7.3') && masksParent(data)) irq_chip_unmask_parent(k, data);
    pci_msix_unmask(k, irq_data_get_msi_desc(data));
  },
);

const pci_msix_prepare_desc = at.fn(
  'pci_msix_prepare_desc',
  'Fills in the descriptor of a vector that is added while MSI-X is on.',
  (k: Kernel, domain: irq_domain, arg: msi_alloc_info_t, desc: msi_desc): void => {
    if (desc.mask_base !== 0) return;
    msix_prepare_msi_desc(k, to_pci_dev(must(desc.dev, 'the device of an MSI descriptor')), desc);
  },
);

const MSI_COMMON_FLAGS = MSI_FLAG_FREE_MSI_DESCS | MSI_FLAG_ACTIVATE_EARLY | MSI_FLAG_DEV_SYSFS;

function pci_msi_template(k: Kernel): msi_domain_template {
  return {
    chip: {
      name: 'PCI-MSI',
      ...(k.since('7.3') ? { irq_startup: pci_irq_startup_msi, irq_shutdown: pci_irq_shutdown_msi } : {}),
      irq_mask: pci_irq_mask_msi,
      irq_unmask: pci_irq_unmask_msi,
      irq_write_msi_msg: pci_msi_domain_write_msg,
      flags: IRQCHIP_ONESHOT_SAFE,
    },
    ops: { set_desc: pci_device_domain_set_desc },
    flags: MSI_COMMON_FLAGS | MSI_FLAG_MULTI_PCI_MSI,
    bus_token: DOMAIN_BUS_PCI_DEVICE_MSI,
  };
}

function pci_msix_template(k: Kernel): msi_domain_template {
  return {
    chip: {
      name: 'PCI-MSIX',
      ...(k.since('7.3') ? { irq_startup: pci_irq_startup_msix, irq_shutdown: pci_irq_shutdown_msix } : {}),
      irq_mask: pci_irq_mask_msix,
      irq_unmask: pci_irq_unmask_msix,
      irq_write_msi_msg: pci_msi_domain_write_msg,
      flags: IRQCHIP_ONESHOT_SAFE,
    },
    ops: { prepare_desc: pci_msix_prepare_desc, set_desc: pci_device_domain_set_desc },
    flags: MSI_COMMON_FLAGS | MSI_FLAG_PCI_MSIX | MSI_FLAG_PCI_MSIX_ALLOC_DYN,
    bus_token: DOMAIN_BUS_PCI_DEVICE_MSIX,
  };
}

function pci_match_device_domain(k: Kernel, pdev: pci_dev, bus_token: number): boolean {
  return msi_match_device_irq_domain(k, pdev.dev, MSI_DEFAULT_DOMAIN, bus_token);
}

const pci_create_device_domain = at.fn(
  'pci_create_device_domain',
  'Makes the MSI domain of a function, if what it was given is a parent for one.',
  (k: Kernel, pdev: pci_dev, tmpl: msi_domain_template, hwsize: number): boolean => {
    const domain = pdev.dev.msi_domain;
    if (domain === undefined || !irq_domain_is_msi_parent(domain)) return true;
    return msi_create_device_irq_domain(k, pdev.dev, MSI_DEFAULT_DOMAIN, tmpl, hwsize, undefined, undefined);
  },
);

export const pci_setup_msi_device_domain = at.fn(
  'pci_setup_msi_device_domain',
  'Sees to it that a function has an MSI domain of its own.',
  (k: Kernel, pdev: pci_dev, hwsize: number): boolean => {
    if (pdev.msix_enabled) return false;
    if (pci_match_device_domain(k, pdev, DOMAIN_BUS_PCI_DEVICE_MSI)) return true;
    if (pci_match_device_domain(k, pdev, DOMAIN_BUS_PCI_DEVICE_MSIX)) {
      msi_remove_device_irq_domain(k, pdev.dev, MSI_DEFAULT_DOMAIN);
    }
    // The one descriptor is all that counts until 6.12; 7.3 prepares the domain now, for all vectors.
    return pci_create_device_domain(k, pdev, pci_msi_template(k), k.since('7.3') ? hwsize : 1);
  },
);

export const pci_setup_msix_device_domain = at.fn(
  'pci_setup_msix_device_domain',
  'Sees to it that a function has an MSI-X domain of its own.',
  (k: Kernel, pdev: pci_dev, hwsize: number): boolean => {
    if (pdev.msi_enabled) return false;
    if (pci_match_device_domain(k, pdev, DOMAIN_BUS_PCI_DEVICE_MSIX)) return true;
    if (pci_match_device_domain(k, pdev, DOMAIN_BUS_PCI_DEVICE_MSI)) {
      msi_remove_device_irq_domain(k, pdev.dev, MSI_DEFAULT_DOMAIN);
    }
    return pci_create_device_domain(k, pdev, pci_msix_template(k), hwsize);
  },
);
