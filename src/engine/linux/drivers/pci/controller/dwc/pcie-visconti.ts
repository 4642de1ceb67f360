/**
 * Models drivers/pci/controller/dwc/pcie-visconti.c: Toshiba's Visconti hosts, which want an interrupt "intr" and do not request it. Left out: clocks,
 * resets, waiting for the PHY, and the link's own register.
 */
import { source } from '../../../../../recorder/index.ts';
import type { Kernel } from '../../../../kernel.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';
import { platform_get_irq_byname } from '../../../base/platform.ts';
import type { dw_pcie } from './pcie-designware.ts';

const at = source('drivers/pci/controller/dwc/pcie-visconti.c');

const visconti_add_pcie_port = at.fn(
  'visconti_add_pcie_port',
  "Finds the interrupt of the SoC's own logic.",
  (k: Kernel, { pdev }: dw_pcie): number => {
    const irq = platform_get_irq_byname(k, pdev, 'intr');
    return irq < 0 ? irq : 0;
  },
);

/** builtin_platform_driver */
export const visconti_pcie_driver_init = dwcGlueDriver({
  at,
  driver: 'visconti-pcie',
  probe: 'visconti_pcie_probe',
  init: 'visconti_pcie_driver_init',
  compatibles: () => ['toshiba,visconti-pcie'],
  first: visconti_add_pcie_port,
});
