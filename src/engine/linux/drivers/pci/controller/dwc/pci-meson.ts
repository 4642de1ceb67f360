/** Models drivers/pci/controller/dwc/pci-meson.c: Amlogic's hosts. Left out: clocks, resets, PHY. */
import { source } from '../../../../../recorder/index.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';

/** module_platform_driver */
export const meson_pcie_driver_init = dwcGlueDriver({
  at: source('drivers/pci/controller/dwc/pci-meson.c'),
  driver: 'meson-pcie',
  probe: 'meson_pcie_probe',
  init: 'meson_pcie_driver_init',
  compatibles: () => ['amlogic,axg-pcie', 'amlogic,g12a-pcie'],
  dbi: 'elbi',
});
