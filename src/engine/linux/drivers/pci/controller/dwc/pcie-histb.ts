/** Models drivers/pci/controller/dwc/pcie-histb.c: HiSilicon's host of set-top boxes. Left out: clocks, resets, PHY, regulators. */
import { source } from '../../../../../recorder/index.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';

/** module_platform_driver */
export const histb_pcie_platform_driver_init = dwcGlueDriver({
  at: source('drivers/pci/controller/dwc/pcie-histb.c'),
  driver: 'histb-pcie',
  probe: 'histb_pcie_probe',
  init: 'histb_pcie_platform_driver_init',
  compatibles: () => ['hisilicon,hi3798cv200-pcie'],
  dbi: 'rc-dbi',
  failed: 'failed to initialize host',
});
