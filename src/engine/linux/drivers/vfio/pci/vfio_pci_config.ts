/** Models the start of drivers/vfio/pci/vfio_pci_config.c. What user space may do to configuration space is left out. */
import { source } from '../../../../recorder/index.ts';
import type { Kernel } from '../../../kernel.ts';

const at = source('drivers/vfio/pci/vfio_pci_config.c');

export const vfio_pci_init_perm_bits = at.fn(
  'vfio_pci_init_perm_bits',
  'Lays down which bits of configuration space user space can write.',
  (_k: Kernel): number => 0,
);
