/** Models drivers/pci/controller/dwc/pcie-kirin.c: HiSilicon's hosts of the Kirin 960 and 970. Left out: clocks, resets, PHYs, power. */
import { source } from '../../../../../recorder/index.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';

/** module_platform_driver */
export const kirin_pcie_driver_init = dwcGlueDriver({
  at: source('drivers/pci/controller/dwc/pcie-kirin.c'),
  driver: 'kirin-pcie',
  probe: 'kirin_pcie_probe',
  init: 'kirin_pcie_driver_init',
  compatibles: () => ['hisilicon,kirin960-pcie', 'hisilicon,kirin970-pcie'],
});
