/** Models the part of drivers/pci/pci.c that finds capabilities in configuration space. */
import { type pci_dev, pci_pcie_type } from '../../../include/linux/pci/index.ts';
import {
  PCI_EXP_LNKCAP,
  PCI_EXP_LNKCAP2,
  PCI_EXP_LNKCAP2_SLS,
  PCI_EXP_LNKCAP_SLS,
  PCI_CAP_LIST_NEXT,
  PCI_CAPABILITY_LIST,
  PCI_CFG_SPACE_SIZE,
  PCI_EXP_TYPE_DOWNSTREAM,
  PCI_EXP_TYPE_PCIE_BRIDGE,
  PCI_EXP_TYPE_ROOT_PORT,
  PCI_STATUS,
  PCI_STATUS_CAP_LIST,
} from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  pci_read_config_byte,
  pci_read_config_dword,
  pci_read_config_word,
  pcie_capability_read_dword,
} from '../access.ts';

/** How many capabilities are looked at before a list is taken for a circle. */
const PCI_FIND_CAP_TTL = 48;

function __pci_find_next_cap(k: Kernel, dev: pci_dev, from: number, cap: number): number {
  let pos = pci_read_config_byte(k, dev, from);
  for (let ttl = PCI_FIND_CAP_TTL; ttl > 0 && pos >= 0x40; ttl--) {
    pos &= ~3;
    const ent = pci_read_config_word(k, dev, pos);
    if ((ent & 0xff) === 0xff) return 0;
    if ((ent & 0xff) === cap) return pos;
    pos = ent >> 8;
  }
  return 0;
}

/** Where a capability is, or 0. */
export function pci_find_capability(k: Kernel, dev: pci_dev, cap: number): number {
  if ((pci_read_config_word(k, dev, PCI_STATUS) & PCI_STATUS_CAP_LIST) === 0) return 0;
  return __pci_find_next_cap(k, dev, PCI_CAPABILITY_LIST, cap);
}

export function pci_find_next_capability(k: Kernel, dev: pci_dev, pos: number, cap: number): number {
  return __pci_find_next_cap(k, dev, pos + PCI_CAP_LIST_NEXT, cap);
}

/** Where a capability of extended space is, or 0. */
export function pci_find_ext_capability(k: Kernel, dev: pci_dev, cap: number): number {
  if (dev.cfg_size <= PCI_CFG_SPACE_SIZE) return 0;
  let pos = PCI_CFG_SPACE_SIZE;
  for (let ttl = (4096 - 256) / 8; ttl > 0 && pos >= PCI_CFG_SPACE_SIZE; ttl--) {
    const header = pci_read_config_dword(k, dev, pos);
    if (header === 0 || header === 0xffffffff) return 0;
    if ((header & 0xffff) === cap) return pos;
    pos = (header >>> 20) & 0xffc;
  }
  return 0;
}

export function pcie_downstream_port(dev: pci_dev): boolean {
  const type = pci_pcie_type(dev);
  return type === PCI_EXP_TYPE_ROOT_PORT || type === PCI_EXP_TYPE_DOWNSTREAM || type === PCI_EXP_TYPE_PCIE_BRIDGE;
}

/** A bit for each speed that a function's link can have, as PCI_EXP_LNKCAP2_SLS has them. */
export function pcie_get_supported_speeds(k: Kernel, dev: pci_dev): number {
  const listed = pcie_capability_read_dword(k, dev, PCI_EXP_LNKCAP2) & PCI_EXP_LNKCAP2_SLS;
  const fastest = pcie_capability_read_dword(k, dev, PCI_EXP_LNKCAP) & PCI_EXP_LNKCAP_SLS;
  const speeds = listed & (2 ** (fastest + 1) - 1);
  if (speeds !== 0) return speeds;
  // Before PCI Express 3.0 a function only said how fast it can be: 2.5 GT/s, or 5 GT/s as well.
  return fastest === 2 ? 0x6 : fastest === 1 ? 0x2 : 0;
}
