/**
 * Models drivers/pci/access.c: configuration space of a function through its bus. Values are results, not out-parameters.
 * A function that has gone reads as all ones. Left out: locking.
 */
import { must } from '../../../../base/assert.ts';
import {
  type pci_dev,
  pci_dev_is_disconnected,
  pci_is_pcie,
  type pci_ops,
  pci_pcie_type,
} from '../../include/linux/pci/index.ts';
import {
  PCI_EXP_DEVCAP2,
  PCI_EXP_FLAGS_SLOT,
  PCI_EXP_FLAGS_VERS,
  PCI_EXP_LNKCAP,
  PCI_EXP_RTCTL,
  PCI_EXP_SLTCAP,
  PCI_EXP_TYPE_LEG_END,
  PCI_EXP_TYPE_PCIE_BRIDGE,
  PCI_EXP_TYPE_RC_EC,
  PCI_EXP_TYPE_ROOT_PORT,
} from '../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../kernel.ts';
import { pcie_downstream_port } from './pci/index.ts';

function ops(dev: pci_dev): pci_ops {
  return must(dev.bus.ops, 'the configuration access of a PCI bus');
}

function read(k: Kernel, dev: pci_dev, where: number, size: 1 | 2 | 4): number {
  if (pci_dev_is_disconnected(dev)) return 2 ** (8 * size) - 1;
  return ops(dev).read(k, dev.bus, dev.devfn, where, size);
}
function write(k: Kernel, dev: pci_dev, where: number, size: 1 | 2 | 4, val: number): void {
  if (!pci_dev_is_disconnected(dev)) ops(dev).write(k, dev.bus, dev.devfn, where, size, val);
}

export function pci_read_config_byte(k: Kernel, dev: pci_dev, where: number): number {
  return read(k, dev, where, 1);
}
export function pci_read_config_word(k: Kernel, dev: pci_dev, where: number): number {
  return read(k, dev, where, 2);
}
export function pci_read_config_dword(k: Kernel, dev: pci_dev, where: number): number {
  return read(k, dev, where, 4);
}
export function pci_write_config_byte(k: Kernel, dev: pci_dev, where: number, val: number): void {
  write(k, dev, where, 1, val & 0xff);
}
export function pci_write_config_word(k: Kernel, dev: pci_dev, where: number, val: number): void {
  write(k, dev, where, 2, val & 0xffff);
}
export function pci_write_config_dword(k: Kernel, dev: pci_dev, where: number, val: number): void {
  write(k, dev, where, 4, val >>> 0);
}

// --- the PCI Express capability, register by register

function pcie_cap_version(dev: pci_dev): number {
  return dev.pcie_flags_reg & PCI_EXP_FLAGS_VERS;
}

function pcie_cap_has_lnkctl(dev: pci_dev): boolean {
  const type = pci_pcie_type(dev);
  return type <= PCI_EXP_TYPE_LEG_END || (type >= PCI_EXP_TYPE_ROOT_PORT && type <= PCI_EXP_TYPE_PCIE_BRIDGE);
}

/** Functions have only those registers that their kind of port needs; version 2 has them all in the list. */
function pcie_capability_reg_implemented(dev: pci_dev, pos: number): boolean {
  if (!pci_is_pcie(dev)) return false;
  if (pos < PCI_EXP_LNKCAP) return true;
  if (pos < PCI_EXP_SLTCAP) return pcie_cap_has_lnkctl(dev);
  if (pos < PCI_EXP_RTCTL) return pcie_downstream_port(dev) && (dev.pcie_flags_reg & PCI_EXP_FLAGS_SLOT) !== 0;
  if (pos < PCI_EXP_DEVCAP2) return [PCI_EXP_TYPE_ROOT_PORT, PCI_EXP_TYPE_RC_EC].includes(pci_pcie_type(dev));
  return pcie_cap_version(dev) > 1;
}

/** 0 for a register that the function does not have. */
export function pcie_capability_read_word(k: Kernel, dev: pci_dev, pos: number): number {
  return pcie_capability_reg_implemented(dev, pos) ? pci_read_config_word(k, dev, dev.pcie_cap + pos) : 0;
}
export function pcie_capability_read_dword(k: Kernel, dev: pci_dev, pos: number): number {
  return pcie_capability_reg_implemented(dev, pos) ? pci_read_config_dword(k, dev, dev.pcie_cap + pos) : 0;
}
export function pcie_capability_write_word(k: Kernel, dev: pci_dev, pos: number, val: number): void {
  if (pcie_capability_reg_implemented(dev, pos)) pci_write_config_word(k, dev, dev.pcie_cap + pos, val);
}
export function pcie_capability_clear_and_set_word(
  k: Kernel,
  dev: pci_dev,
  pos: number,
  clear: number,
  set: number,
): void {
  if (!pcie_capability_reg_implemented(dev, pos)) return;
  const val = pci_read_config_word(k, dev, dev.pcie_cap + pos);
  pci_write_config_word(k, dev, dev.pcie_cap + pos, (val & ~clear) | set);
}
