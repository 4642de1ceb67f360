/**
 * The list of interrupt controllers beside the GICs whose drivers are modelled, in place of the kernel's linker sections: one line a
 * driver. What is in it is registered, named in scenarios (`drivers`), and no stand-in takes its place.
 */
import { advk_pcie_driver_init } from '../drivers/pci/controller/pci-aardvark.ts';
import { tegra_pcie_driver_init } from '../drivers/pci/controller/pci-tegra.ts';
import { xgene_pcie_driver_init } from '../drivers/pci/controller/pci-xgene.ts';
import { rcar_pcie_driver_init } from '../drivers/pci/controller/pcie-rcar-host.ts';
import { j721e_pcie_driver_init } from '../drivers/pci/controller/cadence/pci-j721e.ts';
import { histb_pcie_platform_driver_init } from '../drivers/pci/controller/dwc/pcie-histb.ts';
import { kirin_pcie_driver_init } from '../drivers/pci/controller/dwc/pcie-kirin.ts';
import { rcar_gen4_pcie_driver_init } from '../drivers/pci/controller/dwc/pcie-rcar-gen4.ts';
import { tegra_pcie_dw_driver_init } from '../drivers/pci/controller/dwc/pcie-tegra194.ts';
import { mtk_pcie_gen3_driver_init } from '../drivers/pci/controller/pcie-mediatek-gen3.ts';
import { mtk_pcie_driver_init } from '../drivers/pci/controller/pcie-mediatek.ts';
import { xilinx_cpm_pcie_driver_init } from '../drivers/pci/controller/pcie-xilinx-cpm.ts';
import { xilinx_pl_dma_pcie_driver_init } from '../drivers/pci/controller/pcie-xilinx-dma-pl.ts';
import { altera_msi_init } from '../drivers/pci/controller/pcie-altera-msi.ts';
import { rockchip_pcie_driver_init } from '../drivers/pci/controller/pcie-rockchip-host.ts';
import { nwl_pcie_driver_init } from '../drivers/pci/controller/pcie-xilinx-nwl.ts';
import { xilinx_pcie_driver_init } from '../drivers/pci/controller/pcie-xilinx.ts';
import { xgene_pcie_msi_init } from '../drivers/pci/controller/pci-xgene-msi.ts';
import { brcm_pcie_driver_init } from '../drivers/pci/controller/pcie-brcmstb.ts';
import { armada8k_pcie_driver_init } from '../drivers/pci/controller/dwc/pcie-armada8k.ts';
import { exynos_pcie_driver_init } from '../drivers/pci/controller/dwc/pci-exynos.ts';
import { imx_pcie_init } from '../drivers/pci/controller/dwc/pci-imx6.ts';
import { stm32_pcie_driver_init } from '../drivers/pci/controller/dwc/pcie-stm32.ts';
import { uniphier_pcie_driver_init } from '../drivers/pci/controller/dwc/pcie-uniphier.ts';
import { visconti_pcie_driver_init } from '../drivers/pci/controller/dwc/pcie-visconti.ts';
import { ls_pcie_driver_init } from '../drivers/pci/controller/dwc/pci-layerscape.ts';
import { meson_pcie_driver_init } from '../drivers/pci/controller/dwc/pci-meson.ts';
import { ks_pcie_driver_init } from '../drivers/pci/controller/dwc/pci-keystone.ts';
import { rockchip_dw_pcie_driver_init } from '../drivers/pci/controller/dwc/pcie-dw-rockchip.ts';
import { qcom_pcie_driver_init } from '../drivers/pci/controller/dwc/pcie-qcom.ts';
import { dw_plat_pcie_driver_init } from '../drivers/pci/controller/dwc/pcie-designware-plat.ts';
import { al_fic_init_dt } from '../drivers/irqchip/irq-al-fic.ts';
import { aic_of_ic_init } from '../drivers/irqchip/irq-apple-aic.ts';
import { bcm2835_armctrl_of_init, bcm2836_armctrl_of_init } from '../drivers/irqchip/irq-bcm2835.ts';
import { bcm2836_arm_irqchip_l1_intc_of_init } from '../drivers/irqchip/irq-bcm2836.ts';
import { bcm7120_l2_driver_init } from '../drivers/irqchip/irq-bcm7120-l2.ts';
import { bcm7038_l1_driver_init } from '../drivers/irqchip/irq-bcm7038-l1.ts';
import { brcmstb_l2_driver_init } from '../drivers/irqchip/irq-brcmstb-l2.ts';
import { alpine_msix_init } from '../drivers/irqchip/irq-alpine-msi.ts';
import { dw_apb_ictl_init } from '../drivers/irqchip/irq-dw-apb-ictl.ts';
import { gic_driver_init } from '../drivers/irqchip/irq-gic-pm.ts';
import { imx_gpcv2_irqchip_init } from '../drivers/irqchip/irq-imx-gpcv2.ts';
import { imx_intmux_driver_init } from '../drivers/irqchip/irq-imx-intmux.ts';
import { imx_irqsteer_driver_init } from '../drivers/irqchip/irq-imx-irqsteer.ts';
import { ls_extirq_driver_init, ls_extirq_of_init } from '../drivers/irqchip/irq-ls-extirq.ts';
import { ls_scfg_msi_driver_init } from '../drivers/irqchip/irq-ls-scfg-msi.ts';
import { mip_msi_driver_init } from '../drivers/irqchip/irq-bcm2712-mip.ts';
import { mbigen_platform_driver_init } from '../drivers/irqchip/irq-mbigen.ts';
import { meson_gpio_intc_driver_init } from '../drivers/irqchip/irq-meson-gpio.ts';
import { mvebu_gicp_driver_init } from '../drivers/irqchip/irq-mvebu-gicp.ts';
import { mvebu_icu_driver_init, mvebu_icu_subset_driver_init } from '../drivers/irqchip/irq-mvebu-icu.ts';
import { mvebu_odmi_init } from '../drivers/irqchip/irq-mvebu-odmi.ts';
import { mvebu_pic_driver_init } from '../drivers/irqchip/irq-mvebu-pic.ts';
import { mvebu_sei_driver_init } from '../drivers/irqchip/irq-mvebu-sei.ts';
import { mst_intc_of_init } from '../drivers/irqchip/irq-mst-intc.ts';
import { mtk_cirq_of_init } from '../drivers/irqchip/irq-mtk-cirq.ts';
import { mtk_sysirq_of_init } from '../drivers/irqchip/irq-mtk-sysirq.ts';
import { owl_sirq_s500_of_init, owl_sirq_s900_of_init } from '../drivers/irqchip/irq-owl-sirq.ts';
import { qcom_mpm_driver_init } from '../drivers/irqchip/irq-qcom-mpm.ts';
import { irqc_init } from '../drivers/irqchip/irq-renesas-irqc.ts';
import { rzg2l_irqc_driver_init } from '../drivers/irqchip/irq-renesas-rzg2l.ts';
import { rzv2h_icu_driver_init } from '../drivers/irqchip/irq-renesas-rzv2h.ts';
import { exiu_dt_init } from '../drivers/irqchip/irq-sni-exiu.ts';
import { stm32mp_exti_driver_init } from '../drivers/irqchip/irq-stm32mp-exti.ts';
import { sun50i_h6_r_intc_init, sun6i_a31_r_intc_init } from '../drivers/irqchip/irq-sun6i-r.ts';
import {
  sun55i_nmi_irq_init,
  sun6i_sc_nmi_irq_init,
  sun7i_sc_nmi_irq_init,
  sun9i_nmi_irq_init,
} from '../drivers/irqchip/irq-sunxi-nmi.ts';
import { tegra_ictlr_init } from '../drivers/irqchip/irq-tegra.ts';
import { ti_sci_inta_irq_domain_driver_init } from '../drivers/irqchip/irq-ti-sci-inta.ts';
import { ti_sci_intr_irq_domain_driver_init } from '../drivers/irqchip/irq-ti-sci-intr.ts';
import { uniphier_aidet_driver_init } from '../drivers/irqchip/irq-uniphier-aidet.ts';
import { xilinx_intc_of_init } from '../drivers/irqchip/irq-xilinx-intc.ts';
import { qcom_pdc_driver_init } from '../drivers/irqchip/qcom-pdc.ts';
import type { of_irq_init_cb_t } from '../drivers/of/irq/index.ts';
import { msm_mdss_register } from '../drivers/gpu/drm/msm/msm_mdss.ts';
import { qcom_ipcc_init } from '../drivers/mailbox/qcom-ipcc.ts';
import { mv88e6xxx_driver_init } from '../drivers/net/dsa/mv88e6xxx/chip.ts';
import { imx_gpc_driver_init } from '../drivers/pmdomain/imx/gpcv2.ts';
import { qe_ic_of_init } from '../drivers/soc/fsl/qe/qe_ic.ts';
import { tegra_pmc_driver_init } from '../drivers/soc/tegra/pmc.ts';
import { qcom_smp2p_driver_init } from '../drivers/soc/qcom/smp2p.ts';
import { qcom_smsm_driver_init } from '../drivers/soc/qcom/smsm.ts';
import { spmi_pmic_arb_driver_init } from '../drivers/spmi/spmi-pmic-arb/index.ts';
import { lmh_driver_init } from '../drivers/thermal/qcom/lmh.ts';
import type { of_device_id } from '../include/linux/of.ts';
import { type ControllerDriver, on } from './controller-driver.ts';
import { gpioControllers } from './gpio-controllers.ts';

