/** Models drivers/pci/controller/dwc/pcie-stm32.c: ST's hosts of the STM32MP25, known from 7.3 on. Left out: clocks, resets, PHY, wake-up, suspend. */
import { source } from '../../../../../recorder/index.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';

/** module_platform_driver */
export const stm32_pcie_driver_init = dwcGlueDriver({
  at: source('drivers/pci/controller/dwc/pcie-stm32.c'),
  driver: 'stm32-pcie',
  probe: 'stm32_pcie_probe',
  init: 'stm32_pcie_driver_init',
  compatibles: (k) => (k.since('7.3') ? ['st,stm32mp25-pcie-rc'] : []),
});
