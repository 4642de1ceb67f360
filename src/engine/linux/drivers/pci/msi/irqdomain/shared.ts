/** drivers/pci/msi/irqdomain.c: allocating and freeing, and the domain that all functions share. */
import { must } from '../../../../../../base/assert.ts';
import { source } from '../../../../../recorder/index.ts';
import { __do_kernel_fault } from '../../../../arch/arm64/mm/fault.ts';
import { WARN_ON_ONCE } from '../../../../include/asm-generic/bug.ts';
import type { device } from '../../../../include/linux/device.ts';
import { ENODEV, ENOTSUPP } from '../../../../include/linux/errno.ts';
import type { fwnode_handle } from '../../../../include/linux/fwnode.ts';
import { type irq_data, IRQCHIP_ONESHOT_SAFE } from '../../../../include/linux/irq.ts';
import { DOMAIN_BUS_PCI_MSI, type irq_domain } from '../../../../include/linux/irqdomain.ts';
import {
  type msi_alloc_info_t,
  MSI_DEFAULT_DOMAIN,
  type msi_desc,
  MSI_DESC_ALL,
  type msi_domain_info,
  MSI_FLAG_ACTIVATE_EARLY,
  MSI_FLAG_DEV_SYSFS,
  MSI_FLAG_FREE_MSI_DESCS,
  MSI_FLAG_LEVEL_CAPABLE,
  MSI_FLAG_MSIX_CONTIGUOUS,
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_PCI_MSIX,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_USE_DEF_DOM_OPS,
  type msi_msg,
} from '../../../../include/linux/msi.ts';
import { type pci_dev, pci_dev_id, pci_domain_nr } from '../../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../../kernel.ts';
import { irq_domain_update_bus_token } from '../../../../kernel/irq/irqdomain/index.ts';
import {
  msi_create_irq_domain,
  msi_domain_alloc_irqs_all_locked,
  msi_domain_alloc_irqs_descs_locked,
  msi_domain_free_irqs_all_locked,
  msi_domain_free_irqs_descs_locked,
  msi_first_desc,
  msi_for_each_desc,
  msi_free_msi_descs,
} from '../../../../kernel/irq/msi/index.ts';
import { __pci_write_msi_msg, msi_desc_to_pci_dev, pci_msi_mask_irq, pci_msi_unmask_irq } from '../msi/index.ts';
import { hierarchyOf } from './supports.ts';

const at = source('drivers/pci/msi/irqdomain.c');

/** Where the inline functions are that complain of a function without an MSI domain. */
const MSI_H = 'drivers/pci/msi/msi.h';

export const pci_msi_setup_msi_irqs = at.fn(
  'pci_msi_setup_msi_irqs',
  'Allocates interrupts for the MSI descriptors of a function.',
  (k: Kernel, dev: pci_dev, nvec: number, type: number): number => {
    const domain = hierarchyOf(dev);
    WARN_ON_ONCE(k, domain === undefined, { file: MSI_H, fname: 'pci_msi_setup_msi_irqs' });
    if (domain === undefined) return -ENODEV;
    // 6.12 finds the domain in the device, which may have one of its own.
    return k.since('6.12')
      ? msi_domain_alloc_irqs_all_locked(k, dev.dev, MSI_DEFAULT_DOMAIN, nvec)
      : msi_domain_alloc_irqs_descs_locked(k, domain, dev.dev, nvec);
  },
);

export const pci_msi_teardown_msi_irqs = at.fn(
  'pci_msi_teardown_msi_irqs',
  'Frees the interrupts of the MSI descriptors of a function, and the descriptors.',
  (k: Kernel, dev: pci_dev): void => {
    const domain = hierarchyOf(dev);
    WARN_ON_ONCE(k, domain === undefined, { file: MSI_H, fname: 'pci_msi_teardown_msi_irqs' });
    if (k.since('6.12')) {
      if (domain === undefined) msi_free_msi_descs(k, dev.dev);
      else msi_domain_free_irqs_all_locked(k, dev.dev, MSI_DEFAULT_DOMAIN);
      return;
    }
    if (domain !== undefined) msi_domain_free_irqs_descs_locked(k, domain, dev.dev);
    msi_free_msi_descs(k, dev.dev);
  },
);

