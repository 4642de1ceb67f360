/** Models drivers/pci/controller/dwc/pci-imx6.c: NXP's i.MX hosts. Left out: endpoints, clocks, resets, PHY, power. */
import { source } from '../../../../../recorder/index.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';

/** device_initcall */
export const imx_pcie_init = dwcGlueDriver({
  at: source('drivers/pci/controller/dwc/pci-imx6.c'),
  driver: 'imx6q-pcie',
  probe: 'imx_pcie_probe',
  init: 'imx_pcie_init',
  compatibles: (k) =>
    [
      'imx6q',
      'imx6sx',
      'imx6qp',
      'imx7d',
      'imx8mq',
      'imx8mm',
      'imx8mp',
      ...(k.since('6.12') ? ['imx8q', 'imx95'] : []),
    ].map((soc) => `fsl,${soc}-pcie`),
  dbi: 0,
});
