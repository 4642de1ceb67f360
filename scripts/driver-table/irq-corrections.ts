/**
 * What drivers do with their interrupts where a scan of calls cannot see it: loops over names or over a number that a property
 * has, requests that another file makes, and drivers that never ask though their node lists interrupts. Read in the source of
 * Linux 6.12 (`file`, or what `seen` names), in the notation of `irq-facts.ts`, to which this adds:
 *   `!` before all of it: nothing is left out, so that what is not listed is not asked for · `p0+` index 0 and all after ·
 *   `n=ring#` each name that is "ring" and a number · `p@PROPERTY` the index that the property has · `p<PROPERTY` those below
 *   that number · `p&PROPERTY` those whose bits are set in it, all without it, by name with `n` or `N` · KIND `n`: mapped, never
 *   requested · KIND `f`: requested for as many channels as devices take · `…` for the asks: as the scan has them.
 */
import type { KernelVersion } from '../../src/engine/api/kernel-versions.ts';
import type { ScannedDriver } from './model.ts';

interface Correction {
  /** The driver's file; one that ends in `*` stands for all whose path begins so. */
  readonly file: string;
  readonly irqs: string;
  /** Older kernels do otherwise, as their scan says. */
  readonly since?: KernelVersion;
  /** Where it is read, when that is another file. */
  readonly seen?: string;
}

/** One for each port, and older ones for both edges of a line pair. */
const DWC3_QCOM =
  '!N=dp_hs_phy_irq N=dp_hs_phy_# N=dm_hs_phy_irq N=dm_hs_phy_# N=ss_phy_irq N=ss_phy_# N=qusb2_phy;t::NO:probe:';
const STMMAC = 'drivers/net/ethernet/stmicro/stmmac';

