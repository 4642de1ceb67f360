/** Models drivers/pci/controller/dwc/pci-layerscape.c: NXP's Layerscape hosts, whose MSIs are others'. Left out: power management. */
import { source } from '../../../../../recorder/index.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';

const SOCS = ['ls1012a', 'ls1021a', 'ls1028a', 'ls1043a', 'ls1046a', 'ls2080a', 'ls2085a', 'ls2088a', 'ls1088a'];

/** builtin_platform_driver */
export const ls_pcie_driver_init = dwcGlueDriver({
  at: source('drivers/pci/controller/dwc/pci-layerscape.c'),
  driver: 'layerscape-pcie',
  probe: 'ls_pcie_probe',
  init: 'ls_pcie_driver_init',
  compatibles: () => SOCS.map((soc) => `fsl,${soc}-pcie`),
  dbi: 'regs',
});
