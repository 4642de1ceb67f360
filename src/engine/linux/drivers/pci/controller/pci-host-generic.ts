/** Models drivers/pci/controller/pci-host-generic.c: which host bridges are generic ones, and the driver's registration. */
import { source } from '../../../../recorder/index.ts';
import type { of_device_id } from '../../../include/linux/of.ts';
import { pci_config_window, type pci_ecam_ops } from '../../../include/linux/pci-ecam.ts';
import type { platform_driver } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { platform_driver_register } from '../../base/platform.ts';
import {
  type MapBus,
  pci_ecam_map_bus,
  pci_generic_config_ops,
  pci_generic_ecam_ops,
  PCIE_ECAM_BUS_SHIFT,
} from '../ecam.ts';
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

function gen_pci_driver(): platform_driver {
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

/** A DesignWare root port in ECAM mode answers for every device number below it: only device 0 is real. */
function pci_dw_ecam_bus_ops(): pci_ecam_ops {
  const map_bus: MapBus = (bus, devfn, where) => {
    const first = bus.number === pci_config_window.of(bus.sysdata).busr_start;
    return first && devfn >> 3 > 0 ? undefined : pci_ecam_map_bus(bus, devfn, where);
  };
  return { bus_shift: PCIE_ECAM_BUS_SHIFT, pci_ops: pci_generic_config_ops('pci_dw_ecam_bus_ops', map_bus) };
}

/** CAM, the older layout: 256 bytes for each function. */
function gen_pci_cfg_cam_bus_ops(): pci_ecam_ops {
  return { bus_shift: 16, pci_ops: pci_generic_config_ops('gen_pci_cfg_cam_bus_ops', pci_ecam_map_bus) };
}
