/** Models drivers/pci/devres.c (6.1: in pci.c): a function that is disabled when its driver leaves. */
import { source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { type pci_dev, to_pci_dev } from '../../include/linux/pci/index.ts';
import type { Kernel } from '../../kernel.ts';
import { devres_add } from '../base/devres.ts';
import { pci_disable_device, pci_enable_device } from './pci/index.ts';

const at = source('drivers/pci/devres.c', { '6.1': 'drivers/pci/pci.c' });

const pcim_disable_device = at.fn(
  'pcim_disable_device',
  'Undoes pcim_enable_device.',
  (k: Kernel, dev: device): void => {
    const pdev = to_pci_dev(dev);
    pdev.is_managed = false;
    pci_disable_device(k, pdev);
  },
);

export const pcim_enable_device = at.fn(
  'pcim_enable_device',
  'Makes a function answer at its BARs until its driver lets go of it.',
  (k: Kernel, pdev: pci_dev): number => {
    if (pdev.is_managed) return 0;
    const ret = pci_enable_device(k, pdev);
    if (ret !== 0) return ret;
    devres_add(k, pdev.dev, pcim_disable_device, {});
    pdev.is_managed = true;
    return 0;
  },
);
