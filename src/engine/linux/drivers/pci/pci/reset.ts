/**
 * Models the part of drivers/pci/pci.c that resets one function: by itself (FLR, of PCI Express or of Advanced Features),
 * by its power state, or by the bus when nobody else is on it. Left out: resets that are special to a device, slots.
 */
import { source } from '../../../../recorder/index.ts';
import { EINVAL, ENOTTY } from '../../../include/linux/errno.ts';
import { PCI_D0, PCI_D3hot, type pci_dev, pci_is_pcie, pci_is_root_bus } from '../../../include/linux/pci/index.ts';
import {
  PCI_BRIDGE_CONTROL,
  PCI_COMMAND,
  PCI_COMMAND_INTX_DISABLE,
  PCI_EXP_DEVCAP,
  PCI_EXP_DEVCTL,
} from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  pci_read_config_byte,
  pci_read_config_dword,
  pci_read_config_word,
  pci_write_config_byte,
  pci_write_config_word,
} from '../access.ts';
import { pci_find_capability } from './caps.ts';
import { pci_restore_state, pci_save_state } from './state.ts';

const at = source('drivers/pci/pci.c');

const PCI_EXP_DEVCAP_FLR = 0x10000000;
const PCI_EXP_DEVCTL_BCR_FLR = 0x8000;
const PCI_CAP_ID_AF = 0x13;
const PCI_AF_CAP = 3;
const PCI_AF_CAP_TP_FLR = 3;
const PCI_AF_CTRL = 4;
const PCI_AF_CTRL_FLR = 1;
const PCI_PM_CTRL = 4;
const PCI_PM_CTRL_STATE_MASK = 3;
const PCI_PM_CTRL_NO_SOFT_RESET = 8;
const PCI_BRIDGE_CTL_BUS_RESET = 0x40;

const pcie_reset_flr = at.fn(
  'pcie_reset_flr',
  'Has a function reset itself.',
  (k: Kernel, dev: pci_dev, probe: boolean): number => {
    if (!pci_is_pcie(dev)) return -ENOTTY;
    if ((pci_read_config_dword(k, dev, dev.pcie_cap + PCI_EXP_DEVCAP) & PCI_EXP_DEVCAP_FLR) === 0) return -ENOTTY;
    if (probe) return 0;
    const pos = dev.pcie_cap + PCI_EXP_DEVCTL;
    pci_write_config_word(k, dev, pos, pci_read_config_word(k, dev, pos) | PCI_EXP_DEVCTL_BCR_FLR);
    return 0;
  },
);

const pci_af_flr = at.fn(
  'pci_af_flr',
  'Has a conventional function reset itself.',
  (k: Kernel, dev: pci_dev, probe: boolean): number => {
    const pos = pci_find_capability(k, dev, PCI_CAP_ID_AF);
    if (pos === 0) return -ENOTTY;
    if ((pci_read_config_byte(k, dev, pos + PCI_AF_CAP) & PCI_AF_CAP_TP_FLR) !== PCI_AF_CAP_TP_FLR) return -ENOTTY;
    if (!probe) pci_write_config_byte(k, dev, pos + PCI_AF_CTRL, PCI_AF_CTRL_FLR);
    return 0;
  },
);

const pci_pm_reset = at.fn(
  'pci_pm_reset',
  'Sends a function to sleep and wakes it, where that resets it.',
  (k: Kernel, dev: pci_dev, probe: boolean): number => {
    if (dev.pm_cap === 0) return -ENOTTY;
    const pos = dev.pm_cap + PCI_PM_CTRL;
    const csr = pci_read_config_word(k, dev, pos);
    if ((csr & PCI_PM_CTRL_NO_SOFT_RESET) !== 0) return -ENOTTY;
    if (probe) return 0;
    if (dev.current_state !== PCI_D0) return -EINVAL;
    pci_write_config_word(k, dev, pos, (csr & ~PCI_PM_CTRL_STATE_MASK) | PCI_D3hot);
    pci_write_config_word(k, dev, pos, (csr & ~PCI_PM_CTRL_STATE_MASK) | PCI_D0);
    return 0;
  },
);

const pci_reset_bus_function = at.fn(
  'pci_reset_bus_function',
  'Resets the bus of a function that is alone on it.',
  (k: Kernel, dev: pci_dev, probe: boolean): number => {
    const bridge = dev.bus.self;
    if (pci_is_root_bus(dev.bus) || dev.subordinate !== undefined || bridge === undefined) return -ENOTTY;
    if (dev.bus.devices.length > 1) return -ENOTTY;
    if (probe) return 0;
    const ctrl = pci_read_config_word(k, bridge, PCI_BRIDGE_CONTROL);
    pci_write_config_word(k, bridge, PCI_BRIDGE_CONTROL, ctrl | PCI_BRIDGE_CTL_BUS_RESET);
    pci_write_config_word(k, bridge, PCI_BRIDGE_CONTROL, ctrl & ~PCI_BRIDGE_CTL_BUS_RESET);
    return 0;
  },
);

/** In the order the kernel tries them. */
function methods(): readonly ((k: Kernel, dev: pci_dev, probe: boolean) => number)[] {
  return [pcie_reset_flr, pci_af_flr, pci_pm_reset, pci_reset_bus_function];
}

/** The kernel finds out at enumeration. */
function pci_reset_supported(k: Kernel, dev: pci_dev): boolean {
  return methods().some((reset) => reset(k, dev, true) === 0);
}

export const __pci_reset_function_locked = at.fn(
  '__pci_reset_function_locked',
  'Resets a function in the first way that works; its configuration is lost.',
  (k: Kernel, dev: pci_dev): number => {
    for (const reset of methods()) {
      const rc = reset(k, dev, false);
      if (rc !== -ENOTTY) return rc;
    }
    return -ENOTTY;
  },
);

export const pci_try_reset_function = at.fn(
  'pci_try_reset_function',
  'Resets a function and puts its configuration back.',
  (k: Kernel, dev: pci_dev): number => {
    if (!pci_reset_supported(k, dev)) return -ENOTTY;
    pci_save_state(k, dev);
    // Meanwhile it answers to nothing, and interrupts nobody.
    pci_write_config_word(k, dev, PCI_COMMAND, PCI_COMMAND_INTX_DISABLE);
    const rc = __pci_reset_function_locked(k, dev);
    pci_restore_state(k, dev);
    return rc;
  },
);
