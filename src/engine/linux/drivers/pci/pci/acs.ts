/**
 * Models the part of drivers/pci/pci.c about Access Control Services: whether functions can reach each other past the
 * root. Left out: switching it on (the kernel does so at enumeration, and a device tree's IOMMU asks for it only later),
 * quirks of devices that isolate without saying so.
 */
import { source } from '../../../../recorder/index.ts';
import { type pci_dev, pci_is_pcie, pci_pcie_type } from '../../../include/linux/pci/index.ts';
import {
  PCI_EXP_TYPE_DOWNSTREAM,
  PCI_EXP_TYPE_PCI_BRIDGE,
  PCI_EXP_TYPE_PCIE_BRIDGE,
  PCI_EXP_TYPE_RC_EC,
  PCI_EXP_TYPE_ROOT_PORT,
} from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { pci_read_config_word } from '../access.ts';
import { pci_find_ext_capability } from './caps.ts';

const at = source('drivers/pci/pci.c');

const PCI_EXT_CAP_ID_ACS = 0x0d;
const PCI_ACS_CAP = 0x04;
const PCI_ACS_CTRL = 0x06;
/** Source validation, request and completion redirect, upstream forwarding, egress control. */
export const PCI_ACS_SV = 0x0001;
export const PCI_ACS_RR = 0x0004;
export const PCI_ACS_CR = 0x0008;
export const PCI_ACS_UF = 0x0010;
const PCI_ACS_EC = 0x0020;

function pci_acs_flags_enabled(k: Kernel, pdev: pci_dev, acs_flags: number): boolean {
  const pos = pci_find_ext_capability(k, pdev, PCI_EXT_CAP_ID_ACS);
  if (pos === 0) return false;
  const wanted = acs_flags & (pci_read_config_word(k, pdev, pos + PCI_ACS_CAP) | PCI_ACS_EC);
  return (pci_read_config_word(k, pdev, pos + PCI_ACS_CTRL) & wanted) === wanted;
}

export const pci_acs_enabled = at.fn(
  'pci_acs_enabled',
  'Whether a function sends everything up to the root, where the IOMMU is.',
  (k: Kernel, pdev: pci_dev, acs_flags: number): boolean => {
    if (!pci_is_pcie(pdev)) return false;
    switch (pci_pcie_type(pdev)) {
      case PCI_EXP_TYPE_PCIE_BRIDGE:
      case PCI_EXP_TYPE_PCI_BRIDGE:
      case PCI_EXP_TYPE_RC_EC:
        return false;
      case PCI_EXP_TYPE_DOWNSTREAM:
      case PCI_EXP_TYPE_ROOT_PORT:
        return pci_acs_flags_enabled(k, pdev, acs_flags);
      default:
        return !pdev.multifunction || pci_acs_flags_enabled(k, pdev, acs_flags);
    }
  },
);

export function pci_devs_are_dma_aliases(dev1: pci_dev, dev2: pci_dev): boolean {
  return dev1.dma_alias_mask.has(dev2.devfn) || dev2.dma_alias_mask.has(dev1.devfn);
}
