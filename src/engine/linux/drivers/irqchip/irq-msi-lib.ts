/** Models drivers/irqchip/irq-msi-lib.c (6.11 and later): what all parents of per-device MSI domains have in common. */
import { source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import {
  DOMAIN_BUS_DEVICE_MSI,
  DOMAIN_BUS_PCI_DEVICE_MSI,
  DOMAIN_BUS_PCI_DEVICE_MSIX,
  DOMAIN_BUS_PCI_MSI,
  DOMAIN_BUS_PLATFORM_MSI,
  DOMAIN_BUS_WIRED_TO_MSI,
  type irq_domain,
  type irq_fwspec,
} from '../../include/linux/irqdomain.ts';
import type { irq_chip } from '../../include/linux/irq.ts';
import {
  MSI_CHIP_FLAG_SET_ACK,
  MSI_CHIP_FLAG_SET_EOI,
  type msi_domain_info,
  MSI_FLAG_ALLOC_SIMPLE_MSI_DESCS,
  MSI_FLAG_FREE_MSI_DESCS,
  MSI_FLAG_NO_AFFINITY,
  MSI_FLAG_PCI_MSI_MASK_PARENT,
} from '../../include/linux/msi.ts';
import type { Kernel } from '../../kernel.ts';
import {
  irq_chip_ack_parent,
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_unmask_parent,
} from '../../kernel/irq/chip/index.ts';
import { msi_domain_set_affinity } from '../../kernel/irq/msi/index.ts';

const at = source('drivers/irqchip/irq-msi-lib.c');

/** Bus tokens by which a domain can be found as the parent for such devices. */
export const MATCH_PCI_MSI = 1 << DOMAIN_BUS_PCI_MSI;
export const MATCH_PLATFORM_MSI = 1 << DOMAIN_BUS_PLATFORM_MSI;

/** Which of the parent's required flags a domain of this kind must have, or undefined for a kind that is not served. */
function requirementsFor(info: msi_domain_info, required: number): number | undefined {
  switch (info.bus_token) {
    case DOMAIN_BUS_PCI_DEVICE_MSI:
    case DOMAIN_BUS_PCI_DEVICE_MSIX:
      return required;
    case DOMAIN_BUS_DEVICE_MSI:
      if (info.flags !== 0) return undefined;
      info.flags = MSI_FLAG_ALLOC_SIMPLE_MSI_DESCS | MSI_FLAG_FREE_MSI_DESCS;
      return required & ~MSI_FLAG_PCI_MSI_MASK_PARENT;
    case DOMAIN_BUS_WIRED_TO_MSI:
      info.flags |= MSI_FLAG_FREE_MSI_DESCS;
      return required & ~MSI_FLAG_PCI_MSI_MASK_PARENT;
    default:
      return undefined;
  }
}

/** 7.3: the parent says what is passed on to it, and where it masks, the device is left alone but on startup and shutdown. */
function chipFor(info: msi_domain_info, chip: irq_chip, chip_flags: number): irq_chip {
  const completed = { ...chip };
  if ((chip_flags & MSI_CHIP_FLAG_SET_EOI) !== 0) completed.irq_eoi ??= irq_chip_eoi_parent;
  if ((chip_flags & MSI_CHIP_FLAG_SET_ACK) !== 0) completed.irq_ack ??= irq_chip_ack_parent;
  if ((info.flags & MSI_FLAG_NO_AFFINITY) === 0) completed.irq_set_affinity ??= msi_domain_set_affinity;
  if ((info.flags & MSI_FLAG_PCI_MSI_MASK_PARENT) !== 0) {
    completed.irq_mask = irq_chip_mask_parent;
    completed.irq_unmask = irq_chip_unmask_parent;
  }
  return completed;
}

export const msi_lib_init_dev_msi_info = at.fn(
  'msi_lib_init_dev_msi_info',
  'Fits the MSI domain of a device to what its parent can do, and completes its chip.',
  (k: Kernel, dev: device, domain: irq_domain, real_parent: irq_domain, info: msi_domain_info): boolean => {
    const pops = real_parent.msi_parent_ops;
    const { chip } = info;
    if (pops === undefined || chip === undefined) return false;
    if (domain.bus_token !== pops.bus_select_token || domain !== real_parent) return false;
    const required = requirementsFor(info, pops.required_flags);
    if (required === undefined) return false;
    info.flags = (info.flags & pops.supported_flags) | required;
    info.chip = k.since('7.3')
      ? chipFor(info, chip, pops.chip_flags ?? 0)
      : {
          ...chip,
          irq_eoi: chip.irq_eoi ?? irq_chip_eoi_parent,
          irq_ack: chip.irq_ack ?? irq_chip_ack_parent,
          // Where an interrupt goes is the parent's business.
          irq_set_affinity: msi_domain_set_affinity,
        };
    return true;
  },
);

export const msi_lib_irq_domain_select = at.fn(
  'msi_lib_irq_domain_select',
  'Says whether a domain is the one looked for, or the parent on which such a domain can be made.',
  (k: Kernel, d: irq_domain, fwspec: irq_fwspec, bus_token: number): number => {
    const ops = d.msi_parent_ops;
    if (ops === undefined) return 0;
    if (fwspec.fwnode !== d.fwnode || fwspec.param_count !== 0) return 0;
    if (bus_token === ops.bus_select_token) return 1;
    return (ops.bus_select_mask & (1 << bus_token)) === 0 ? 0 : 1;
  },
);
