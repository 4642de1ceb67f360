/**
 * The list of second-level interrupt controllers whose drivers are modelled, in place of the kernel's linker sections: one line a
 * driver. What is in it is registered, named in scenarios (`drivers`), and no stand-in takes its place.
 */
import { brcm_pcie_driver_init } from '../drivers/pci/controller/pcie-brcmstb.ts';
import { armada8k_pcie_driver_init } from '../drivers/pci/controller/dwc/pcie-armada8k.ts';
import { imx_pcie_init } from '../drivers/pci/controller/dwc/pci-imx6.ts';
import { ls_pcie_driver_init } from '../drivers/pci/controller/dwc/pci-layerscape.ts';
import { meson_pcie_driver_init } from '../drivers/pci/controller/dwc/pci-meson.ts';
import { qcom_pcie_driver_init } from '../drivers/pci/controller/dwc/pcie-qcom.ts';
import { dw_plat_pcie_driver_init } from '../drivers/pci/controller/dwc/pcie-designware-plat.ts';
import { alpine_msix_init } from '../drivers/irqchip/irq-alpine-msi.ts';
import { dw_apb_ictl_init } from '../drivers/irqchip/irq-dw-apb-ictl.ts';
import { imx_irqsteer_driver_init } from '../drivers/irqchip/irq-imx-irqsteer.ts';
import { uniphier_aidet_driver_init } from '../drivers/irqchip/irq-uniphier-aidet.ts';
import type { of_irq_init_cb_t } from '../drivers/of/irq/index.ts';
import type { of_device_id } from '../include/linux/of.ts';
import { type ControllerDriver, on } from './controller-driver.ts';
import { gpioControllers } from './gpio-controllers.ts';

const device = on('device');

/** In the order of linking within a level: irqchip, pinctrl, gpio, then the rest, each by the order of its Makefile. */
export function controllerDrivers(): readonly ControllerDriver[] {
  return [
    device('uniphier-aidet', uniphier_aidet_driver_init),
    device('imx-irqsteer', imx_irqsteer_driver_init),
    ...gpioControllers(),
    device('brcm-pcie', brcm_pcie_driver_init),
    device('dw-pcie', dw_plat_pcie_driver_init),
    device('imx6q-pcie', imx_pcie_init),
    device('qcom-pcie', qcom_pcie_driver_init),
    device('armada8k-pcie', armada8k_pcie_driver_init),
    device('meson-pcie', meson_pcie_driver_init),
    device('layerscape-pcie', ls_pcie_driver_init),
  ];
}

type Declared = of_device_id<of_irq_init_cb_t>;
const declare = (data: of_irq_init_cb_t, ...compatibles: readonly string[]): Declared[] =>
  compatibles.map((compatible) => ({ compatible, data }));

/** What IRQCHIP_DECLARE registers beside the GICs: started early, from the tree, without a device. */
export function declaredControllers(): readonly Declared[] {
  return [...declare(alpine_msix_init, 'al,alpine-msix'), ...declare(dw_apb_ictl_init, 'snps,dw-apb-ictl')];
}
