/**
 * Models drivers/pci/controller/dwc/pcie-tegra194.c: NVIDIA's hosts of the Tegra194 and 234, with an interrupt of the SoC's own logic. Left out: endpoints,
 * clocks, resets, PHYs, regulators, firmware, bandwidth, suspend, and taking the root port away again where its link is down.
 */
import { source } from '../../../../../recorder/index.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';

/** module_platform_driver. A host whose link is down is taken down, and its probe succeeds all the same. */
export const tegra_pcie_dw_driver_init = dwcGlueDriver({
  at: source('drivers/pci/controller/dwc/pcie-tegra194.c'),
  driver: 'tegra194-pcie',
  probe: 'tegra_pcie_dw_probe',
  init: 'tegra_pcie_dw_driver_init',
  compatibles: () => ['nvidia,tegra194-pcie', 'nvidia,tegra234-pcie'],
  vectors: 256,
  own: { name: 'intr', devname: () => 'tegra-pcie-intr' },
  endsWithoutLink: true,
});
