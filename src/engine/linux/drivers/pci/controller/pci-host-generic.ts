/** Models drivers/pci/controller/pci-host-generic.c: which host bridges are generic ones, and the driver's registration. */
import { source } from '../../../../recorder/index.ts';
import type { of_device_id } from '../../../include/linux/of.ts';
import type { platform_driver } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { platform_driver_register } from '../../base/platform.ts';
import { gen_pci_cfg_cam_bus_ops, pci_dw_ecam_bus_ops, type pci_ecam_ops, pci_generic_ecam_ops } from '../ecam.ts';
import { pci_host_common_probe } from './pci-host-common.ts';

const at = source('drivers/pci/controller/pci-host-generic.c');

export function gen_pci_of_match(): readonly of_device_id<pci_ecam_ops>[] {
  return [
    { compatible: 'pci-host-cam-generic', data: gen_pci_cfg_cam_bus_ops() },
    { compatible: 'pci-host-ecam-generic', data: pci_generic_ecam_ops() },
    { compatible: 'marvell,armada8k-pcie-ecam', data: pci_dw_ecam_bus_ops() },
    { compatible: 'socionext,synquacer-pcie-ecam', data: pci_dw_ecam_bus_ops() },
    { compatible: 'snps,dw-pcie-ecam', data: pci_dw_ecam_bus_ops() },
  ];
}

export function gen_pci_driver(): platform_driver {
  return {
    name: 'pci-host-generic',
    bus: 'platform',
    of_match_table: gen_pci_of_match(),
    probe: pci_host_common_probe,
  };
}

export const gen_pci_driver_init = at.fn(
  'gen_pci_driver_init',
  'Registers the driver for generic host bridges.',
  (k: Kernel): number => platform_driver_register(k, gen_pci_driver()),
);
