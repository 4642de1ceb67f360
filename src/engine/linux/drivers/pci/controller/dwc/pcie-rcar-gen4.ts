/** Models drivers/pci/controller/dwc/pcie-rcar-gen4.c of 6.12 and later: Renesas' hosts of R-Car Gen4. Left out: endpoints, clocks, resets, firmware. */
import { source } from '../../../../../recorder/index.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';

/** module_platform_driver */
export const rcar_gen4_pcie_driver_init = dwcGlueDriver({
  at: source('drivers/pci/controller/dwc/pcie-rcar-gen4.c'),
  driver: 'pcie-rcar-gen4',
  probe: 'rcar_gen4_pcie_probe',
  init: 'rcar_gen4_pcie_driver_init',
  compatibles: (k) => (k.since('6.12') ? ['renesas,r8a779f0-pcie', 'renesas,rcar-gen4-pcie'] : []),
  vectors: 256,
});
