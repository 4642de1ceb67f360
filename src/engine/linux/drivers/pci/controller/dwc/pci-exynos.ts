/**
 * Models drivers/pci/controller/dwc/pci-exynos.c: Samsung's host of the Exynos5433. Its core's MSIs have a domain and no interrupt, so none arrives. Left
 * out: clocks, resets, PHY, regulators, suspend.
 */
import { source } from '../../../../../recorder/index.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';

/** module_platform_driver */
export const exynos_pcie_driver_init = dwcGlueDriver({
  at: source('drivers/pci/controller/dwc/pci-exynos.c'),
  driver: 'exynos-pcie',
  probe: 'exynos_pcie_probe',
  init: 'exynos_pcie_driver_init',
  compatibles: () => ['samsung,exynos5433-pcie'],
  own: { devname: () => 'exynos-pcie' },
  withoutMsiInterrupt: true,
  failed: 'failed to initialize host',
});