const device = on('device');

// Made when first asked for: not all that it names is there yet when this file loads.
let drivers: readonly ControllerDriver[] | undefined;

/** In the order of linking within a level: irqchip, pinctrl, gpio, then the rest, each by the order of its Makefile. */
export function controllerDrivers(): readonly ControllerDriver[] {
  drivers ??= [
    on('postcore')('renesas_irqc', irqc_init),
    device('Hisilicon MBIGEN-V2', mbigen_platform_driver_init),
    device('gic', gic_driver_init),
    device('rzg2l_irqc', rzg2l_irqc_driver_init),
    device('rzv2h_icu', rzv2h_icu_driver_init),
    device('mip_msi', mip_msi_driver_init),
    device('bcm7038_l1', bcm7038_l1_driver_init),
    device('bcm7120_l2', bcm7120_l2_driver_init),
    device('brcmstb_l2', brcmstb_l2_driver_init),
    device('mvebu-gicp', mvebu_gicp_driver_init),
    device('mvebu-icu-subset', mvebu_icu_subset_driver_init),
    device('mvebu-icu', mvebu_icu_driver_init),
    device('mvebu-pic', mvebu_pic_driver_init),
    device('mvebu-sei', mvebu_sei_driver_init),
    device('ls-scfg-msi', ls_scfg_msi_driver_init),
    device('stm32mp_exti', stm32mp_exti_driver_init),
    device('uniphier-aidet', uniphier_aidet_driver_init),
    device('meson_gpio_intc', meson_gpio_intc_driver_init),
    device('qcom_pdc', qcom_pdc_driver_init),
    device('ls-extirq', ls_extirq_driver_init),
    device('qcom_mpm', qcom_mpm_driver_init),
    device('imx-irqsteer', imx_irqsteer_driver_init),
    device('imx-intmux', imx_intmux_driver_init),
    device('ti-sci-intr', ti_sci_intr_irq_domain_driver_init),
    device('ti-sci-inta', ti_sci_inta_irq_domain_driver_init),
    ...gpioControllers(),
    device('j721e-pcie', j721e_pcie_driver_init),
    device('advk-pcie', advk_pcie_driver_init),
    device('tegra-pcie', tegra_pcie_driver_init),
    device('rcar-pcie', rcar_pcie_driver_init),
    device('xilinx-pcie', xilinx_pcie_driver_init),
    device('nwl-pcie', nwl_pcie_driver_init),
    device('xilinx-cpm-pcie', xilinx_cpm_pcie_driver_init),
    device('xilinx-xdma-pcie', xilinx_pl_dma_pcie_driver_init),
    device('xgene-pcie', xgene_pcie_driver_init),
    { ...on('subsys')('xgene-msi', xgene_pcie_msi_init), levelSince73: 'device' },
    on('subsys')('altera-msi', altera_msi_init),
    device('rockchip-pcie', rockchip_pcie_driver_init),
    device('mtk-pcie', mtk_pcie_driver_init),
    device('mtk-pcie-gen3', mtk_pcie_gen3_driver_init),
    device('brcm-pcie', brcm_pcie_driver_init),
    device('dw-pcie', dw_plat_pcie_driver_init),
    device('exynos-pcie', exynos_pcie_driver_init),
    device('imx6q-pcie', imx_pcie_init),
    device('keystone-pcie', ks_pcie_driver_init),
    device('qcom-pcie', qcom_pcie_driver_init),
    device('rockchip-dw-pcie', rockchip_dw_pcie_driver_init),
    device('armada8k-pcie', armada8k_pcie_driver_init),
    device('kirin-pcie', kirin_pcie_driver_init),
    device('histb-pcie', histb_pcie_platform_driver_init),
    device('meson-pcie', meson_pcie_driver_init),
    device('tegra194-pcie', tegra_pcie_dw_driver_init),
    device('uniphier-pcie', uniphier_pcie_driver_init),
    device('visconti-pcie', visconti_pcie_driver_init),
    device('pcie-rcar-gen4', rcar_gen4_pcie_driver_init),
    device('stm32-pcie', stm32_pcie_driver_init),
    device('layerscape-pcie', ls_pcie_driver_init),
    on('subsys')('qe-ic', qe_ic_of_init),
    device('qcom_smp2p', qcom_smp2p_driver_init),
    device('tegra-pmc', tegra_pmc_driver_init),
    device('qcom-smsm', qcom_smsm_driver_init),
    { ...device('imx-gpcv2', imx_gpc_driver_init), always: true },
    device('msm-mdss', msm_mdss_register),
    device('mv88e6085', mv88e6xxx_driver_init, 'mdio_bus'),
    device('spmi_pmic_arb', spmi_pmic_arb_driver_init),
    device('qcom-lmh', lmh_driver_init),
    on('arch')('qcom-ipcc', qcom_ipcc_init),
  ];
  return drivers;
}

