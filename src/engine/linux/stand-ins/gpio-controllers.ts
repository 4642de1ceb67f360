/** The GPIO and pin controllers among the second-level controllers whose drivers are modelled: one line a driver. */
import { altera_gpio_init } from '../drivers/gpio/gpio-altera.ts';
import { brcmstb_gpio_driver_init } from '../drivers/gpio/gpio-brcmstb.ts';
import { cdns_gpio_driver_init } from '../drivers/gpio/gpio-cadence.ts';
import { dwapb_gpio_driver_init } from '../drivers/gpio/gpio-dwapb.ts';
import { davinci_gpio_drv_reg } from '../drivers/gpio/gpio-davinci.ts';
import { ftgpio_gpio_driver_init } from '../drivers/gpio/gpio-ftgpio010.ts';
import { mvebu_gpio_driver_init } from '../drivers/gpio/gpio-mvebu.ts';
import { gpio_mxc_init } from '../drivers/gpio/gpio-mxc.ts';
import { rockchip_gpio_init } from '../drivers/gpio/gpio-rockchip.ts';
import { mpc8xxx_init } from '../drivers/gpio/gpio-mpc8xxx.ts';
import { gpio_rcar_device_driver_init } from '../drivers/gpio/gpio-rcar.ts';
import { pca953x_init } from '../drivers/gpio/gpio-pca953x.ts';
import { sprd_gpio_driver_init } from '../drivers/gpio/gpio-sprd.ts';
import { pcf857x_init } from '../drivers/gpio/gpio-pcf857x.ts';
import { tegra_gpio_driver_init } from '../drivers/gpio/gpio-tegra.ts';
import { vf610_gpio_driver_init } from '../drivers/gpio/gpio-vf610.ts';
import { visconti_gpio_driver_init } from '../drivers/gpio/gpio-visconti.ts';
import { xgene_gpio_sb_driver_init } from '../drivers/gpio/gpio-xgene-sb.ts';
import { bcm_iproc_gpio_driver_init } from '../drivers/gpio/gpio-xgs-iproc.ts';
import { xgpio_init } from '../drivers/gpio/gpio-xilinx.ts';
import { tegra186_gpio_driver_init } from '../drivers/gpio/gpio-tegra186.ts';
import { uniphier_gpio_driver_init } from '../drivers/gpio/gpio-uniphier.ts';
import { zynq_gpio_driver_init } from '../drivers/gpio/gpio-zynq.ts';
import { bcm2835_pinctrl_driver_init } from '../drivers/pinctrl/bcm/pinctrl-bcm2835.ts';
import { mooreDrivers } from '../drivers/pinctrl/mediatek/pinctrl-moore.ts';
import { mtkCommonDrivers } from '../drivers/pinctrl/mediatek/pinctrl-mtk-common.ts';
import { parisDrivers } from '../drivers/pinctrl/mediatek/pinctrl-paris/index.ts';
import { rockchip_pinctrl_drv_register } from '../drivers/pinctrl/pinctrl-rockchip.ts';
import { sunxiDrivers } from '../drivers/pinctrl/sunxi/pinctrl-sunxi.ts';
import { mcp23s08_i2c_init } from '../drivers/pinctrl/pinctrl-mcp23s08_i2c.ts';
import { mcp23s08_spi_init } from '../drivers/pinctrl/pinctrl-mcp23s08_spi.ts';
import { sx150x_init } from '../drivers/pinctrl/pinctrl-sx150x.ts';
import { pcs_driver_init } from '../drivers/pinctrl/pinctrl-single.ts';
import { armada_37xx_pinctrl_driver_init } from '../drivers/pinctrl/mvebu/pinctrl-armada-37xx.ts';
import { npcm8xx_pinctrl_register } from '../drivers/pinctrl/nuvoton/pinctrl-npcm8xx.ts';
import { rzg2l_pinctrl_init } from '../drivers/pinctrl/renesas/pinctrl-rzg2l.ts';
import { samsung_pinctrl_drv_register } from '../drivers/pinctrl/samsung/pinctrl-samsung.ts';
import { tlmmDrivers } from '../drivers/pinctrl/qcom/pinctrl-msm/index.ts';
import { pmic_gpio_driver_init } from '../drivers/pinctrl/qcom/pinctrl-spmi-gpio.ts';
import { pmic_mpp_driver_init } from '../drivers/pinctrl/qcom/pinctrl-spmi-mpp.ts';
import { stm32mp257_pinctrl_init } from '../drivers/pinctrl/stm32/pinctrl-stm32mp257.ts';
import { uniphier_ld20_pinctrl_driver_init } from '../drivers/pinctrl/uniphier/pinctrl-uniphier-ld20.ts';
import { type ControllerDriver, on } from './controller-driver.ts';