export const IRQ_CORRECTIONS: readonly Correction[] = [
  {
    file: 'drivers/iommu/arm/arm-smmu/arm-smmu.c',
    // A context bank's is requested when a device's translations take the bank.
    irqs: '!p<#global-interrupts p0+;h:0:S:probe:=arm-smmu%20global%20fault h:1:S:arm_smmu_init_domain_context():=arm-smmu-context-fault',
  },
  // The oldest versions of the sensor are served without a thread.
  { file: 'drivers/thermal/qcom/tsens.c', irqs: '!n=uplow n=critical n=combined;t::O:probe:dev' },
  { file: 'drivers/soc/qcom/rpmh-rsc.c', irqs: '!p@qcom,drv-id;h:0:TW:probe:' },
  { file: 'drivers/net/wireless/ath/ath10k/snoc.c', irqs: '!p0+;h:0:N:probe:' },
  { file: 'drivers/dma/sh/rcar-dmac.c', irqs: '!n=ch#;t:0:0:probe:' },
  { file: 'drivers/dma/sh/usb-dmac.c', irqs: '!n=ch#;h:0:S:probe:' },
  {
    file: 'drivers/gpu/drm/lima/lima_drv.c',
    seen: 'drivers/gpu/drm/lima/lima_device.c',
    irqs: '!n=gp n=gpmmu N=pp N=pp# N=ppmmu# N=pmu;n:5::probe: h::S:probe:',
  },
  {
    file: 'drivers/gpu/drm/panfrost/panfrost_drv.c',
    seen: 'drivers/gpu/drm/panfrost/panfrost_gpu.c, panfrost_job.c, panfrost_mmu.c',
    irqs: '!n=gpu n=job n=mmu;h:0:S:probe:=panfrost-gpu t:1:S:probe:=panfrost-job t:2:S:probe:=panfrost-mmu',
  },
  {
    file: 'drivers/usb/dwc3/dwc3-qcom.c',
    since: '6.12',
    irqs: DWC3_QCOM,
  },
  // What it was, for trees with a node of its own above the controller's; from 7.3 on.
  { file: 'drivers/usb/dwc3/dwc3-qcom-legacy.c', irqs: DWC3_QCOM },
  { file: 'drivers/dma/qcom/gpi.c', irqs: '!p&dma-channel-mask;h:0:T:device_alloc_chan_resources:=gpi-dma' },
  // A channel's is asked for when a device takes the channel, by the number that its `dmas` says.
  { file: 'drivers/dma/mxs-dma.c', irqs: '!p%;h:0:0:device_alloc_chan_resources:=mxs-dma' },
  // Any device gets the first channel that is free.
  { file: 'drivers/dma/bcm2835-dma.c', irqs: '!n&brcm,dma-channel-mask;f:0:?:device_alloc_chan_resources:' },
  {
    file: 'drivers/gpu/drm/msm/adreno/adreno_device.c',
    seen: 'drivers/gpu/drm/msm/msm_gpu.c',
    irqs: '!p0;h:0:T:bind:=gpu-irq',
  },
  // The host has its interrupt from the device that this makes of it, the gadget's waits for a function.
  ...['core.c', 'dwc3-generic-plat.c'].map((file) => ({
    file: `drivers/usb/dwc3/${file}`,
    irqs: '!N=host N=peripheral N=dwc_usb3 p0;h::S:udc_start:usb',
  })),
  // The core of these drivers requests it when the port is opened, under the port's name.
  ...['aspeed_vuart', 'bcm2835aux', 'dw', 'em', 'mtk', 'of', 'pxa', 'tegra', 'uniphier'].map((part) => ({
    file: `drivers/tty/serial/8250/8250_${part}.c`,
    seen: 'drivers/tty/serial/8250/8250_core.c',
    irqs: '…;h::S:startup:ttyS',
  })),
  { file: 'drivers/crypto/caam/ctrl.c', irqs: '!m0;n:0::probe:' },
  { file: 'drivers/crypto/inside-secure/safexcel.c', irqs: '!n=ring#;t:0:O:probe:dev' },
  // As many as the controller has queues.
  { file: 'drivers/net/ethernet/cadence/macb_main.c', irqs: '!p0+;h:0:S:init:' },
  {
    file: 'drivers/net/ethernet/renesas/ravb_main.c',
    irqs: '!n=ch22 n=ch24 n=dia n=line3 n=err_a n=mgmt_a n=ch0 n=ch1 n=ch18 n=ch19 p0;h::?:probe:',
  },
  {
    file: 'drivers/pci/controller/pcie-rockchip-host.c',
    irqs: '!n=sys n=legacy n=client;h:0:S:probe:=pcie-sys k:1::probe: h:2:S:probe:=pcie-client',
  },
  {
    file: `${STMMAC}/dwmac-*`,
    seen: `${STMMAC}/stmmac_platform.c, stmmac_main.c`,
    irqs: '!n=macirq N=eth_wake_irq N=sfty;h::S:ndo_open:',
  },
  {
    file: 'drivers/soc/qcom/llcc-qcom.c',
    seen: 'drivers/edac/qcom_edac.c',
    irqs: '!P0;h:0:T:qcom_llcc_edac_probe():=llcc_ecc',
  },
  { file: 'sound/soc/sunxi/sun4i-i2s.c', irqs: '!p0;n:0::probe:' },
  {
    file: 'drivers/gpu/drm/arm/malidp_drv.c',
    seen: 'drivers/gpu/drm/arm/malidp_hw.c',
    irqs: '!n=DE n=SE;t::S:bind:',
  },
  ...['rockchip/dw_hdmi-rockchip.c', 'sun4i/sun8i_dw_hdmi.c'].map((file) => ({
    file: `drivers/gpu/drm/${file}`,
    seen: 'drivers/gpu/drm/bridge/synopsys/dw-hdmi.c',
    irqs: '!p0;t:0:S:bind:dev',
  })),
  // None of these asks for any.
  ...[
    'drivers/char/hw_random/bcm2835-rng.c',
    'drivers/clk/imx/*',
    'drivers/clk/tegra/*',
    'drivers/devfreq/event/rockchip-dfi.c',
    'drivers/devfreq/sun8i-a33-mbus.c',
    'drivers/gpu/drm/rockchip/cdn-dp-core.c',
    'drivers/gpu/drm/rockchip/dw-mipi-dsi-rockchip.c',
    'drivers/gpu/drm/sun4i/sun6i_mipi_dsi.c',
    'drivers/gpu/drm/tegra/vic.c',
    'drivers/iio/accel/mma7660.c',
    'drivers/iio/imu/fxos8700*',
    'drivers/iio/light/cm32181.c',
    'drivers/iio/light/isl29018.c',
    'drivers/mailbox/hi3660-mailbox.c',
    'drivers/memory/tegra/tegra210-emc-core.c',
    'drivers/mtd/nand/raw/arasan-nand-controller.c',
    'drivers/net/ethernet/freescale/xgmac_mdio.c',
    'drivers/phy/tegra/xusb.c',
    'drivers/power/supply/rt5033_battery.c',
    'drivers/pwm/pwm-imx27.c',
    'drivers/reset/reset-imx7.c',
    'drivers/spi/spi-orion.c',
    'drivers/staging/media/tegra-video/vi.c',
    'drivers/thermal/amlogic_thermal.c',
    'drivers/thermal/qoriq_thermal.c',
    'drivers/watchdog/imx7ulp_wdt.c',
    'drivers/watchdog/renesas_wdt.c',
    'drivers/watchdog/sunxi_wdt.c',
    'drivers/watchdog/tegra_wdt.c',
    'sound/soc/codecs/rt5514.c',
    'sound/soc/hisilicon/hi6210-i2s.c',
    'sound/soc/meson/axg-spdifin.c',
    'sound/soc/rockchip/rockchip_i2s.c',
    'sound/soc/rockchip/rockchip_i2s_tdm.c',
    'sound/soc/rockchip/rockchip_pdm.c',
    'sound/soc/rockchip/rockchip_spdif.c',
    'sound/soc/sunxi/sun4i-codec.c',
    'sound/soc/sunxi/sun4i-spdif.c',
  ].map((file) => ({ file, irqs: '!;' })),
];

/** In place of the asks: those of the scan. */
export const AS_SCANNED = '…';

/** Whether a correction is about a driver's file. */
export function isAbout({ file }: Correction, path: string): boolean {
  return file.endsWith('*') ? path.startsWith(file.slice(0, -1)) : path === file;
}

/** The drivers of a kernel, with what the scan could not see. */
export function corrected(version: string, drivers: readonly ScannedDriver[]): ScannedDriver[] {
  const age = (text: string): number => text.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);
  return drivers.map((driver) => {
    const found = IRQ_CORRECTIONS.find((each) => isAbout(each, driver.file));
    if (found === undefined || (found.since !== undefined && age(version) < age(found.since))) return driver;
    const [asks = ''] = driver.irqs.split(';');
    return { ...driver, irqs: found.irqs.startsWith(AS_SCANNED) ? found.irqs.replace(AS_SCANNED, asks) : found.irqs };
  });
}
