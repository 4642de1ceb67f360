/** Models drivers/pci/controller/dwc/pcie-designware-plat.c: the DesignWare PCIe core without an SoC around it. Left out: endpoints. */
import { source } from '../../../../../recorder/index.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../../kernel.ts';
import { dev_err } from '../../../../kernel/printk/printk.ts';
import { platform_driver_register, platform_get_irq } from '../../../base/platform.ts';
import { dw_pcie_host_init, MAX_MSI_IRQS } from './pcie-designware-host.ts';
import { dw_pcie } from './pcie-designware.ts';

const at = source('drivers/pci/controller/dwc/pcie-designware-plat.c');

const dw_plat_pcie_probe = at.fn(
  'dw_plat_pcie_probe',
  'Starts the core as a host bridge, with as many vectors as it can have.',
  (k: Kernel, pdev: platform_device): number => {
    const pci = dw_pcie.create(k.rec, { pdev, num_vectors: MAX_MSI_IRQS });
    platform_set_drvdata(pdev, pci);
    const irq = platform_get_irq(k, pdev, 1);
    if (irq < 0) return irq;
    const ret = dw_pcie_host_init(k, pci);
    if (ret !== 0) dev_err(k, pdev.dev, 'Failed to initialize host');
    return ret;
  },
);

/** device_initcall */
export const dw_plat_pcie_driver_init = at.fn(
  'dw_plat_pcie_driver_init',
  'Registers the driver of DesignWare PCIe cores.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'dw-pcie',
      bus: 'platform',
      of_match_table: [{ compatible: 'snps,dw-pcie', data: undefined }],
      probe: dw_plat_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
