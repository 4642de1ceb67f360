/** Models drivers/pci/controller/dwc/pcie-armada8k.c: Marvell's Armada 7K and 8K hosts. Left out: clocks, PHYs. */
import { source } from '../../../../../recorder/index.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';

/** builtin_platform_driver */
export const armada8k_pcie_driver_init = dwcGlueDriver({
  at: source('drivers/pci/controller/dwc/pcie-armada8k.c'),
  driver: 'armada8k-pcie',
  probe: 'armada8k_pcie_probe',
  init: 'armada8k_pcie_driver_init',
  compatibles: () => ['marvell,armada8k-pcie'],
  dbi: 'ctrl',
  own: { devname: () => 'armada8k-pcie' },
});