const postcore = on('postcore');
const arch = on('arch');
const subsys = on('subsys');
const device = on('device');

/** In the order of linking within a level: pinctrl, then gpio, each by the order of its Makefile. */
export function gpioControllers(): readonly ControllerDriver[] {
  return [
    ...tlmmDrivers.map(({ name, init }) => arch(name, init)),
    postcore('rockchip-pinctrl', rockchip_pinctrl_drv_register),
    subsys('mcp230xx', mcp23s08_i2c_init, 'i2c'),
    subsys('mcp23s08', mcp23s08_spi_init, 'spi'),
    subsys('sx150x-pinctrl', sx150x_init, 'i2c'),
    device('pinctrl-single', pcs_driver_init),
    device('pinctrl-bcm2835', bcm2835_pinctrl_driver_init),
    ...[...mooreDrivers, ...mtkCommonDrivers, ...parisDrivers].map(({ name, init }) => arch(name, init)),
    device('armada-37xx-pinctrl', armada_37xx_pinctrl_driver_init),
    arch('npcm8xx-pinctrl', npcm8xx_pinctrl_register),
    on('core')('pinctrl-rzg2l', rzg2l_pinctrl_init),
    device('qcom-spmi-gpio', pmic_gpio_driver_init),
    device('qcom-spmi-mpp', pmic_mpp_driver_init),
    postcore('samsung-pinctrl', samsung_pinctrl_drv_register),
    arch('stm32mp257-pinctrl', stm32mp257_pinctrl_init),
    ...sunxiDrivers.map(({ name, init }) => device(name, init)),
    device('uniphier-ld20-pinctrl', uniphier_ld20_pinctrl_driver_init),
    subsys('altera_gpio', altera_gpio_init),
    device('iproc-xgs-gpio', bcm_iproc_gpio_driver_init),
    device('brcmstb-gpio', brcmstb_gpio_driver_init),
    device('cdns-gpio', cdns_gpio_driver_init),
    postcore('davinci_gpio', davinci_gpio_drv_reg),
    device('gpio-dwapb', dwapb_gpio_driver_init),
    device('ftgpio010-gpio', ftgpio_gpio_driver_init),
    arch('gpio-mpc8xxx', mpc8xxx_init),
    device('mvebu-gpio', mvebu_gpio_driver_init),
    subsys('gpio-mxc', gpio_mxc_init),
    subsys('pca953x', pca953x_init, 'i2c'),
    subsys('pcf857x', pcf857x_init, 'i2c'),
    device('gpio_rcar', gpio_rcar_device_driver_init),
    postcore('rockchip-gpio', rockchip_gpio_init),
    device('sprd-gpio', sprd_gpio_driver_init),
    device('tegra-gpio', tegra_gpio_driver_init),
    device('tegra186-gpio', tegra186_gpio_driver_init),
    device('uniphier-gpio', uniphier_gpio_driver_init),
    device('visconti_gpio', visconti_gpio_driver_init),
    device('gpio-vf610', vf610_gpio_driver_init),
    device('xgene-gpio-sb', xgene_gpio_sb_driver_init),
    subsys('gpio-xilinx', xgpio_init),
    device('zynq-gpio', zynq_gpio_driver_init),
  ];
}
