/**
 * Models the part of drivers/pci/pci.c that saves configuration space and puts it back. Of capabilities only PCI Express'
 * Device Control is kept, besides MSI and MSI-X, whose state the kernel has anyway.
 */
import { always, data, num, type Recorded, source, struct } from '../../../../recorder/index.ts';
import { type pci_dev, pci_is_pcie } from '../../../include/linux/pci/index.ts';
import { PCI_EXP_DEVCTL } from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  pci_read_config_dword,
  pci_read_config_word,
  pci_write_config_dword,
  pci_write_config_word,
} from '../access.ts';
import { pci_restore_msi_state } from '../msi/api.ts';

const at = source('drivers/pci/pci.c');

/** The standard header, in words of 32 bits. */
const HEADER_WORDS = 16;
/** Where a function's saved Device Control is kept beside its header. */
const SAVED_DEVCTL = HEADER_WORDS;

/** A copy that a driver keeps. */
export interface pci_saved_state extends Recorded {
  config_space: readonly number[];
  size: number;
}
export const pci_saved_state = struct<pci_saved_state>('pci_saved_state', {
  config_space: always(data()),
  size: num(),
});

export const pci_save_state = at.fn(
  'pci_save_state',
  'Saves the configuration of a function.',
  (k: Kernel, dev: pci_dev): number => {
    for (let i = 0; i < HEADER_WORDS; i++) dev.saved_config_space.set(i, pci_read_config_dword(k, dev, i * 4));
    if (pci_is_pcie(dev))
      dev.saved_config_space.set(SAVED_DEVCTL, pci_read_config_word(k, dev, dev.pcie_cap + PCI_EXP_DEVCTL));
    dev.state_saved = true;
    return 0;
  },
);

function pci_restore_config_dword(k: Kernel, pdev: pci_dev, index: number, force: boolean): void {
  const saved = pdev.saved_config_space.get(index) ?? 0;
  if (force || pci_read_config_dword(k, pdev, index * 4) !== saved) pci_write_config_dword(k, pdev, index * 4, saved);
}

/** From the end, so that addresses are there before the function answers to them. */
function pci_restore_config_space(k: Kernel, pdev: pci_dev): void {
  for (let index = HEADER_WORDS - 1; index >= 0; index--) {
    // A bridge's prefetchable window is written in any case.
    pci_restore_config_dword(k, pdev, index, pdev.hdr_type === 1 && index >= 9 && index <= 11);
  }
}

export const pci_restore_state = at.fn(
  'pci_restore_state',
  'Puts the saved configuration of a function back.',
  (k: Kernel, dev: pci_dev): void => {
    if (!dev.state_saved) return;
    if (pci_is_pcie(dev)) {
      pci_write_config_word(k, dev, dev.pcie_cap + PCI_EXP_DEVCTL, dev.saved_config_space.get(SAVED_DEVCTL) ?? 0);
    }
    pci_restore_config_space(k, dev);
    pci_restore_msi_state(k, dev);
    dev.state_saved = false;
  },
);

export const pci_store_saved_state = at.fn(
  'pci_store_saved_state',
  'Takes a copy of the saved configuration.',
  (k: Kernel, dev: pci_dev): pci_saved_state | undefined => {
    if (!dev.state_saved) return undefined;
    const config_space = dev.saved_config_space.values();
    return pci_saved_state.create(k.rec, { config_space, size: config_space.length });
  },
);

/** Without a copy there is nothing to restore from, which is no error. */
export const pci_load_and_free_saved_state = at.fn(
  'pci_load_and_free_saved_state',
  'Makes a copy the saved configuration again.',
  (k: Kernel, dev: pci_dev, state: pci_saved_state | undefined): number => {
    dev.state_saved = false;
    if (state === undefined) return 0;
    state.config_space.forEach((word, i) => dev.saved_config_space.set(i, word));
    k.rec.free(state);
    dev.state_saved = true;
    return 0;
  },
);
