/** Models drivers/pci/controller/dwc/pci-imx6.c: NXP's i.MX hosts. Left out: endpoints, clocks, resets, PHY, power. */
import { source } from '../../../../../recorder/index.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';
import { of_device_is_compatible } from '../../../of/base/index.ts';

/** 7.3: IMX_PCIE_FLAG_KEEP_MSI_CAP. */
const KEEP_MSI_CAP = ['imx6q', 'imx6sx', 'imx6qp', 'imx7d', 'imx8mq', 'imx8mm'].map((soc) => `fsl,${soc}-pcie`);

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
  host: (k, pci) => {
    const { of_node } = pci.pdev.dev;
    const keeps = (name: string): boolean => of_node !== undefined && of_device_is_compatible(k, of_node, name) > 0;
    pci.keep_rp_msi_en = KEEP_MSI_CAP.some(keeps);
    return 0;
  },
});