export const pci_msi_domain_write_msg = at.fn(
  'pci_msi_domain_write_msg',
  'Writes a message into its function; of MSI vectors that share one, the first does it.',
  (k: Kernel, irq_data: irq_data, msg: msi_msg): void => {
    // None where 6.1 has mapped a wire in this domain: the first field of nothing is read.
    const desc = irq_data.common?.msi_desc ?? __do_kernel_fault(k, 0, 'pci_msi_domain_write_msg');
    if (desc.irq === irq_data.irq) __pci_write_msi_msg(k, desc, msg);
  },
);

/** A number of its own for each vector of each function: domain, bus, device, function, index. */
function pci_msi_domain_calc_hwirq(k: Kernel, desc: msi_desc): number {
  const dev = msi_desc_to_pci_dev(k, desc);
  return (desc.msi_index | (pci_dev_id(dev) << 11)) + pci_domain_nr(dev.bus) * 2 ** 27;
}

/** Until 6.1. */
const pci_msi_domain_check_cap = at.fn(
  'pci_msi_domain_check_cap',
  'Checks that the domain can do what the function wants. Returns 1 where one MSI vector would do.',
  (k: Kernel, domain: irq_domain, info: msi_domain_info, dev: device): number => {
    const desc = must(msi_first_desc(k, dev, MSI_DESC_ALL), 'an MSI descriptor to check');
    if (!desc.is_msix && desc.nvec_used > 1 && (info.flags & MSI_FLAG_MULTI_PCI_MSI) === 0) return 1;
    if (!desc.is_msix) return 0;
    if ((info.flags & MSI_FLAG_PCI_MSIX) === 0) return -ENOTSUPP;
    if ((info.flags & MSI_FLAG_MSIX_CONTIGUOUS) === 0) return 0;
    let idx = 0;
    for (const each of msi_for_each_desc(k, dev, MSI_DESC_ALL)) if (each.msi_index !== idx++) return -ENOTSUPP;
    return 0;
  },
);

const pci_msi_domain_set_desc = at.fn(
  'pci_msi_domain_set_desc',
  'Notes which descriptor is next, and its number in the shared PCI domain.',
  (k: Kernel, arg: msi_alloc_info_t, desc: msi_desc): void => {
    arg.desc = desc;
    arg.hwirq = pci_msi_domain_calc_hwirq(k, desc);
  },
);

function pci_msi_domain_update_dom_ops(k: Kernel, info: msi_domain_info): void {
  const { ops } = info;
  info.ops = { ...ops, set_desc: ops?.set_desc ?? pci_msi_domain_set_desc };
  if (!k.since('6.12')) info.ops = { ...info.ops, msi_check: ops?.msi_check ?? pci_msi_domain_check_cap };
}

function pci_msi_domain_update_chip_ops(info: msi_domain_info): void {
  const chip = must(info.chip, 'the chip of a PCI MSI domain');
  info.chip = {
    ...chip,
    irq_write_msi_msg: chip.irq_write_msi_msg ?? pci_msi_domain_write_msg,
    irq_mask: chip.irq_mask ?? pci_msi_mask_irq,
    irq_unmask: chip.irq_unmask ?? pci_msi_unmask_irq,
  };
}

export const pci_msi_create_irq_domain = at.fn(
  'pci_msi_create_irq_domain',
  'Makes an MSI domain that PCI functions share.',
  (
    k: Kernel,
    fwnode: fwnode_handle | undefined,
    info: msi_domain_info,
    parent: irq_domain | undefined,
  ): irq_domain | undefined => {
    info.flags &= ~MSI_FLAG_LEVEL_CAPABLE;
    if ((info.flags & MSI_FLAG_USE_DEF_DOM_OPS) !== 0) pci_msi_domain_update_dom_ops(k, info);
    if ((info.flags & MSI_FLAG_USE_DEF_CHIP_OPS) !== 0) pci_msi_domain_update_chip_ops(info);
    info.flags |= MSI_FLAG_ACTIVATE_EARLY | MSI_FLAG_DEV_SYSFS;
    const chip = must(info.chip, 'the chip of a PCI MSI domain');
    info.chip = { ...chip, flags: chip.flags | IRQCHIP_ONESHOT_SAFE };
    // From 6.2 on the core frees descriptors and sets the bus token.
    if (k.since('6.12')) {
      info.flags |= MSI_FLAG_FREE_MSI_DESCS;
      info.bus_token = DOMAIN_BUS_PCI_MSI;
      return msi_create_irq_domain(k, fwnode, info, parent);
    }
    const domain = msi_create_irq_domain(k, fwnode, info, parent);
    if (domain !== undefined) irq_domain_update_bus_token(k, domain, DOMAIN_BUS_PCI_MSI);
    return domain;
  },
);