type Declared = of_device_id<of_irq_init_cb_t>;
const declare = (data: of_irq_init_cb_t, ...compatibles: readonly string[]): Declared[] =>
  compatibles.map((compatible) => ({ compatible, data }));

/** What IRQCHIP_DECLARE registers beside the GICs until 6.12, and in 7.3: started early, from the tree, without a device. */
export function declaredControllers(in73: boolean): readonly Declared[] {
  const lsExtirq = declare(ls_extirq_of_init, 'fsl,ls1021a-extirq', 'fsl,ls1043a-extirq', 'fsl,ls1088a-extirq');
  return [
    ...declare(aic_of_ic_init, 'apple,aic', 'apple,aic2', ...(in73 ? ['apple,t8122-aic3'] : [])),
    ...declare(al_fic_init_dt, 'amazon,al-fic'),
    ...declare(alpine_msix_init, 'al,alpine-msix'),
    ...declare(tegra_ictlr_init, 'nvidia,tegra20-ictlr', 'nvidia,tegra30-ictlr', 'nvidia,tegra210-ictlr'),
    ...declare(bcm2835_armctrl_of_init, 'brcm,bcm2835-armctrl-ic'),
    ...declare(bcm2836_armctrl_of_init, 'brcm,bcm2836-armctrl-ic'),
    ...declare(bcm2836_arm_irqchip_l1_intc_of_init, 'brcm,bcm2836-l1-intc'),
    ...declare(sun6i_sc_nmi_irq_init, 'allwinner,sun6i-a31-sc-nmi'),
    ...declare(sun7i_sc_nmi_irq_init, 'allwinner,sun7i-a20-sc-nmi'),
    ...declare(sun9i_nmi_irq_init, 'allwinner,sun9i-a80-nmi'),
    ...(in73 ? declare(sun55i_nmi_irq_init, 'allwinner,sun55i-a523-nmi') : []),
    ...declare(dw_apb_ictl_init, 'snps,dw-apb-ictl'),
    ...declare(sun6i_a31_r_intc_init, 'allwinner,sun6i-a31-r-intc'),
    ...declare(sun50i_h6_r_intc_init, 'allwinner,sun50i-h6-r-intc'),
    ...declare(xilinx_intc_of_init, 'xlnx,xps-intc-1.00.a', 'xlnx,opb-intc-1.00.c'),
    ...declare(mtk_cirq_of_init, 'mediatek,mtk-cirq'),
    ...declare(mtk_sysirq_of_init, 'mediatek,mt6577-sysirq'),
    ...declare(mvebu_odmi_init, 'marvell,odmi-controller'),
    ...declare(owl_sirq_s500_of_init, 'actions,s500-sirq', 'actions,s700-sirq'),
    ...declare(owl_sirq_s900_of_init, 'actions,s900-sirq'),
    ...declare(exiu_dt_init, 'socionext,synquacer-exiu'),
    ...declare(mst_intc_of_init, 'mstar,mst-intc'),
    ...declare(imx_gpcv2_irqchip_init, 'fsl,imx7d-gpc', 'fsl,imx8mq-gpc'),
    // A platform driver in 7.3.
    ...(in73 ? [] : lsExtirq),
  ];
}
