/**
 * Models drivers/pci/controller/dwc/pci-keystone.c: TI's AM65x hosts, which have an interrupt for errors and leave MSIs to the ITS. Left out: the
 * older Keystone SoCs, which are 32-bit, endpoints, clocks, PHYs, mode and IDs. INTx is not used on the AM65x: it would be an edge.
 */
import { source } from '../../../../../recorder/index.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';

/** builtin_platform_driver */
export const ks_pcie_driver_init = dwcGlueDriver({
  at: source('drivers/pci/controller/dwc/pci-keystone.c'),
  driver: 'keystone-pcie',
  probe: 'ks_pcie_probe',
  init: 'ks_pcie_driver_init',
  compatibles: () => ['ti,am654-pcie-rc'],
  dbi: 'dbics',
  own: { devname: () => 'ks-pcie-error-irq' },
});
